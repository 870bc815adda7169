"""A bulletin on paper: PDF and DOCX in the official layout, and the archive pack with 200 evidence files."""

from __future__ import annotations

import io
import tempfile
import zipfile
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks.county import EVIDENCE, elsewhere, open_county, open_evidence
from benchmarks.measure import Measured, benchmark, peak_mb, seconds, wall_ms

# About two pages of prose, without a number, so that nothing but the layout is measured.
PROSE = "示例：妇联会同纪检、组织部门，把廉洁文化送进家庭，倡议书、签名承诺、座谈交流依次开展，干部家属踊跃参加。" * 4
_different = count()


def draft() -> Any:
    """A draft of about 1,500 characters, each time with another ending, so that nothing is taken from a cache."""
    from django.utils import timezone

    from jiafeng.ground.accounts.models import User
    from jiafeng.ground.units.models import Organisation, OrganisationKind
    from jiafeng.reporting.bulletins import actions

    at = timezone.now()
    today = timezone.localdate(at)
    federation = Organisation.objects.select_related("county").get(kind=OrganisationKind.FEDERATION)
    return actions.create(
        by=User.objects.get(username="staff"),
        at=at,
        key=uuid4(),
        county=federation.county,
        organisation=federation,
        masthead="家风简报",
        title="示例：把廉洁文化送进家庭",
        start=today - timedelta(days=30),
        end=today + timedelta(days=1),
        body="\n".join([*[PROSE] * 7, "完" * (next(_different) % 20 + 1)]),
        report_to="示例县委",
        send_to="示例县纪委、组织部",
    )


def print_as(kind: str) -> dict[str, float]:
    """Milliseconds of the first paper of a fresh process, of a later one, and of the tool's own least paper."""
    open_county(100)
    from jiafeng.reporting.bulletins.queries import draft_file

    first, *others = [draft() for _ in range(6)]
    cold = seconds(lambda: draft_file(first, kind)) * 1000
    ahead = iter(others)
    warm = wall_ms(lambda: draft_file(next(ahead), kind), times=4, warm=1)
    return {"cold": cold, "warm": warm, "least": wall_ms(least_pdf if kind == "pdf" else least_docx)}


def least_pdf() -> None:
    import typst

    from jiafeng.library.press.faces import FONTS

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "least.typ"
        source.write_text(PROSE, encoding="utf-8")
        typst.compile(source, font_paths=fonts)


def least_docx() -> None:
    import docx

    paper = docx.Document()
    for _ in range(7):
        paper.add_paragraph(PROSE)
    paper.save(io.BytesIO())


@benchmark("bulletin-pdf", unit="ms", limit=1000, about="a bulletin of 1,500 characters as PDF, the first of a fresh process")
def pdf() -> Measured:
    found = elsewhere("bulletins", "print_as", "pdf")
    return Measured(found["cold"], {"a later one": found["warm"], "Typst, the same text on a bare page": found["least"]})


@benchmark("bulletin-docx", unit="ms", limit=1000, about="the same as DOCX")
def docx() -> Measured:
    found = elsewhere("bulletins", "print_as", "docx")
    return Measured(found["cold"], {"a later one": found["warm"], "python-docx, the same text on a bare page": found["least"]})


def packed() -> dict[str, float]:
    """Seconds of exporting the pack of an issued bulletin that rests on 200 evidence files, of verifying it, and of only zipping the files."""
    open_evidence()
    from jiafeng.library.packs import verify
    from jiafeng.reporting.bulletins.models import Bulletin
    from jiafeng.reporting.bulletins.queries import evidence_files, export
    from jiafeng.reporting.bulletins.queries.packing import private

    bulletin = Bulletin.objects.select_related("county").get()
    files = [private(each.original) for each in evidence_files(bulletin, list(bulletin.passports.all()))]
    if len(files) != EVIDENCE:
        raise RuntimeError(f"the bulletin rests on {len(files)} files")

    def only_zip(target: Path) -> None:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as plain:
            for file in files:
                plain.write(file, file.name)

    with tempfile.TemporaryDirectory() as folder:
        pack = Path(folder) / "pack.zip"
        spent = seconds(lambda: export(bulletin, "zip", pack, originals=True))
        peak = peak_mb()
        report = []
        checked = seconds(lambda: report.append(verify(pack)))
        if not report[0].whole:
            raise RuntimeError(report[0].text())
        return {"s": spent, "mb": peak, "verify": checked, "zip": seconds(lambda: only_zip(Path(folder) / "plain.zip"))}


@benchmark("pack", unit="s", limit=10, about="the archive pack of a bulletin that rests on 200 photographs")
def pack() -> Measured:
    found = elsewhere("bulletins", "packed")
    return Measured(found["s"], {"zipping the same files": found["zip"], "verifying it again": found["verify"]})
