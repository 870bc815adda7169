"""A county of a size: data folders below .cache/benchmarks/, built once for each state of the schema and used again.

What people do is done by their own actions; a million of it is that one, multiplied inside the database.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db import models

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "benchmarks"
SMALL, LARGE = 100, 1_000_000
EVIDENCE = 200
HOST = "localhost"


def memory_backed() -> str | None:
    """A folder whose files lie in memory, where the machine has one: there a write costs what the program makes of it, and no disk's share."""
    return "/dev/shm" if os.path.isdir("/dev/shm") else None  # nosec B108 # a folder of its own is made in it


def fingerprint() -> str:
    """What decides whether a folder of an earlier run can still be used."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for path in sorted(ROOT.glob("jiafeng/**/migrations/*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def open_county(pledges: int) -> None:
    """Start Django on a county with that many people, each of whom has signed the one pledge drive."""
    _open(str(pledges), lambda: build(pledges))


def open_evidence() -> None:
    """Start Django on a county with an issued bulletin whose one figure rests on 200 photographs, one a paper pledge."""
    _open("evidence", build_evidence)


def _open(name: str, make: Callable[[], None]) -> None:
    folder = CACHE / name
    stamp = folder / "fingerprint"
    standing = stamp.exists() and stamp.read_text() == fingerprint()
    if not standing:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    start_django(folder)
    if not standing:
        print(f"building {folder.relative_to(ROOT)}", file=sys.stderr)
        make()
        stamp.write_text(fingerprint())


def start_django(folder: Path) -> None:
    """Django on a data folder, brought up to date."""
    os.environ["JIAFENG_DATA"] = str(folder)
    os.environ["JIAFENG_PUBLIC_URL"] = f"http://{HOST}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "jiafeng.config.settings"
    import django

    django.setup()
    from jiafeng.config.preparation import prepare

    prepare()


def build(pledges: int) -> None:
    """One county, one unit, one person, one pledge, one article; then the person and the pledge as often as asked for."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.db import connection, transaction
    from django.utils import timezone

    from jiafeng.front.portal import actions as portal
    from jiafeng.front.portal.models import ArticleKind
    from jiafeng.ground.accounts.actions import add_user, give_role
    from jiafeng.ground.accounts.models import Role
    from jiafeng.ground.people.models import Person
    from jiafeng.ground.units.actions import add_organisation, add_region, set_up_county
    from jiafeng.ground.units.models import OrganisationKind, RegionLevel
    from jiafeng.programme.pledges import actions
    from jiafeng.programme.pledges.actions.signing import Signature
    from jiafeng.programme.pledges.models import SignatureKind

    at = timezone.now()
    today = timezone.localdate(at)
    with transaction.atomic():
        county = add_region(by=None, at=at, code="990101", name="示例县", level=RegionLevel.COUNTY)
        set_up_county(by=None, at=at, county=county, site_name="清风润家", tagline="示例", is_demo=True)
        federation = add_organisation(by=None, at=at, county=county, name="示例县妇联", kind=OrganisationKind.FEDERATION)
        users = {}
        for username, role in (("staff", Role.COUNTY_STAFF), ("partner", Role.PARTNER_STAFF)):
            user = add_user(by=None, at=at, county_code=county.code, username=username, name="示例", password="", check_password=False)  # nosec B106 # nobody signs in
            give_role(by=None, at=at, user=user, organisation=federation, role=role, since=today - timedelta(days=1))
            TOTP.activate(user, generate_totp_secret())  # without it staff meet nothing but its set-up
            users[username] = user
        staff = users["staff"]
        days = {"opens_on": today, "closes_on": today + timedelta(days=30)}
        drive = actions.create_drive(by=staff, at=at, county=county, organisation=federation, title="示例签名", **days)
        text = actions.publish_text(by=staff, at=at, drive=drive, clauses=["家庭助廉，从我做起。"])
        drive = actions.open_drive(by=staff, at=at, drive=drive)
        person = Person.objects.create(county=county, organisation=federation, name="示例一", name_key="示例一", pinyin="shiliyi sly")
        signature = Signature(SignatureKind.TYPED, typed_name="示例一")
        signed = actions.sign(at=at, drive=drive, text=text, person=person, key=uuid4(), signature=signature)
        words = {
            "kind": ArticleKind.NEWS,
            "title": "示例消息",
            "source": "示例县妇联",
            "summary": "示例",
            "body": "一段示例文字。\n\n" * 12,
        }
        for _ in range(8):
            article = portal.write_article(by=staff, at=at, county=county, key=uuid4(), **words)
            portal.publish_article(by=staff, at=at, article=article)
        more = pledges - 1
        multiply(person, more, name_key="printf('示例%07d', n.i)", pinyin="printf('shili%07d sl', n.i)")
        multiply(signed.pledge, more, person_id=f"{person.pk} + n.i", reference="printf('B%09d', n.i)")
        multiply(signed.trace, more, pledge_id=f"{signed.pledge.pk} + n.i", key="printf('%032x', n.i)")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def build_evidence() -> None:
    """The county of one pledge, 200 more of them from paper, each with a photograph of its own, and the bulletin that counts them."""
    import numpy
    from django.utils import timezone
    from PIL import Image

    from jiafeng.ground.accounts.models import User
    from jiafeng.ground.papers.queries import Facts, Row
    from jiafeng.ground.people.models import Person
    from jiafeng.ground.records.actions import add_evidence
    from jiafeng.programme.pledges import actions as pledges
    from jiafeng.programme.pledges.models import PledgeDrive
    from jiafeng.reporting.bulletins import actions as bulletins
    from jiafeng.reporting.bulletins.actions.writing import Binding, MarkData
    from jiafeng.reporting.bulletins.models import MarkKind

    build(1)
    at = timezone.now()
    today = timezone.localdate(at)
    staff, partner = (User.objects.get(username=name) for name in ("staff", "partner"))
    drive = PledgeDrive.objects.select_related("county", "organisation").get()
    noise = numpy.random.default_rng(2015)
    photograph = CACHE / "photograph.jpg"
    for i in range(EVIDENCE):
        grain = noise.integers(0, 255, (90, 120, 3), dtype=numpy.uint8)
        Image.fromarray(grain).resize((1600, 1200), Image.Resampling.BICUBIC).save(photograph, quality=88)
        evidence = add_evidence(by=staff, at=at, county_code=drive.county.code, file=photograph, name=f"{i}.jpg")
        person = Person.objects.create(
            county=drive.county, organisation=drive.organisation, name=f"示例{i}", name_key=f"示例{i}", pinyin=f"shili{i}"
        )
        row = Row(Facts(signed_on=today), evidence=evidence)
        pledges.enter_paper(by=staff, at=at, drive=drive, person=person, key=uuid4(), row=row)
    words = f"{EVIDENCE}人"
    bulletin = bulletins.create(
        by=staff,
        at=at,
        key=uuid4(),
        county=drive.county,
        organisation=drive.organisation,
        masthead="家风简报",
        title="示例：纸质签名",
        start=today,
        end=today + timedelta(days=1),
        body=f"在纸上签名的有{words}。",
        marks=[Binding(words, MarkData(MarkKind.FIGURE, figure="pledges.on_paper"))],
    )
    bulletin = bulletins.submit(by=staff, at=at, bulletin=bulletin, revision=bulletin.revision)
    bulletin = bulletins.approve(by=partner, at=at, bulletin=bulletin, revision=bulletin.revision, confirmed=())
    bulletins.issue(by=staff, at=at, bulletin=bulletin)


def multiply(row: models.Model, times: int, **changes: str) -> None:
    """Copy a row `times` times inside SQLite; `changes` are SQL expressions over n.i = 1, 2, 3 … for the columns that differ."""
    from django.db import connection

    table = row._meta.db_table
    columns = [field.column for field in row._meta.concrete_fields if not (field.primary_key or field.generated)]
    values = ", ".join(changes.get(column, f"one.{column}") for column in columns)
    count = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s)"
    copied = ["INSERT INTO", table, "(", ", ".join(columns), ") SELECT", values, "FROM n,", table, "AS one WHERE one.id = %s"]
    statement = " ".join([count, *copied])
    with connection.cursor() as cursor:
        cursor.execute(statement, [times, row.pk])


def python_of(checkout: Path) -> str:
    """The Python of a checkout: its own where it has one, since processes that a build starts look for its package there; else this one."""
    own = checkout / ".venv" / "bin" / "python"
    return str(own) if own.is_file() else sys.executable


def elsewhere(module: str, function: str, *arguments: Any, database: str = "sqlite") -> Any:
    """Call a function of a benchmark module in a process of its own, and return what it returns (as JSON).

    With `postgresql` it runs beside a throwaway server of its own.
    """
    call = f"import json, sys; from benchmarks import {module} as m; print(json.dumps(m.{function}(*json.loads(sys.argv[1]))))"
    wrapped = [str(ROOT / "tools" / "postgres.sh")] if database == "postgresql" else []
    environment = {name: value for name, value in os.environ.items() if name != "JIAFENG_DATABASE_URL"}
    command = [*wrapped, sys.executable, "-c", call, json.dumps(arguments)]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])
