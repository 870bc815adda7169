"""Routes of people."""

from django.urls import path

from jiafeng.ground.people.views import doubles, importing, keeping, lists, rights, standing

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
    path("export", keeping.export, name="export"),
    path("<int:pk>/consents", standing.consents, name="consents"),
    path("<int:pk>/posts", standing.posts, name="posts"),
    path("<int:pk>/posts/<int:posting>/remove", standing.remove_post, name="remove_post"),
    path("<int:pk>/data", rights.export, name="data"),
    path("<int:pk>/erase", rights.erase, name="erase"),
    path("<int:pk>/merge/<int:other>", doubles.merge, name="merge"),
    path("<int:pk>/apart/<int:other>", doubles.apart, name="apart"),
    path("merges/<int:pk>/undo", doubles.undo, name="undo_merge"),
    path("duplicates", doubles.duplicates, name="duplicates"),
    path("lists", lists.lists, name="lists"),
    path("lists/new", lists.new_list, name="new_list"),
    path("lists/<int:pk>", lists.people_of_list, name="list"),
    path("lists/<int:pk>/edit", lists.edit_list, name="edit_list"),
    path("retention", rights.retention, name="retention"),
    path("retention/<str:code>", rights.term, name="term"),
    path("rosters", importing.rosters, name="rosters"),
    path("rosters/template", importing.template, name="template"),
    path("rosters/<uuid:pk>", importing.roster, name="roster"),
    path("rosters/<uuid:pk>/check", importing.check, name="check"),
    path("rosters/<uuid:pk>/import", importing.carry_out, name="carry_out"),
    path("rosters/<uuid:pk>/failed", importing.failed_rows, name="failed_rows"),
]
