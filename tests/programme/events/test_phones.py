"""The phones at the door: one scan at a time, what was recorded without network, and the screen that people scan themselves."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from jiafeng.ground.people.models import Person, Proof
from jiafeng.ground.records.models import ActionLog
from jiafeng.programme.events import actions
from jiafeng.programme.events.models import Attendance, AttendanceTrace, Channel, DoorDevice, Event, Invitation
from jiafeng.programme.events.views.oneself import WINDOW, door_code
from tests.programme.events.factories import NOW, Place, event, person, place

pytestmark = pytest.mark.django_db

SIGN_IN, SYNC, GUESTS = (f"/events/phone/{name}" for name in ("sign-in", "sync", "guests"))


@pytest.fixture(autouse=True)
def that_day():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def invited(here: Place, gathering: Event, name: str = "") -> Invitation:
    return actions.invite(by=here.staff, at=NOW, event=gathering, people=[person(here, name)])[0]


def phone(here: Place, gathering: Event, by: str = "county_staff") -> str:
    return actions.add_device(by=here.users[by], at=NOW, event=gathering)[1]


def post(address: str, token: str, content) -> tuple[int, dict]:
    response = Client().post(address, json.dumps(content), "application/json", headers={"X-Door": token, "X-Language": "en"})
    return response.status_code, response.json()


def scan(token: str, code: str, key=None) -> dict:
    return post(SIGN_IN, token, {"key": str(key or uuid4()), "code": code})[1]


def milliseconds(moment) -> int:
    return int(moment.timestamp() * 1000)


def sync(token: str, *scans: tuple[str, int], late: int = 0) -> dict:
    """Send (code, minutes ago) recorded by a phone whose clock is `late` minutes slow."""
    clock = NOW - timedelta(minutes=late)
    rows = [{"key": str(uuid4()), "code": code, "at": milliseconds(clock - timedelta(minutes=ago))} for code, ago in scans]
    return post(SYNC, token, {"sent_at": milliseconds(clock), "scans": rows})[1]


def test_a_scan_has_three_answers() -> None:
    here = place()
    gathering, other = event(here), event(here)
    one, foreign = invited(here, gathering, "示例王芳"), invited(here, other)
    token = phone(here, gathering)
    assert scan(token, f"https://x.example/events/i/{one.token}") == {"outcome": "accepted", "title": "Welcome, 示例王芳", "detail": ""}
    again = scan(token, one.token)
    assert again["outcome"] == "already"
    assert here.staff.name in again["detail"]
    refused = scan(token, foreign.token)
    assert refused["outcome"] == "refused"
    assert other.title in refused["detail"]
    assert scan(token, "nonsense")["outcome"] == "refused"
    assert scan(token, str(invited(here, gathering).number))["outcome"] == "accepted"
    trace = AttendanceTrace.objects.order_by("pk").first()
    assert (trace.channel, trace.by, trace.device) == (Channel.PERSONAL_QR, here.staff, DoorDevice.objects.get())
    entry = ActionLog.objects.filter(verb="events.attendance.sign_in").order_by("pk").first()
    assert (entry.by, entry.county_code, entry.summary, entry.detail["channel"]) == (
        here.staff, here.county.code, gathering.title, "personal_qr",
    )  # fmt: skip


def test_the_plain_case_costs_four_statements_or_two(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    here = place()
    gathering = event(here)
    one, two = invited(here, gathering), invited(here, gathering)
    token = phone(here, gathering)
    scan(token, one.token)
    # The phone with its guest, then attendance, trace and log, in one statement on PostgreSQL; and a savepoint around them as tests have it.
    with django_assert_num_queries(4 if connection.vendor == "postgresql" else 6):
        scan(token, two.token)


def test_a_scan_is_idempotent_by_its_key_and_a_key_belongs_to_one_person() -> None:
    here = place()
    gathering = event(here)
    one, two, key = invited(here, gathering), invited(here, gathering), uuid4()
    token = phone(here, gathering)
    assert [scan(token, one.token, key)["outcome"] for _ in range(3)] == ["accepted"] * 3
    assert scan(token, two.token, key)["outcome"] == "refused"
    assert (Attendance.objects.count(), AttendanceTrace.objects.count()) == (1, 1)


def test_limited_seats_hold_for_phones_too() -> None:
    here = place()
    gathering = event(here, capacity=1)
    one, two = invited(here, gathering), invited(here, gathering)
    token = phone(here, gathering)
    actions.reply(at=NOW, invitation=one, answer="yes")
    assert scan(token, two.token)["outcome"] == "refused"
    assert [scan(token, one.token)["outcome"] for _ in range(2)] == ["accepted", "already"]
    assert (Attendance.objects.count(), AttendanceTrace.objects.count()) == (1, 1)


def test_no_token_opens_nothing_and_an_ended_one_neither() -> None:
    here = place()
    gathering = event(here)
    one, token = invited(here, gathering), phone(here, gathering)
    for wrong in ("", "x" * 22, one.token):
        assert post(SIGN_IN, wrong, {"key": str(uuid4()), "code": one.token})[0] == 401
        assert post(SYNC, wrong, {"sent_at": milliseconds(NOW), "scans": []})[0] == 401
        assert Client().get(GUESTS, headers={"X-Door": wrong}).status_code == 401
    staff = Client()
    staff.force_login(here.staff)
    staff.post(reverse("events:end_device", args=[gathering.pk, DoorDevice.objects.get().pk]))
    assert post(SIGN_IN, token, {"key": str(uuid4()), "code": one.token})[0] == 401
    assert not Attendance.objects.exists()


def test_guesses_are_throttled() -> None:
    codes = [post(SIGN_IN, f"{number:022d}", {"key": str(uuid4()), "code": "1"})[0] for number in range(70)]
    assert (codes[0], codes[-1]) == (401, 429)


def test_a_phone_takes_along_no_more_than_it_needs() -> None:
    here = place()
    gathering = event(here)
    one = invited(here, gathering, "示例王芳")
    token = phone(here, gathering, "county_staff")
    said = Client().get(GUESTS, headers={"X-Door": token})
    assert said.json()["guests"] == [[one.digest[:16], 1, "示**芳", "", 0, ""]]
    for secret in (one.token, one.digest, one.person.phone, one.person.name):
        assert secret not in said.content.decode()
    scan(token, one.token)
    assert Client().get(GUESTS, headers={"X-Door": token}).json()["guests"][0][5] == "14:00"


def test_a_volunteer_prepares_a_phone_of_the_own_unit_only() -> None:
    here = place()
    own, foreign = event(here, organisation=here.water), event(here)
    volunteer = Client()
    volunteer.force_login(here.users["volunteer"])
    assert volunteer.get(reverse("events:scan", args=[own.pk])).status_code == 200
    assert len(volunteer.post(reverse("events:add_device", args=[own.pk])).json()["token"]) == 22
    assert volunteer.post(reverse("events:add_device", args=[foreign.pk])).status_code == 404
    assert volunteer.post(reverse("events:add_device", args=[event(here, organisation=here.water, opened=False).pk])).status_code == 403


# Without network


def test_what_was_recorded_is_taken_over_in_order_and_once() -> None:
    here = place()
    gathering, other = event(here, capacity=1), event(here)
    one, two, foreign = invited(here, gathering), invited(here, gathering), invited(here, other)
    token = phone(here, gathering)
    said = sync(token, (one.token, 50), (one.token, 40), (two.token, 30), (foreign.token, 20), ("999", 10))
    assert [each["outcome"] for each in said["answers"]] == ["accepted", "already", "accepted", "refused", "refused"]
    assert said["offset"] == 0
    assert Attendance.objects.count() == 2  # they were let in: no want of seats undoes that
    assert AttendanceTrace.objects.earliest("at").at == NOW - timedelta(minutes=50)


def test_the_same_batch_twice_changes_nothing() -> None:
    here = place()
    gathering = event(here)
    one, token = invited(here, gathering), phone(here, gathering)
    batch = {"sent_at": milliseconds(NOW), "scans": [{"key": str(uuid4()), "code": one.token, "at": milliseconds(NOW)}]}
    first, second = post(SYNC, token, batch)[1], post(SYNC, token, batch)[1]
    assert first == second
    assert AttendanceTrace.objects.count() == 1


@pytest.mark.parametrize("late", [10, -10])
def test_a_clock_ten_minutes_off_is_put_right(late: int) -> None:
    here = place()
    gathering = event(here)
    one, token = invited(here, gathering), phone(here, gathering)
    assert sync(token, (one.token, 30), late=late)["offset"] == late * 60
    trace = AttendanceTrace.objects.get()
    assert (trace.at, trace.clock_offset) == (NOW - timedelta(minutes=30), late * 60)


def test_two_phones_that_send_the_same_sign_in_make_one_attendee_with_both_traces() -> None:
    here = place()
    gathering = event(here)
    one = invited(here, gathering)
    outcomes = [sync(phone(here, gathering), (one.token, ago))["answers"][0]["outcome"] for ago in (20, 25)]
    assert outcomes == ["accepted", "already"]
    assert Attendance.objects.count() == 1
    assert AttendanceTrace.objects.filter(channel=Channel.PERSONAL_QR).count() == 2


def test_a_closed_record_keeps_the_scans_on_the_phone(that_day) -> None:
    here = place()
    gathering = event(here)
    one, token = invited(here, gathering), phone(here, gathering)
    batch = {"sent_at": milliseconds(NOW), "scans": [{"key": str(uuid4()), "code": one.token, "at": milliseconds(NOW)}]}
    actions.hold_event(by=here.staff, at=NOW + timedelta(hours=2), event=gathering)
    actions.close_event(by=here.staff, at=NOW + timedelta(hours=2), event=gathering)
    assert post(SYNC, token, batch)[1]["answers"][0]["outcome"] == "keep"
    actions.reopen_event(by=here.staff, at=NOW + timedelta(hours=3), event=gathering, reason="示例")
    assert post(SYNC, token, batch)[1]["answers"][0]["outcome"] == "accepted"


@pytest.mark.parametrize(
    "content",
    [
        [], {}, "x", {"sent_at": "x", "scans": []}, {"sent_at": 1, "scans": {}}, {"sent_at": 10**30, "scans": []},
        {"sent_at": milliseconds(NOW), "scans": [{}, 7, None, {"key": [], "code": {}, "at": True}, {"key": "x", "at": -1}]},
        {"sent_at": milliseconds(NOW) - 10**9, "scans": []},
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(content) -> None:
    here = place()
    token = phone(here, event(here))
    status, said = post(SYNC, token, content)
    assert status in (200, 400, 409)
    assert all(each["outcome"] == "refused" and each["detail"] for each in said["answers"]) if status == 200 else said["detail"]
    for wrong in (content, {"key": str(uuid4()), "code": ["x"]}, {"key": str(uuid4()), "code": "长" * 400}):
        assert post(SIGN_IN, token, wrong)[0] == 400
    assert Client().post(SIGN_IN, b"\xff{", "application/json", headers={"X-Door": token}).status_code == 400


# By oneself


def ticket(gathering: Event, back: int = 0) -> Client:
    client = Client()
    client.get(reverse("events:enter", args=[gathering.pk, door_code(gathering, NOW, back)]))
    return client


def test_the_screen_shows_a_code_that_changes(that_day) -> None:
    here = place()
    gathering, staff = event(here), Client()
    staff.force_login(here.staff)
    address = reverse("events:screen_code", args=[gathering.pk])
    shown = []
    for seconds in (0, 10, WINDOW + 10):
        that_day.move_to(NOW + timedelta(seconds=seconds))
        shown.append(staff.get(address).context["address"])
    assert shown[0] == shown[1] != shown[2]
    assert staff.get(reverse("events:screen", args=[gathering.pk])).status_code == 200


def test_a_code_is_good_for_two_windows_and_for_its_event() -> None:
    here = place()
    gathering = event(here)
    address = reverse("events:oneself", args=[gathering.pk])
    assert all(ticket(gathering, back).get(address).context["ticket"] for back in (0, 1))
    assert ticket(gathering, 2).get(address).context["ticket"] is None
    other = Client()
    other.get(reverse("events:enter", args=[gathering.pk, door_code(event(here), NOW)]))
    page = other.get(address)
    assert page.context["ticket"] is None
    assert gathering.title not in page.content.decode()
    assert other.post(address, {"as": "invited", "number": 1, "name": "示例"}).status_code == 403


def test_a_guest_signs_in_by_number_and_name_or_by_the_own_link() -> None:
    here = place()
    gathering = event(here)
    one, two = invited(here, gathering, "示例王芳"), invited(here, gathering)
    address = reverse("events:oneself", args=[gathering.pk])
    client = ticket(gathering)
    assert client.post(address, {"as": "invited", "number": one.number, "name": "示例别人"}).status_code == 422
    assert client.post(address, {"as": "invited", "number": one.number, "name": "示例 王芳"}).context["answer"]["outcome"] == "accepted"
    link = reverse("events:invitation", args=[two.token])
    assert Client().post(link, {"here": "1"}).status_code == 422
    guest = ticket(gathering)
    assert "here" in guest.get(link).content.decode()
    assert guest.post(link, {"here": "1"}).context["door"]["outcome"] == "accepted"
    kept = {(trace.attendance.person, trace.channel, trace.proof) for trace in AttendanceTrace.objects.all()}
    assert kept == {(one.person, Channel.SELF, Proof.WORD), (two.person, Channel.SELF, Proof.LINK)}
    assert AttendanceTrace.objects.filter(by=None).count() == 2


def test_somebody_not_invited_signs_in_by_oneself_once() -> None:
    here = place()
    gathering, client = event(here), None
    address = reverse("events:oneself", args=[gathering.pk])
    client = ticket(gathering)
    form = {"as": "guest", "name": "示例新人", "organisation": here.water.pk, "phone": "13800138000"}
    assert [client.post(address, form).context["answer"]["outcome"] for _ in range(2)] == ["accepted", "accepted"]
    assert Attendance.objects.get().person == Person.objects.get(name="示例新人")
    assert Person.objects.get(name="示例新人").source == "self"
