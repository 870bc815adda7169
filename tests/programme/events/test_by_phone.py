"""Signing in by oneself with a code on one's telephone, standing at the door."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from jiafeng.ground.accounts.models import Counter
from jiafeng.ground.people.models import Person, Proof
from jiafeng.ground.sms.jobs.gateways import Memory
from jiafeng.programme.events import actions
from jiafeng.programme.events.models import Attendance, AttendanceTrace, Channel, Event
from tests.programme.events.factories import NOW, Place, event, person, place
from tests.programme.events.test_pages import as_role, sheet
from tests.programme.events.test_phones import door_code, ticket

pytestmark = pytest.mark.django_db
GUESSES = int(os.environ.get("JIAFENG_GUESSES", "320"))


@pytest.fixture(autouse=True)
def _that_day() -> Iterator[None]:
    Memory.sent.clear()
    with time_machine.travel(NOW, tick=False):
        yield


def steps(gathering: Event) -> tuple[str, str, str]:
    return tuple(reverse(f"events:{name}", args=[gathering.pk]) for name in ("oneself", "by_phone", "by_phone_code"))  # type: ignore[return-value]


def given(here: Place, **fields: str) -> dict[str, str]:
    return {"name": "示例王芳", "organisation": str(here.water.pk), "phone": "13800138000", **fields}


def test_whose_number_is_on_the_list_is_that_person(arrived: Callable[[], str]) -> None:
    here = place()
    gathering, known = event(here), person(here, "示例王芳", phone="13800138000", organisation=here.school)
    oneself, who, code = steps(gathering)
    client = ticket(gathering)
    assert who in client.get(oneself).content.decode()
    assert client.get(who).status_code == 200
    assert client.post(who, given(here)).url == code
    page = client.get(code).content.decode()
    assert "138****8000" in page
    assert "13800138000" not in page
    assert not Attendance.objects.exists()
    right = arrived()
    assert client.post(code, {"code": "000000" if right != "000000" else "000001"}).status_code == 422
    assert client.post(code, {"code": f" {right[:3]} {right[3:]} "}).context["answer"]["outcome"] == "accepted"
    trace = AttendanceTrace.objects.get()
    assert (Attendance.objects.get().person, trace.channel, trace.proof) == (known, Channel.SELF, Proof.CODE)
    staff, listed = as_role(here), reverse("events:attendances", args=[gathering.pk])
    assert "手机验证码" in staff.get(listed).content.decode()
    assert sheet(staff, listed, "签到方式") == ["现场自助签到（手机验证码）"]


def test_the_same_form_twice_is_one_answer_and_the_phone_forgets_who_it_was(arrived: Callable[[], str]) -> None:
    here = place()
    gathering = event(here)
    _oneself, who, code = steps(gathering)
    client = ticket(gathering)
    client.post(who, given(here))
    right = arrived()
    answers = [client.post(code, {"code": right}).context["answer"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert AttendanceTrace.objects.count() == 1
    assert "13800138000" not in client.get(who).content.decode()


def test_somebody_new_is_noted_by_their_own_word(arrived: Callable[[], str]) -> None:
    here = place()
    gathering, namesake = event(here), person(here, "示例王芳", phone="13900139000")
    _oneself, who, code = steps(gathering)
    client = ticket(gathering)
    client.post(who, given(here))
    client.post(code, {"code": arrived()})
    came = Attendance.objects.get().person
    assert (came.phone, came.source, came.organisation) == ("13800138000", "self", here.water)
    assert namesake in Person.objects.filter(phone="13900139000")


def test_who_does_not_stand_at_the_door_gets_no_code() -> None:
    here = place()
    gathering = event(here)
    oneself, who, code = steps(gathering)
    for client in (Client(), ticket(event(here))):
        assert client.get(who).url == client.post(who, given(here)).url == oneself
        assert client.get(code).url == client.post(code, {"code": "123456"}).url == oneself
    assert Memory.sent == []
    assert ticket(gathering).get(code).url == who


def test_a_code_opens_its_own_gathering_only(arrived: Callable[[], str]) -> None:
    here = place()
    one, other = event(here), event(here)
    first = ticket(one)
    first.post(steps(one)[1], given(here))
    right = arrived()
    with time_machine.travel(NOW + timedelta(minutes=2), tick=False):
        second = Client()
        second.get(reverse("events:enter", args=[other.pk, door_code(other, NOW + timedelta(minutes=2))]))
        second.post(steps(other)[1], given(here))
        if arrived() != right:
            assert second.post(steps(other)[2], {"code": right}).status_code == 422


def test_a_landline_gets_no_code_and_another_message_waits_a_minute(arrived: Callable[[], str]) -> None:
    here = place()
    gathering = event(here)
    _oneself, who, code = steps(gathering)
    client = ticket(gathering)
    assert client.post(who, given(here, phone="085612345678")).status_code == 422
    assert client.post(who, given(here, phone="")).status_code == 422
    client.post(who, given(here))
    assert client.post(who, given(here, name="示例王芬")).url == code
    assert client.post(code, {"again": "1"}).status_code == 422
    arrived()
    assert len(Memory.sent) == 1


def test_a_full_hall_is_told_after_the_code(arrived: Callable[[], str]) -> None:
    here = place()
    gathering = event(here, capacity=1)
    actions.sign_in(by=here.staff, at=NOW, event=gathering, person=person(here), key=uuid4())
    _oneself, who, code = steps(gathering)
    client = ticket(gathering)
    client.post(who, given(here))
    assert client.post(code, {"code": arrived()}).context["answer"]["outcome"] == "refused"
    assert Attendance.objects.count() == 1


def test_where_no_message_arrives_and_where_the_door_is_shut_it_is_no_way(settings, arrived: Callable[[], str]) -> None:
    here = place()
    gathering = event(here)
    oneself, who, code = steps(gathering)
    client = ticket(gathering)
    client.post(who, given(here))
    right = arrived()
    settings.SMS_BACKEND = "console"
    assert who not in client.get(oneself).content.decode()
    assert (client.get(who).status_code, client.post(code, {"code": right}).status_code) == (404, 404)
    settings.SMS_BACKEND = "memory"
    actions.cancel_event(by=here.staff, at=NOW, event=gathering, reason="示例")
    assert client.post(code, {"code": right}).url == oneself
    assert not Attendance.objects.exists()


def test_many_guesses_at_a_code_find_nothing_and_are_throttled(arrived: Callable[[], str]) -> None:
    here = place()
    gathering = event(here)
    _oneself, who, code = steps(gathering)
    client = ticket(gathering)
    client.post(who, given(here))
    right = arrived()
    answers = [client.post(code, {"code": f"{guess:06d}"}).status_code for guess in range(GUESSES) if f"{guess:06d}" != right]
    assert set(answers) == {422, 429}
    assert answers.count(422) <= 200
    Counter.objects.all().delete()
    assert client.post(code, {"code": right}).status_code == 422
    assert not Attendance.objects.exists()
