"""When a sheet may be read, closed or given up: a refusal sentence, or None. Who may is asked of the sheet's Owner."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import not_now
from jiafeng.common.stages import wrong_stage
from jiafeng.ground.papers.models import PaperRow, PaperSheet
from jiafeng.ground.papers.stages import FINISHED, SHEET_MOVES, RowStage, SheetStage


def may_read_rows(sheet: PaperSheet) -> Any:
    """Rows are read from the picture of a photograph."""
    if sheet.stage == SheetStage.PRINTED:
        return not_now(_("There is no usable photo of this sheet yet. Photograph it, or enter its rows by hand."))
    if sheet.stage in (SheetStage.CLOSED, SheetStage.VOID):
        return not_now(_("This sheet is closed; nothing is read from it any more."))
    return None


def may_settle(row: PaperRow) -> Any:
    """A row is settled once two have read it, or after the owner's room refused it."""
    if row.stage in FINISHED:
        return not_now(_("This row is decided. Let it be looked at again first, if it was read wrongly."))
    if row.stage == RowStage.OPEN:
        return _("Two people read this row first, each without seeing the other.")
    return None


def may_print_again(sheet: PaperSheet) -> Any:
    """The same sheet is printed anew until it was photographed."""
    return None if sheet.stage == SheetStage.PRINTED else wrong_stage(sheet.get_stage_display())


def may_close(sheet: PaperSheet) -> Any:
    return SHEET_MOVES.refusal("close", sheet.stage)


def may_void(sheet: PaperSheet) -> Any:
    """A sheet of which a row was entered has become a record."""
    if refusal := SHEET_MOVES.refusal("void", sheet.stage):
        return refusal
    if sheet.rows.filter(stage=RowStage.ENTERED).exists():
        return not_now(_("Rows of this sheet are entered; it is closed, not declared void."))
    return None
