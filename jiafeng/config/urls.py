"""Root urls: a room each."""

from django.urls import include, path

from jiafeng.config import views
from jiafeng.config.health import healthz

handler400 = "jiafeng.config.errors.bad_request"
handler403 = "jiafeng.config.errors.forbidden"
handler404 = "jiafeng.config.errors.not_found"
handler500 = "jiafeng.config.errors.server_error"

urlpatterns = [
    path("", include("jiafeng.front.portal.urls")),
    path("desk/", include("jiafeng.front.desk.urls")),
    path("healthz", healthz, name="healthz"),
    path("favicon.ico", views.icon, name="icon"),
    path("source.zip", views.source, name="source"),
    path("language", views.choose_language, name="language"),
    path("elder", views.choose_elder, name="elder"),
    path("accounts/", include("jiafeng.ground.accounts.urls")),
    path("jobs/", include("jiafeng.ground.jobs.urls")),
    path("notices/", include("jiafeng.ground.notices.urls")),
    path("records/", include("jiafeng.ground.records.urls")),
    path("units/", include("jiafeng.ground.units.urls")),
    path("people/", include("jiafeng.ground.people.urls")),
    path("papers/", include("jiafeng.ground.papers.urls")),
    path("approvers/", include("jiafeng.ground.links.urls")),
    path("plans/", include("jiafeng.programme.plans.urls")),
    path("events/", include("jiafeng.programme.events.urls")),
    path("pictures/", include("jiafeng.programme.pictures.urls")),
    path("letters/", include("jiafeng.programme.letters.urls")),
    path("deskcards/", include("jiafeng.programme.deskcards.urls")),
    path("pledges/", include("jiafeng.programme.pledges.urls")),
    path("awards/", include("jiafeng.programme.awards.urls")),
    path("figures/", include("jiafeng.reporting.figures.urls")),
    path("bulletins/", include("jiafeng.reporting.bulletins.urls")),
]
