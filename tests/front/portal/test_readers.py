"""How often an article was read: one per reader and day, and nothing kept of who."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiafeng.front.portal import actions
from jiafeng.front.portal.models import ViewMark, ViewTally
from jiafeng.front.portal.queries import views_of
from jiafeng.ground.accounts.models import User
from jiafeng.ground.units.models import Region
from tests.front.portal.factories import an_article

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
TODAY = timezone.localdate(NOON)
LONG = timedelta(minutes=1)


def test_a_reader_counts_once_a_day(client: Client, staff: User, county: Region) -> None:
    article = an_article(staff, county, published=timezone.now())
    for agent in ("甲", "甲", "乙"):
        actions.readers = actions.Readers()
        page = client.get(reverse("portal:article", args=[article.pk]), headers={"user-agent": agent.encode().hex()})
    assert views_of(article.subject, timezone.localdate()) == 2
    assert "2" in page.content.decode().split('class="meta"')[1].split("</div>")[0]


def test_the_same_reader_counts_again_the_next_day(db: None) -> None:
    readers = actions.Readers()
    readers.note(at=NOON, subject="article:1", visitor="甲")
    readers.note(at=NOON + timedelta(days=1), subject="article:1", visitor="甲")
    assert views_of("article:1", TODAY + timedelta(days=1)) == 2


def test_what_was_kept_of_a_reader_is_deleted_with_the_day(db: None) -> None:
    readers = actions.Readers()
    readers.note(at=NOON, subject="article:1", visitor="203.0.113.9|agent")
    readers.note(at=NOON + timedelta(days=1), subject="article:2", visitor="203.0.113.9|agent")
    assert not ViewMark.objects.filter(day=TODAY).exists()
    assert ViewTally.objects.get(subject="article:1").total == 1
    assert "203.0.113.9" not in str(list(ViewMark.objects.values()))


def test_many_readers_are_written_together(db: None) -> None:
    readers = actions.Readers()
    for number in range(50):
        readers.note(at=NOON + timedelta(milliseconds=number), subject="article:1", visitor=str(number))
    assert ViewMark.objects.count() == 1  # the first; the others wait for the pause to end
    readers.note(at=NOON + LONG, subject="article:1", visitor="last")
    assert views_of("article:1", TODAY) == 51


def test_a_database_that_refuses_loses_nobody(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    readers = actions.Readers()
    with monkeypatch.context() as broken:

        def refuse(**_: object) -> None:
            raise DatabaseError("locked")

        broken.setattr(actions, "count_readers", refuse)
        readers.note(at=NOON, subject="article:1", visitor="甲")
    readers.note(at=NOON + LONG, subject="article:1", visitor="乙")
    assert views_of("article:1", TODAY) == 2
