"""What gatherings can prove: each number opens exactly the rows it counts."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from jiafeng.ground.papers.queries import Row
from jiafeng.ground.records.figures import FigureScope
from jiafeng.programme.events import actions, figures
from jiafeng.programme.events.models import Event, EventKind
from jiafeng.programme.plans import actions as plans
from jiafeng.programme.plans.queries import work_of
from tests.programme.events.factories import NOW, Place, event, evidence, person, place

pytestmark = pytest.mark.django_db

ALL = (figures.HELD, figures.ATTENDEES, figures.PARTICIPANTS, figures.REPORTED)


def held(here: Place, *people, **fields) -> Event:
    gathering = event(here, **fields)
    for guest in people:
        actions.sign_in(by=here.staff, at=NOW, event=gathering, person=guest, key=uuid4())
        row = Row(evidence=evidence(here))
        actions.enter_paper(by=here.staff, at=NOW + timedelta(hours=2), event=gathering, person=guest, key=uuid4(), row=row)
    return actions.hold_event(by=here.staff, at=NOW + timedelta(hours=2), event=gathering)


def reported(here: Place, attendance: int) -> Event:
    facts = {"kind": EventKind.CLASS, "title": "示例课", "starts_at": NOW - timedelta(hours=3), "ends_at": NOW, "place": "示例室"}
    return actions.report_activity(
        by=here.staff, at=NOW, organisation=here.water, key=uuid4(), attendance=attendance, photo=evidence(here, "red"), **facts
    )


def values(scope: FigureScope) -> list[int]:
    return [figure.value(scope) for figure in ALL]


def test_attendances_count_people_once_a_gathering_and_participants_once() -> None:
    here, there = place(), place("990202", "yi.example")
    one, two = person(here), person(here)
    both, single = held(here, one, two), held(here, one)
    held(there, person(there))
    reported(here, 40)
    event(here)
    assert values(FigureScope(county_id=here.county.pk)) == [3, 3, 2, 40]
    assert values(FigureScope(county_id=here.county.pk, params={"event": both.pk})) == [1, 2, 2, 0]
    assert values(FigureScope(params={"event": single.pk})) == [1, 1, 1, 0]
    assert {pk for pk, _ in figures.ATTENDEES.parameters[0].choices(here.county.pk)} == set(
        Event.objects.filter(county=here.county, stage="held").values_list("pk", flat=True)
    )


def test_a_gathering_counts_only_once_it_was_held() -> None:
    here = place()
    gathering = event(here)
    actions.sign_in(by=here.staff, at=NOW, event=gathering, person=person(here), key=uuid4())
    assert values(FigureScope()) == [0, 0, 0, 0]
    actions.hold_event(by=here.staff, at=NOW + timedelta(hours=2), event=gathering)
    assert values(FigureScope()) == [1, 1, 1, 0]


def test_the_period_is_half_open_by_shanghai_days() -> None:
    here = place()
    late = NOW.replace(hour=23, minute=30)
    actions.hold_event(by=here.staff, at=late, event=event(here, starts_at=late, ends_at=late + timedelta(hours=1)))
    assert figures.HELD.value(FigureScope(start=date(2026, 3, 6), end=date(2026, 3, 7))) == 1
    assert figures.HELD.value(FigureScope(start=date(2026, 3, 7))) == figures.HELD.value(FigureScope(end=date(2026, 3, 6))) == 0


@pytest.mark.parametrize("figure", ALL, ids=lambda figure: figure.code)
def test_the_columns_and_the_evidence_exist_and_tell_no_telephone(figure) -> None:
    here = place()
    held(here, person(here, phone="13800138000"))
    made = reported(here, 40)
    rows = figure.rows(FigureScope())
    told = [str(value) for row in rows.values_list(*figure.columns) for value in row]
    assert told
    assert "13800138000" not in told
    files = set(rows.values_list(figure.evidence, flat=True)) - {None}
    assert files
    assert (made.photos.get().pk in files) is (figure in (figures.HELD, figures.REPORTED))


def test_a_plan_line_shows_the_gatherings_that_carry_it_out() -> None:
    here = place()
    plan = plans.create_plan(by=here.staff, at=NOW, county=here.county, year=2026, title="示例计划", theme="家")
    line = plans.add_line(by=here.staff, at=NOW, plan=plan, title="座谈", duty="职责", due_on=date(2026, 6, 1), lead=here.federation)
    held(here, person(here), title="示例座谈会", plan_line=line)
    event(here, title="示例草稿", plan_line=line, opened=False)
    assert [(work.title, "1" in str(work.detail)) for work in work_of(line, here.staff)] == [("示例座谈会", True)]
    assert work_of(line, here.users["unit_coordinator"]) == []
