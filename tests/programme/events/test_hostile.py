"""A gathering with names that no font holds: the print is refused in words, never with a gap or an error."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from jiafeng.programme.events import actions
from tests.programme.events.factories import NOW, event, person, place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _that_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize("name", ["events:invitation_prints"])
def test_a_name_that_no_font_holds_is_told_before_printing(client: Client, name: str) -> None:
    here = place()
    gathering, guest = event(here), person(here, "示例\U0001f469\ufffe")
    actions.invite(by=here.staff, at=NOW, event=gathering, people=[guest])
    client.force_login(here.staff)
    page = client.get(reverse(name, args=[gathering.pk]), follow=True)
    assert page.status_code == 200
    assert "这些字无法印出" in page.content.decode()


def test_the_list_of_those_invited_does_not_tell_who_stayed_away(client: Client) -> None:
    here = place()
    gathering, came, away = event(here), person(here), person(here)
    actions.invite(by=here.staff, at=NOW, event=gathering, people=[came, away])
    address = reverse("events:invitations", args=[gathering.pk])
    client.force_login(here.staff)

    def row_of_the_first() -> str:
        return client.get(address).content.decode().partition(came.name)[2].partition("</tr>")[0]

    before = row_of_the_first()
    actions.sign_in(by=here.staff, at=NOW, event=gathering, person=came, key=uuid4())
    assert row_of_the_first() == before
