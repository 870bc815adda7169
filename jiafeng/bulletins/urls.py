"""Routes."""

from django.urls import path

from jiafeng.bulletins import views

app_name = "bulletins"
urlpatterns = [
    path("code/<str:code>", views.by_code, name="by_code"),
]
