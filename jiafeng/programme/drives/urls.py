"""Routes of a room's drives, for its own list of them."""

from typing import Any

from django.urls import URLPattern, path

from jiafeng.programme.drives import views
from jiafeng.programme.drives.views import Pages


def paths(pages: Pages) -> list[URLPattern]:
    own: dict[str, Any] = {"pages": pages}
    return [
        path("", views.drives, own, name="drives"),
        path("new", views.new_drive, own, name="new_drive"),
        path("<int:pk>", views.drive, own, name="drive"),
        path("<int:pk>/edit", views.edit_drive, own, name="edit_drive"),
        path("<int:pk>/open", views.open_drive, own, name="open_drive"),
        path("<int:pk>/close", views.close_drive, own, name="close_drive"),
        path("<int:pk>/reopen", views.reopen_drive, own, name="reopen_drive"),
        path("<int:pk>/code.svg", views.code, own, name="code"),
        path("<int:pk>/links", views.links, own, name="links"),
        path("<int:pk>/links/list", views.give_links, own, name="give_links"),
        path("<int:pk>/links/<int:person>", views.make_link, own, name="make_link"),
    ]
