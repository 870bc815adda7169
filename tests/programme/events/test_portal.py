"""Activities on the portal: who finds them, who signs up, and how the list of guests stays one list."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from jiafeng.common.refusals import Refused
from jiafeng.ground.people.models import ConsentState, Person, Proof, Purpose
from jiafeng.ground.sms.jobs.gateways import Memory
from jiafeng.library.calendars import SHANGHAI
from jiafeng.programme.events import actions, queries
from jiafeng.programme.events.actions import SignUp, WalkIn
from jiafeng.programme.events.models import Access, Event, Invitation, Reply
from tests.programme.events.factories import NOW, Place, event, person, place
from tests.programme.events.test_pages import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _that_day() -> Iterator[None]:
    Memory.sent.clear()
    with time_machine.travel(NOW, tick=False):
        yield


def open_event(here: Place, **fields: Any) -> Event:
    return event(here, access=Access.OPEN, **{"title": "示例亲子故事会", "about": "带孩子来听故事", **fields})


def said(here: Place, name: str = "示例王芳", phone: str = "13800138000", **more: Any) -> SignUp:
    return SignUp(WalkIn(name, here.water, phone), **{"proved": True, **more})


def typed(here: Place, **fields: str) -> dict[str, str]:
    return {"name": "示例王芳", "organisation": str(here.water.pk), "phone": "13800138000", "key": str(uuid4()), **fields}


def page(client: Client, name: str, *args: Any, query: str = "") -> str:
    return client.get(reverse(f"events:{name}", args=args) + query).content.decode()


@pytest.mark.parametrize(
    ("access", "opened", "shown"),
    [
        (Access.INVITED, True, False),
        (Access.SHOWN, True, True),
        (Access.OPEN, True, True),
        (Access.FREE, True, True),
        (Access.OPEN, False, False),
    ],
)
def test_the_portal_shows_what_its_host_meant_for_it_once_announced(client: Client, access: str, opened: bool, shown: bool) -> None:
    here = place()
    gathering = event(here, access=access, opened=opened, title="示例讲座")
    for name in ("activities", "month", "places"):
        assert ("示例讲座" in page(client, name)) == shown
    assert client.get(reverse("events:activity", args=[gathering.pk])).status_code == (200 if shown else 404)


def test_another_countys_activity_is_not_there(client: Client) -> None:
    place()
    elsewhere = open_event(place("990202", "elsewhere.example"))
    assert client.get(reverse("events:activity", args=[elsewhere.pk])).status_code == 404
    assert client.get(reverse("events:sign_up", args=[elsewhere.pk])).status_code == 404
    assert "示例亲子故事会" not in page(client, "activities")


def test_a_page_has_programme_and_time_and_never_who_comes_or_performs(client: Client) -> None:
    here = place()
    gathering = open_event(here, capacity=10)
    actions.set_programme(by=here.staff, at=NOW, event=gathering, revision=gathering.revision, items=[("讲故事", "示例演员甲")])
    actions.sign_up(at=NOW, event=gathering, said=said(here), key=uuid4())
    shown = page(client, "activity", gathering.pk)
    assert "讲故事" in shown
    assert "带孩子来听故事" in shown
    assert "还有9个名额" in shown
    assert "示例演员甲" not in shown
    assert "示例王芳" not in shown


def test_what_is_over_moves_to_the_list_of_what_was(client: Client) -> None:
    here = place()
    gathering = open_event(here)
    assert "示例亲子故事会" not in page(client, "activities", query="?past=1")
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        assert "示例亲子故事会" not in page(client, "activities")
        assert "示例亲子故事会" in page(client, "activities", query="?past=1")
        shown = page(client, "activity", gathering.pk)
        assert "活动已经结束" in shown
        assert "报名" not in shown.split("</nav>")[-1].split("<footer")[0].replace("报名截止", "")


def test_what_was_called_off_says_so_and_why_until_its_day_is_over(client: Client) -> None:
    here = place()
    gathering = open_event(here)
    actions.cancel_event(by=here.staff, at=NOW, event=gathering, reason="大雨停办")
    assert "已取消" in page(client, "activities")
    assert "大雨停办" in page(client, "activity", gathering.pk)
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        assert "示例亲子故事会" not in page(client, "activities", query="?past=1")


def test_a_kind_narrows_the_list_and_a_made_up_one_does_not(client: Client) -> None:
    open_event(place())
    assert "示例亲子故事会" in page(client, "activities", query="?kind=symposium")
    assert "示例亲子故事会" not in page(client, "activities", query="?kind=gala")
    assert "示例亲子故事会" in page(client, "activities", query="?kind=x")


@pytest.mark.parametrize("asked", ["", "?m=2026-03", "?m=2026-13", "?m=0000-01", "?m=9999-12", "?m=x"])
def test_the_month_is_a_calendar_whatever_is_asked_for(client: Client, asked: str) -> None:
    open_event(place())
    assert "示例亲子故事会" in page(client, "month", query=asked)


def test_a_month_shows_each_day_that_something_lasts_and_its_festivals(client: Client) -> None:
    here = place()
    open_event(here, starts_at=datetime(2026, 3, 7, 9, tzinfo=SHANGHAI), ends_at=datetime(2026, 3, 9, 0, tzinfo=SHANGHAI))
    shown = queries.month_of(here.county, datetime(2026, 3, 1, tzinfo=SHANGHAI).date())
    days = {day.on.isoformat(): day for week in shown.weeks for day in week}
    assert [day for day, each in days.items() if each.events] == ["2026-03-07", "2026-03-08"]
    assert days["2026-03-08"].festival == "三八"
    assert all(len(week) == 7 for week in shown.weeks)
    assert "示例亲子故事会" not in page(client, "month", query="?m=2026-05")


def test_the_calendar_feed_holds_what_is_to_come(client: Client) -> None:
    here = place()
    gathering = open_event(here)
    event(here, title="内部会议")
    for address in (reverse("events:activities_feed"), reverse("events:activity_entry", args=[gathering.pk])):
        entries = Calendar.from_ical(client.get(address).content).walk("VEVENT")
        assert [str(entry["SUMMARY"]) for entry in entries] == ["示例亲子故事会"]


@pytest.mark.parametrize("name", ["activities", "places"])
def test_a_list_costs_the_same_at_one_row_and_three(client: Client, name: str) -> None:
    here = place()
    counts = []
    for number in (1, 2):
        for _ in range(number):
            open_event(here, capacity=5, joint_hosts=[here.commission])
        client.get(reverse(f"events:{name}"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse(f"events:{name}"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_somebody_signs_up_with_a_code_and_leads_the_page_of_their_own(client: Client, arrived: Callable[[], str]) -> None:
    here = place()
    gathering = open_event(here, capacity=5, companions_most=2)
    form, code = (reverse(f"events:{name}", args=[gathering.pk]) for name in ("sign_up", "sign_up_code"))
    assert client.get(code).url == form
    sent = typed(here, companions="1", companion_names="示例小明", contact="on")
    assert client.post(form, sent).url == code
    assert not Invitation.objects.exists()
    assert client.post(code, {"code": "1"}).status_code == 422
    right = {"code": arrived()}
    answer = client.post(code, right)
    made = Invitation.objects.get()
    assert (made.reply, made.companions, made.proof, made.invited_by, made.party) == (Reply.YES, 1, Proof.CODE, None, 2)
    assert answer.url == reverse("events:invitation", args=[made.token])
    own = client.get(answer.url).content.decode()
    assert "报名成功" in own
    assert "取消报名" in own
    assert client.post(form, sent).url == answer.url  # the same form sent again
    assert Invitation.objects.count() == 1
    states = dict(ConsentState.objects.values_list("purpose", "given"))
    assert states == {Purpose.CONTACT: True}


def test_without_a_gateway_a_word_is_enough_and_says_so(client: Client, settings: Any) -> None:
    settings.SMS_BACKEND = "console"
    here = place()
    gathering = open_event(here)
    shown = page(client, "sign_up", gathering.pk)
    assert "短信" not in shown  # no consent is asked where nothing shows who gives it
    form = typed(here)
    answer = client.post(reverse("events:sign_up", args=[gathering.pk]), form)
    made = Invitation.objects.get()
    assert (made.proof, made.reply) == (Proof.WORD, Reply.YES)
    assert answer.url == reverse("events:invitation", args=[made.token])
    again = client.post(reverse("events:sign_up", args=[gathering.pk]), form)
    assert again.url == answer.url
    other = client.post(reverse("events:sign_up", args=[gathering.pk]), typed(here))
    assert other.status_code == 422
    assert made.token not in other.content.decode()
    assert Invitation.objects.count() == 1


def test_whoever_was_invited_too_counts_once_and_finds_their_own_invitation() -> None:
    here = place()
    gathering = open_event(here, capacity=3)
    known = person(here, "示例王芳", phone="13800138000")
    (card,) = actions.invite(by=here.staff, at=NOW, event=gathering, people=[known])
    made = actions.sign_up(at=NOW, event=gathering, said=said(here), key=uuid4())
    assert (made.pk, made.reply, made.key) == (card.pk, Reply.YES, None)
    assert queries.seats_taken(gathering) == 1
    assert Person.objects.count() == 1


def test_a_word_never_opens_what_stood_before_nor_gives_a_consent() -> None:
    here = place()
    gathering, other = open_event(here), open_event(here)
    known = person(here, "示例王芳", phone="13800138000")
    actions.invite(by=here.staff, at=NOW, event=gathering, people=[known])
    with pytest.raises(Refused, match="on the list already"):
        actions.sign_up(at=NOW, event=gathering, said=said(here, proved=False), key=uuid4())
    made = actions.sign_up(at=NOW, event=other, said=said(here, proved=False, agrees=(Purpose.PHOTO,)), key=uuid4())
    assert (made.person, made.proof) == (known, Proof.WORD)
    assert not ConsentState.objects.exists()


def test_a_code_to_a_number_that_is_not_on_the_list_is_a_word_only() -> None:
    """The telephone is theirs, but nothing says that the name is."""
    here = place()
    gathering = open_event(here)
    known = person(here, "示例王芳", phone="")
    made = actions.sign_up(at=NOW, event=gathering, said=said(here, agrees=(Purpose.PHOTO,)), key=uuid4())
    assert (made.person, made.proof) == (known, Proof.WORD)
    assert not ConsentState.objects.exists()


def test_a_full_house_makes_a_waiting_list_that_moves_up_and_says_so(work_off_jobs: Callable[[], None]) -> None:
    here = place()
    gathering = open_event(here, capacity=2, companions_most=1)
    first = actions.sign_up(at=NOW, event=gathering, said=said(here, companions=1), key=uuid4())
    second = actions.sign_up(
        at=NOW + timedelta(minutes=1), event=gathering, said=said(here, "示例李四", "13900139000", agrees=(Purpose.CONTACT,)), key=uuid4()
    )
    silent = actions.sign_up(at=NOW + timedelta(minutes=2), event=gathering, said=said(here, "示例赵六", "13700137000"), key=uuid4())
    assert (first.reply, second.reply, silent.reply) == (Reply.YES, Reply.WAIT, Reply.WAIT)
    actions.reply(at=NOW + timedelta(minutes=3), invitation=first, answer="no")  # withdrawn by their own link
    for each in (second, silent):
        each.refresh_from_db()
        assert each.reply == Reply.YES
    work_off_jobs()
    assert [to for to, _text in Memory.sent] == ["13900139000"]  # only who agreed to be texted
    assert "示例亲子故事会" in Memory.sent[0][1]


def test_who_has_a_seat_keeps_it_when_more_companions_find_none() -> None:
    here = place()
    gathering = open_event(here, capacity=2, companions_most=3)
    mine = actions.sign_up(at=NOW, event=gathering, said=said(here), key=uuid4())
    actions.sign_up(at=NOW, event=gathering, said=said(here, "示例李四", "13900139000"), key=uuid4())
    with pytest.raises(Refused, match="not enough seats"):
        actions.sign_up(at=NOW, event=gathering, said=said(here, companions=1), key=uuid4())
    mine.refresh_from_db()
    assert (mine.reply, mine.companions) == (Reply.YES, 0)


def test_a_key_used_for_another_gathering_is_refused() -> None:
    here = place()
    key = uuid4()
    actions.sign_up(at=NOW, event=open_event(here), said=said(here), key=key)
    with pytest.raises(Refused, match="another gathering"):
        actions.sign_up(at=NOW, event=open_event(here), said=said(here, "示例李四", "13900139000"), key=key)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"access": Access.SHOWN}, "by invitation"),
        ({"access": Access.FREE}, "just come"),
        ({"sign_up_until": NOW - timedelta(minutes=1)}, "Sign-up has ended"),
    ],
)
def test_nobody_signs_up_where_or_when_it_is_not_open(client: Client, fields: dict[str, Any], sentence: str) -> None:
    here = place()
    gathering = event(here, **{"access": Access.OPEN, **fields})
    with pytest.raises(Refused, match=sentence):
        actions.sign_up(at=NOW, event=gathering, said=said(here), key=uuid4())
    assert client.get(reverse("events:sign_up", args=[gathering.pk])).status_code == 200
    assert client.post(reverse("events:sign_up", args=[gathering.pk]), typed(here)).status_code == 403
    assert not Invitation.objects.exists()


def test_hostile_input_gets_a_sentence_and_loses_nothing(client: Client) -> None:
    here = place()
    gathering = open_event(here, companions_most=2)
    address = reverse("events:sign_up", args=[gathering.pk])
    for wrong in ({"name": "王\0"}, {"phone": "12"}, {"companions": "-1"}, {"companions": "9"}, {"organisation": "9" * 30}, {"key": "x"}):
        answer = client.post(address, {**typed(here), "guardian": "示例监护人", **wrong})
        assert answer.status_code == 422, wrong
        assert "示例监护人" in answer.content.decode()
    assert not Person.objects.exists()
    assert client.put(address).status_code == 405
    assert client.post(reverse("events:activity", args=[gathering.pk])).status_code == 405


def test_at_the_door_a_word_stays_a_word() -> None:
    """Who signed up by their word was given the link for it: signing in by that link proves no more."""
    here = place()
    gathering = open_event(here)
    actions.sign_up(at=NOW, event=gathering, said=said(here, proved=False), key=uuid4())
    from tests.programme.events.test_phones import ticket

    client = ticket(gathering)
    client.post(reverse("events:invitation", args=[Invitation.objects.get().token]), {"here": "1"})
    (trace,) = [trace for each in gathering.attendances.all() for trace in each.traces.all()]
    assert trace.proof == Proof.WORD


def test_sign_up_ends_before_the_gathering_begins() -> None:
    here = place()
    with pytest.raises(Refused, match="before the gathering begins"):
        open_event(here, sign_up_until=NOW + timedelta(days=1))


def test_staff_see_on_the_list_who_came_to_it_by_the_portal() -> None:
    here = place()
    gathering = open_event(here)
    actions.sign_up(at=NOW, event=gathering, said=said(here), key=uuid4())
    staff = as_role(here)
    assert "门户报名" in page(staff, "invitations", gathering.pk)
    assert "已有1人在门户报名" in page(staff, "event", gathering.pk)


def test_the_home_page_leads_to_what_is_next(client: Client) -> None:
    here = place()
    open_event(here)
    event(here, title="内部会议")
    home = client.get(reverse("portal:home")).content.decode()
    assert "示例亲子故事会" in home
    assert "内部会议" not in home


def test_a_poster_is_a_picture_and_a_page(client: Client) -> None:
    gathering = open_event(place(), title="示例" * 35, about="字" * 900, place="地" * 80)
    assert client.get(reverse("events:activity_poster", args=[gathering.pk])).content.startswith(b"\x89PNG")
    assert client.get(reverse("events:activity_sheet", args=[gathering.pk])).content.startswith(b"%PDF")
    assert b"<svg" in client.get(reverse("events:activity_code", args=[gathering.pk])).content
