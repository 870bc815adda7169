"""The honour roll, stories and certificates as anybody meets them; and that the portal's search finds them only while they may be read."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiafeng.front.portal import actions as portal
from jiafeng.front.portal.queries.searching import search_public
from jiafeng.ground.people.actions import give_consent, withdraw_consent
from jiafeng.ground.people.models import ConsentChannel, Purpose
from jiafeng.programme.awards import actions
from jiafeng.programme.awards.models import Title
from tests.programme.awards.factories import NOW, File, granted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_readers_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers wait in the process; none may reach into the next test."""
    monkeypatch.setattr(portal, "readers", portal.Readers())


@pytest.fixture
def honoured(file: File, settings: Any) -> File:
    settings.ALLOWED_HOSTS = ["990501.example"]
    return granted(file)


def title(file: File) -> Title:
    return file.round.titles.select_related("scheme", "person", "round").order_by("pk")[0]


def consents(file: File, purpose: Purpose) -> dict[str, Any]:
    return {"by": file.staff, "at": NOW, "person": title(file).person, "purpose": purpose, "channel": ConsentChannel.PAPER}


def shown(client: Client, page: str, /, *args: Any, **query: str) -> str:
    return client.get(reverse(f"awards:{page}", args=args), query, HTTP_HOST="990501.example").content.decode()


def found(file: File, words: str) -> list[str]:
    return [each.kind for each in search_public(file.round.county, words, NOW)]


def test_the_roll_names_who_agreed_by_round_and_year(honoured: File, client: Client) -> None:
    name = title(honoured).person.name
    withdraw_consent(**consents(honoured, Purpose.BULLETIN))
    assert name not in shown(client, "honours")
    give_consent(**consents(honoured, Purpose.BULLETIN))
    page = shown(client, "honours")
    assert name in page
    assert honoured.round.title in page
    for year in ("1999", "x", "99999"):
        assert name in shown(client, "honours", year=year)
    actions.revoke_title(by=honoured.staff, at=NOW, title=title(honoured), reason="示例理由")
    assert name not in shown(client, "honours")


def test_the_roll_costs_the_same_however_many_are_named(honoured: File, client: Client) -> None:
    counts = []
    for each in honoured.round.titles.select_related("person")[:2]:
        give_consent(by=honoured.staff, at=NOW, person=each.person, purpose=Purpose.BULLETIN, channel=ConsentChannel.PAPER)
        shown(client, "honours")
        with CaptureQueriesContext(connection) as asked:
            shown(client, "honours")
        counts.append(len(asked))
    assert len(set(counts)) == 1


def test_a_story_has_what_an_article_has_and_counts_its_readers(honoured: File, client: Client) -> None:
    give_consent(**consents(honoured, Purpose.STORY))
    story = actions.write_story(by=honoured.staff, at=NOW, title=title(honoured), revision=0, headline="示例故事", text="第一段。")
    actions.publish_story(by=honoured.staff, at=NOW, story=story)
    page = shown(client, "story", story.pk)
    assert "data-print" in page
    assert "data-text-size" in page
    assert reverse("awards:story_code", args=[story.pk]) in page
    assert "阅读 1 次" in page
    assert "<svg" in shown(client, "story_code", story.pk)
    withdraw_consent(**consents(honoured, Purpose.STORY))
    assert client.get(reverse("awards:story_code", args=[story.pk]), HTTP_HOST="990501.example").status_code == 404


def test_a_certificates_answer_names_who_issued_it(honoured: File, client: Client) -> None:
    one = title(honoured)
    page = shown(client, "check", serial=one.serial, name=one.person.name)
    bodies = [body.organisation.name for body in one.round.bodies.select_related("organisation")]
    assert bodies
    assert "、".join(bodies) in page
    assert one.round.title in page
    assert bodies[0] not in shown(client, "check", serial=one.serial, name="别人").split("<main")[1]


def test_one_word_finds_the_result_the_roll_and_the_story(honoured: File) -> None:
    honour = honoured.round.scheme.honour
    give_consent(**consents(honoured, Purpose.BULLETIN))
    give_consent(**consents(honoured, Purpose.STORY))
    story = actions.write_story(by=honoured.staff, at=NOW, title=title(honoured), revision=0, headline="示例故事", text="第一段。")
    actions.publish_story(by=honoured.staff, at=NOW, story=story)
    assert found(honoured, honour) == ["result", "honour", "story"]


def test_a_name_is_found_only_while_its_person_agrees(honoured: File) -> None:
    name = title(honoured).person.name
    withdraw_consent(**consents(honoured, Purpose.BULLETIN))
    assert found(honoured, name) == []
    give_consent(**consents(honoured, Purpose.BULLETIN))
    assert found(honoured, name) == ["honour"]
    withdraw_consent(**consents(honoured, Purpose.BULLETIN))
    assert found(honoured, name) == []


def test_an_open_call_is_found_and_a_draft_is_not(file: File) -> None:
    assert found(file, file.round.title) == []
    actions.open_round(by=file.staff, at=NOW, round_=file.round)
    assert found(file, file.round.title) == ["open"]
