"""The menus. Each room adds its entries in its AppConfig.ready, so that nothing lower knows what is above it."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext_lazy as _


class Group(enum.Enum):
    """The groups of the staff menu, in the order in which they are shown."""

    TODAY = "today"
    INSTITUTION = "institution"
    PUBLICITY = "publicity"
    ACTIVITIES = "activities"
    MODELS = "models"
    REPORTING = "reporting"
    PEOPLE = "people"
    SYSTEM = "system"

    @property
    def label(self) -> Any:
        """Its heading; the first group needs none."""
        return _HEADINGS.get(self, "")


_HEADINGS = {
    Group.INSTITUTION: _("Institution"),
    Group.PUBLICITY: _("Publicity"),
    Group.ACTIVITIES: _("Activities"),
    Group.MODELS: _("Models"),
    Group.REPORTING: _("Reporting"),
    Group.PEOPLE: _("People and units"),
    Group.SYSTEM: _("System"),
}


def anyone(user: Any) -> Any:
    """The policy of an entry that everybody sees."""
    return None


@dataclass(frozen=True)
class NavItem:
    """One entry. `policy` is the room's own: user → refusal sentence or None; an entry it refuses is not shown. Lower `order` comes first."""

    label: Any
    url_name: str
    icon: str
    group: Group = Group.TODAY
    policy: Callable[[Any], Any] = anyone
    order: int = 50


@dataclass(frozen=True)
class Entry:
    """An entry as one visitor sees it: its address, and whether the page at hand belongs to it."""

    label: Any
    url: str
    icon: str
    current: bool


@lru_cache(256)
def _address(name: str, prefix: str) -> str:
    return reverse(name)


def address(item: NavItem) -> str:
    """Of the page an entry leads to."""
    return _address(item.url_name, get_script_prefix())


class Menu:
    """A list that rooms fill while the apps load; reading it never changes it."""

    def __init__(self) -> None:
        self._items: list[NavItem] = []

    def add(self, *items: NavItem) -> None:
        """Add entries; an address stands once, so an app may load again."""
        known = {item.url_name for item in self._items}
        self._items = sorted([*self._items, *(item for item in items if item.url_name not in known)], key=lambda item: item.order)

    def entries(self, user: Any, path: str) -> dict[Group, list[Entry]]:
        """What `user` may see, by group in the order of `Group`; the entry whose address is the longest start of `path` is current."""
        allowed = [item for item in self._items if not item.policy(user)]
        urls = {item.url_name: address(item) for item in allowed}
        here = max((url for url in urls.values() if path == url or (url != "/" and path.startswith(url))), key=len, default="")
        return {
            group: [
                Entry(item.label, urls[item.url_name], item.icon, urls[item.url_name] == here) for item in allowed if item.group is group
            ]
            for group in Group
            if any(item.group is group for item in allowed)
        }

    def home(self, path: str) -> NavItem | None:
        """The entry that the page at `path` belongs to, whoever may see it."""
        at = {url: item for item in self._items if path.startswith(url := address(item))}
        return at[max(at, key=len)] if at else None


staff_menu = Menu()
public_menu = Menu()
service_tiles = Menu()
