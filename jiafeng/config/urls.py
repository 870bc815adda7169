"""Root urls: a room each."""

from django.urls import include, path

from jiafeng.config import views
from jiafeng.config.health import healthz

handler400 = "jiafeng.config.errors.bad_request"
handler403 = "jiafeng.config.errors.forbidden"
handler404 = "jiafeng.config.errors.not_found"
handler500 = "jiafeng.config.errors.server_error"

urlpatterns = [
    path("", include("jiafeng.portal.urls")),
    path("desk/", include("jiafeng.desk.urls")),
    path("healthz", healthz, name="healthz"),
    path("favicon.ico", views.icon, name="icon"),
    path("source.zip", views.source, name="source"),
    path("language", views.choose_language, name="language"),
    path("elder", views.choose_elder, name="elder"),
    path("accounts/", include("jiafeng.accounts.urls")),
    path("jobs/", include("jiafeng.jobs.urls")),
    path("records/", include("jiafeng.records.urls")),
    path("units/", include("jiafeng.units.urls")),
    path("people/", include("jiafeng.people.urls")),
    path("papers/", include("jiafeng.papers.urls")),
    path("plans/", include("jiafeng.plans.urls")),
    path("events/", include("jiafeng.events.urls")),
    path("letters/", include("jiafeng.letters.urls")),
    path("deskcards/", include("jiafeng.deskcards.urls")),
    path("pledges/", include("jiafeng.pledges.urls")),
    path("awards/", include("jiafeng.awards.urls")),
    path("figures/", include("jiafeng.figures.urls")),
    path("bulletins/", include("jiafeng.bulletins.urls")),
]
