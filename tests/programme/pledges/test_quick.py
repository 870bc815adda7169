"""The short way of a plain signature does what the long way does, and hands everything else on to it."""

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
import time_machine
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from jiafeng.common.tokens import digest
from jiafeng.config.hot import Fork
from jiafeng.ground.people.models import CadreRelation, Household, Person
from jiafeng.ground.records.models import ActionLog
from jiafeng.programme.pledges import actions, queries
from jiafeng.programme.pledges.models import Pledge, PledgeDrive, PledgeLink, PledgeTrace, Proof
from tests.programme.events.factories import NOW, Place, person, place
from tests.programme.pledges.factories import DRAWN, drive, sign

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _that_day():
    with time_machine.travel(NOW, tick=False):
        yield


def link(here: Place, call: PledgeDrive, signer: Person) -> str:
    return actions.make_link(by=here.staff, at=NOW, drive=call, person=signer)


def plain(call: PledgeDrive, **fields: Any) -> dict[str, Any]:
    text = call.texts.first()
    assert text is not None
    return {"key": str(uuid4()), "text": text.pk, "strokes": DRAWN, "have_read": "on", "step": "submit", **fields}


def quickly(client: Client, token: str, form: dict[str, Any]) -> tuple[int, str]:
    answer = client.post(reverse("pledges:sign_quickly", args=[token]), form)
    return answer.status_code, answer["Location"]


def rows() -> list[dict[str, Any]]:
    """What is kept of the one pledge, without what is each time another."""
    mine = {"id", "pledge_id", "reference", "key", "person_id", "drive_id", "text_id", "target_id", "summary"}
    kept = [
        Pledge.objects.values().get(),
        PledgeTrace.objects.values().get(),
        ActionLog.objects.filter(verb="pledges.pledge.sign").values().get(),
    ]
    return [{name: value for name, value in row.items() if name not in mine} for row in kept]


@pytest.mark.parametrize("fields", [{}, {"strokes": "", "typed_name": "示例王 芳"}], ids=["drawn", "typed"])
def test_both_ways_leave_the_same_rows(fields: dict[str, str], client: Client) -> None:
    here = place()
    kept = []
    for way in ("pledges:sign_quickly", "pledges:sign_mine"):
        call = drive(here)
        cadre, signer = (
            person(here, "示例李强", cadre_relation=CadreRelation.SELF),
            person(here, "示例王芳", cadre_relation=CadreRelation.SPOUSE),
        )
        family = Household.objects.create(county=here.county)
        Person.objects.filter(pk__in=[cadre.pk, signer.pk]).update(household=family)
        token = link(here, call, signer)
        client.post(reverse(way, args=[token]), plain(call, **fields))
        assert queries.reckon(call).adds_up
        kept.append(rows())
        for model in (PledgeTrace, Pledge):
            model.objects.all().delete()
        ActionLog.objects.all().delete()
    assert kept[0] == kept[1]
    assert kept[0][1]["proof"] == Proof.LINK


def test_it_ends_on_the_persons_own_page(client: Client) -> None:
    here = place()
    call = drive(here)
    token = link(here, call, person(here))
    assert quickly(client, token, plain(call, show_name="on")) == (303, reverse("pledges:mine", args=[token]))
    pledge = Pledge.objects.get()
    assert pledge.reference in client.get(reverse("pledges:mine", args=[token])).content.decode()
    assert queries.shown_since(pledge) is not None


@pytest.mark.parametrize(
    "fields",
    [
        {"have_read": ""},
        {"strokes": ""},
        {"strokes": "[["},
        {"strokes": "1*1"},
        {"typed_name": "别人"},
        {"typed_name": "长" * 3000},
        {"by_photo": "on"},
        {"key": "x"},
        {"text": "9" * 30},
        {"text": "0"},
        {},
    ],
    ids=str,
)
def test_anything_unusual_is_handed_on_with_the_form_and_nothing_is_written(fields: dict[str, str], client: Client) -> None:
    here = place()
    call = drive(here)
    signer = person(here, birth_year=2015) if not fields else person(here)
    token = link(here, call, signer)
    assert quickly(client, token, plain(call, **fields)) == (307, reverse("pledges:sign_mine", args=[token]))
    assert Pledge.objects.count() == 0


def test_an_old_text_a_closed_drive_and_an_unknown_link_are_handed_on(client: Client) -> None:
    here = place()
    call = drive(here)
    token, form = link(here, call, person(here)), plain(call)
    actions.publish_text(by=here.staff, at=NOW, drive=call, clauses=["新的一条。"])
    assert quickly(client, token, form)[0] == 307
    page = client.post(reverse("pledges:sign_mine", args=[token]), form)
    assert page.status_code == 422
    assert "新的一条" in page.content.decode()
    assert DRAWN in page.content.decode()  # what was written survives
    actions.close_drive(by=here.staff, at=NOW, drive=call)
    assert quickly(client, token, plain(call))[0] == 307
    assert quickly(client, "x" * 22, plain(call))[0] == 307
    assert Pledge.objects.count() == 0


def test_signed_already_and_the_same_form_twice_end_on_the_same_page(client: Client) -> None:
    here = place()
    call, signer = drive(here), person(here)
    token, form = link(here, call, signer), plain(call)
    for _ in range(2):
        client.post(reverse("pledges:sign_quickly", args=[token]), form, follow=True)
    assert (Pledge.objects.count(), PledgeTrace.objects.count()) == (1, 1)


def test_a_key_of_another_person_leaves_nothing(client: Client) -> None:
    here = place()
    call, key = drive(here), uuid4()
    sign(call, person(here), key=key)
    assert quickly(client, link(here, call, person(here)), plain(call, key=str(key)))[0] == 307
    assert Pledge.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_nor_does_it_where_the_statement_is_the_transaction(client: Client) -> None:
    """As the server has it: on PostgreSQL no transaction is begun, and the one statement keeps all its rows or none."""
    here = place()
    call, key, other = drive(here), uuid4(), person(here)
    sign(call, person(here), key=key)
    token = link(here, call, other)
    assert quickly(client, token, plain(call, key=str(key)))[0] == 307
    assert (Pledge.objects.count(), PledgeTrace.objects.count()) == (1, 1)
    assert quickly(client, token, plain(call, show_name="on"))[0] == 303
    pledge = Pledge.objects.get(person=other)
    assert pledge.traces.count() == ActionLog.objects.filter(target_id=pledge.pk, verb="pledges.pledge.sign").count() == 1
    assert queries.shown_since(pledge) is not None


def sent(client: Client, token: str, body: bytes) -> int:
    """The answer to a form as a browser sends it."""
    address = reverse("pledges:sign_quickly", args=[token])
    return client.generic("POST", address, body, content_type="application/x-www-form-urlencoded").status_code


def test_a_browsers_form_is_read_and_what_is_none_is_handed_on(client: Client) -> None:
    here = place()
    call = drive(here)
    token, form = link(here, call, person(here)), plain(call)
    whole = urlencode(form).encode()
    for body in (b"", b"\xff=\xfe", b"&".join([whole, *[b"more=1"] * 20]), b"have_read=on"):
        assert sent(client, token, body) == 307
    assert not Pledge.objects.exists()
    assert sent(client, token, whole) == 303
    assert PledgeTrace.objects.get().strokes == DRAWN


def test_it_costs_four_statements_or_two(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    here = place()
    call = drive(here)
    token, form = link(here, call, person(here)), plain(call)
    # Two of them its savepoint: outside of a test that is the transaction, which PostgreSQL does without (common.rows.Together).
    with django_assert_num_queries(4 if connection.vendor == "postgresql" else 6):
        quickly(client, token, form)


@pytest.mark.usefixtures("_one_connection")
def test_the_server_takes_the_short_way_without_a_session_or_a_csrf_token() -> None:
    here = place()
    call = drive(here)
    token = link(here, call, person(here))
    fork = Fork(get_wsgi_application())
    environ = RequestFactory().post(reverse("pledges:sign_quickly", args=[token]), plain(call)).environ
    said: list[Any] = []
    fork(environ, lambda status, headers: said.append((status, dict(headers)))).close()
    status, headers = said[0]
    assert status.startswith("303")
    assert "Set-Cookie" not in headers
    assert PledgeLink.objects.filter(digest=digest(token)).exists()
    assert Pledge.objects.count() == 1
