"""Writes to photographs of sheets: sent in, recognised, cut into rows."""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if
from jiafeng.ground.papers import queries
from jiafeng.ground.papers.actions.printing import owner_for
from jiafeng.ground.papers.models import PROBLEMS, PaperSheet, SheetPhoto
from jiafeng.ground.papers.queries import Target
from jiafeng.ground.papers.stages import PHOTO_MOVES, SHEET_MOVES, PhotoStage, SheetStage
from jiafeng.ground.records.actions import add_evidence, lock, log, move
from jiafeng.ground.records.models import Evidence
from jiafeng.library import media
from jiafeng.library.media import papers
from jiafeng.library.press.rowsheets import MARK, Layout

_PAPERS = [papers.Paper(Layout(0, landscape).size, Layout(0, landscape).marks) for landscape in (False, True)]


def add_photo(*, by: Any, at: datetime, target: Target, file: Path, name: str) -> SheetPhoto:
    """Keep a photograph or scan of sheets as evidence; `read_photo` then looks at it. The same file again is the photo that stands.

    Raises Refused where the file is none that is taken.
    """
    refuse_if(owner_for(target.kind).may_enter(by, target.pk))
    evidence = add_evidence(
        by=by,
        at=at,
        county_code=target.county.code,
        file=file,
        name=name,
        caption=target.title,
        organisation_id=target.organisation.pk,
    )
    return _photo(by=by, at=at, target=target, evidence=evidence)


@transaction.atomic
def _photo(*, by: Any, at: datetime, target: Target, evidence: Evidence) -> SheetPhoto:
    photo, _created = SheetPhoto.objects.get_or_create(
        kind=target.kind,
        target=target.pk,
        evidence=evidence,
        page=1,
        defaults={"county": target.county, "organisation": target.organisation, "at": at, "by": by},
    )
    return photo


def read_photo(*, by: Any, at: datetime, photo: SheetPhoto) -> list[SheetPhoto]:
    """Find the sheet on each page of a photo that was sent in and cut it into rows; the pages as they now stand.

    A photo that was read before is left alone, so that a killed worker's work can simply be begun again.
    """
    with tempfile.TemporaryDirectory(prefix="jiafeng-papers-") as scratch:
        folder = Path(scratch)
        found = papers.straighten(_fetched(photo.evidence.original, folder / "original"), _PAPERS, MARK, folder)
        if isinstance(found, media.Refused):
            known = found.reason if found.reason in PROBLEMS else "unreadable"
            return [_refuse(by=by, at=at, photo=photo, problem=known)]
        return [_page(by=by, at=at, photo=_page_of(photo=photo, number=number), page=page) for number, page in enumerate(found, 1)]


@transaction.atomic
def _page_of(*, photo: SheetPhoto, number: int) -> SheetPhoto:
    """The photo of one page of a scan; the first is the photo itself."""
    names = ("kind", "target", "evidence")
    facts = {name: getattr(photo, name) for name in ("county", "organisation", "at", "by")}
    return SheetPhoto.objects.get_or_create(page=number, defaults=facts, **{name: getattr(photo, name) for name in names})[0]


def _page(*, by: Any, at: datetime, photo: SheetPhoto, page: papers.Page) -> SheetPhoto:
    if photo.stage != PhotoStage.RECEIVED:
        return photo
    if page.problem:
        return _refuse(by=by, at=at, photo=photo, problem=page.problem)
    assert page.flat is not None
    landscape = page.paper == 1
    sheet = queries.sheet_by_codes(page.codes)
    if sheet is None and page.codes:
        return _refuse(by=by, at=at, photo=photo, problem="not_a_sheet")
    if sheet is None:
        _store(page.flat, photo.flat_file)
        return _ask(photo=photo, landscape=landscape)
    problem, detail = _not_here(by, photo, sheet, landscape)
    if problem:
        return _refuse(by=by, at=at, photo=photo, problem=problem, detail=detail)
    _cut(page.flat, photo, sheet)
    return _recognise(by=by, at=at, photo=photo, sheet=sheet)


def name_photo(*, by: Any, at: datetime, photo: SheetPhoto, number: int) -> SheetPhoto:
    """Say which sheet a photo shows whose code cannot be read, by the number printed at its foot."""
    refuse_if(owner_for(photo.kind).may_enter(by, photo.target))
    PHOTO_MOVES.target("recognise", photo.stage)
    sheet = PaperSheet.objects.filter(kind=photo.kind, target=photo.target, number=number).first()
    if sheet is None:
        raise Refused(
            _("No sheet %(number)s was printed here. Look at the foot of the paper once more.") % {"number": number}, field="number"
        )
    problem, detail = _not_here(by, photo, sheet, photo.landscape)
    if problem:
        raise Refused(str(PROBLEMS[problem]) % {"detail": detail}, field="number")
    with tempfile.TemporaryDirectory(prefix="jiafeng-papers-") as scratch:
        _cut(_fetched(photo.flat_file, Path(scratch) / "page.jpg"), photo, sheet)
    return _recognise(by=by, at=at, photo=photo, sheet=sheet)


def _not_here(by: Any, photo: SheetPhoto, sheet: PaperSheet, landscape: bool) -> tuple[str, str]:
    """Why a sheet's photo is not taken here, with what to name: ("", "") where it is."""
    if (sheet.kind, sheet.target) != (photo.kind, photo.target):
        other = owner_for(sheet.kind).find(by, sheet.target)
        return ("other_sheet", other.title) if other else ("foreign_sheet", "")
    if sheet.stage in (SheetStage.VOID, SheetStage.CLOSED):
        return ("void" if sheet.stage == SheetStage.VOID else "closed"), str(sheet.number)
    return ("", "") if sheet.geometry.landscape == landscape else ("not_a_sheet", "")


@transaction.atomic
def _recognise(*, by: Any, at: datetime, photo: SheetPhoto, sheet: PaperSheet) -> SheetPhoto:
    locked = lock(photo)
    if locked.stage == PhotoStage.READ:
        return locked
    standing = lock(sheet)
    if standing.stage == SheetStage.READ:  # every row is decided: the new photo is kept beside the old one and changes nothing
        has_rows = False
    else:
        has_rows = True
        standing.stage = SHEET_MOVES.target("photograph", standing.stage)
        standing.save(update_fields=["stage"])
    locked.stage = PHOTO_MOVES.target("recognise", locked.stage)
    locked.sheet, locked.problem, locked.detail, locked.has_rows = standing, "", "", has_rows
    locked.save(update_fields=["stage", "sheet", "problem", "detail", "has_rows"])
    transaction.on_commit(lambda: default_storage.delete(locked.flat_file))
    log(by=by, at=at, verb="papers.photo.recognise", target=standing, evidence=str(locked.evidence_id))
    return locked


@transaction.atomic
def _refuse(*, by: Any, at: datetime, photo: SheetPhoto, problem: str, detail: str = "") -> SheetPhoto:
    locked = lock(photo)
    if locked.stage != PhotoStage.RECEIVED:
        return locked
    locked.problem, locked.detail = problem, detail[:120]
    return move(locked, PHOTO_MOVES, by=by, at=at, verb="papers.photo.refuse", problem=problem, summary="")


@transaction.atomic
def _ask(*, photo: SheetPhoto, landscape: bool) -> SheetPhoto:
    locked = lock(photo)
    if locked.stage != PhotoStage.RECEIVED:
        return locked
    locked.stage = PHOTO_MOVES.target("ask", locked.stage)
    locked.problem, locked.landscape = "no_code", landscape
    locked.save(update_fields=["stage", "problem", "landscape"])
    return locked


def _cut(flat: Path, photo: SheetPhoto, sheet: PaperSheet) -> None:
    """Keep the pictures of the sheet's rows."""
    layout = sheet.geometry
    with tempfile.TemporaryDirectory(prefix="jiafeng-rows-") as scratch:
        pictures = papers.cut(flat, [layout.row(number) for number in range(1, layout.rows + 1)], Path(scratch))
        for number, picture in enumerate(pictures, 1):
            _store(picture, photo.row_file(number))


def _store(source: Path, name: str) -> None:
    """Keep a derived picture under its name, in place of what a killed worker left there."""
    default_storage.delete(name)
    with source.open("rb") as stream:
        default_storage.save(name, File(stream))


def _fetched(name: str, path: Path) -> Path:
    with default_storage.open(name) as stream, path.open("wb") as copy:
        shutil.copyfileobj(stream, copy)
    return path
