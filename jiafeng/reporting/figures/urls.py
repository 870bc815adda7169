"""Routes of figures."""

from django.urls import path

from jiafeng.reporting.figures import views

app_name = "figures"
urlpatterns = [
    path("", views.figures, name="figures"),
    path("<str:code>", views.figure, name="figure"),
]
