"""Nobody is listed, counted or ranked for not signing: no table holds it, and no page or export shows it."""

import io
import json
import zipfile

import pytest
import time_machine
from django.apps import apps
from django.db import models
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from jiafeng.ground.people.models import Person
from jiafeng.programme.pledges import actions, queries
from jiafeng.programme.pledges.models import PledgeDrive, PledgeLink
from tests.programme.events.factories import NOW, Place, person, place
from tests.programme.pledges.factories import drive, on_paper, sign
from tests.programme.pledges.test_pages import as_role

pytestmark = pytest.mark.django_db

INVITED = "示例未签者"
# Where somebody looks for a person by name: it answers whom one asks about, whether they signed or not, and says neither.
ASKED_BY_NAME = {"pledges:links", "pledges:make_link"}


@pytest.fixture(autouse=True)
def _that_day():
    with time_machine.travel(NOW, tick=False):
        yield


def drive_pages() -> list[str]:
    """Every address of this room that takes a drive and nothing else."""
    room = next(each for each in get_resolver().url_patterns if getattr(each, "namespace", "") == "pledges")
    found = [each for each in room.url_patterns if isinstance(each, URLPattern) and list(each.pattern.converters) == ["pk"]]
    return [f"pledges:{each.name}" for each in found if str(each.pattern).startswith("<int:pk>")]


def text_of(response: HttpResponse) -> str:
    """What a page, a sheet or a JSON answer says."""
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as sheet:
            return "".join(sheet.read(name).decode("utf-8", "replace") for name in sheet.namelist())
    return body.decode("utf-8", "replace")


def scene() -> tuple[Place, PledgeDrive]:
    """A drive that two people signed, and one who was given a link and did not."""
    here = place()
    call = drive(here)
    sign(call, person(here, "示例签了甲"), show_name=True)
    on_paper(here, call, person(here, "示例签了乙"))
    actions.make_link(by=here.staff, at=NOW, drive=call, person=person(here, INVITED))
    actions.open_wall(by=here.staff, at=NOW, drive=call)
    call.refresh_from_db()
    return here, call


@pytest.mark.parametrize("role", ["county_staff", "partner_staff", "auditor", "unit_coordinator"])
def test_no_page_or_export_of_a_drive_shows_who_was_given_a_link_and_did_not_sign(role: str) -> None:
    here, call = scene()
    client = as_role(here, role)
    reached = 0
    for name in drive_pages():
        for query in ({}, {"format": "xlsx"}, {"state": "all"}, {"state": "all", "format": "xlsx"}):
            response = client.get(reverse(name, args=[call.pk]), query)
            if response.status_code == 200 and name not in ASKED_BY_NAME:
                reached += 1
                said = text_of(response)  # type: ignore[arg-type]
                assert INVITED not in said, f"{name} {query}"
                assert not any(word in said for word in ("未签名", "应签", "签名率", "参与率")), f"{name} {query}"
    assert reached > 10


def test_no_public_page_shows_it_either(client: Client) -> None:
    _here, call = scene()
    wall = call.wall_token
    addresses = [
        reverse("pledges:start", args=[call.token]),
        reverse("pledges:wall", args=[wall]),
        reverse("pledges:wall_state", args=[wall]),
        reverse("pledges:wall_names", args=[wall]) + "?after=0",
        reverse("portal:home"),
    ]
    for address in addresses:
        assert INVITED not in client.get(address).content.decode()


def test_no_figure_counts_it() -> None:
    here, call = scene()
    staff = as_role(here)
    for page in ("figures:figures",):
        assert INVITED not in staff.get(reverse(page)).content.decode()
    pages = [staff.get(reverse("figures:figure", args=[code])).content.decode() for code in ("pledges.signers", "pledges.people")]
    assert not any(INVITED in page for page in pages)
    found = json.dumps([[str(step.label), step.number] for step in queries.reckon(call).steps], ensure_ascii=False)
    assert "%" not in found


def test_no_table_holds_who_was_expected() -> None:
    """A person meets a drive in a pledge, in what came of it, or in a link that is theirs to use; nothing counts those links, or lists them."""
    holding = {
        model.__name__
        for model in apps.get_app_config("pledges").get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model is Person
    }
    assert holding == {"Pledge", "PledgeLink"}
    assert {field.name for field in PledgeLink._meta.concrete_fields} == {"id", "drive", "person", "issue", "digest", "made_at", "made_by"}
