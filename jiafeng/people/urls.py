"""Routes of people."""

from django.urls import path

from jiafeng.people.views import importing, keeping

app_name = "people"
urlpatterns = [
    path("", keeping.people, name="people"),
    path("add", keeping.add, name="add"),
    path("<int:pk>", keeping.person, name="person"),
    path("<int:pk>/edit", keeping.edit, name="edit"),
    path("<int:pk>/leave", keeping.leave, name="leave"),
    path("<int:pk>/return", keeping.come_back, name="come_back"),
    path("<int:pk>/phone", keeping.reveal, {"field": "phone"}, name="reveal"),
    path("<int:pk>/identity", keeping.reveal, {"field": "id_number"}, name="reveal_identity"),
    path("<int:pk>/relatives", keeping.new_relative, name="new_relative"),
    path("<int:pk>/relatives/<int:relation>/part", keeping.part, name="part"),
    path("rosters", importing.rosters, name="rosters"),
    path("rosters/template", importing.template, name="template"),
    path("rosters/<uuid:pk>", importing.roster, name="roster"),
    path("rosters/<uuid:pk>/check", importing.check, name="check"),
    path("rosters/<uuid:pk>/import", importing.carry_out, name="carry_out"),
    path("rosters/<uuid:pk>/failed", importing.failed_rows, name="failed_rows"),
]
