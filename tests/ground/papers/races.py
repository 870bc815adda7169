"""Two who decide about the same row at the same moment, as in tests/programme/events/races.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from jiafeng.ground.papers import actions
from jiafeng.ground.papers.models import Mark, PaperRow, PaperSheet, Reading
from jiafeng.ground.people.models import Person
from jiafeng.programme.pledges.models import Pledge, PledgeDrive, PledgeTrace
from tests.ground.papers.factories import facts, printed, ready, target_of, typist
from tests.programme.events.factories import NOW, Place, place
from tests.programme.events.races import at_once
from tests.programme.pledges.factories import drive

READERS = 8


def _row(here: Place) -> PaperRow:
    sheet = ready(here, printed(here, drive(here)))
    return sheet.rows.select_related("sheet").first()  # type: ignore[return-value]


def many_read_one_row() -> dict[str, Any]:
    """Two readings stand, whoever comes first; the row is taken over once."""
    here = place()
    row, readers = _row(here), [typist(here) for _ in range(READERS)]
    said = facts("示例王芳", here)
    outcomes = at_once(
        [lambda by=by: actions.read_row(by=by, at=NOW, row=row, mark=Mark.SIGNED, facts=said).stage for by in readers]  # type: ignore[misc]
    )
    return {"outcomes": outcomes, "readings": Reading.objects.count(), **_left()}


def two_settle_one_row() -> dict[str, Any]:
    """Both confirm the same at once: one takes it over, and the other is told the same."""
    here = place()
    row, one, two = _row(here), typist(here), typist(here)
    for by, name in ((one, "示例王芳"), (two, "示例王方")):
        actions.read_row(by=by, at=NOW, row=row, mark=Mark.SIGNED, facts=facts(name, here))
    said = facts("示例王芳", here)
    outcomes = at_once(
        [lambda by=by: actions.settle_row(by=by, at=NOW, row=row, mark=Mark.SIGNED, facts=said).stage for by in (one, two)]  # type: ignore[misc]
    )
    return {"outcomes": outcomes, **_left()}


def by_hand_and_from_the_photo() -> dict[str, Any]:
    """One enters the row by hand while another gives it its second reading."""
    here = place()
    row, one, two = _row(here), typist(here), typist(here)
    said = facts("示例王芳", here)
    actions.read_row(by=one, at=NOW, row=row, mark=Mark.SIGNED, facts=said)
    target = target_of(here, row_drive(row))

    def by_hand() -> str:
        actions.enter_by_hand(by=here.staff, at=NOW, target=target, key=uuid4(), facts=said, sheet=row.code)
        return "entered"

    at_once([by_hand, lambda: actions.read_row(by=two, at=NOW, row=row, mark=Mark.SIGNED, facts=said).stage])
    return _left()


def row_drive(row: PaperRow) -> Any:
    return PledgeDrive.objects.get(pk=row.sheet.target)


def two_print_at_once() -> dict[str, Any]:
    here = place()
    target = target_of(here, drive(here))
    at_once([lambda: actions.print_sheets(by=here.staff, at=NOW, target=target, count=2)[0].number] * 6)
    return {"numbers": list(PaperSheet.objects.order_by("number").values_list("number", flat=True))}


def _left() -> dict[str, int]:
    return {
        "pledges": Pledge.objects.count(),
        "traces": PledgeTrace.objects.count(),
        "people": Person.objects.filter(name="示例王芳").count(),
    }


ONCE = {"pledges": 1, "traces": 1, "people": 1}
RACES: dict[str, tuple[Callable[[], dict[str, Any]], dict[str, Any]]] = {
    "many read one row": (many_read_one_row, {"outcomes": {"open": 1, "entered": 1, "refused": READERS - 2}, "readings": 2, **ONCE}),
    "two settle one row": (two_settle_one_row, {"outcomes": {"entered": 2}, **ONCE}),
    "by hand and from the photo": (by_hand_and_from_the_photo, ONCE),
    "two print at once": (two_print_at_once, {"numbers": list(range(1, 13))}),
}
