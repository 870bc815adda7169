"""Every address is walked over by the room that it belongs to: who reaches it, and whether anything typed into it makes it fall over."""

from collections import Counter
from collections.abc import Iterator
from importlib import import_module

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from jiafeng.ground.accounts.models import Role
from tests import walk
from tests.ground.accounts.pages import FOREIGN
from tests.walk.page import Page
from tests.walk.world import UNIT_ROLES, VISITORS, rooms

ROOMS = rooms()
CLASSIFIED = Counter(name for pages in ROOMS.values() for name in pages.PAGES)


def names(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from names(each, f"{prefix}{each.namespace}:" if each.namespace else prefix)
        elif isinstance(each, URLPattern):
            yield f"{prefix}{each.name or each.pattern}"


def test_every_address_is_classified() -> None:
    assert sorted(set(names(get_resolver())) - CLASSIFIED.keys() - FOREIGN.keys()) == []


def test_nothing_is_classified_that_does_not_exist() -> None:
    assert sorted((CLASSIFIED.keys() | FOREIGN.keys()) - set(names(get_resolver()))) == []


def test_each_is_classified_once_and_by_its_own_room() -> None:
    assert [name for name, times in CLASSIFIED.items() if times > 1] == []
    strays = {
        name: folder
        for folder, pages in ROOMS.items()
        for name in pages.PAGES
        if ":" in name and name.split(":")[0] != folder.split("/")[-1]
    }
    assert strays == {}


@pytest.mark.parametrize("folder", ROOMS)
def test_a_room_with_addresses_walks_over_all_of_them(folder: str) -> None:
    """Its own test_walk.py has the tests of the walk, over its own pages."""
    taken = import_module(".".join((*folder.split("/"), "test_walk")))
    assert [name for name in walk.__all__ if getattr(taken, name, None) is not getattr(walk, name)] == []
    assert taken.PAGES is ROOMS[folder].PAGES


def test_each_test_is_done_for_every_address_that_it_is_about() -> None:
    pages: dict[str, Page] = {name: page for room in ROOMS.values() for name, page in room.PAGES.items()}
    about = {
        name: {each for each, page in pages.items() if test.chosen(page)} for name, test in vars(walk).items() if hasattr(test, "chosen")
    }
    reads, writes = ({name for name, page in pages.items() if method in page.methods} for method in ("GET", "POST"))
    assert about["test_who_reaches"] == reads
    assert about["test_who_writes"] == {name for name in writes if "public" not in pages[name].who}
    assert about["test_what_cannot_be_taken_back_is_asked_first"] == {name for name, page in pages.items() if page.final}
    assert about["test_a_wrong_method_is_told_so"] == pages.keys() == reads | writes
    assert about["test_no_parameter_makes_a_page_fall_over"] == {name for name in reads if not pages[name].typeset}
    assert about["test_no_path_makes_a_page_fall_over"] == {name for name in pages if pages[name].of}
    assert about["test_no_field_makes_a_form_fall_over"] == reads & writes


def test_everybody_comes() -> None:
    roles = {(role, where) for role in Role for where in ("home", "away")} | {(role, "other") for role in UNIT_ROLES}
    assert set(VISITORS) == roles | {("anonymous", "nowhere")}
