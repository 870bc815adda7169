"""Files of a bulletin: as issued, as a draft, and the archive pack."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from jiafeng.common.refusals import Refused
from jiafeng.ground.records.models import Evidence
from jiafeng.library.packs import PackWriter, TooLarge, WrongEvidence, canonical
from jiafeng.library.press import official_docx, official_pdf
from jiafeng.programme.pictures.queries import all_shown, printed
from jiafeng.reporting.bulletins.models import Bulletin, Passport, Rendition
from jiafeng.reporting.bulletins.queries.papers import document, refuse_unprintable
from jiafeng.reporting.figures.queries import Counted

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "zip": "application/zip",
}


PLAIN = {"pdf": "pdf0", "docx": "doc0"}
"""Files with pictures are printed a second time without them, and both are sealed: whoever is on a picture may take it back after the issue."""


def name_of(fmt: str) -> str:
    """What an issued file is called in the archive pack and by the seal."""
    whole = next((each for each, plain in PLAIN.items() if plain == fmt), "")
    return f"bulletin-plain.{whole}" if whole else f"bulletin.{fmt}"


def private(path: str) -> Path:
    """A file of the private folder."""
    return Path(settings.PRIVATE) / path


def standing_renditions(bulletin: Bulletin) -> list[Rendition]:
    """The issued files that may be handed out now, one of each kind: with the pictures while everybody on them agrees, and otherwise without."""
    kept = {each.format: each for each in bulletin.renditions.all()}
    numbers = [each["n"] for each in json.loads(bulletin.record or "{}").get("pictures", ())]
    plain = bool(numbers) and not all_shown(bulletin.subject, numbers)
    return [kept.get(PLAIN.get(fmt, ""), kept[fmt]) if plain else kept[fmt] for fmt in ("docx", "html", "pdf") if fmt in kept]


def issued_file(bulletin: Bulletin, fmt: str) -> Path:
    """The PDF, DOCX or HTML as it was issued; raises Refused where the bulletin is not issued."""
    rendition = next((each for each in standing_renditions(bulletin) if each.format in (fmt, PLAIN.get(fmt))), None)
    if rendition is None:
        raise Refused(_("This file is made when the bulletin is issued."), code="not_issued")
    return private(rendition.path)


def draft_file(bulletin: Bulletin, fmt: str) -> bytes:
    """A text on its way as PDF or DOCX, marked as a draft, without a code."""
    makers = {"pdf": official_pdf, "docx": official_docx}
    if fmt not in makers:
        raise Refused(_("A bulletin that is not issued is printed as PDF or DOCX only."), code="not_issued")
    with translation.override(settings.LANGUAGE_CODE):
        paper = document(bulletin, timezone.localdate(), pictures=printed(bulletin.subject))
        refuse_unprintable(paper)
        return makers[fmt](paper)


def file_name(bulletin: Bulletin, fmt: str) -> str:
    """What a download is called."""
    number = f"{bulletin.year}-{bulletin.number}-" if bulletin.number else ""
    return f"{bulletin.masthead}-{number}{bulletin.title}.{fmt}"


def export(bulletin: Bulletin, fmt: str, path: Path, *, originals: bool) -> None:
    """Write the bulletin to `path` as pdf, docx, html or zip. `originals`: the pack takes the evidence files, not only their digests.

    Raises Refused where that format is not to be had at this stage, or where evidence on the disk is not what was recorded.
    """
    if fmt not in MEDIA_TYPES:
        raise Refused(_("Choose one of pdf, docx or zip, by the ending of the file."), code="format")
    if fmt == "zip":
        with path.open("w+b") as stream:
            write_pack(bulletin, stream, originals=originals)
    elif bulletin.is_issued:
        with issued_file(bulletin, fmt).open("rb") as source, path.open("wb") as target:
            while chunk := source.read(1 << 20):
                target.write(chunk)
    else:
        path.write_bytes(draft_file(bulletin, fmt))


def write_pack(bulletin: Bulletin, stream: IO[bytes], *, originals: bool) -> None:
    """Write the archive pack of an issued bulletin; streamed, memory flat, the same bytes each time."""
    if not bulletin.is_issued:
        raise Refused(_("The archive pack is made when the bulletin is issued."), code="not_issued")
    passports = list(bulletin.passports.all())
    try:
        with PackWriter(stream) as pack:
            for rendition in standing_renditions(bulletin):
                pack.add_file(name_of(rendition.format), private(rendition.path), rendition.sha256)
            pack.add("passports.json", bulletin.record.encode("utf-8"))
            pack.add("seal.json", canonical(bulletin.seal))
            for passport in passports:
                pack.add_file(passport.manifest_name, private(passport.manifest), passport.sha256)
            if originals:
                for evidence in evidence_files(bulletin, passports):
                    pack.add_file(f"evidence/{evidence.sha256}{_ending(evidence)}", private(evidence.original), evidence.sha256)
    except WrongEvidence as wrong:
        raise Refused(
            _("The file %(name)s on this server is no longer the one that was recorded. Tell the administrator; restore it from a backup.")
            % {"name": wrong.name}
        ) from wrong
    except TooLarge as large:
        raise Refused(_("%(name)s is larger than 4 GB; an archive pack cannot hold it.") % {"name": large}) from large


def evidence_files(bulletin: Bulletin, passports: list[Passport]) -> Iterator[Evidence]:
    """Every evidence file that the counted rows or the cited marks name, once, by digest."""
    digests = {sha256 for passport in passports for row in manifest_rows(passport) for sha256 in row.evidence}
    digests.update(bulletin.marks.filter(file__isnull=False).values_list("file__sha256", flat=True))
    wanted = sorted(digests)
    for start in range(0, len(wanted), 500):
        chunk = wanted[start : start + 500]
        files: Any = Evidence.objects.filter(county_code=bulletin.county.code, sha256__in=chunk).order_by("sha256")
        yield from files


def manifest_rows(passport: Passport) -> Iterator[Counted]:
    """The rows of a frozen manifest, one at a time."""
    csv.field_size_limit(1 << 30)
    with private(passport.manifest).open(encoding="utf-8-sig", newline="") as stream:
        lines = csv.reader(stream)
        next(lines)
        for pk, amount, *cells, evidence, seal in lines:
            yield Counted(pk, int(amount), cells, evidence.split(), seal)


def manifest_heads(passport: Passport) -> list[str]:
    """The names of the columns that a manifest shows, without its fixed ones."""
    with private(passport.manifest).open(encoding="utf-8-sig", newline="") as stream:
        return next(csv.reader(stream))[2:-2]


def _ending(evidence: Evidence) -> str:
    ending = evidence.name.rpartition(".")[2].lower()
    return f".{ending}" if ending.isascii() and ending.isalnum() and len(ending) <= 8 and ending != evidence.name.lower() else ""
