"""Writes to sheets: printed, looked at again, closed, declared void."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if, stated
from jiafeng.common.tokens import digest
from jiafeng.ground.papers import policies
from jiafeng.ground.papers.models import PaperRow, PaperSheet, Reading
from jiafeng.ground.papers.queries import Owner, Target, owner_of
from jiafeng.ground.papers.stages import ROW_MOVES, SHEET_MOVES, RowStage, SheetStage
from jiafeng.ground.people.models import Person
from jiafeng.ground.records.actions import lock, log, move
from jiafeng.library.press.rowsheets import Layout

MOST_SHEETS = 100  # of one printing
SPARE_ROWS = 6  # left blank after the guests, for those who come uninvited


@transaction.atomic
def print_sheets(
    *, by: Any, at: datetime, target: Target, count: int = 1, landscape: bool = False, guests: Sequence[Person] = ()
) -> list[PaperSheet]:
    """Number new sheets and make their rows: as many as `guests` fill, with some blank ones after them, or `count` sheets of blank rows.

    The pages themselves are set from them, as often as they are asked for.
    """
    owner = owner_for(target.kind)
    refuse_if(owner.may_print(by, target.pk))
    printed = owner.printed(target.pk, target.version)
    layout = Layout.beside(printed.lines, landscape)
    filled: list[Person | None] = [*guests, *([None] * SPARE_ROWS)] if guests else []
    count = -(-len(filled) // layout.rows) if guests else count
    if not 1 <= count <= MOST_SHEETS:
        raise Refused(_("Between 1 and %(most)s sheets are printed at a time.") % {"most": MOST_SHEETS}, field="count")
    lock(target.county)  # two who print at once take turns with the numbers
    standing = PaperSheet.objects.filter(kind=target.kind, target=target.pk).aggregate(last=Max("number"))["last"] or 0
    sheets = [
        PaperSheet(
            county=target.county,
            organisation=target.organisation,
            kind=target.kind,
            target=target.pk,
            number=number,
            version=target.version,
            layout=layout.code,
            printed_at=at,
            printed_by=by,
        )
        for number in range(standing + 1, standing + count + 1)
    ]
    for sheet in sheets:
        sheet.digest = digest(sheet.token)
    made = PaperSheet.objects.bulk_create(sheets)
    filled += [None] * (count * layout.rows - len(filled))
    PaperRow.objects.bulk_create(
        PaperRow(sheet=made[place // layout.rows], number=place % layout.rows + 1, person=person, printed=person is not None)
        for place, person in enumerate(filled)
    )
    log(by=by, at=at, verb="papers.sheet.print", target=made[0], summary=target.title, first=made[0].number, last=made[-1].number)
    return made


@transaction.atomic
def close_sheet(*, by: Any, at: datetime, sheet: PaperSheet) -> PaperSheet:
    """Nothing more is read from it: the pictures of its rows, what the two readers typed, and whom a row had in print without a signature are removed.

    The photograph stays as evidence, and the owner's room keeps what was taken over.
    """
    locked = lock(sheet)
    refuse_if(owner_for(locked.kind).may_enter(by, locked.target))
    _forget(locked)
    return move(locked, SHEET_MOVES, by=by, at=at, verb="papers.sheet.close")


@transaction.atomic
def void_sheet(*, by: Any, at: datetime, sheet: PaperSheet, reason: str) -> PaperSheet:
    """The paper was spoiled or lost: its photographs are refused from now on."""
    locked = lock(sheet)
    refuse_if(owner_for(locked.kind).may_enter(by, locked.target))
    refuse_if(policies.may_void(locked))
    reason = stated(reason, _("Say why the sheet is void, for example “spoiled by rain”."))
    _forget(locked)
    return move(locked, SHEET_MOVES, by=by, at=at, verb="papers.sheet.void", reason=reason)


@transaction.atomic
def look_again(*, by: Any, at: datetime, row: PaperRow) -> PaperRow:
    """A row taken for blank or struck out is read anew, by two people."""
    sheet = lock(row.sheet)
    refuse_if(owner_for(sheet.kind).may_enter(by, sheet.target))
    locked = lock(row)
    locked.sheet = sheet
    locked.stage = ROW_MOVES.target("look_again", locked.stage)
    locked.decided_at, locked.decided_by = None, None
    locked.save(update_fields=["stage", "decided_at", "decided_by"])
    locked.readings.all().delete()
    move(sheet, SHEET_MOVES, by=by, at=at, verb="papers.sheet.look_again")
    return locked


def owner_for(kind: str) -> Owner:
    """The owner of a kind of sheet, which exists for every sheet that was ever printed."""
    owner = owner_of(kind)
    assert owner is not None, f"no room prints {kind}"
    return owner


def finish_when_decided(*, sheet: PaperSheet) -> None:
    """A sheet is read when its last row is decided."""
    waiting = sheet.rows.filter(stage__in=[RowStage.OPEN, RowStage.DIFFERS, RowStage.HELD])
    if sheet.stage == SheetStage.PHOTOGRAPHED and not waiting.exists():
        sheet.stage = SHEET_MOVES.target("finish", sheet.stage)
        sheet.save(update_fields=["stage"])


def _forget(sheet: PaperSheet) -> None:
    sheet.rows.exclude(stage=RowStage.ENTERED).update(person=None)
    Reading.objects.filter(row__sheet=sheet).delete()
    files = [photo.row_file(row) for photo in sheet.photos.filter(has_rows=True) for row in range(1, sheet.geometry.rows + 1)]
    sheet.photos.update(has_rows=False)
    transaction.on_commit(lambda: _remove(files))


def _remove(files: list[str]) -> None:
    for name in files:
        default_storage.delete(name)
