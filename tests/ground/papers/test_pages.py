"""Paper as the county's staff meet it: printing, entering by hand, reading, settling, and what is refused."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from jiafeng.ground.papers.models import PaperSheet
from jiafeng.ground.people.models import Person
from jiafeng.programme.events import actions as events
from jiafeng.programme.events.models import Attendance, AttendanceTrace, Channel
from jiafeng.programme.pledges.models import Pledge, PledgeTrace
from tests.factories import signed_in
from tests.ground.papers.factories import facts, page_of, printed, read, ready, typist
from tests.programme.events.factories import NOW, Place, event, person, place
from tests.programme.pledges.factories import drive, sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Place:
    return place()


@pytest.fixture(autouse=True)
def _that_day() -> object:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def test_sheets_are_numbered_and_printed(here: Place) -> None:
    call, staff = drive(here), signed_in(here.staff)
    overview = reverse("papers:sheets", args=["pledge", call.pk])
    assert "还没有印过表" in staff.get(overview).content.decode()
    done = staff.post(reverse("papers:print", args=["pledge", call.pk]), {"count": "2"})
    assert done.url.endswith("?number=1&last=2")
    pdf = staff.get(done.url)
    assert pdf["Content-Type"] == "application/pdf"
    assert list(PaperSheet.objects.values_list("number", "version", "stage")) == [(1, "1", "printed"), (2, "1", "printed")]
    assert "第2张" in staff.get(overview).content.decode()
    assert page_of(staff, PaperSheet.objects.first()).shape[0] > 1700


@pytest.mark.parametrize("count", ["0", "101", "-1", "x", "9" * 30])
def test_a_wrong_number_of_sheets_is_told(here: Place, count: str) -> None:
    response = signed_in(here.staff).post(reverse("papers:print", args=["pledge", drive(here).pk]), {"count": count})
    assert response.status_code == (422)


def test_a_name_that_no_font_holds_is_told_before_printing(here: Place) -> None:
    gathering, guest = event(here), person(here, "示例\U0001f469\ufffe")
    events.invite(by=here.staff, at=NOW, event=gathering, people=[guest])
    page = signed_in(here.staff).post(reverse("papers:print", args=["signin", gathering.pk]), {"guests": "on"}, follow=True)
    assert page.status_code == 200
    assert "这些字无法印出" in page.content.decode()


@pytest.mark.parametrize("kind", ["pledge", "signin"])
def test_a_stranger_and_a_volunteer_are_told_that_it_is_not_their_page(here: Place, kind: str) -> None:
    thing = drive(here) if kind == "pledge" else event(here, organisation=here.water)
    sheet = printed(here, thing)
    volunteer = signed_in(here.users["volunteer"])
    for address in (reverse("papers:sheets", args=[kind, thing.pk]), reverse("papers:enter", args=[kind, thing.pk])):
        assert volunteer.get(address).status_code == 403
    assert volunteer.get(reverse("papers:sheet", args=[sheet.pk])).status_code == 404
    away = signed_in(place("990202", "yi.example").staff)
    assert away.get(reverse("papers:sheets", args=[kind, thing.pk])).status_code == 404
    assert away.get(reverse("papers:sheet", args=[sheet.pk])).status_code == 404
    assert away.get(reverse("papers:sheets", args=["nothing", thing.pk])).status_code == 404


def test_the_code_on_a_pledge_sheet_takes_a_passer_by_to_the_signing_page_and_staff_to_the_sheet(here: Place, client: Client) -> None:
    call = drive(here)
    sheet = printed(here, call)
    address = reverse("papers:scan", args=[sheet.token])
    assert client.get(address).url == reverse("pledges:start", args=[call.token])
    assert signed_in(here.staff).get(address).url == reverse("papers:sheet", args=[sheet.pk])
    assert client.get(reverse("papers:scan", args=["A" * 22])).status_code == 404
    assert "/login" in client.get(reverse("papers:scan", args=[printed(here, event(here)).token])).url


# By hand


def test_rows_are_entered_by_hand_one_after_the_other_and_the_sheet_is_carried(here: Place) -> None:
    call, staff = drive(here), signed_in(here.staff)
    address = reverse("papers:enter", args=["pledge", call.pk])
    row = {"organisation": here.water.pk, "signed_on": "2026-03-05", "sheet": "3-12"}
    with TemporaryDirectory() as folder:
        sheet = Path(folder) / "sheet.png"
        Image.new("RGB", (80, 60), "white").save(sheet)
        with sheet.open("rb") as upload:
            first = staff.post(address, {**row, "key": str(uuid4()), "name": "示例赵", "photo": upload})
    assert "sheet=3-13" in first.url
    assert staff.get(first.url).context["carried"] is not None
    staff.post(first.url, {**row, "key": str(uuid4()), "name": "示例钱", "sheet": "3-13"})
    traces = PledgeTrace.objects.all()
    assert [trace.sheet for trace in traces] == ["3-12", "3-13"]
    assert traces[0].evidence == traces[1].evidence
    page = staff.get(reverse("pledges:pledge", args=[traces[0].pledge_id])).content.decode()
    assert "一人录入" in page


def test_a_namesake_on_a_pledge_sheet_is_asked_about(here: Place) -> None:
    call, staff = drive(here), signed_in(here.staff)
    known = person(here, "示例孙", organisation=here.school)
    sign(call, known)
    row = {"key": str(uuid4()), "name": "示例孙", "organisation": here.water.pk, "signed_on": "2026-03-05"}
    asked = staff.post(reverse("papers:enter", args=["pledge", call.pk]), row)
    assert asked.status_code == 422
    assert "同名" in asked.content.decode()
    staff.post(reverse("papers:enter", args=["pledge", call.pk]), {**row, "looked": "on", "same_as": known.pk})
    assert sorted(Pledge.objects.get().traces.values_list("channel", flat=True)) == ["paper", "phone"]
    staff.post(reverse("papers:enter", args=["pledge", call.pk]), {**row, "key": str(uuid4()), "looked": "on", "same_as": ""})
    assert Pledge.objects.count() == 2


def test_a_refused_row_leaves_no_new_person(here: Place) -> None:
    row = {"key": str(uuid4()), "name": "示例李", "signed_on": "2026-03-09"}
    response = signed_in(here.staff).post(reverse("papers:enter", args=["pledge", drive(here).pk]), row)
    assert response.status_code == 422
    assert "signed_on" in response.context["form"].errors
    assert not Person.objects.filter(name="示例李").exists()


def test_a_sign_in_sheet_is_entered_by_hand(here: Place) -> None:
    gathering, staff = event(here), signed_in(here.staff)
    known = person(here, "示例孙", organisation=here.school)
    events.sign_in(by=here.staff, at=NOW, event=gathering, person=known, key=uuid4())
    with time_machine.travel(NOW + timedelta(hours=4), tick=False):
        row = {"key": str(uuid4()), "name": "示例孙", "organisation": here.water.pk, "sheet": "1-3"}
        address = reverse("papers:enter", args=["signin", gathering.pk])
        assert staff.post(address, row).status_code == 422
        done = staff.post(address, {**row, "looked": "on", "same_as": known.pk})
        assert "sheet=1-4" in done.url
        assert Attendance.objects.count() == 1
        staff.post(done.url, {"key": str(uuid4()), "name": "示例李", "organisation": here.water.pk, "sheet": "1-4"})
    assert [trace.sheet for trace in AttendanceTrace.objects.filter(channel=Channel.PAPER)] == ["1-3", "1-4"]


@pytest.mark.parametrize("photo", ["x" * 36, "9" * 25, "1"])
def test_a_photo_that_is_none_is_not_carried(here: Place, photo: str) -> None:
    address = reverse("papers:enter", args=["pledge", drive(here).pk])
    assert signed_in(here.staff).get(address, {"photo": photo, "start": photo, "unit": photo}).status_code == 200


# Reading and settling


def test_a_row_is_read_with_the_keyboard_and_the_next_one_comes(here: Place) -> None:
    sheet = ready(here, printed(here, drive(here)))
    staff = signed_in(here.staff)
    address = reverse("papers:read", args=[sheet.pk])
    page = staff.get(address)
    assert page.context["row"].number == 1
    row = {"row": "1", "name": "示例王芳", "organisation": here.water.pk, "signed_on": "2026-03-05"}
    missing = staff.post(address, {**row, "name": "", "mark": "signed"})
    assert missing.status_code == 422
    assert "name" in missing.context["form"].errors
    after = staff.post(address, {**row, "mark": "signed"}, follow=True)
    assert after.context["row"].number == 2
    assert "2026-03-05" in after.content.decode()
    staff.post(address, {"row": "2", "mark": "blank", "signed_on": "no day"})
    back = staff.post(reverse("papers:undo", args=[sheet.pk]), follow=True)
    assert back.context["row"].number == 2
    staff.post(reverse("papers:rest", args=[sheet.pk]))
    assert staff.get(address).status_code == 302


def test_the_second_reader_sees_nothing_of_the_first(here: Place) -> None:
    sheet = ready(here, printed(here, drive(here)))
    read(sheet.rows.select_related("sheet").first(), here.staff, facts("示例藏着的名字", here))
    page = signed_in(typist(here)).get(reverse("papers:read", args=[sheet.pk]))
    assert page.context["row"].number == 1
    assert "藏着" not in page.content.decode()


def test_a_difference_is_settled_with_both_readings_in_sight(here: Place) -> None:
    sheet = ready(here, printed(here, drive(here)))
    row = sheet.rows.select_related("sheet").first()
    read(row, here.staff, facts("示例王芳", here, phone="13800138000"))
    read(row, typist(here), facts("示例王方", here, phone="13800138000"))
    staff = signed_in(here.staff)
    assert "两人录得不同" in staff.get(reverse("papers:sheet", args=[sheet.pk])).content.decode()
    address = reverse("papers:settle", args=[sheet.pk, 1])
    page = staff.get(address)
    text = page.content.decode()
    assert "示例王芳" in text
    assert "示例王方" in text
    assert page.context["form"].initial["phone"] == "13800138000"
    assert "name" not in page.context["form"].initial
    said = {"name": "示例王芳", "organisation": here.water.pk, "phone": "13800138000", "signed_on": "2026-03-05", "mark": "signed"}
    assert staff.post(address, said).status_code == 302
    assert Pledge.objects.get().person.name == "示例王芳"
    assert staff.get(address).status_code == 302


def test_a_held_row_says_why_and_offers_the_namesakes(here: Place) -> None:
    sheet = ready(here, printed(here, drive(here)))
    known = person(here, "示例孙", organisation=here.school)
    for reader in (here.staff, typist(here)):
        read(sheet.rows.select_related("sheet").first(), reader, facts("示例孙", here))
    staff = signed_in(here.staff)
    page = staff.get(reverse("papers:settle", args=[sheet.pk, 1]))
    assert page.context["candidates"] == [known]
    said = {
        "name": "示例孙",
        "organisation": here.water.pk,
        "signed_on": "2026-03-05",
        "mark": "signed",
        "same_as": known.pk,
        "looked": "on",
    }
    assert staff.post(reverse("papers:settle", args=[sheet.pk, 1]), said).status_code == 302
    assert Pledge.objects.get().person == known


def test_rows_left_blank_are_neither_shown_nor_counted(here: Place) -> None:
    gathering, came, away = event(here), person(here, "示例来了"), person(here, "示例没来")
    sheet = ready(here, printed(here, gathering, guests=[came, away]))
    with time_machine.travel(NOW + timedelta(hours=4), tick=False):
        for reader in (here.staff, typist(here)):
            client = signed_in(reader)
            client.post(reverse("papers:read", args=[sheet.pk]), {"row": "1", "mark": "signed"})
            client.post(reverse("papers:rest", args=[sheet.pk]))
        pages = [
            signed_in(here.staff).get(address).content.decode()
            for address in (
                reverse("papers:sheet", args=[sheet.pk]),
                reverse("papers:sheets", args=["signin", gathering.pk]),
                reverse("events:attendances", args=[gathering.pk]),
            )
        ]
    assert "示例来了" in pages[0]
    assert not any("示例没来" in page for page in pages)
    assert not any(word in page for page in pages for word in ("未签", "缺席", "未到"))


def test_names_are_offered_of_ones_own_reach(here: Place) -> None:
    call = drive(here)
    ours, _theirs = person(here, "示例水务"), person(here, "示例学校", organisation=here.school)
    address = reverse("papers:names", args=["pledge", call.pk])
    everybody = signed_in(here.staff).get(address, {"name": "示例"}).content.decode()
    assert "示例水务" in everybody
    assert "示例学校" in everybody
    own = signed_in(here.users["unit_coordinator"]).get(address, {"name": "示例"}).content.decode()
    assert "示例水务" in own
    assert "示例学校" not in own
    assert ours.phone not in everybody
    assert ours.masked_phone not in everybody


def test_a_sheet_is_closed_and_declared_void(here: Place) -> None:
    call, staff = drive(here), signed_in(here.staff)
    one, two = printed(here, call), printed(here, call)
    assert staff.post(reverse("papers:void", args=[one.pk]), {"reason": ""}).status_code == 422
    assert staff.post(reverse("papers:void", args=[one.pk]), {"reason": "示例淋湿"}).status_code == 302
    staff.post(reverse("papers:close", args=[two.pk]))
    assert list(PaperSheet.objects.values_list("stage", flat=True)) == ["void", "closed"]
    assert "这张表已办结" in staff.post(reverse("papers:close", args=[two.pk]), follow=True).content.decode()
    assert staff.post(reverse("papers:void", args=[two.pk]), {"reason": "示例"}).status_code == 403
    assert staff.get(reverse("papers:pages", args=["pledge", call.pk]), {"number": 1}).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_queries_however_long(here: Place, number: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    call, staff = drive(here), signed_in(here.staff)
    printed(here, call, count=number)
    staff.get(reverse("papers:sheets", args=["pledge", call.pk]))
    with django_assert_num_queries(11):
        staff.get(reverse("papers:sheets", args=["pledge", call.pk]))


def test_a_row_that_was_read_differently_may_turn_out_to_be_blank(here: Place) -> None:
    sheet = ready(here, printed(here, drive(here)))
    row = sheet.rows.select_related("sheet").first()
    read(row, here.staff, facts("示例王芳", here))
    read(row, typist(here), facts("示例王方", here))
    staff = signed_in(here.staff)
    assert staff.post(reverse("papers:settle", args=[sheet.pk, 1]), {"mark": "nonsense"}).status_code == 422
    assert staff.post(reverse("papers:settle", args=[sheet.pk, 1]), {"mark": "blank", "name": ""}).status_code == 302
    row.refresh_from_db()
    assert row.stage == "blank"
    staff.post(reverse("papers:again", args=[sheet.pk, 1]))
    row.refresh_from_db()
    assert (row.stage, row.readings.count()) == ("open", 0)
