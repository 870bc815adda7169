"""Writes to evidence, and to what is noted of kept files."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import transaction

from jiafeng.common.refusals import Refused
from jiafeng.ground.records.actions.changing import log
from jiafeng.ground.records.actions.renditions import forget_renditions
from jiafeng.ground.records.models import ActionLog, Evidence, KeptFile, Upkeep, UpkeepKind
from jiafeng.ground.records.queries import refusal_sentence
from jiafeng.library import media


@dataclass(frozen=True)
class Examined:
    """A file that was looked at and found harmless: its digest, kind, and what may be published of it (None where nothing may)."""

    path: Path
    sha256: str
    size: int
    media_type: str
    preview: Path | None


@contextmanager
def examine(path: Path, name: str) -> Iterator[Examined]:
    """Look at a foreign file, sent under a name, in a process of its own and derive its preview; nothing is stored.

    Raises Refused with the reason's code (`not_supported`, `corrupt`, `too_large` …) and a sentence that says what to do.
    """
    with tempfile.TemporaryDirectory(prefix="jiafeng-evidence-") as scratch:
        copy = Path(scratch) / "preview"
        judged = media.inspect(path, copy)
        if isinstance(judged, media.Refused):
            raise Refused(refusal_sentence(judged), code=judged.reason, field="file")
        if refusal := media.misnamed(name, judged.media_type):
            raise Refused(refusal_sentence(refusal), code=refusal.reason, field="file")
        preview = copy.rename(copy.with_suffix(".pdf" if judged.kind == "pdf" else ".jpg")) if judged.shown else None
        yield Examined(path=path, sha256=_sha256(path), size=path.stat().st_size, media_type=judged.media_type, preview=preview)


def add_evidence(
    *, by: Any, at: datetime, county_code: str, file: Path, name: str, caption: str = "", organisation_id: int | None = None
) -> Evidence:
    """Examine a file and keep it: the original untouched and private, the preview beside it. The same bytes twice are one piece of evidence.

    Raises Refused as `examine` does; then nothing was kept.
    """
    with examine(file, name) as found:
        return keep(by=by, at=at, county_code=county_code, found=found, name=name, caption=caption, organisation_id=organisation_id)


def keep(
    *, by: Any, at: datetime, county_code: str, found: Examined, name: str, caption: str = "", organisation_id: int | None = None
) -> Evidence:
    """Store an examined file. The files are written whole and synced before the row that names them, so that a kill leaves no row without a file."""
    standing = Evidence.objects.filter(county_code=county_code, sha256=found.sha256).first()
    if standing is not None:
        return standing
    stem = f"evidence/{county_code}/{found.sha256[:2]}/{found.sha256}"
    original = _store(found.path, f"{stem}.original")
    preview = _store(found.preview, f"{stem}.preview{found.preview.suffix}") if found.preview else ""
    with transaction.atomic():
        row, created = Evidence.objects.get_or_create(
            county_code=county_code,
            sha256=found.sha256,
            defaults={
                "organisation_ref": organisation_id,
                "size": found.size,
                "media_type": found.media_type,
                "name": Path(name).name[:200],
                "caption": caption[:200],
                "original": original,
                "preview": preview,
                "preview_sha256": _sha256(found.preview) if found.preview else "",
                "added_at": at,
                "added_by": by if getattr(by, "pk", None) else None,
            },
        )
        if created:
            log(by=by, at=at, verb="records.evidence.add", target=row, summary=row.name, county_code=county_code, sha256=row.sha256)
    return row


def note_opening(*, by: Any, at: datetime, evidence: Evidence) -> ActionLog:
    """Note that somebody opened an original."""
    return log(by=by, at=at, verb="records.evidence.open", target=evidence, summary=evidence.name, county_code=evidence.county_code)


def _store(source: Path, name: str) -> str:
    """Copy a file below the private folder, whole or not at all; a file that stands under its digest's name is the same file."""
    if not default_storage.exists(name):
        with source.open("rb") as stream:
            stored = default_storage.save(name, File(stream))
        _sync(stored)
        return stored
    return name


def _sync(name: str) -> None:
    """Bring a local file to the disk before the row that names it; another storage answers for its own writes."""
    try:
        path = default_storage.path(name)
    except NotImplementedError:
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class KeptStorage(FileSystemStorage):
    """The private folder. Each file's digest is noted as it is kept, and forgotten as it is deleted, so that damage is told from change."""

    def _save(self, name: str, content: Any) -> str:
        stored: str = super()._save(name, content)  # type: ignore[misc]
        path = Path(self.path(stored))
        note_files(found={stored: (path.stat().st_size, _sha256(path))})
        return stored

    def delete(self, name: str) -> None:
        super().delete(name)
        forget_files(names=[name])
        forget_renditions(name=name)


def note_files(*, found: dict[str, tuple[int, str]]) -> None:
    """Note size in bytes and SHA-256 of files by their path below the private folder; what was noted of the same paths before is replaced."""
    rows = [KeptFile(name=name, size=size, sha256=sha256) for name, (size, sha256) in found.items()]
    KeptFile.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["name"], update_fields=["size", "sha256", "looked_at"]
    )


def note_looks(*, at: datetime, names: list[str]) -> None:
    """Note that the bytes of these files were compared and found to be the same."""
    for first in range(0, len(names), 500):
        KeptFile.objects.filter(name__in=names[first : first + 500]).update(looked_at=at)


def forget_files(*, names: list[str]) -> None:
    """The files are gone, as they should be."""
    KeptFile.objects.filter(name__in=names).delete()


def note_upkeep(*, kind: UpkeepKind, began_at: datetime, at: datetime, faults: list[str], files: int = 0, rows: int = 0) -> Upkeep:
    """Note how a look or a drill ended; without faults all was well."""
    return Upkeep.objects.create(
        kind=kind, began_at=began_at, ended_at=at, sound=not faults, message=" · ".join(faults)[:1000], files=files, rows=rows
    )
