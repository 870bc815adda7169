"""Somebody who claims to be somebody else learns nothing about them and undoes nothing of theirs."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from jiafeng.ground.people import actions as people
from jiafeng.ground.people.models import CadreRelation
from jiafeng.programme.pledges import actions
from jiafeng.programme.pledges.models import Pledge, PledgeDrive
from tests.programme.events.factories import NOW, Place, person, place
from tests.programme.pledges.factories import drive, on_paper, sign
from tests.programme.pledges.test_pages import identity, signature

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _that_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def claim(client: Client, here: Place, call: PledgeDrive, **who):
    """Sign by the shared link as the person that `who` describes."""
    client.post(reverse("pledges:start", args=[call.token]), identity(here, **who))
    return client.post(reverse("pledges:sign", args=[call.token]), signature(call))


def test_a_pledge_made_on_paper_is_neither_opened_nor_withdrawn_by_whoever_knows_the_name(client: Client) -> None:
    here = place()
    call, known = drive(here), person(here, "示例王芳", phone="")
    on_paper(here, call, known)
    response = claim(client, here, call, phone="13900000000")
    page = response.content.decode()
    assert response.status_code == 200
    assert "/pledges/p/" not in page
    assert "2026-03-05" not in page
    assert Pledge.objects.get().reference not in page
    assert Pledge.objects.standing().count() == 1


def test_signed_on_paper_signed_here_and_withdrawn_look_the_same(client: Client) -> None:
    here = place()
    pages = []
    for then in (lambda made: None, lambda made: actions.withdraw_pledge(by=None, at=NOW, pledge=made)):
        for how in (on_paper, lambda here, call, known: sign(call, known)):
            call = drive(here)
            known = person(here, f"示例王芳{len(pages)}", phone="13800138000")
            then(how(here, call, known).pledge)
            page = claim(client, here, call, name=known.name).content.decode()
            pages.append(page.replace(known.name, "").replace(call.title, "").partition("<main")[2].partition("</main")[0])
    assert "只计一次" in pages[0]
    assert len(set(pages)) == 1


def test_a_link_got_by_signing_tells_nothing_of_the_family_on_the_list(client: Client) -> None:
    here = place()
    call = drive(here)
    cadre = person(here, "示例干部甲", cadre_relation=CadreRelation.SELF)
    people.add_relative(by=here.staff, at=NOW, person=cadre, kind="spouse", name="示例王芳")
    response = claim(client, here, call, cadre="", relation="")
    for address in (response.url, f"{response.url}/sign"):
        assert "示例干部甲" not in client.get(address, follow=True).content.decode()
        assert "示例干部甲" not in client.post(address, {"step": "check"}, follow=True).content.decode()


def test_a_day_beyond_the_calendar_is_refused(client: Client) -> None:
    here = place()
    client.force_login(here.staff)
    form = {"title": "示例", "organisation": here.federation.pk, "opens_on": date(2026, 3, 1), "last_day": date.max}
    assert client.post(reverse("pledges:new_drive"), form).status_code == 422


def test_a_title_that_no_font_holds_is_told_before_printing(client: Client) -> None:
    here = place()
    call = drive(here, title="示例\ufffe承诺")
    client.force_login(here.staff)
    page = client.get(reverse("pledges:poster", args=[call.pk]), follow=True)
    assert page.status_code == 200
    assert "这些字无法印出" in page.content.decode()
