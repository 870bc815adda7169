"""Signing a pledge by a personal link, as a whole county may in the same minute."""

from __future__ import annotations

import io
import json
import math
import random
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from benchmarks import load
from benchmarks.county import HOST, ROOT, elsewhere, memory_backed, start_django
from benchmarks.measure import Measured, benchmark, cpu_ms, cpu_seconds
from jiafeng.common.signatures import write

OURS, STOCK, ALONE, BARE = 6000, 2000, 1500, 3000
WARM = 200
LIMIT_US, TIMES_BARE, TIMES_STOCK = 450.0, 20.0, 5.0
CSRF = "a" * 32


def strokes() -> tuple[str, str]:
    """A signature as a phone draws it, five strokes of two dozen points: as our script sends it, and as JSON."""
    chance = random.Random(1)  # nosec B311 # strokes, not secrets
    drawn = []
    for stroke in range(5):
        x, y = 30.0 + 55 * stroke, 60 + 40 * chance.random()
        line = []
        for step in range(24):
            line.append([round(x, 1), round(y, 1)])
            x, y = x + 3 * chance.random(), min(140.0, max(5.0, y + 12 * math.sin(step / 3)))
        drawn.append(line)
    return write(340, 150, drawn), json.dumps({"w": 340, "h": 150, "strokes": drawn})


def prepare(people: int) -> tuple[int, list[str]]:
    """A county with an open drive and so many people who each have a link: the text's id and the links' secrets."""
    from datetime import timedelta

    from django.db import transaction
    from django.utils import timezone

    from jiafeng.common.tokens import digest, personal_token
    from jiafeng.ground.accounts.actions import add_user, give_role
    from jiafeng.ground.accounts.models import Role
    from jiafeng.ground.people.models import Person
    from jiafeng.ground.units.actions import add_organisation, add_region, set_up_county
    from jiafeng.ground.units.models import OrganisationKind, RegionLevel
    from jiafeng.programme.pledges import actions
    from jiafeng.programme.pledges.models import PledgeLink

    at = timezone.now()
    today = timezone.localdate(at)
    with transaction.atomic():
        county = add_region(by=None, at=at, code="990101", name="示例县", level=RegionLevel.COUNTY)
        set_up_county(by=None, at=at, county=county, site_name="清风润家", tagline="示例", is_demo=True)
        federation = add_organisation(by=None, at=at, county=county, name="示例县妇联", kind=OrganisationKind.FEDERATION)
        staff = add_user(by=None, at=at, county_code=county.code, username="staff", name="示例", password="", check_password=False)  # nosec B106 # nobody signs in
        give_role(by=None, at=at, user=staff, organisation=federation, role=Role.COUNTY_STAFF, since=today - timedelta(days=1))
        days = {"opens_on": today, "closes_on": today + timedelta(days=30)}
        drive = actions.create_drive(by=staff, at=at, county=county, organisation=federation, title="示例签名", **days)
        text = actions.publish_text(by=staff, at=at, drive=drive, clauses=["家庭助廉，从我做起。"])
        drive = actions.open_drive(by=staff, at=at, drive=drive)
        Person.objects.bulk_create(
            [
                Person(county=county, organisation=federation, name=f"示例{n}", name_key=f"示例{n}", pinyin=f"shili{n}", initials="sl")
                for n in range(people)
            ],
            batch_size=500,
        )
        tokens = []
        links = []
        for person in Person.objects.order_by("pk"):
            token = personal_token("pledge", drive.pk, person.pk, 1)
            tokens.append(token)
            links.append(PledgeLink(drive=drive, person=person, digest=digest(token), made_at=at, made_by=staff))
        PledgeLink.objects.bulk_create(links, batch_size=500)
    return text.pk, tokens


def form(text: int, drawn: str, **more: str) -> str:
    return urlencode({"key": str(uuid4()), "text": text, "strokes": drawn, "have_read": "on", "step": "submit", **more})


def in_process(handler: Callable[..., Any], paths: list[str], bodies: list[str], cookie: str = "") -> float:
    """CPU microseconds of one request inside the process, by the median."""
    waiting = iter(list(zip(paths, bodies, strict=True)))
    server = {
        "SERVER_NAME": HOST,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.errors": io.StringIO(),
    }

    def call() -> None:
        path, body = next(waiting)
        raw = body.encode()
        environ = {
            **server,
            "REQUEST_METHOD": "POST",
            "PATH_INFO": path,
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(raw)),
            "HTTP_HOST": HOST,
            "HTTP_COOKIE": cookie,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.input": io.BytesIO(raw),
        }
        answered: list[str] = []
        response = handler(environ, lambda status, headers, *rest: answered.append(status))
        b"".join(response)
        response.close()
        if answered[0][:3] not in ("302", "303"):
            raise RuntimeError(f"{path}: {answered[0]}")

    return cpu_ms(call, times=len(paths) - 100, warm=100) * 1000


def bare_us(drawn: str) -> float:
    """CPU microseconds of the same three rows written by the database's own driver in a loop, on the open database.

    On SQLite the three are a transaction; on PostgreSQL each is one, which is the cheapest way there.
    """
    from django.db import connection

    from jiafeng.programme.pledges.models import Pledge, PledgeLink, PledgeTrace

    pledge, trace = Pledge.objects.values().latest("pk"), PledgeTrace.objects.values().latest("pk")
    people = list(
        PledgeLink.objects.exclude(person__in=Pledge.objects.values("person"))
        .order_by("-person")
        .values_list("person_id", flat=True)[:BARE]
    )
    connection.ensure_connection()
    raw = connection.connection
    mark = "?" if connection.vendor == "sqlite" else "%s"
    ready = {
        "signed_on": str(pledge["signed_on"]),
        "recorded_at": str(pledge["recorded_at"]),
        "at": str(pledge["recorded_at"]),
        "strokes": drawn,
        "detail": "{}",
    }

    def statement(table: str, row: dict[str, Any]) -> str:
        columns = ", ".join(f'"{name}"' for name in row)
        return f"INSERT INTO {table} ({columns}) VALUES ({', '.join([mark] * len(row))}) RETURNING id"  # nosec B608 # our own names

    def row_of(values: dict[str, Any], **more: Any) -> dict[str, Any]:
        return {**{name: ready.get(name, value) for name, value in values.items() if name != "id"}, **more}

    log = {"verb": "bare", "target_type": "pledges.pledge", "summary": "", "reason": "", "county_code": "990101", "detail": "{}"}
    cursor = raw.cursor()
    before = cpu_seconds()
    for number, person in enumerate(people):
        key = uuid4().hex if mark == "?" else str(uuid4())
        first = row_of(pledge, person_id=person, reference=f"B{number:08d}")
        if mark == "?":
            cursor.execute("BEGIN IMMEDIATE")
        cursor.execute(statement("pledges_pledge", first), list(first.values()))
        made = cursor.fetchone()[0]
        second = row_of(trace, pledge_id=made, key=key)
        cursor.execute(statement("pledges_pledgetrace", second), list(second.values()))
        third = {**log, "at": ready["at"], "target_id": str(made)}
        cursor.execute(statement("records_actionlog", third), list(third.values()))
        if mark == "?":
            cursor.execute("COMMIT")
    return (cpu_seconds() - before) / len(people) * 1e6


def measure() -> dict[str, float]:
    """Everything on the database that is open: in process, over HTTP, beside the bare writer and the stock view."""
    with tempfile.TemporaryDirectory(prefix="jiafeng-sign-", dir=memory_backed()) as folder:
        start_django(Path(folder))
        from django.core.handlers.wsgi import WSGIHandler
        from django.db import connection

        from jiafeng.config.hot import Fork

        text, tokens = prepare(OURS + STOCK + 2 * ALONE + BARE)
        connection.close()  # as for a server that has just been started: what prepared all this fills the database's cache
        sent, drawn = strokes()
        rest = iter(tokens)

        def take(count: int) -> list[str]:
            return [next(rest) for _ in range(count)]

        ordinary = WSGIHandler()
        hot = Fork(ordinary)
        ours = take(ALONE)
        alone = in_process(hot, [f"/pledges/p/{token}/quick" for token in ours], [form(text, sent) for _ in ours])
        pages = take(300)
        cookie = f"csrftoken={CSRF}"
        page = in_process(
            ordinary, [f"/pledges/p/{token}/sign" for token in pages], [form(text, sent, csrfmiddlewaretoken=CSRF) for _ in pages], cookie
        )
        bare = bare_us(drawn)
        print(f"in process {alone:.0f} µs, ordinary page {page:.0f} µs, bare writer {bare:.0f} µs", file=sys.stderr)
        sqlite = connection.vendor == "sqlite"
        connection.close()
        port = load.free_port()
        hot_sendings = [load.Sending(f"/pledges/p/{token}/quick", form(text, sent)) for token in take(OURS)]
        with load.served(load.our_server(port), port, "/healthz", {}) as group:
            over_http = load.fire(port, group, hot_sendings, host=HOST, warm=WARM)
        port = load.free_port()
        stock_sendings = [load.Sending(f"/stock/{token}", form(text, drawn, csrfmiddlewaretoken=CSRF)) for token in take(STOCK)]
        server = load.plain_server("benchmarks.stock:application", port, threads=1 if sqlite else 4)
        with load.served(server, port, "/healthz", {"PYTHONPATH": str(ROOT)}) as group:
            stock = load.fire(port, group, stock_sendings, host=HOST, cookie=cookie, warm=WARM)
    return {
        "alone": alone,
        "page": page,
        "bare": bare,
        "http": over_http.cpu_us,
        "p50": over_http.p50,
        "p99": over_http.p99,
        "per_second": over_http.per_second,
        "refused": over_http.refused,
        "stock": stock.cpu_us,
        "stock_p50": stock.p50,
        "stock_p99": stock.p99,
    }


def register(database: str) -> None:
    """The benchmarks on one database: in process, and over HTTP beside what it is measured against."""

    @benchmark(f"sign-{database}-in-process", unit="µs CPU", limit=LIMIT_US, about=f"signing a pledge, in the server's process, {database}")
    def alone() -> Measured:
        found = elsewhere("sign", "measure", database=database)
        return Measured(found["alone"], {"the same by the ordinary page": found["page"], "bare writer": found["bare"]})

    @benchmark(
        f"sign-{database}",
        unit="µs CPU",
        limit=None,
        about=f"signing a pledge over HTTP, 32 clients, {database}: at most 20 × the bare writer",
    )
    def over_http() -> Measured:
        found = elsewhere("sign", "measure", database=database)
        peers = {"bare writer": found["bare"], "stock Django view": found["stock"]}
        return Measured(found["http"], peers, limit=min(TIMES_BARE * found["bare"], found["stock"] / TIMES_STOCK))

    @benchmark(
        f"sign-{database}-p99",
        unit="ms",
        limit=None,
        about=f"the slowest of a hundred answers at 32 clients, {database}: no slower than the stock view's",
    )
    def slowest() -> Measured:
        found = elsewhere("sign", "measure", database=database)
        return Measured(found["p99"], {"its median": found["p50"], "stock view, p99": found["stock_p99"]}, limit=found["stock_p99"])


for each in ("sqlite", "postgresql"):
    register(each)
