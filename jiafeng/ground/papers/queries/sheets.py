"""Reads over sheets, photographs and rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from jiafeng.common.tokens import digest
from jiafeng.ground.papers.models import PaperRow, PaperSheet, Reading, SheetPhoto
from jiafeng.ground.papers.queries.owners import Facts, Target
from jiafeng.ground.papers.stages import FINISHED, RowStage

LATEST_PHOTOS = 30
_TOKEN = re.compile(r"/papers/q/([A-Za-z0-9_-]{22})$")
_CODE = re.compile(r"^\s*(\d{1,6})\s*[-—–－]\s*(\d{1,3})\s*$")


def sheets_of(user: Any, target: Target) -> QuerySet[PaperSheet]:
    """The target's sheets in the user's reach, with the rows still to be decided."""
    return (
        PaperSheet.objects.visible_to(user)
        .filter(kind=target.kind, target=target.pk)
        .select_related("organisation", "printed_by")
        .annotate(
            to_settle=Count("rows", filter=Q(rows__stage__in=[RowStage.DIFFERS, RowStage.HELD])),
            entered=Count("rows", filter=Q(rows__stage=RowStage.ENTERED)),
        )
        .order_by("-number")
    )


def sheet_by_token(token: str) -> PaperSheet | None:
    return PaperSheet.objects.select_related("county", "organisation").filter(digest=digest(token)).first()


def sheet_by_codes(codes: tuple[str, ...]) -> PaperSheet | None:
    """The sheet whose code is among those read from a photograph."""
    tokens = [found.group(1) for found in map(_TOKEN.search, codes) if found]
    return next((sheet for sheet in map(sheet_by_token, tokens) if sheet), None)


def row_by_code(target: Target, code: str) -> PaperRow | None:
    """The row of “3-12”: sheet 3, row 12."""
    found = _CODE.match(code)
    if not found:
        return None
    rows = PaperRow.objects.select_related("sheet").filter(sheet__kind=target.kind, sheet__target=target.pk)
    return rows.filter(sheet__number=int(found.group(1)), number=int(found.group(2))).first()


def photos_of(user: Any, target: Target) -> list[SheetPhoto]:
    """The photographs sent in for the target, latest first: what became of each."""
    photos = SheetPhoto.objects.visible_to(user).filter(kind=target.kind, target=target.pk)
    return list(photos.select_related("evidence", "by", "sheet").order_by("-pk")[:LATEST_PHOTOS])


def picture_of(sheet: PaperSheet) -> SheetPhoto | None:
    """The photograph whose pictures of rows are shown: the latest."""
    return sheet.photos.filter(has_rows=True).order_by("-pk").first()


def rows_to_read(sheet: PaperSheet, user: Any) -> QuerySet[PaperRow]:
    """The rows that the user is still to read: two readings are enough, and nobody reads twice."""
    mine = Reading.objects.filter(row=OuterRef("pk"), by=user)
    return (
        sheet.rows.filter(stage=RowStage.OPEN)
        .annotate(times=Count("readings"))
        .filter(~Exists(mine), times__lt=2)
        .select_related("person__organisation")
        .order_by("number")
    )


def my_last_reading(sheet: PaperSheet, user: Any) -> Reading | None:
    """The reading that the user can still take back: no row was decided by it."""
    mine = Reading.objects.filter(row__sheet=sheet, by=user, row__stage__in=[RowStage.OPEN, RowStage.DIFFERS])
    return mine.select_related("row").order_by("-at", "-pk").first()


@dataclass(frozen=True)
class Progress:
    """How far a sheet is: rows decided out of all, and for the user at hand: rows they have read or that need them no more, out of all."""

    decided: int
    read: int
    total: int


def progress_of(sheet: PaperSheet, user: Any) -> Progress:
    stages = list(sheet.rows.values_list("stage", flat=True))
    return Progress(sum(stage in FINISHED for stage in stages), len(stages) - rows_to_read(sheet, user).count(), len(stages))


def differing(readings: list[Reading]) -> list[str]:
    """In what two readings of a row differ: names of facts, or "mark"."""
    one, two = readings
    if one.mark != two.mark:
        return ["mark"]
    return Facts.from_text(one.facts).differing(Facts.from_text(two.facts))
