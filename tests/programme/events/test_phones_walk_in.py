"""Somebody who is not on the list, taken in by a phone at the door, with a network and without."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from jiafeng.ground.people.models import Person
from jiafeng.ground.units.actions import close_organisation
from jiafeng.programme.events import actions
from jiafeng.programme.events.models import Attendance, AttendanceTrace, Channel, DoorDevice
from tests.programme.events.factories import NOW, Place, event, person, place
from tests.programme.events.test_phones import GUESTS, SIGN_IN, SYNC, invited, milliseconds, phone, post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _that_day():
    with time_machine.travel(NOW, tick=False):
        yield


def says(here: Place, name: str = "示例来客", **fields: Any) -> dict[str, Any]:
    return {"name": name, "organisation": str(here.water.pk), "phone": "13800138000", **fields}


def now(token: str, who: Any, key: Any = None) -> dict[str, Any]:
    return post(SIGN_IN, token, {"key": str(key or uuid4()), "walk_in": who})[1]


def batch(*people: Any, ago: int = 30) -> dict[str, Any]:
    """What a phone recorded without network: each with a key of its own."""
    at = milliseconds(NOW - timedelta(minutes=ago))
    return {"sent_at": milliseconds(NOW), "scans": [{"key": str(uuid4()), "walk_in": who, "at": at} for who in people]}


def outcomes(said: dict[str, Any]) -> list[str]:
    return [each["outcome"] for each in said["answers"]]


def test_a_batch_sent_twice_makes_one_person_and_one_attendance() -> None:
    here = place()
    gathering = event(here)
    token = phone(here, gathering)
    content = batch(says(here), says(here, "示例无号", phone="", organisation=""))
    first, second = post(SYNC, token, content)[1], post(SYNC, token, content)[1]
    assert first == second
    assert outcomes(first) == ["accepted", "accepted"]
    assert (Attendance.objects.count(), AttendanceTrace.objects.count()) == (2, 2)
    came = Person.objects.get(name="示例来客")
    assert (came.phone, came.organisation, came.source) == ("13800138000", here.water, "entered")
    trace = AttendanceTrace.objects.earliest("pk")
    assert (trace.channel, trace.by, trace.device) == (Channel.WALK_IN, here.staff, DoorDevice.objects.get())
    assert trace.at == NOW - timedelta(minutes=30)


def test_a_record_sent_again_means_the_same_person_whoever_was_entered_in_between() -> None:
    here = place()
    gathering = event(here)
    token = phone(here, gathering)
    content = batch(says(here, phone=""))
    first = post(SYNC, token, content)[1]
    person(here, "示例来客")
    assert post(SYNC, token, content)[1] == first
    assert Attendance.objects.count() == 1


def test_whoever_is_on_the_countys_list_is_found_as_with_a_network() -> None:
    here = place()
    gathering = event(here)
    known = person(here, "示例来客", phone="13800138000", organisation=here.school)
    guest = invited(here, gathering, "示例贵客")
    token = phone(here, gathering)
    said = post(SYNC, token, batch(says(here), says(here, "示例贵客", phone="")))[1]
    assert outcomes(said) == ["accepted", "accepted"]
    assert set(Attendance.objects.values_list("person", flat=True)) == {known.pk, guest.person_id}
    assert set(AttendanceTrace.objects.values_list("channel", flat=True)) == {Channel.WALK_IN, Channel.STAFF_LIST}


def test_who_is_in_already_is_told_after_the_sending() -> None:
    here = place()
    gathering = event(here)
    known = person(here, "示例来客", phone="13800138000")
    actions.sign_in(by=here.staff, at=NOW - timedelta(hours=1), event=gathering, person=known, key=uuid4())
    said = post(SYNC, phone(here, gathering), batch(says(here), says(here)))[1]
    assert outcomes(said) == ["already", "already"]
    assert here.staff.name in said["answers"][0]["detail"]
    assert Attendance.objects.count() == 1


def test_without_network_seats_undo_nothing_and_with_one_they_hold() -> None:
    here = place()
    gathering = event(here, capacity=1)
    token = phone(here, gathering)
    assert outcomes(post(SYNC, token, batch(says(here), says(here, "示例后来", phone="13700137000")))[1]) == ["accepted", "accepted"]
    assert now(token, says(here, "示例再来", phone="13600136000"))["outcome"] == "refused"
    assert not Person.objects.filter(name="示例再来").exists()


def test_with_a_network_the_answer_is_there_at_once_and_the_same_form_twice_is_one() -> None:
    here = place()
    token, key = phone(here, event(here)), uuid4()
    assert [now(token, says(here), key)["outcome"] for _ in range(2)] == ["accepted", "accepted"]
    assert now(token, says(here))["outcome"] == "already"
    assert now(token, says(here, "示例别人", phone="13700137000"), key)["title"] == "Welcome, 示例来客"
    assert Attendance.objects.count() == 1


@pytest.mark.parametrize(
    "who",
    [
        None, [], "x", {}, {"name": ""}, {"name": "示"}, {"name": "长" * 41}, {"name": "示例", "phone": "12"}, {"name": {"a": 1}, "phone": []},
        {"name": "示例", "organisation": "1" * 30}, {"name": "示例", "organisation": "-1"}, {"name": "示例\x00"},
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_in_words(who: Any) -> None:
    here = place()
    token = phone(here, event(here))
    for said in (now(token, who), post(SYNC, token, batch(who))[1]["answers"][0]):
        assert said["outcome"] == "refused"
        assert said["detail"]
    assert not Attendance.objects.exists()


def test_the_phone_takes_the_open_units_along() -> None:
    here = place()
    token = phone(here, event(here))
    close_organisation(by=here.staff, at=NOW, organisation=here.school, on=NOW.date(), reason="并入示例局")
    units = Client().get(GUESTS, headers={"X-Door": token}).json()["units"]
    assert [here.water.pk, here.water.name] in units
    assert here.school.pk not in [pk for pk, _name in units]


def test_a_phone_whose_keeper_works_at_the_door_no_more_adds_nobody() -> None:
    here = place()
    gathering = event(here, organisation=here.water)
    token = phone(here, gathering, "volunteer")
    here.users["volunteer"].memberships.update(until=NOW.date())
    assert now(token, says(here))["outcome"] == "refused"
    assert outcomes(post(SYNC, token, batch(says(here)))[1]) == ["refused"]
    assert post(SIGN_IN, "x" * 22, {"key": str(uuid4()), "walk_in": says(here)})[0] == 401
    assert not Person.objects.filter(name="示例来客").exists()
