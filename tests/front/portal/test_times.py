"""Publishing and taking down at a time: looked at whenever somebody reads, so it happens once, and also where the machine was down at the time."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiafeng.common.refusals import Refused
from jiafeng.front.portal import actions
from jiafeng.front.portal.models import Article, ArticleKind
from jiafeng.ground.accounts.models import User
from jiafeng.ground.records.models import ActionLog
from jiafeng.ground.units.models import Region
from tests.front.portal.factories import an_article

AT = datetime(2026, 12, 1, 2, tzinfo=UTC)
OPENS, CLOSES = AT + timedelta(hours=6), AT + timedelta(days=7)
PUBLIC = ("portal:home", "portal:articles", "portal:feed")


@pytest.fixture
def timed(staff: User, county: Region) -> Article:
    with time_machine.travel(AT, tick=False):
        return actions.publish_article(by=staff, at=AT, article=an_article(staff, county, title="示例定时稿"), since=OPENS, until=CLOSES)


def stands(client: Client, article: Article) -> set[bool]:
    """Whether it is seen: on its own page, in the lists, by search. One answer, or they disagree."""
    shown = {"示例定时稿" in client.get(reverse(name)).content.decode() for name in PUBLIC}
    shown.add('href="/news/' in client.get(reverse("portal:search"), {"q": "示例定时稿"}).content.decode().split("<main")[1])
    return shown | {client.get(reverse("portal:article", args=[article.pk])).status_code == 200}


@pytest.mark.parametrize(
    ("moment", "seen"),
    [
        (AT, False),
        (OPENS - timedelta(microseconds=1), False),
        (OPENS, True),
        (CLOSES - timedelta(microseconds=1), True),
        (CLOSES, False),
    ],
)
def test_it_stands_from_its_time_to_its_time_everywhere_at_once(client: Client, timed: Article, moment: datetime, seen: bool) -> None:
    with time_machine.travel(moment, tick=False):
        assert stands(client, timed) == {seen}


def test_nothing_is_written_when_the_time_comes(client: Client, timed: Article) -> None:
    before = ActionLog.objects.count()
    for moment in (OPENS, OPENS + timedelta(days=1), CLOSES + timedelta(days=1)):
        with time_machine.travel(moment, tick=False):
            client.get(reverse("portal:articles"))
    assert ActionLog.objects.count() == before
    timed.refresh_from_db()
    assert (timed.published_at, timed.revision) == (OPENS, timed.revision)


def test_the_log_says_who_set_which_times(timed: Article, staff: User) -> None:
    entry = ActionLog.objects.get(verb="portal.article.publish")
    assert (entry.by, entry.detail) == (staff, {"since": OPENS.isoformat(), "until": CLOSES.isoformat()})


@pytest.mark.parametrize(
    ("since", "until"),
    [(AT - timedelta(seconds=1), None), (OPENS, OPENS), (None, AT), (OPENS, OPENS - timedelta(hours=1))],
)
def test_times_that_cannot_be_are_refused(staff: User, county: Region, since: datetime | None, until: datetime | None) -> None:
    with pytest.raises(Refused) as refused:
        actions.publish_article(by=staff, at=AT, article=an_article(staff, county), since=since, until=until)
    assert refused.value.field in ("since", "until")


def test_the_times_are_changed_by_a_page(desk: Client, staff: User, timed: Article) -> None:
    address = reverse("portal:times", args=[timed.pk])
    with time_machine.travel(AT, tick=False):
        answer = desk.post(address, {"since": "2026-12-02T08:00", "until": "2026-12-05T18:00", "revision": timed.revision})
    assert answer.status_code == 302
    timed.refresh_from_db()
    assert timezone.localtime(timed.published_at).hour == 8
    with time_machine.travel(CLOSES, tick=False):
        desk.force_login(staff)
        late = desk.post(address, {"until": "2026-12-04T18:00", "revision": timed.revision})
    assert late.status_code == 422


def test_what_was_read_keeps_its_day(desk: Client, timed: Article) -> None:
    """Once it stands there, only its end can be changed."""
    with time_machine.travel(OPENS + timedelta(hours=1), tick=False):
        desk.post(reverse("portal:times", args=[timed.pk]), {"since": "2026-12-09T08:00", "until": "", "revision": timed.revision})
    timed.refresh_from_db()
    assert (timed.published_at, timed.until) == (OPENS, None)


def test_a_past_notice_says_when_it_ran_and_what_came_of_it(client: Client, staff: User, county: Region) -> None:
    with time_machine.travel(AT, tick=False):
        notice = an_article(staff, county, kind=ArticleKind.NOTICE, title="示例公示", outcome="公示期内未收到异议。")
        actions.publish_article(by=staff, at=AT, article=notice, until=CLOSES)
    with time_machine.travel(CLOSES + timedelta(days=30), tick=False):
        page = client.get(reverse("portal:article", args=[notice.pk]))
        lists = [client.get(reverse(name)).content.decode() for name in ("portal:home", "portal:notices", "portal:feed")]
        past = client.get(reverse("portal:past_notices")).content.decode()
    assert page.status_code == 200
    shown = page.content.decode()
    assert "2026-12-01 至 2026-12-08" in shown
    assert "公示期内未收到异议" in shown
    assert not any("示例公示" in each for each in lists)
    assert "示例公示" in past


def test_a_withdrawn_notice_is_gone(client: Client, staff: User, county: Region) -> None:
    notice = an_article(staff, county, kind=ArticleKind.NOTICE, published=timezone.now())
    actions.withdraw_article(by=staff, at=timezone.now(), article=notice, reason="有误")
    assert client.get(reverse("portal:article", args=[notice.pk])).status_code == 404
