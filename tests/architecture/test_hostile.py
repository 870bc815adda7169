"""No address and no form falls over, whatever is typed into it: it refuses, or it takes it as the text it is."""

import logging
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse

from jiafeng.ground.accounts.models import Role
from tests.architecture.access import PAGES, Page
from tests.architecture.hostile import VALUES, addresses, filled, forms_of
from tests.architecture.test_access import expected, world
from tests.architecture.world import World

__all__ = ["world"]  # the fixture

# Typesetting a page or a picture for each address would take minutes, and none of these reads a parameter.
SET_IN_TYPE = {
    "portal:article_poster",
    "portal:bulletin_poster",
    "pledges:poster",
    "bulletins:download",
    "events:invitation_prints",
    "events:badges",
    "events:seat_cards",
}
NASTY = ("NUL", "a number beyond 64 bits", "a number of 5000 digits", "the first day", "the last day")


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)


def insider(world: World, page: Page) -> Client:
    """Somebody of the county who may open the page; a failure is answered, not raised."""
    client = Client(raise_request_exception=False)
    for role in Role:
        if expected(page, (role, "home")) == "reached":
            client.force_login(world.visitors[role, "home"])
            return client
    raise AssertionError("nobody may open it")


def answer(client: Client, method: str, address: str, data: dict | None = None) -> HttpResponse:
    with transaction.atomic():
        response = client.post(address, data) if method == "POST" else client.get(address)
        if response.streaming:
            assert b"".join(response.streaming_content)  # type: ignore[attr-defined]
        transaction.set_rollback(True)
    return response  # type: ignore[return-value]


def why(response: HttpResponse) -> str | None:
    raised = getattr(response, "exc_info", None)
    return f"{response.status_code} {raised and raised[1]!r}" if response.status_code >= 500 else None


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name, page in PAGES.items() if "GET" in page.methods and name not in SET_IN_TYPE])
def test_no_parameter_makes_a_page_fall_over(name: str, world: World) -> None:
    page = PAGES[name]
    client = insider(world, page)
    address = reverse(name, kwargs=world.objects[page.of] if page.of else None)
    found = {each[:120]: sentence for each in addresses(address) if (sentence := why(answer(client, "GET", each)))}
    assert found == {}


def hostile_paths(name: str, given: dict) -> Iterator[str]:
    for argument in given:
        for value in VALUES.values():
            try:
                yield reverse(
                    name, kwargs={**given, argument: int(value) if value.isascii() and value.isdigit() and len(value) < 99 else value}
                )
            except NoReverseMatch:
                continue


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name, page in PAGES.items() if page.of])
def test_no_path_makes_a_page_fall_over(name: str, world: World) -> None:
    page = PAGES[name]
    client = insider(world, page)
    paths = hostile_paths(name, world.objects[page.of])
    found = {each[:120]: sentence for each in paths if (sentence := why(answer(client, page.methods[0], each, dict(page.data))))}
    assert found == {}


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name, page in PAGES.items() if page.methods == ("GET", "POST")])
def test_no_field_makes_a_form_fall_over(name: str, world: World) -> None:
    page = PAGES[name]
    client = insider(world, page)
    address = reverse(name, kwargs=world.objects[page.of] if page.of else None)
    found = {}
    for form in forms_of(answer(client, "GET", address)):
        honest = filled(form)
        for field in form.fields:
            for label in NASTY:
                response = answer(client, "POST", address, {**honest, form.add_prefix(field): VALUES[label]})
                if sentence := why(response):
                    found[f"{label} in {field}"] = sentence
    assert found == {}
