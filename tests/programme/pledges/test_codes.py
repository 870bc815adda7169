"""The shared link with a code on the telephone: nobody signs in another's name."""

import os
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from jiafeng.ground.accounts.models import Counter
from jiafeng.ground.people.models import Person
from jiafeng.ground.sms.jobs.gateways import Memory
from jiafeng.programme.pledges.models import IdentityCheck, Pledge, PledgeDrive, PledgeTrace, Proof
from tests.programme.events.factories import NOW, person, place
from tests.programme.pledges.factories import drive, on_paper
from tests.programme.pledges.test_pages import as_role, identity, signature

pytestmark = pytest.mark.django_db

GUESSES = int(os.environ.get("JIAFENG_GUESSES", "320"))


@pytest.fixture(autouse=True)
def _that_day() -> Iterator[None]:
    Memory.sent.clear()
    with time_machine.travel(NOW, tick=False):
        yield


def steps(call: PledgeDrive) -> tuple[str, str, str]:
    return tuple(reverse(f"pledges:{name}", args=[call.token]) for name in ("start", "code_step", "sign"))  # type: ignore[return-value]


def test_a_code_stands_between_the_name_and_the_pledge(client: Client, arrived: Callable[[], str]) -> None:
    here = place()
    call = drive(here, identity=IdentityCheck.CODE)
    start, code, sign = steps(call)
    assert client.post(start, identity(here)).url == code
    assert client.get(sign).url == start
    assert client.post(sign, signature(call)).url == start
    assert "138****8000" in client.get(code).content.decode()
    right = arrived()
    wrong = client.post(code, {"code": "000000" if right != "000000" else "000001"})
    assert wrong.status_code == 422
    assert client.post(code, {"code": f" {right[:3]} {right[3:]} "}).url == sign
    assert client.post(sign, signature(call)).status_code == 302
    assert Pledge.objects.count() == 1


def test_whose_number_is_on_the_list_is_that_person_and_may_see_the_pledge_of_the_paper(client: Client, arrived: Callable[[], str]) -> None:
    here = place()
    call, known = drive(here, identity=IdentityCheck.CODE), person(here, "示例王芳", phone="13800138000")
    on_paper(here, call, known)
    start, code, sign = steps(call)
    client.post(start, identity(here))
    client.post(code, {"code": arrived()})
    done = client.post(sign, signature(call))
    assert "/pledges/p/" in done.url
    assert PledgeTrace.objects.get(channel="phone").proof == Proof.CODE
    assert Person.objects.count() == 1


def test_another_number_under_a_known_name_is_not_that_person(client: Client, arrived: Callable[[], str]) -> None:
    here = place()
    call, known = drive(here, identity=IdentityCheck.CODE), person(here, "示例王芳", phone="13900139000")
    start, code, sign = steps(call)
    client.post(start, identity(here))
    client.post(code, {"code": arrived()})
    client.post(sign, signature(call))
    assert (Pledge.objects.get().person.phone, known.phone) == ("13800138000", "13900139000")


def test_a_change_of_the_number_asks_for_another_code(client: Client, arrived: Callable[[], str]) -> None:
    here = place()
    call = drive(here, identity=IdentityCheck.CODE)
    start, code, sign = steps(call)
    client.post(start, identity(here))
    client.post(code, {"code": arrived()})
    assert client.post(start, identity(here, name="示例王芬")).url == sign
    assert client.post(start, identity(here, phone="13700137000")).url == code
    assert client.get(sign).url == start


def test_a_second_request_within_a_minute_keeps_the_code_that_was_sent(client: Client, arrived: Callable[[], str]) -> None:
    here = place()
    call = drive(here, identity=IdentityCheck.CODE)
    start, code, _sign = steps(call)
    client.post(start, identity(here))
    assert client.post(start, identity(here, name="示例王芬")).url == code
    assert client.post(code, {"again": "1"}).status_code == 422
    assert client.post(code, {"code": arrived()}).status_code == 302
    assert len(Memory.sent) == 1


def test_a_landline_gets_no_code_and_is_told_another_way(client: Client) -> None:
    here = place()
    answer = client.post(steps(drive(here, identity=IdentityCheck.CODE))[0], identity(here, phone="085612345678"))
    assert answer.status_code == 422


def test_beside_staff_no_code_is_needed() -> None:
    here = place()
    call = drive(here, identity=IdentityCheck.CODE)
    start, _code, sign = steps(call)
    staff = as_role(here)
    assert staff.post(start, identity(here)).url == sign
    staff.post(sign, signature(call))
    assert PledgeTrace.objects.get().proof == Proof.STAFF


def test_ten_thousand_guesses_at_a_code_find_nothing(client: Client, arrived: Callable[[], str]) -> None:
    """Five tries for a code, then none is right; an address that goes on is told to wait. (Some hundreds here: the rest are answered the same.)"""
    here = place()
    call = drive(here, identity=IdentityCheck.CODE)
    start, code, _sign = steps(call)
    client.post(start, identity(here))
    right = arrived()
    answers = [client.post(code, {"code": f"{guess:06d}"}).status_code for guess in range(GUESSES) if f"{guess:06d}" != right]
    assert set(answers) == {422, 429}
    assert answers.count(422) <= 200
    Counter.objects.all().delete()
    assert client.post(code, {"code": right}).status_code == 422


def test_guesses_at_personal_links_find_nothing_and_are_throttled(client: Client) -> None:
    place()
    answers = [client.get(reverse("pledges:mine", args=[f"{guess:022d}"])).status_code for guess in range(GUESSES)]
    assert set(answers) == {404, 429}
    assert answers.count(404) == 300
