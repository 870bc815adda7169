"""The shared tablet: it takes one signature after the other and forgets in between."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import check_password
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from jiafeng.programme.pledges import actions
from jiafeng.programme.pledges.models import Channel, Pledge, PledgeDrive, PledgeKiosk, Proof
from tests.programme.events.factories import NOW, Place, person, place
from tests.programme.pledges.factories import drive, sign
from tests.programme.pledges.test_pages import as_role, identity, signature

pytestmark = pytest.mark.django_db

HOME, SIGN, DONE, FORGET, LEAVE = (reverse(f"pledges:kiosk{step}") for step in ("", "_sign", "_done", "_forget", "_leave"))


@pytest.fixture(autouse=True)
def _that_day():
    with time_machine.travel(NOW, tick=False):
        yield


def tablet(here: Place, call: PledgeDrive, role: str = "county_staff") -> Client:
    """A device that staff have just turned into a shared tablet."""
    client = as_role(here, role)
    begun = client.post(reverse("pledges:start_kiosk", args=[call.pk]), {"pin": "2468", "organisation": here.water.pk})
    assert begun.url == HOME
    return client


def one_signs(client: Client, here: Place, call: PledgeDrive, **who: str) -> HttpResponse:
    assert client.post(HOME, identity(here, phone="", **who)).url == SIGN
    return client.post(SIGN, signature(call, strokes="", typed_name=who["name"]))


def test_one_after_the_other_signs_and_counts_once() -> None:
    here = place()
    call = drive(here)
    client = tablet(here, call)
    for name in ("示例王芳", "示例李梅"):
        assert one_signs(client, here, call, name=name).url == DONE
        page = client.get(DONE).content.decode()
        assert Pledge.objects.latest("pk").reference in page
        assert name not in page
    assert [trace.channel for pledge in Pledge.objects.all() for trace in pledge.traces.all()] == [Channel.KIOSK] * 2
    assert {trace.proof for pledge in Pledge.objects.all() for trace in pledge.traces.all()} == {Proof.WORD}


def test_whoever_sets_it_up_is_signed_out_on_it() -> None:
    here = place()
    client = tablet(here, drive(here))
    assert client.get(reverse("desk:home")).status_code == 302
    assert "sessionid" not in {name for name, cookie in client.cookies.items() if cookie.value}


def test_after_the_signature_nothing_is_left_for_the_next_person() -> None:
    here = place()
    call = drive(here)
    client = tablet(here, call)
    one_signs(client, here, call, name="示例王芳")
    client.get(DONE)
    assert client.get(DONE).url == HOME
    assert client.get(SIGN).url == HOME
    assert client.post(SIGN, signature(call)).url == HOME
    assert "示例王芳" not in client.get(HOME).content.decode()
    assert Pledge.objects.count() == 1


def test_half_way_it_forgets_when_asked() -> None:
    here = place()
    call = drive(here)
    client = tablet(here, call)
    client.post(HOME, identity(here))
    assert "示例王芳" in client.get(SIGN).content.decode()
    forgotten = client.get(FORGET)
    assert forgotten["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get(SIGN).url == HOME


def test_no_page_is_kept_and_no_form_is_remembered() -> None:
    here = place()
    call = drive(here)
    client = tablet(here, call)
    first = client.get(HOME)
    client.post(HOME, identity(here))
    pages = [first, client.get(SIGN), client.post(SIGN, signature(call, step="check"))]
    for page in pages:
        text = page.content.decode()
        assert "no-store" in page["Cache-Control"]
        assert "data-kiosk" in text
        assert "data-keep" not in text
        assert 'href="/"' not in text
    assert 'autocomplete="name"' not in first.content.decode()
    assert 'autocomplete="tel"' not in first.content.decode()


def test_somebody_who_signed_before_is_told_nothing_of_it() -> None:
    here = place()
    call = drive(here)
    sign(call, person(here, "示例王芳", phone=""))
    client = tablet(here, call)
    page = one_signs(client, here, call, name="示例王芳")
    assert page.status_code == 200
    assert Pledge.objects.get().reference not in page.content.decode()
    assert sorted(Pledge.objects.get().traces.values_list("channel", flat=True)) == ["kiosk", "phone"]


def test_only_the_pin_ends_it() -> None:
    here = place()
    client = tablet(here, drive(here))
    assert client.post(LEAVE, {"pin": "1111"}).status_code == 422
    assert client.post(LEAVE, {"pin": "2468"}).url == reverse("account_login")
    assert PledgeKiosk.objects.get().ended_at == NOW
    assert "示例" not in client.get(HOME).content.decode().partition("<main")[2]


def test_the_pin_is_not_guessed() -> None:
    here = place()
    client = tablet(here, drive(here))
    answers = [client.post(LEAVE, {"pin": f"{number:04d}"}).status_code for number in range(20)]
    assert answers == [422] * 10 + [429] * 10


def test_it_ends_by_itself_and_from_the_desk() -> None:
    here = place()
    call = drive(here)
    client = tablet(here, call, "unit_coordinator")
    with time_machine.travel(NOW + timedelta(hours=15), tick=False):
        assert "现场平板" in client.get(HOME).content.decode()
        assert client.get(SIGN).status_code == 200
        assert client.post(SIGN, signature(call)).status_code == 200
    assert Pledge.objects.count() == 0
    staff = as_role(here)
    assert "现场平板" in staff.get(reverse("pledges:drive", args=[call.pk])).content.decode()
    staff.post(reverse("pledges:end_kiosk", args=[PledgeKiosk.objects.get().pk]))
    assert client.post(HOME, identity(here)).status_code == 200
    assert Pledge.objects.count() == 0


def test_a_stolen_cookie_is_not_in_the_database() -> None:
    here = place()
    client = tablet(here, drive(here))
    secret = client.cookies["kiosk"].value
    kept = PledgeKiosk.objects.values().get()
    assert secret not in str(kept)
    assert check_password("2468", kept.pop("pin"))
    assert "2468" not in map(str, kept.values())  # whole values: a hash may hold any four digits by chance


def test_a_drive_that_is_not_open_takes_no_tablet() -> None:
    here = place()
    call = actions.close_drive(by=here.staff, at=NOW, drive=drive(here))
    assert as_role(here).get(reverse("pledges:start_kiosk", args=[call.pk])).status_code == 403
