"""Routes."""

from django.urls import path

from jiafeng.ground.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.notices, name="notices"),
    path("<int:pk>/open", views.open_notice, name="open"),
    path("read", views.read_all, name="read_all"),
    path("digest", views.digest, name="digest"),
]
