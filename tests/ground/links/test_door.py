"""The door for people without an account: notes in a browser, links of people's own, and the county's own address."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from jiafeng.common.tokens import digest
from jiafeng.ground.links.actions import issue
from jiafeng.ground.links.queries import by_token
from jiafeng.ground.links.views import Note, Telephone, in_this_county
from jiafeng.ground.sms.jobs.gateways import Memory
from jiafeng.programme.pledges.models import PledgeLink
from tests.programme.events.factories import NOW, person, place
from tests.programme.pledges.factories import drive

NOTE = Note("who", "tests.who", "/pledges/s/x", 600)
TOLD = {"name": "示例", "phone": "13800138000"}


def cookie_of(note: Note) -> str:
    return note.keep(HttpResponse(), RequestFactory().get("/"), TOLD).cookies[note.cookie].value


def read(note: Note, cookie: str) -> object:
    request = RequestFactory().get("/")
    request.COOKIES[note.cookie] = cookie
    return note.read(request)


def test_a_note_is_read_again_by_the_browser_that_keeps_it() -> None:
    assert read(NOTE, cookie_of(NOTE)) == TOLD


@pytest.mark.parametrize("wrong", ["", "示例", "e30:1vE:x", "{}", ".eJw:1vE:x"])
def test_a_note_that_somebody_else_wrote_is_none(wrong: str) -> None:
    assert read(NOTE, wrong) is None


def test_a_note_about_one_thing_is_none_about_another() -> None:
    assert read(Note("who", "tests.other", "/", 600), cookie_of(NOTE)) is None


def test_a_note_is_forgotten_in_time_and_when_told_to() -> None:
    with time_machine.travel(NOW, tick=False):
        kept = cookie_of(NOTE)
    with time_machine.travel(NOW + timedelta(seconds=601), tick=False):
        assert read(NOTE, kept) is None
    forgotten = NOTE.forget(HttpResponse()).cookies["who"]
    assert (forgotten["max-age"], forgotten["path"]) == (0, "/pledges/s/x")


def test_a_note_goes_to_its_own_pages_and_to_no_script() -> None:
    made = NOTE.keep(HttpResponse(), RequestFactory(secure=True).get("/", secure=True), TOLD).cookies["who"]
    assert (made["path"], made["httponly"], made["secure"], made["samesite"]) == ("/pledges/s/x", True, True, "Lax")


@pytest.mark.django_db
def test_a_link_is_issued_once_and_afresh_voids_it() -> None:
    here = place()
    call, holder = drive(here), person(here)

    def make(afresh: bool = False) -> tuple[PledgeLink, bool]:
        with transaction.atomic():
            return issue(at=NOW, by=here.staff, link=PledgeLink(drive=call, person=holder, made_at=NOW, made_by=here.staff), afresh=afresh)

    (first, new), (again, anew) = make(), make()
    assert (first, new, anew) == (again, True, False)
    assert first.digest == digest(first.token) != first.token
    assert by_token(PledgeLink.objects.all(), first.token) == first
    fresh, new = make(afresh=True)
    assert (fresh.issue, new, PledgeLink.objects.count()) == (2, True, 1)
    assert by_token(PledgeLink.objects.all(), first.token) is None
    assert by_token(PledgeLink.objects.all(), fresh.token) == fresh


@pytest.mark.django_db
def test_no_secret_opens_nothing() -> None:
    assert by_token(PledgeLink.objects.all(), "") is None


@pytest.mark.django_db
def test_a_link_works_at_its_own_countys_address_only(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "away.example"]
    here, away = place(), place("990102", "away.example")
    call = drive(here)
    home = RequestFactory().get("/")
    assert in_this_county(home, call) == call
    for request, found in ((home, None), (home, drive(away)), (RequestFactory(headers={"host": "away.example"}).get("/"), call)):
        with pytest.raises(Http404):
            in_this_county(request, found)


@pytest.mark.django_db
def test_a_code_is_for_one_purpose_and_one_use(work_off_jobs: Callable[[], None]) -> None:
    """The limits are those of sms (tests/ground/sms); here, that the door asks it for each try."""
    here = place()
    request = RequestFactory().get("/")
    telephone, other = (Telephone("13800138000", purpose, here.county.code) for purpose in ("pledge:1", "pledge:2"))
    telephone.send(request)
    work_off_jobs()
    code = "".join(filter(str.isdigit, Memory.sent[-1][1]))[:6]
    assert other.refusal(code) is not None
    assert telephone.refusal("000000" if code != "000000" else "111111") is not None
    assert telephone.refusal(code) is None
    assert telephone.refusal(code) is not None
