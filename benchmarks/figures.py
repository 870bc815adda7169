"""A figure over 1,000,000 pledges: counting it, and freezing its passport, beside what SQLite and a CSV writer do with the same rows."""

from __future__ import annotations

import csv
import os
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks.county import LARGE, elsewhere, open_county
from benchmarks.measure import Measured, benchmark, cpu_ms, cpu_seconds, peak_mb, seconds, wall_ms

SIGNERS = "pledges.signers"


@benchmark("figure-value", unit="ms", limit=300, about="counting a figure over 1,000,000 pledges")
def value() -> Measured:
    open_county(LARGE)
    from django.db import connection
    from django.utils import timezone

    from jiafeng.ground.records.figures import FigureScope
    from jiafeng.ground.units.queries import county_by_code
    from jiafeng.reporting.figures.queries import get

    today = timezone.localdate()
    figure, scope = get(SIGNERS), FigureScope(county_by_code("990101").pk, today - timedelta(days=365), today + timedelta(days=365))
    found = []

    def plain() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM pledges_pledge WHERE withdrawn_at IS NULL")
            found.append(cursor.fetchone()[0])

    counted = wall_ms(lambda: found.append(figure.value(scope)))
    spent = cpu_ms(lambda: found.append(figure.value(scope)), times=5, warm=0)
    peer = wall_ms(plain)
    if set(found) != {LARGE}:
        raise RuntimeError(f"counted {set(found)} instead of {LARGE}")
    return Measured(counted, {"of it, CPU": spent, "plain SQL count": peer})


def approved_bulletin() -> Any:
    """A bulletin of one sentence, whose one number is the figure, approved by somebody else."""
    from django.utils import timezone

    from jiafeng.ground.accounts.models import User
    from jiafeng.ground.units.models import Organisation, OrganisationKind
    from jiafeng.ground.units.queries import county_by_code
    from jiafeng.reporting.bulletins import actions
    from jiafeng.reporting.bulletins.actions.writing import Binding, MarkData
    from jiafeng.reporting.bulletins.models import MarkKind

    at = timezone.now()
    today = timezone.localdate(at)
    staff, partner = (User.objects.get(username=name) for name in ("staff", "partner"))
    words = f"{LARGE}人"
    bulletin = actions.create(
        by=staff,
        at=at,
        key=uuid4(),
        county=county_by_code("990101"),
        organisation=Organisation.objects.get(kind=OrganisationKind.FEDERATION),
        masthead="家风简报",
        title="示例：签名承诺",
        start=today - timedelta(days=365),
        end=today + timedelta(days=365),
        body=f"全县干部家属签名{words}。",
        marks=[Binding(words, MarkData(MarkKind.FIGURE, figure=SIGNERS))],
    )
    bulletin = actions.submit(by=staff, at=at, bulletin=bulletin, revision=bulletin.revision)
    bulletin = actions.approve(by=partner, at=at, bulletin=bulletin, revision=bulletin.revision, confirmed=())
    return actions.begin_issue(by=staff, at=at, bulletin=bulletin)


def freeze() -> dict[str, float]:
    """Seconds and peak MB of issuing a bulletin whose one figure counts a million rows: counted, written, digested, printed, sealed."""
    open_county(LARGE)
    from django.utils import timezone

    from jiafeng.ground.accounts.models import User
    from jiafeng.reporting.bulletins.actions import carry_out_issue

    bulletin = approved_bulletin()
    by = User.objects.get(username="staff")
    before = cpu_seconds()
    spent = seconds(lambda: carry_out_issue(by=by, at=timezone.now(), bulletin=bulletin))
    cpu = cpu_seconds() - before
    (passport,) = bulletin.passports.all()
    if (passport.value, passport.rows) != (LARGE, LARGE):
        raise RuntimeError(f"the passport counts {passport.value} in {passport.rows} rows")
    return {"s": spent, "cpu": cpu, "mb": peak_mb()}


def dump() -> dict[str, float]:
    """Seconds and peak MB of writing the same columns of the same rows to a CSV file, with nothing of ours around it."""
    open_county(LARGE)
    from django.db import connection

    def write() -> None:
        with tempfile.TemporaryDirectory() as folder, (Path(folder) / "dump.csv").open("w", encoding="utf-8", newline="") as stream:
            rows = csv.writer(stream)
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT p.id, p.reference, h.name, o.name, d.title, t.version, p.signed_on FROM pledges_pledge p "
                    "JOIN people_person h ON h.id = p.person_id LEFT JOIN units_organisation o ON o.id = p.organisation_id "
                    "JOIN pledges_pledgedrive d ON d.id = p.drive_id JOIN pledges_drivetext t ON t.id = p.text_id "
                    "WHERE p.withdrawn_at IS NULL ORDER BY p.id"
                )
                while batch := cursor.fetchmany(2000):
                    rows.writerows(batch)
            stream.flush()
            os.fsync(stream.fileno())

    return {"s": seconds(write), "mb": peak_mb()}


@benchmark("figure-passport", unit="s", limit=20, about="issuing a bulletin on that figure: counted, frozen, printed, sealed")
def passport() -> Measured:
    found = elsewhere("figures", "freeze")
    return Measured(found["s"], {"of it, CPU": found["cpu"], "plain CSV dump": elsewhere("figures", "dump")["s"]})


@benchmark("figure-passport-memory", unit="MB", limit=300, about="the most memory that takes, Django and all")
def passport_memory() -> Measured:
    return Measured(elsewhere("figures", "freeze")["mb"], {"plain CSV dump": elsewhere("figures", "dump")["mb"]})
