"""Two counties that do not know each other, with the same kinds of things in the first: what the walk goes over.

Everything is made by the actions that a user calls. Whatever belongs to the first county bears `MARK`, which nobody of the second may ever read.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.cookies import SimpleCookie
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiafeng.ground.accounts.models import Role, User
from tests.factories import County, make_county, make_user
from tests.walk.page import PUBLIC, Page

MARK = "示例甲"
AWAY = "yi.example"  # where the second county's portal is found
UNIT_ROLES = (Role.UNIT_COORDINATOR, Role.VOLUNTEER)
Visitor = tuple[str, str]
# Who comes: nobody in particular, each role at home and in another county, and the roles of a unit in another unit of the same county.
VISITORS: list[Visitor] = [
    ("anonymous", "nowhere"),
    *((role, where) for role in Role for where in ("home", "away")),
    *((role, "other") for role in UNIT_ROLES),
]


@dataclass
class World:
    """`pages`: the room's addresses; `users`: visitor → user; `objects`: kind → URL arguments, all of the first county (`home`)."""

    pages: Mapping[str, Page]
    at: datetime
    home: County
    users: dict[Visitor, User] = field(default_factory=dict)
    objects: dict[str, dict[str, Any]] = field(default_factory=dict)
    furnished: set[Callable[["World"], None]] = field(default_factory=set)
    clients: dict[Visitor, tuple[Client, SimpleCookie]] = field(default_factory=dict)

    @property
    def staff(self) -> User:
        return self.users[Role.COUNTY_STAFF, "home"]

    def add(self, *furnish: Callable[["World"], None]) -> None:
        """What other rooms put there, each once."""
        for each in furnish:
            if each not in self.furnished:
                self.furnished.add(each)
                each(self)

    def client(self, visitor: Visitor, *, answers: bool = False) -> Client:
        """Whoever comes, as they came in: what answers made of their cookies is forgotten. `answers`: a failure is an answer, and not raised."""
        client, cookies = self.clients[visitor]
        client.cookies = SimpleCookie(cookies)
        client.raise_request_exception = not answers
        return client

    def address(self, name: str) -> str:
        return reverse(name, kwargs=self.objects.get(self.pages[name].of))


def build(pages: Mapping[str, Page], furnish: Callable[[World], None]) -> World:
    """Two counties, somebody of each role in both, all signed in, and what a room puts there."""
    world = World(pages, timezone.now(), make_county("990101", f"{MARK}县", domain=None, site_name=f"{MARK}清风"))
    away = make_county("990202", "示例乙县", domain=AWAY)
    seats = {Role.UNIT_COORDINATOR: "school", Role.VOLUNTEER: "school", Role.PARTNER_STAFF: "commission", Role.AUDITOR: "commission"}
    for role in Role:
        for where, county in (("home", world.home), ("away", away)):
            world.users[role, where] = make_user(role, getattr(county, seats.get(role, "federation")))
        if role in UNIT_ROLES:
            world.users[role, "other"] = make_user(role, world.home.water)
    world.add(furnish)
    for visitor in VISITORS:
        client = Client(HTTP_HOST=AWAY if visitor[1] == "away" else "testserver")
        if visitor in world.users:
            client.force_login(world.users[visitor])
        world.clients[visitor] = client, client.cookies
    return world


def rooms() -> dict[str, Any]:
    """The pages of every room, by the folder of its tests."""
    tests = Path(__file__).parents[1]
    folders = sorted(path.parent.relative_to(tests.parent) for path in tests.rglob("pages.py"))
    return {str(folder): import_module(".".join((*folder.parts, "pages"))) for folder in folders}


def everything(world: World) -> None:
    """What every room puts there: for pages that show what others hold."""
    world.add(*(pages.furnish for pages in rooms().values()))


@pytest.fixture(scope="module")
def world(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One world for the walk over a room; each step is rolled back, and in the end the world too."""
    with django_db_blocker.unblock(), undone():
        yield build(request.module.PAGES, request.module.furnish)


@contextmanager
def undone() -> Iterator[None]:
    """What happens in it has never happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def expected(page: Page, visitor: Visitor) -> str:
    """How an address answers: `reached`, `refused`, or `sign in`."""
    role, where = visitor
    if where == "away" and page.of and not page.everywhere:
        return "refused"
    if page.who == PUBLIC:
        return "reached"
    if role == "anonymous":
        return "sign in"
    return "reached" if role in page.who and not (where == "other" and page.unit) else "refused"


def ask(client: Client, method: str, address: str, data: Any = None) -> HttpResponse:
    """The answer, a file read to its end."""
    response = client.post(address, data) if method == "POST" else client.generic(method, address)
    if response.streaming:
        assert b"".join(response.streaming_content)  # type: ignore[attr-defined]
    response.close()
    return response  # type: ignore[return-value]


def over(chosen: Callable[[Page], bool]) -> Callable[[Callable], Callable]:
    """The test is done once for each address of the room whose page is chosen."""

    def note(test: Callable) -> Callable:
        test.chosen = chosen  # type: ignore[attr-defined]
        return pytest.mark.django_db(test)

    return note


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if chosen := getattr(metafunc.function, "chosen", None):
        metafunc.parametrize("name", [name for name, page in metafunc.module.PAGES.items() if chosen(page)])
