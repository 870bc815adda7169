"""What pledges can prove: each number opens exactly the rows it counts."""

from datetime import date

import pytest
from django.urls import reverse

from jiafeng.ground.records.figures import FigureScope
from jiafeng.programme.plans import actions as plans
from jiafeng.programme.plans.queries import work_of
from jiafeng.programme.pledges import actions, figures, queries
from jiafeng.programme.pledges.models import Pledge
from tests.programme.events.factories import NOW, evidence, person, place
from tests.programme.pledges.factories import drive, on_paper, sign

pytestmark = pytest.mark.django_db

ALL = (figures.SIGNERS, figures.PEOPLE, figures.ON_PHONE, figures.ON_PAPER)


def values(scope: FigureScope) -> list[int]:
    return [figure.value(scope) for figure in ALL]


def test_signers_count_once_a_drive_and_people_once() -> None:
    here, there = place(), place("990202", "yi.example")
    one, two = drive(here), drive(here)
    first, second, gone = (person(here) for _ in range(3))
    for call in (one, two):
        on_paper(here, call, sign(call, first).pledge.person)
    on_paper(here, one, second)
    actions.withdraw_pledge(by=None, at=NOW, pledge=sign(one, gone).pledge)
    sign(drive(there), person(there))
    assert values(FigureScope(county_id=here.county.pk)) == [3, 2, 2, 3]
    assert values(FigureScope(county_id=here.county.pk, params={"drive": one.pk})) == [2, 2, 1, 2]
    assert values(FigureScope()) == [4, 3, 3, 3]
    assert [label for _, label in figures.SIGNERS.parameters[0].choices(here.county.pk)] == [two.title, one.title]


def test_the_period_is_half_open() -> None:
    here = place()
    on_paper(here, drive(here), person(here), signed_on=date(2026, 3, 5))
    assert values(FigureScope(start=date(2026, 3, 5), end=date(2026, 3, 6))) == [1, 1, 0, 1]
    assert values(FigureScope(start=date(2026, 3, 6))) == values(FigureScope(end=date(2026, 3, 5))) == [0, 0, 0, 0]


@pytest.mark.parametrize("figure", ALL, ids=lambda figure: figure.code)
def test_the_columns_and_the_evidence_exist_and_tell_no_secret(figure) -> None:
    here = place()
    call, signer, sheet = drive(here), person(here, phone="13800138000"), evidence(here)
    sign(call, signer)
    on_paper(here, call, signer, evidence=sheet)
    rows = figure.rows(FigureScope())
    told = [str(value) for row in rows.values_list(*figure.columns) for value in row]
    assert signer.name in told
    assert "13800138000" not in told
    assert not {"phone", "strokes", "typed_name"} & {part for column in figure.columns for part in column.split("__")}
    if figure is not figures.ON_PHONE:
        assert sheet.pk in rows.values_list(figure.evidence, flat=True)


def test_a_plan_line_shows_the_drive_that_carries_it_out() -> None:
    here = place()
    plan = plans.create_plan(by=here.staff, at=NOW, county=here.county, year=2026, title="示例计划", theme="家")
    line = plans.add_line(by=here.staff, at=NOW, plan=plan, title="签名", duty="职责", due_on=date(2026, 6, 1), lead=here.federation)
    call = drive(here, plan_line=line)
    sign(call, person(here))
    drive(here, plan_line=line, opened=False)
    work = work_of(line, here.staff)
    assert [(each.title, each.url) for each in work] == [(call.title, reverse("pledges:drive", args=[call.pk]))]
    assert "1" in str(work[0].detail)


def test_today_names_drives_to_open_and_to_close() -> None:
    here = place()
    ready = drive(here, opened=False)
    ending = drive(here, closes_on=date(2026, 3, 8))
    found = [(str(due.what), due.due) for due in queries.due(here.staff, NOW)]
    assert found == [(f"Enter the last sheets: {ending.title}", date(2026, 3, 7)), (f"Open the drive: {ready.title}", date(2026, 3, 1))]
    assert queries.due(here.users["unit_coordinator"], NOW) == []


def test_the_search_finds_a_drive_and_a_whole_reference_number() -> None:
    here = place()
    call = drive(here)
    pledge = sign(call, person(here)).pledge
    assert [hit.title for hit in queries.search(here.staff, call.title)] == [call.title]
    assert pledge.reference in queries.search(here.staff, pledge.reference.lower())[0].title
    assert queries.search(here.staff, pledge.reference[:4]) == []
    assert queries.search(here.users["volunteer"], pledge.reference) == []


def test_nothing_holds_who_did_not_sign() -> None:
    """A person meets pledges only by signing, or by a link that says nothing about an expectation and is listed nowhere."""
    here = place()
    actions.make_link(by=here.staff, at=NOW, drive=drive(here), person=person(here))
    assert Pledge.objects.count() == 0
    assert values(FigureScope()) == [0, 0, 0, 0]
