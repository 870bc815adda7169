"""Writes to rows: two people read each, what they agree on is taken over, and the rest is settled by a third look or entered by hand."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if
from jiafeng.ground.papers import policies, queries
from jiafeng.ground.papers.actions.printing import finish_when_decided, owner_for
from jiafeng.ground.papers.models import PROBLEMS, Mark, PaperRow, PaperSheet, Reading
from jiafeng.ground.papers.queries import Facts, Row, Target
from jiafeng.ground.papers.stages import FINISHED, ROW_MOVES, RowStage, SheetStage
from jiafeng.ground.people.actions.identifying import identify, note_person
from jiafeng.ground.people.models import Person
from jiafeng.ground.records.actions import lock, log
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.units.models import Organisation, Region

_KEYS = uuid.UUID("0d3bd4a6-0a55-4c53-9d5e-6f6e0c5a3b10")
_VERBS = {Mark.BLANK: "blank", Mark.STRUCK: "strike"}


class Namesakes(Refused):
    """Somebody of that name is on the list, and the sheet alone does not tell whether it is the same person."""

    def __init__(self, candidates: list[Person]) -> None:
        super().__init__(
            _("Somebody of this name is on the list. Choose whether it is the same person."), field="same_as", code="namesakes"
        )
        self.candidates = candidates


@transaction.atomic
def read_row(*, by: Any, at: datetime, row: PaperRow, mark: Mark, facts: Facts | None = None) -> PaperRow:
    """Read a row, as the first or the second of two people. The second reading decides: taken over where both agree, else to be settled.

    The same person again is refused; so is a third.
    """
    locked = _lock(row)
    _refuse_unless_readable(by, locked.sheet)
    if locked.stage != RowStage.OPEN:
        raise Refused(_("Two people have read this row already. Go on with the next."), code="read_already")
    readings = list(locked.readings.select_related("by"))
    if any(reading.by_id == by.pk for reading in readings):
        raise Refused(_("You have read this row. The second reading is somebody else's."), code="read_by_you")
    said = facts if mark == Mark.SIGNED and facts else Facts()
    readings.append(Reading.objects.create(row=locked, place=len(readings) + 1, by=by, at=at, mark=mark, facts=said.as_text()))
    if len(readings) == 2:
        if queries.differing(readings):
            _set(row=locked, stage=ROW_MOVES.target("differ", locked.stage))
        else:
            _decide(row=locked, by=by, at=at, mark=mark, facts=said, second_by=readings[0].by)
    return locked


@transaction.atomic
def read_rest_as_blank(*, by: Any, at: datetime, sheet: PaperSheet) -> int:
    """Read every row that the user has not read yet as blank; how many. One person's word, as any reading."""
    locked = lock(sheet)
    _refuse_unless_readable(by, locked)
    rows = list(queries.rows_to_read(locked, by))
    for row in rows:
        read_row(by=by, at=at, row=row, mark=Mark.BLANK)
    return len(rows)


@transaction.atomic
def undo_reading(*, by: Any, at: datetime, sheet: PaperSheet) -> PaperRow:
    """Take back one's last reading, as long as nothing was decided by it; the row to read again."""
    last = queries.my_last_reading(sheet, by)
    if last is None:
        raise Refused(_("There is no reading of yours that can still be taken back."))
    locked = _lock(last.row)
    _refuse_unless_readable(by, locked.sheet)
    stage = ROW_MOVES.target("undo", locked.stage)
    last.delete()
    locked.readings.update(place=1)
    _set(row=locked, stage=stage)
    return locked


@transaction.atomic
def settle_row(
    *, by: Any, at: datetime, row: PaperRow, mark: Mark, facts: Facts | None = None, same_as: Person | None = None, looked: bool = False
) -> PaperRow:
    """The third look at a row that two read differently, or that was held: what is given now is taken over.

    `same_as` is who it is among namesakes; `looked` without it says: none of them.
    """
    locked = _lock(row)
    _refuse_unless_readable(by, locked.sheet)
    if locked.stage in FINISHED and _says_the_same(locked, mark):
        return locked
    refuse_if(policies.may_settle(locked))
    readers = [reading.by for reading in locked.readings.select_related("by") if reading.by_id != by.pk]
    second_by = readers[0] if readers else None
    held = _decide(row=locked, by=by, at=at, mark=mark, facts=facts or Facts(), second_by=second_by, same_as=same_as, looked=looked)
    if held is None:
        log(by=by, at=at, verb="papers.row.settle", target=locked, summary=locked.code, county_code=locked.sheet.county.code, mark=mark)
    return locked


@transaction.atomic
def enter_by_hand(
    *,
    by: Any,
    at: datetime,
    target: Target,
    key: uuid.UUID,
    facts: Facts,
    version: str = "",
    sheet: str = "",
    evidence: Evidence | None = None,
    same_as: Person | None = None,
    looked: bool = False,
) -> str:
    """One person enters one row without a second reader; the trace says so. `sheet` is the row's code, "3-12". The sentence to show.

    A row of a printed sheet is entered once, whichever way. Raises Namesakes, or Refused where the row cannot stand.
    """
    owner = owner_for(target.kind)
    refuse_if(owner.may_enter(by, target.pk))
    row = queries.row_by_code(target, sheet)
    if row is not None:
        row = _lock(row)
        if row.sheet.stage == SheetStage.VOID:
            raise Refused(str(PROBLEMS["void"]) % {"detail": row.sheet.number}, field="sheet")
        if row.stage == RowStage.ENTERED and not (row.person and _same_name(row.person, facts)):
            raise Refused(
                _("Row %(code)s is entered already, with another name. Look at the paper once more.") % {"code": row.code}, field="sheet"
            )
        key, version = _key(row), row.sheet.version
    person = same_as or _person(by=by, at=at, county=target.county, key=key, facts=facts, looked=looked)
    taken = Row(facts, version, row.code if row else sheet, evidence)
    sentence = owner.record(by=by, at=at, pk=target.pk, person=person, key=key, row=taken)
    if row is not None and row.stage not in FINISHED:
        _finish(row=row, by=by, at=at, name="enter", person=person)
    return sentence


def _decide(
    *,
    row: PaperRow,
    by: Any,
    at: datetime,
    mark: Mark,
    facts: Facts,
    second_by: Any,
    same_as: Person | None = None,
    looked: bool = False,
) -> Refused | None:
    """Take the row over, or hold it with the reason; what the owner's room began is undone with it."""
    if mark != Mark.SIGNED:
        _finish(row=row, by=by, at=at, name=_VERBS[mark])
        return None
    sheet = row.sheet
    photo = queries.picture_of(sheet)
    try:
        with transaction.atomic():
            person = (row.person if row.printed else same_as) or _person(
                by=by, at=at, county=sheet.county, key=_key(row), facts=facts, looked=looked
            )
            taken = Row(facts, sheet.version, row.code, photo.evidence if photo else None, second_by)
            owner_for(sheet.kind).record(by=by, at=at, pk=sheet.target, person=person, key=_key(row), row=taken)
    except Refused as refused:
        row.problem = str(refused)[:300]
        _set(row=row, stage=ROW_MOVES.target("hold", row.stage))
        return refused
    _finish(row=row, by=by, at=at, name="enter", person=person)
    return None


def _person(*, by: Any, at: datetime, county: Region, key: uuid.UUID, facts: Facts, looked: bool) -> Person:
    """Whom the facts mean: somebody on the list, or, where nobody is of that name or it was looked, somebody new."""
    unit = Organisation.objects.filter(pk=facts.organisation, county=county).first() if facts.organisation else None
    if not looked:
        known = identify(county=county, name=facts.name, organisation=unit, phone=facts.phone)
        if known.person is not None:
            return known.person
        if known.candidates:
            raise Namesakes(known.candidates)
    return note_person(by=by, at=at, county=county, name=facts.name, organisation=unit, phone=facts.phone, key=key)


def _refuse_unless_readable(by: Any, sheet: PaperSheet) -> None:
    refuse_if(owner_for(sheet.kind).may_enter(by, sheet.target))
    refuse_if(policies.may_read_rows(sheet))


def _says_the_same(row: PaperRow, mark: Mark) -> bool:
    """Whether a row was decided as it would be now: two who settle it at once, or one who sends the page twice."""
    return row.stage == {Mark.SIGNED: RowStage.ENTERED, Mark.BLANK: RowStage.BLANK, Mark.STRUCK: RowStage.STRUCK}[mark]


def _same_name(person: Person, facts: Facts) -> bool:
    return person.name_key == facts.compared().name


def _key(row: PaperRow) -> uuid.UUID:
    """The idempotency key under which the owner's room takes the row over: the same for ever."""
    return uuid.uuid5(_KEYS, f"{row.sheet.digest}/{row.number}")


def _lock(row: PaperRow) -> PaperRow:
    """The row as it stands, under its sheet's lock: whoever decides about a sheet does it alone."""
    sheet = lock(row.sheet)
    locked = lock(row, "person")
    locked.sheet = sheet
    return locked


def _set(*, row: PaperRow, stage: str) -> None:
    row.stage = stage
    row.save(update_fields=["stage", "problem"])


def _finish(*, row: PaperRow, by: Any, at: datetime, name: str, person: Person | None = None) -> None:
    row.stage = ROW_MOVES.target(name, row.stage)
    row.person, row.problem, row.decided_at, row.decided_by = person, "", at, by
    row.save(update_fields=["stage", "person", "problem", "decided_at", "decided_by"])
    finish_when_decided(sheet=row.sheet)
