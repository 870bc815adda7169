"""Issued bulletins on the portal: the text, what its numbers rest on, its code and poster."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jiafeng.front.portal import actions, queries
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.units.models import Region
from jiafeng.reporting.bulletins.models import Bulletin
from jiafeng.reporting.figures.figures import CATALOGUE
from tests.front.portal.factories import a_county
from tests.reporting.bulletins import factories as office


@pytest.fixture
def bulletin(county: Region) -> Bulletin:
    """One bulletin, issued, whose one number counts six plan lines."""
    author, approver = office.user(), office.user(Role.PARTNER_STAFF)
    office.lines(6)
    return office.issued(author, approver)


def page_of(client: Client, bulletin: Bulletin) -> str:
    return client.get(reverse("portal:bulletin", args=[bulletin.pk])).content.decode()


def test_it_shows_its_title_issuer_and_time(client: Client, bulletin: Bulletin) -> None:
    page = page_of(client, bulletin)
    assert bulletin.title in page
    assert bulletin.masthead in page
    assert bulletin.organisation.name in page
    assert bulletin.code in page


def test_every_number_leads_to_what_it_rests_on(client: Client, bulletin: Bulletin) -> None:
    page = page_of(client, bulletin)
    assert 'href="#passport-1">6项' in page
    passport = page.split('id="passport-1"')[1].split("</li>")[0]
    assert str(CATALOGUE["plans.lines"].definition) in passport


def test_a_draft_is_nowhere_on_the_portal(client: Client, county: Region) -> None:
    draft = office.bulletin(office.user(), title="还在起草")
    assert client.get(reverse("portal:bulletin", args=[draft.pk])).status_code == 404
    for name in ("home", "bulletins", "feed"):
        assert "还在起草" not in client.get(reverse(f"portal:{name}")).content.decode()


def test_it_stands_among_the_news_the_bulletins_and_in_the_feed(client: Client, bulletin: Bulletin) -> None:
    address = reverse("portal:bulletin", args=[bulletin.pk])
    for name in ("home", "bulletins", "feed"):
        assert address in client.get(reverse(f"portal:{name}")).content.decode()


@pytest.mark.parametrize("words", ["家庭助廉", "措施 安排"])
def test_it_is_found_by_its_words(client: Client, bulletin: Bulletin, words: str) -> None:
    page = client.get(reverse("portal:search"), {"q": words}).content.decode()
    assert bulletin.title in page.replace("<mark>", "").replace("</mark>", "")


def test_it_is_found_by_its_printed_code(client: Client, bulletin: Bulletin) -> None:
    assert bulletin.code
    assert bulletin.title in client.get(reverse("portal:search"), {"q": bulletin.code.lower()}, follow=True).content.decode()


def test_its_code_and_poster_are_pictures_to_share(client: Client, bulletin: Bulletin) -> None:
    code = client.get(reverse("portal:bulletin_code", args=[bulletin.pk]))
    poster = client.get(reverse("portal:bulletin_poster", args=[bulletin.pk]))
    assert code.content.startswith(b"<svg")
    assert poster.content.startswith(b"\x89PNG")


def test_a_poster_that_cannot_be_printed_says_why(client: Client, bulletin: Bulletin) -> None:
    Bulletin.objects.filter(pk=bulletin.pk).update(title="示例\U0003134f")
    answer = client.get(reverse("portal:bulletin_poster", args=[bulletin.pk]), follow=True)
    assert answer.redirect_chain
    assert "public" not in client.get(reverse("portal:bulletin_poster", args=[bulletin.pk])).headers.get("Cache-Control", "")
    assert "toast-bad" in answer.content.decode()


def test_its_readers_are_counted(client: Client, bulletin: Bulletin) -> None:
    page_of(client, bulletin)
    assert queries.views_of(f"bulletin:{bulletin.pk}", timezone.localdate()) == 1


def test_another_countys_bulletin_does_not_exist_here(client: Client, bulletin: Bulletin) -> None:
    a_county("990202", "另县", "testserver")
    assert client.get(reverse("portal:bulletin", args=[bulletin.pk])).status_code == 404


@pytest.mark.parametrize("name", ["bulletins", "bulletin"])
def test_pages_of_bulletins_take_no_posts(client: Client, bulletin: Bulletin, name: str) -> None:
    assert client.post(reverse(f"portal:{name}", args=[bulletin.pk] if name == "bulletin" else [])).status_code == 405


def test_lists_cost_the_same_however_many_were_issued(client: Client, bulletin: Bulletin) -> None:
    def cost(name: str) -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse(f"portal:{name}")).status_code == 200
        return len(caught)

    first = {name: cost(name) for name in ("home", "bulletins", "feed")}
    author, approver = office.user(), office.user(Role.PARTNER_STAFF)
    for number in range(2):
        office.issued(author, approver, title=f"示例：第{number}篇")
    assert {name: cost(name) for name in first} == first
    assert max(first.values()) <= 12


def test_a_bulletin_is_read_within_twelve_queries(client: Client, bulletin: Bulletin) -> None:
    actions.readers.note(at=timezone.now() - timedelta(seconds=1), subject="another", visitor="somebody")
    with CaptureQueriesContext(connection) as caught:
        page_of(client, bulletin)
    assert len(caught) <= 12
