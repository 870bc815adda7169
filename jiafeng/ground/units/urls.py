"""Routes of the list of units."""

from django.urls import path

from jiafeng.ground.units import views

app_name = "units"
urlpatterns = [
    path("", views.organisations, name="organisations"),
    path("new", views.new_organisation, name="new_organisation"),
    path("holidays", views.holidays, name="holidays"),
    path("holidays/enter", views.enter_holidays, name="enter_holidays"),
    path("<int:pk>", views.organisation, name="organisation"),
    path("<int:pk>/close", views.close_organisation, name="close_organisation"),
]
