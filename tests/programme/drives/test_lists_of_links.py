"""The personal links of a whole list leave the house together: as a workbook, a sheet of codes or texts."""

from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from jiafeng.ground.people.actions import make_list
from jiafeng.ground.people.models import CadreRelation, SavedList
from jiafeng.ground.records.models import ActionLog
from jiafeng.library.sheets import Column, read_table
from jiafeng.programme.events import actions as events
from jiafeng.programme.letters.models import MessageLink
from tests.factories import signed_in
from tests.programme.events.factories import NOW, Place, event, person, place
from tests.programme.letters.factories import drive as message_drive
from tests.programme.pledges.factories import drive as pledge_drive

pytestmark = pytest.mark.django_db

ROOMS = {"letters": message_drive, "pledges": pledge_drive}


@pytest.fixture(params=ROOMS)
def room(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def spouses(here: Place) -> SavedList:
    for name, unit in (("示例甲", here.school), ("示例乙", here.water)):
        person(here, name, unit, cadre_relation=CadreRelation.SPOUSE)
    return make_list(by=here.staff, at=NOW, county=here.county, title="配偶", criteria={"relations": ["spouse"]})


def asked(here: Place, room: str, drive: Any, user: Any = None, **data: Any) -> Any:
    with time_machine.travel(NOW, tick=False):
        return signed_in(user or here.staff).post(reverse(f"{room}:give_links", args=[drive.pk]), data)


def test_a_workbook_has_a_link_of_each_that_opens(room: str, tmp_path: Path) -> None:
    here = place()
    chosen, drive = spouses(here), ROOMS[room](here)
    answers = [asked(here, room, drive, list=chosen.pk, way="xlsx") for _twice in range(2)]
    links = []
    for number, answer in enumerate(answers):
        file = tmp_path / f"{number}.xlsx"
        file.write_bytes(b"".join(answer.streaming_content))
        with read_table(file, [Column("name", "姓名"), Column("link", "链接"), Column("text", "发送内容")]) as table:
            links.append({row.texts["name"]: (row.texts["link"], row.texts["text"]) for row in table})
    assert links[0] == links[1]
    assert set(links[0]) == {"示例甲", "示例乙"}
    address, text = links[0]["示例甲"]
    assert text.startswith("示例甲，您好！")
    assert text.endswith(address)
    with time_machine.travel(NOW, tick=False):
        assert "示例甲" in signed_in(here.staff).get(address).content.decode()
    assert list(ActionLog.objects.filter(verb=f"{room}.link.give_out").values_list("detail__people", flat=True)) == [2, 2]
    if room == "letters":
        assert MessageLink.objects.filter(asked=True).count() == 2


def test_texts_and_codes_of_one_unit(room: str) -> None:
    here = place()
    chosen, drive = spouses(here), ROOMS[room](here)
    page = asked(here, room, drive, list=chosen.pk, unit=here.school.pk, way="text").content.decode()
    assert "示例甲，您好！" in page
    assert "示例乙" not in page
    assert asked(here, room, drive, list=chosen.pk, way="codes").content.startswith(b"%PDF")


def test_a_coordinator_takes_the_links_of_their_own_unit_only(room: str) -> None:
    here = place()
    chosen, drive = spouses(here), ROOMS[room](here)
    page = asked(here, room, drive, here.users["unit_coordinator"], list=chosen.pk, way="text").content.decode()
    assert "示例乙，您好！" in page  # the water bureau is theirs
    assert "示例甲" not in page
    assert asked(here, room, drive, here.users["auditor"], list=chosen.pk, way="text").status_code == 403


def test_a_list_that_finds_nobody_and_a_form_without_a_list_are_told(room: str) -> None:
    here = place()
    drive = ROOMS[room](here)
    empty = make_list(by=here.staff, at=NOW, county=here.county, title="无人", criteria={"relations": ["child"]})
    nobody = asked(here, room, drive, list=empty.pk, way="text")
    assert nobody.status_code == 422
    assert "现有0人" in nobody.content.decode()
    assert "请选择人员条件" in asked(here, room, drive, way="text").content.decode()
    assert asked(here, room, drive, list=empty.pk, way="fax").status_code == 422
    assert not ActionLog.objects.filter(verb=f"{room}.link.give_out").exists()


@pytest.mark.parametrize("way", ["xlsx", "codes", "text"])
def test_invitations_leave_the_house_together_too(way: str) -> None:
    here = place()
    gathering = event(here)
    client, address = signed_in(here.staff), reverse("events:give_links", args=[gathering.pk])
    assert client.post(address, {"way": way}).status_code == 302  # nobody is invited yet
    (invitation,) = events.invite(by=here.staff, at=NOW, event=gathering, people=[person(here, "示例甲")])
    answer = client.post(address, {"way": way})
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert content.startswith({"xlsx": b"PK", "codes": b"%PDF", "text": b"<!doctype html>"}[way])
    if way == "text":
        assert invitation.token in content.decode()
    entry = ActionLog.objects.get(verb="events.link.give_out")
    assert (entry.detail["people"], entry.by, timezone.localdate(entry.at)) == (1, here.staff, timezone.localdate())
    assert signed_in(here.users["volunteer"]).post(address, {"way": way}).status_code in (403, 404)
    assert client.get(address).status_code == 405
