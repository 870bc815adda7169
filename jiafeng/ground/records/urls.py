"""Routes of evidence and the log."""

from django.urls import path

from jiafeng.ground.records import views

app_name = "records"
urlpatterns = [
    path("log", views.log, name="log"),
    path("upkeep", views.upkeep, name="upkeep"),
    path("evidence/<uuid:pk>", views.evidence, name="evidence"),
    path("evidence/<uuid:pk>/preview", views.preview, name="preview"),
    path("evidence/<uuid:pk>/original", views.original, name="original"),
]
