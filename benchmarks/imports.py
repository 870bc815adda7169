"""Importing a roster of 100,000 people, beside python-calamine only reading the same file."""

from __future__ import annotations

import shutil
from pathlib import Path

from benchmarks.county import CACHE, ROOT, elsewhere, start_django
from benchmarks.measure import Measured, benchmark, cpu_seconds, peak_mb, seconds

ROWS = 100_000
ROSTER = CACHE / f"roster-{ROWS}.xlsx"
HEADS = ("姓名", "性别", "单位", "职务", "职级", "手机", "与干部关系", "配偶姓名", "出生年份", "备注")


def roster() -> Path:
    """An office's list as offices write them: a title above the heads, 60 units, no two people alike."""
    if not ROSTER.exists():
        import xlsxwriter

        ROSTER.parent.mkdir(parents=True, exist_ok=True)
        part = ROSTER.with_suffix(".part")
        book = xlsxwriter.Workbook(str(part), {"constant_memory": True})
        sheet = book.add_worksheet("花名册")
        sheet.write(0, 0, "示例县干部家属花名册")
        sheet.write_row(1, 0, HEADS)
        for i in range(ROWS):
            name, phone = f"示例{chr(0x4E00 + i % 2000)}{chr(0x5000 + i // 2000)}", f"13{i:09d}"
            sheet.write_row(
                i + 2, 0, (name, "女" if i % 2 else "男", f"示例县第{i % 60}局", "科员", "科员", phone, "本人", "", 1960 + i % 40, "")
            )
        book.close()
        part.rename(ROSTER)
    return ROSTER


def load() -> dict[str, float]:
    """Seconds and peak MB (of this process or its largest child) of importing the roster into an empty county."""
    folder = CACHE / "import"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    start_django(folder)
    from django.utils import timezone

    from jiafeng.ground.people.actions import import_people
    from jiafeng.ground.people.models import Person
    from jiafeng.ground.units.actions import add_region, set_up_county
    from jiafeng.ground.units.models import RegionLevel

    at = timezone.now()
    county = add_region(by=None, at=at, code="990101", name="示例县", level=RegionLevel.COUNTY)
    set_up_county(by=None, at=at, county=county, site_name="清风润家", tagline="示例")
    reports = []
    before = cpu_seconds()
    spent = seconds(lambda: reports.append(import_people(by=None, at=at, county=county, path=roster(), dry_run=False)))
    cpu = cpu_seconds() - before
    if reports[0].refused or reports[0].errors or Person.objects.count() != ROWS:
        raise RuntimeError(f"not imported whole: {reports[0].refused}, {len(reports[0].errors)} errors, {Person.objects.count()} people")
    shutil.rmtree(folder)
    return {"s": spent, "cpu": cpu, "mb": peak_mb()}


def read() -> dict[str, float]:
    """Seconds and peak MB of reading every cell of the roster with python-calamine, and nothing more."""
    from python_calamine import CalamineWorkbook

    rows = []
    spent = seconds(lambda: rows.extend(CalamineWorkbook.from_path(str(roster())).get_sheet_by_index(0).to_python()))
    if len(rows) != ROWS + 2:
        raise RuntimeError(f"{ROSTER.relative_to(ROOT)} has {len(rows)} rows")
    return {"s": spent, "mb": peak_mb()}


@benchmark("people-import", unit="s", limit=60, about="importing a roster of 100,000 people into an empty county")
def imported() -> Measured:
    roster()
    found = elsewhere("imports", "load")
    return Measured(found["s"], {"of it, CPU": found["cpu"], "python-calamine reading the file": elsewhere("imports", "read")["s"]})


@benchmark("people-import-memory", unit="MB", limit=400, about="the most memory that takes, in any one process")
def imported_memory() -> Measured:
    roster()
    return Measured(elsewhere("imports", "load")["mb"], {"python-calamine reading the file": elsewhere("imports", "read")["mb"]})
