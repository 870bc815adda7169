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
    """The areas of the staff menu, in the order in which they are shown; a room's entries are the tabs of its area's pages."""

    TODAY = "today"
    PLANS = "plans"
    ACTIVITIES = "activities"
    MESSAGES = "messages"
    AWARDS = "awards"
    REPORTING = "reporting"
    KEEPING = "keeping"

    @property
    def label(self) -> Any:
        return _AREAS[self][0]

    @property
    def icon(self) -> str:
        return _AREAS[self][1]


_AREAS = {
    Group.TODAY: (_("Today's work"), "home"),
    Group.PLANS: (_("Plans and rules"), "clipboard-check"),
    Group.ACTIVITIES: (_("Activities and pledges"), "calendar-event"),
    Group.MESSAGES: (_("Messages and desk cards"), "message-heart"),
    Group.AWARDS: (_("Selection"), "award"),
    Group.REPORTING: (_("Bulletins and portal"), "news"),
    Group.KEEPING: (_("Registers and settings"), "settings"),
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
    name: str = ""


@dataclass(frozen=True)
class Area:
    """An area of the staff menu as one user sees it: its entries are the tabs of its pages, and the first is where it leads."""

    group: Group
    entries: list[Entry]

    @property
    def url(self) -> str:
        return self.entries[0].url

    @property
    def tab(self) -> Entry | None:
        """The entry that the page at hand belongs to; None in every other area."""
        return next((entry for entry in self.entries if entry.current), None)


@lru_cache(256)
def _address(name: str, prefix: str) -> str:
    return reverse(name)


def address(item: NavItem) -> str:
    """Of the page an entry leads to."""
    return address_of(item.url_name)


def address_of(name: str) -> str:
    """Of a page that shows no record, by its name; kept, for every page asks."""
    return _address(name, get_script_prefix())


_PLACE = 987654321


@lru_cache(512)
def _around(name: str, prefix: str) -> tuple[str, str]:
    before, after = reverse(name, args=[_PLACE]).split(str(_PLACE))
    return before, after


def address_of_row(name: str, pk: int) -> str:
    """Of a row's page, by the page's name. Reversing an address costs as much as all else of a line on the desk, so each name is reversed once."""
    before, after = _around(name, get_script_prefix())
    return f"{before}{pk}{after}"


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
                Entry(item.label, urls[item.url_name], item.icon, urls[item.url_name] == here, item.url_name)
                for item in allowed
                if item.group is group
            ]
            for group in Group
            if any(item.group is group for item in allowed)
        }

    def areas(self, user: Any, path: str) -> list[Area]:
        """The same, an area each: what a role may not open is not there."""
        return [Area(group, entries) for group, entries in self.entries(user, path).items()]

    def home(self, path: str) -> NavItem | None:
        """The entry that the page at `path` belongs to, whoever may see it."""
        at = {url: item for item in self._items if path.startswith(url := address(item))}
        return at[max(at, key=len)] if at else None


def starred(areas: list[Area], names: list[str]) -> list[Entry]:
    """The entries of these names, in their order; one that a role may open no longer is left out."""
    known = {entry.name: entry for area in areas for entry in area.entries}
    return [known[name] for name in names if name in known]


staff_menu = Menu()
public_menu = Menu()
service_tiles = Menu()
