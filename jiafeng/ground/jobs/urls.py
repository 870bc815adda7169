"""Routes of background work."""

from django.urls import path

from jiafeng.ground.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.jobs, name="jobs"),
    path("<uuid:pk>", views.job, name="job"),
    path("<uuid:pk>/result", views.result, name="result"),
]
