"""Issuing: every figure is frozen, the code is drawn from it, the papers are printed with the code and sealed.

Two steps, because a large figure takes seconds that no transaction should last. `begin_issue` takes the issue number. `carry_out_issue`
writes files (whole, synced to disk, under names drawn from their contents) and then, in one short transaction, all rows. Killed between
any two of these, it starts again from its beginning; files of the earlier attempt are never referred to.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from jiafeng.common.refusals import Refused, refuse_if
from jiafeng.ground.records.actions import lock, move
from jiafeng.library.packs import OneTimeKey, canonical, digest, short_code
from jiafeng.library.press import official_docx, official_pdf
from jiafeng.library.sheets import write_csv
from jiafeng.programme.pictures.queries import printed
from jiafeng.reporting.bulletins import policies
from jiafeng.reporting.bulletins.actions.writing import refuse_claims
from jiafeng.reporting.bulletins.models import Bulletin, Mark, MarkKind, Passport, Rendition
from jiafeng.reporting.bulletins.queries import checking, packing, papers
from jiafeng.reporting.bulletins.stages import MOVES, Stage
from jiafeng.reporting.figures.queries import Progress, Reference, counted_chunks, reference


@transaction.atomic
def begin_issue(*, by: Any, at: datetime, bulletin: Bulletin) -> Bulletin:
    """Take the smallest free issue number of the masthead's year. A bulletin that is being issued, or is issued, is returned as it is."""
    locked = lock(bulletin, "approved_by")
    if locked.is_issued:
        return locked
    refuse_if(policies.may_issue(by, locked))
    if locked.stage == Stage.ISSUING:
        return locked
    locked.issued_by, locked.issued_on = by, timezone.localdate(at)
    locked.year = locked.issued_on.year
    lock(locked.county)  # two bulletins of one masthead may be issued at the same moment
    locked.number = papers.next_number(locked, locked.year)
    return move(locked, MOVES, by=by, at=at, verb="bulletins.bulletin.begin_issue", number=locked.number)


def issue(*, by: Any, at: datetime, bulletin: Bulletin) -> Bulletin:
    """Both steps at once, for figures of ordinary size."""
    return carry_out_issue(by=by, at=at, bulletin=begin_issue(by=by, at=at, bulletin=bulletin))


def carry_out_issue(*, by: Any, at: datetime, bulletin: Bulletin, progress: Progress | None = None) -> Bulletin:
    """Freeze, print, seal and issue. Raises Refused, with the bulletin approved as before, where a figure no longer agrees with
    its words, or something that stands on the paper, such as the issuer's new name, cannot be printed."""
    bulletin = Bulletin.objects.select_related("county", "organisation", "corrects").get(pk=bulletin.pk)
    if bulletin.is_issued:
        return bulletin
    marks = list(bulletin.marks.select_related("file"))
    # An official paper is in the county's language, whatever the clerk's screen is in.
    with translation.override(settings.LANGUAGE_CODE):
        passports, owners = _passports(bulletin, marks, at, progress)
        pictures = printed(bulletin.subject)
        try:
            refuse_claims(check=checking.check(bulletin.body, _frozen_grounds(marks, owners)))
            papers.refuse_unprintable(papers.document(bulletin, timezone.localdate(at), "", pictures))
        except Refused:
            _give_up(by=by, at=at, bulletin=bulletin)
            raise
        for mark in marks:
            mark.passport = owners.get(mark.n)
        key = OneTimeKey()
        kept = papers.record(bulletin, marks, passports, key.public, pictures)
        text = canonical(kept)
        code = short_code(digest(text))
        paper = papers.document(bulletin, timezone.localdate(at), code, pictures)
        files = {
            "docx": official_docx(paper),
            "html": papers.standalone_page(bulletin, kept, code, digest(text)),
            "pdf": official_pdf(paper),
        }
        if pictures:
            plain = papers.document(bulletin, timezone.localdate(at), code)
            files |= {packing.PLAIN["docx"]: official_docx(plain), packing.PLAIN["pdf"]: official_pdf(plain)}
        seal = key.seal({packing.name_of(each): digest(data) for each, data in files.items()})
    renditions = [
        Rendition(bulletin=bulletin, format=each, sha256=digest(data), path=_keep(bulletin, each, data)) for each, data in files.items()
    ]
    return _finish(
        by=by, at=at, bulletin=bulletin, marks=marks, passports=passports, renditions=renditions, text=text.decode(), code=code, seal=seal
    )


@transaction.atomic
def _finish(
    *,
    by: Any,
    at: datetime,
    bulletin: Bulletin,
    marks: list[Mark],
    passports: list[Passport],
    renditions: list[Rendition],
    text: str,
    code: str,
    seal: dict[str, Any],
) -> Bulletin:
    locked = lock(bulletin)
    if locked.is_issued:
        return locked
    for row in (*passports, *renditions):
        row.save(force_insert=True)
    for mark in marks:
        mark.save(update_fields=["passport"])
    locked.record, locked.digest, locked.code, locked.seal, locked.issued_at = text, digest(text.encode()), code, seal, at
    return move(locked, MOVES, by=by, at=at, verb="bulletins.bulletin.issue", code=code)


@transaction.atomic
def _give_up(*, by: Any, at: datetime, bulletin: Bulletin) -> None:
    """Back to approved; the number stays free for the next that is issued."""
    locked = lock(bulletin)
    locked.year = locked.number = locked.issued_by = locked.issued_on = None
    move(locked, MOVES, by=by, at=at, verb="bulletins.bulletin.give_up")


def _passports(
    bulletin: Bulletin, marks: list[Mark], at: datetime, progress: Progress | None
) -> tuple[list[Passport], dict[int, Passport]]:
    """A passport for each figure and period that the marks name, and mark number → passport."""
    found: dict[tuple[str, date, date], Passport] = {}
    owners: dict[int, Passport] = {}
    for mark in marks:
        if mark.kind != MarkKind.FIGURE:
            continue
        start, end = mark.start or bulletin.start, mark.end or bulletin.end
        place = (mark.figure, start, end)
        if place not in found:
            found[place] = _freeze(bulletin, reference(mark.figure), start, end, n=len(found) + 1, at=at, progress=progress)
        owners[mark.n] = found[place]
    return list(found.values()), owners


def _freeze(bulletin: Bulletin, wanted: Reference, start: date, end: date, *, n: int, at: datetime, progress: Progress | None) -> Passport:
    """Write a figure's manifest and return its passport, not yet saved."""
    figure, seal_key = wanted.figure, secrets.token_bytes(32)
    totals = [0, 0]

    def lines() -> Iterator[tuple[Any, ...]]:
        for chunk in counted_chunks(figure, wanted.scope(bulletin.county_id, start, end), seal_key=seal_key, progress=progress):
            totals[0] += len(chunk.keys)
            totals[1] += sum(chunk.amounts)
            yield from zip(chunk.keys, chunk.amounts, *chunk.cells, map(" ".join, chunk.evidence), chunk.seals, strict=True)

    heads = ["id", "amount", *map(str, figure.columns.values()), "evidence_sha256", "seal"]
    with _Draft(_folder(bulletin)) as draft:
        write_csv(cast(IO[bytes], draft), heads, lines())
        path = draft.keep("csv")
    return Passport(
        bulletin=bulletin,
        n=n,
        figure=str(wanted),
        label=str(figure.label),
        unit=str(figure.unit),
        definition=str(figure.definition),
        narrowing=wanted.narrowing(bulletin.county_id),
        start=start,
        end=end,
        value=totals[1],
        rows=totals[0],
        frozen_at=at,
        manifest=path,
        sha256=draft.sha256,
        seal_key=seal_key.hex(),
    )


def _frozen_grounds(marks: list[Mark], owners: dict[int, Passport]) -> dict[int, checking.Ground]:
    """The grounds of the marks with the values that were just frozen, not counted anew."""
    found = {}
    for mark in marks:
        passport = owners.get(mark.n)
        ground = checking.Ground(mark)
        if passport is not None:
            ground = replace(ground, reference=reference(mark.figure), start=passport.start, end=passport.end, value=passport.value)
        found[mark.n] = ground
    return found


def _folder(bulletin: Bulletin) -> Path:
    return Path(settings.PRIVATE) / "bulletins" / str(bulletin.pk)


def _keep(bulletin: Bulletin, ending: str, data: bytes) -> str:
    """Keep a small file and return its path below the private folder."""
    with _Draft(_folder(bulletin)) as draft:
        draft.write(data)
        return draft.keep(ending)


class _Draft(io.RawIOBase):
    """A file that appears whole or not at all: written beside its place, synced, then renamed after the SHA-256 of what it holds."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder
        self._path = folder / f".{secrets.token_hex(8)}"
        self._file = os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb", buffering=1 << 20)
        self._hash = hashlib.sha256()
        self.sha256 = ""

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._hash.update(data)
        return self._file.write(data)

    def keep(self, ending: str) -> str:
        """Put the file in its place; returns its path below the private folder."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self.sha256 = self._hash.hexdigest()
        place = self._folder / f"{self.sha256[:32]}.{ending}"
        self._path.replace(place)
        directory = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
        return place.relative_to(settings.PRIVATE).as_posix()

    def close(self) -> None:
        if not self.closed:
            self._file.close()
            with contextlib.suppress(FileNotFoundError):
                self._path.unlink()
        super().close()
