"""The signature wall: those who agree, at once, and no longer than they agree."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from jiafeng.ground.people.actions import withdraw_consent
from jiafeng.ground.people.models import ConsentChannel, Person, Purpose
from jiafeng.programme.pledges import actions, queries
from jiafeng.programme.pledges.actions import Signature
from jiafeng.programme.pledges.models import Pledge, PledgeDrive, SignatureKind
from tests.programme.events.factories import NOW, Place, person, place
from tests.programme.pledges.factories import DRAWN, drive, sign
from tests.programme.pledges.test_pages import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _that_day():
    with time_machine.travel(NOW, tick=False):
        yield


def opened(here: Place, call: PledgeDrive) -> str:
    token = actions.open_wall(by=here.staff, at=NOW, drive=call).wall_token
    assert token
    return token


def state(client: Client, token: str, etag: str = ""):
    return client.get(reverse("pledges:wall_state", args=[token]), headers={"If-None-Match": etag} if etag else {})


def ids(response) -> list[int]:
    at, found = 0, []
    for step in response.json()["steps"]:
        at += step
        found.append(at)
    return found


def names(client: Client, token: str, **query: object) -> list[str]:
    return [entry[1] for entry in client.get(reverse("pledges:wall_names", args=[token]), query).json()["names"]]


def test_only_those_who_agree_stand_on_it(client: Client) -> None:
    here = place()
    call = drive(here)
    agrees = sign(call, person(here, "示例王芳"), show_name=True).pledge
    sign(call, person(here, "示例李梅"))
    token = opened(here, call)
    assert ids(state(client, token)) == [agrees.pk]
    assert names(client, token, after=0) == ["示例王芳"]
    assert names(client, token, ids=f"{agrees.pk},{agrees.pk + 1}") == ["示例王芳"]


@pytest.mark.parametrize("how", ["the consent", "the pledge", "a dispute", "the people's list"])
def test_who_takes_it_back_is_gone_at_the_next_question(how: str, client: Client) -> None:
    here = place()
    call = drive(here)
    pledge = sign(call, person(here, "示例王芳"), show_name=True).pledge
    token = opened(here, call)
    before = state(client, token)
    assert state(client, token, before["ETag"]).status_code == 304
    if how == "the consent":
        actions.show_name(at=NOW, pledge=pledge, shown=False)
    elif how == "the pledge":
        actions.withdraw_pledge(by=None, at=NOW, pledge=pledge)
    elif how == "a dispute":
        actions.dispute_pledge(at=NOW, pledge=pledge)
    else:
        withdraw_consent(by=here.staff, at=NOW, person=pledge.person, purpose=Purpose.WALL, channel=ConsentChannel.CALL)
    after = state(client, token, before["ETag"])
    assert after.status_code == 200
    assert ids(after) == []
    assert names(client, token, after=0) == names(client, token, ids=pledge.pk) == []


def test_signatures_travel_as_vectors_that_keep_their_shape(client: Client) -> None:
    here = place()
    call = drive(here)
    sign(call, person(here), signature=Signature(SignatureKind.DRAWN, strokes=DRAWN), show_name=True)
    entry = queries.on_wall(call)[0]
    assert entry[2:] == [100, [[7, 7, 6, 13, 14, 3], [40, 13, 13, 47]]]


def test_a_closed_wall_and_a_wrong_address_show_nothing(client: Client) -> None:
    here = place()
    call = drive(here)
    token = opened(here, call)
    assert client.get(reverse("pledges:wall", args=[token])).status_code == 200
    actions.close_wall(by=here.staff, at=NOW, drive=call)
    for name in ("wall", "wall_state", "wall_names"):
        for secret in (token, "x" * 16):
            assert client.get(reverse(f"pledges:{name}", args=[secret])).status_code == 404
    assert opened(here, call) != token


@pytest.mark.parametrize("query", [{"after": "x"}, {"after": "9" * 30}, {"ids": "1,x"}, {"after": "-1"}])
def test_a_question_that_is_none_is_not_answered(query: dict[str, str], client: Client) -> None:
    here = place()
    assert client.get(reverse("pledges:wall_names", args=[opened(here, drive(here))]), query).status_code == 404


def test_staff_open_it_and_nobody_else() -> None:
    here = place()
    call = drive(here)
    for role in ("partner_staff", "unit_coordinator", "auditor"):
        assert as_role(here, role).post(reverse("pledges:open_wall", args=[call.pk])).status_code == 403
    staff = as_role(here)
    staff.post(reverse("pledges:open_wall", args=[call.pk]))
    call.refresh_from_db()
    assert reverse("pledges:wall", args=[call.wall_token]) in staff.get(reverse("pledges:drive", args=[call.pk])).content.decode()


@pytest.mark.parametrize("signers", [1, 20])
def test_a_screen_costs_the_same_queries_however_many_stand_there(
    signers: int, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    here = place()
    call = drive(here)
    for _ in range(signers):
        sign(call, person(here), show_name=True)
    token = opened(here, call)
    with django_assert_num_queries(4):
        state(client, token)
    with django_assert_num_queries(4):
        names(client, token, after=0)
    assert Pledge.objects.count() == Person.objects.count() == signers


def test_it_says_how_many_signed_and_how_many_of_them_agreed_to_be_shown(client: Client) -> None:
    here = place()
    call = drive(here)
    sign(call, person(here), show_name=True)
    token = opened(here, call)
    before = state(client, token)
    assert before.json()["signers"] == len(ids(before)) == 1
    silent = sign(call, person(here)).pledge
    after = state(client, token, before["ETag"])
    assert (after.status_code, after.json()["signers"], len(ids(after))) == (200, 2, 1)
    actions.withdraw_pledge(by=None, at=NOW, pledge=silent)
    assert state(client, token, after["ETag"]).json()["signers"] == 1


def test_it_has_the_code_to_sign_while_the_drive_is_open(client: Client) -> None:
    here = place()
    call = drive(here)
    page = reverse("pledges:wall", args=[opened(here, call)])
    assert "扫码签名" in client.get(page).content.decode()
    actions.close_drive(by=here.staff, at=NOW, drive=call)
    assert "扫码签名" not in client.get(page).content.decode()
