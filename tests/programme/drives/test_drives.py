"""What every kind of drive does, asked of each room that has one."""

from datetime import date, datetime
from types import ModuleType
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from jiafeng.common.refusals import Refused, Stale
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.records.models import ActionLog
from jiafeng.library.calendars import SHANGHAI
from jiafeng.programme.drives import policies
from jiafeng.programme.letters import actions as letters
from jiafeng.programme.letters import queries as letter_queries
from jiafeng.programme.pledges import actions as pledges
from jiafeng.programme.pledges import queries as pledge_queries
from tests.factories import signed_in
from tests.programme.events.factories import NOW, Place, person, place
from tests.programme.letters.factories import drive as message_drive
from tests.programme.pledges.factories import drive as pledge_drive

pytestmark = pytest.mark.django_db

ROOMS = {"letters": (letters, message_drive, letter_queries), "pledges": (pledges, pledge_drive, pledge_queries)}


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


@pytest.fixture(params=ROOMS)
def room(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def made(room: str, at: Place, **fields: Any) -> tuple[ModuleType, Any]:
    actions, drive, _queries = ROOMS[room]
    return actions, drive(at, **fields)


def facts(at: Place, **changed: Any) -> dict[str, Any]:
    days = {"opens_on": date(2026, 3, 1), "closes_on": date(2026, 4, 1)}
    return {"organisation": at.federation, "title": "示例一", "plan_line": None, **days, **changed}


def test_each_move_is_logged_once_with_its_noun_and_reason(room: str) -> None:
    here = place()
    actions, call = made(room, here, opened=False)
    actions.open_drive(by=here.staff, at=NOW, drive=call)
    actions.close_drive(by=here.staff, at=NOW, drive=call)
    actions.reopen_drive(by=here.staff, at=NOW, drive=call, reason="补录")
    said = ActionLog.objects.filter(verb__startswith=f"{room}.drive.").order_by("pk").values_list("verb", "reason")
    assert [(verb.rpartition(".")[2], reason) for verb, reason in said] == [
        ("create", ""),
        ("open", ""),
        ("close", ""),
        ("reopen", "补录"),
    ]
    call.refresh_from_db()
    assert (call.stage, call.revision) == ("open", 4)


def test_a_move_out_of_turn_is_refused_and_its_button_is_not_shown(room: str) -> None:
    here = place()
    actions, call = made(room, here)
    with pytest.raises(Refused, match="stage"):
        actions.open_drive(by=here.staff, at=NOW, drive=call)
    assert [bool(policies.may_move(here.staff, call, verb)) for verb in ("open", "close", "reopen")] == [True, False, True]
    with pytest.raises(Refused, match="why"):
        actions.reopen_drive(by=here.staff, at=NOW, drive=actions.close_drive(by=here.staff, at=NOW, drive=call), reason=" ")
    call.refresh_from_db()
    assert call.stage == "closed"


def test_only_the_federations_staff_keep_drives(room: str) -> None:
    here = place()
    actions, call = made(room, here)
    for role in here.users.keys() - {Role.COUNTY_STAFF}:
        with pytest.raises(Refused, match="Federation"):
            actions.close_drive(by=here.users[role], at=NOW, drive=call)
        with pytest.raises(Refused, match="Federation"):
            actions.create_drive(by=here.users[role], at=NOW, county=here.county, **facts(here))


def test_a_stale_edit_is_refused_and_names_who_changed_it(room: str) -> None:
    here = place()
    actions, call = made(room, here)
    seen = call.revision
    actions.edit_drive(by=here.staff, at=NOW, drive=call, revision=seen, **facts(here))
    with pytest.raises(Stale) as caught:
        actions.edit_drive(by=here.staff, at=NOW, drive=call, revision=seen, **facts(here, title="示例二"))
    assert str(here.staff) in str(caught.value)
    call.refresh_from_db()
    assert call.title == "示例一"


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"title": " "}, "title"), ({"closes_on": date(2026, 3, 1)}, "last_day"), ({"title": "示例同名"}, "title")],
)
def test_what_a_drive_cannot_be_stands_at_its_field(room: str, changed: dict[str, Any], field: str) -> None:
    here = place()
    actions, _call = made(room, here, title="示例同名")
    with pytest.raises(Refused) as caught:
        actions.create_drive(by=here.staff, at=NOW, county=here.county, **facts(here, **changed))
    assert caught.value.field == field


def test_another_countys_unit_leads_no_drive(room: str) -> None:
    here, away = place(), place("990102", "away.example")
    with pytest.raises(Refused, match="one county"):
        ROOMS[room][0].create_drive(by=here.staff, at=NOW, county=here.county, **facts(here, organisation=away.federation))


def test_what_is_due_follows_stage_and_days(room: str) -> None:
    here = place()
    actions, call = made(room, here, opened=False, opens_on=date(2026, 3, 10))
    queries = ROOMS[room][2]

    def due(day: date) -> list[date | None]:
        return [item.due for item in queries.due(here.staff, datetime.combine(day, NOW.timetz()))]

    assert due(date(2026, 2, 23)) == []
    assert due(date(2026, 2, 24)) == [date(2026, 3, 10)]
    actions.open_drive(by=here.staff, at=NOW, drive=call)
    assert due(date(2026, 3, 23)) == []
    assert due(date(2026, 3, 24)) == [date(2026, 3, 31)] == [call.last_day]
    actions.close_drive(by=here.staff, at=NOW, drive=call)
    assert due(date(2026, 5, 1)) == []
    assert queries.due(here.users[Role.AUDITOR], datetime(2026, 3, 24, tzinfo=SHANGHAI)) == []


def test_a_drive_is_found_by_its_title_where_it_is_visible(room: str) -> None:
    here, away = place(), place("990102", "away.example")
    _actions, call = made(room, here, title="示例春风")
    search = ROOMS[room][2].search
    assert [hit.url for hit in search(here.staff, "春风")] == [reverse(f"{room}:drive", args=[call.pk])]
    assert search(away.staff, "春风") == []


def test_the_days_decide_when_the_public_takes_part(room: str) -> None:
    here = place()
    actions, call = made(room, here)
    assert "not begun" in str(policies.may_take_part(call, date(2026, 2, 28)))
    assert policies.may_take_part(call, date(2026, 3, 1)) is policies.may_take_part(call, date(2026, 3, 31)) is None
    assert "ended" in str(policies.may_take_part(call, date(2026, 4, 1)))
    assert "ended" in str(policies.may_take_part(actions.close_drive(by=here.staff, at=NOW, drive=call), date(2026, 3, 2)))


def test_a_personal_link_is_shown_and_its_second_issue_voids_the_first(room: str) -> None:
    here = place()
    _actions, call = made(room, here)
    holder, client = person(here), signed_in(here.staff)
    address = reverse(f"{room}:make_link", args=[call.pk, holder.pk])
    assert holder.name in client.get(reverse(f"{room}:links", args=[call.pk]), {"q": holder.name}).content.decode()

    def shown(**given: str) -> str:
        page = client.post(address, given).content.decode()
        return page.partition('id="personal-address">')[2].partition("<")[0]

    first, again = shown(), shown()
    assert first == again
    fresh = shown(afresh="1")
    assert fresh != first
    assert [Client().get(link).status_code for link in (first, fresh)] == [404, 200]
    assert ActionLog.objects.filter(verb=f"{room}.link.make").count() == 2
