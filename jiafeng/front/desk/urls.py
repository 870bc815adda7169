"""Routes."""

from django.urls import path

from jiafeng.front.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("due", views.due, name="due"),
    path("search", views.search, name="search"),
    path("found", views.found, name="found"),
    path("menu", views.menu, name="menu"),
    path("jobs", views.jobs, name="jobs"),
]
