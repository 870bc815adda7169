"""Signing in at the door with a phone, as the whole audience of a gala does within half an hour."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks.county import HOST, elsewhere, memory_backed, start_django
from benchmarks.measure import Measured, benchmark, cpu_ms

GUESTS, ORDINARY, BARE = 700, 200, 700
LIMIT_US = 450.0


def prepare(people: int) -> tuple[Any, str, list[str]]:
    """A gala that is going on, a phone at its door, and so many guests: the event, the phone's token, and the guests' secrets."""
    from datetime import timedelta

    from django.db import transaction
    from django.utils import timezone

    from jiafeng.ground.accounts.actions import add_user, give_role
    from jiafeng.ground.accounts.models import Role
    from jiafeng.ground.people.models import Person
    from jiafeng.ground.units.actions import add_organisation, add_region, set_up_county
    from jiafeng.ground.units.models import OrganisationKind, RegionLevel
    from jiafeng.programme.events import actions

    at = timezone.now()
    with transaction.atomic():
        county = add_region(by=None, at=at, code="990101", name="示例县", level=RegionLevel.COUNTY)
        set_up_county(by=None, at=at, county=county, site_name="清风润家", tagline="示例", is_demo=True)
        federation = add_organisation(by=None, at=at, county=county, name="示例县妇联", kind=OrganisationKind.FEDERATION)
        staff = add_user(by=None, at=at, county_code=county.code, username="staff", name="示例", password="", check_password=False)  # nosec B106 # nobody signs in
        give_role(
            by=None, at=at, user=staff, organisation=federation, role=Role.COUNTY_STAFF, since=timezone.localdate(at) - timedelta(days=1)
        )
        Person.objects.bulk_create(
            [
                Person(county=county, organisation=federation, name=f"示例{n}", name_key=f"示例{n}", pinyin=f"shili{n}", initials="sl")
                for n in range(people)
            ],
            batch_size=500,
        )
        facts = {"kind": "gala", "title": "示例晚会", "starts_at": at, "ends_at": at + timedelta(hours=3), "place": "示例礼堂"}
        event = actions.create_event(by=staff, at=at, organisation=federation, **facts)
        event = actions.open_event(by=staff, at=at, event=event)
        cards = actions.invite(by=staff, at=at, event=event, people=Person.objects.order_by("pk"))
        _device, token = actions.add_device(by=staff, at=at, event=event)
    return event, token, [card.token for card in cards]


def caller(handler: Callable[..., Any], token: str, codes: list[str]) -> Callable[[], None]:
    """A function that signs the next guest in, as the server would be asked to."""
    waiting = iter(codes)
    server = {"SERVER_NAME": HOST, "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http"}

    def call() -> None:
        raw = json.dumps({"key": str(uuid4()), "code": next(waiting)}).encode()
        environ = {
            **server,
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/events/phone/sign-in",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(raw)),
            "HTTP_HOST": HOST,
            "HTTP_X_DOOR": token,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.errors": io.StringIO(),
            "wsgi.input": io.BytesIO(raw),
        }
        response = handler(environ, lambda status, headers, *rest: None)
        body = b"".join(response)
        response.close()
        if b'"accepted"' not in body:
            raise RuntimeError(body.decode())

    return call


def bare(event: Any) -> Callable[[], None]:
    """A function that writes the same three rows by the database's own driver: a transaction on SQLite, one each on PostgreSQL."""
    from django.db import connection

    from jiafeng.ground.records.models import ActionLog
    from jiafeng.programme.events.models import AttendanceTrace, Invitation

    trace = AttendanceTrace.objects.values().latest("pk")
    log = ActionLog.objects.values().latest("pk")
    absent = Invitation.objects.filter(event=event).exclude(person__in=event.attendances.values("person"))
    people = iter(list(absent.values_list("person_id", flat=True)))
    raw = connection.connection
    mark = "?" if connection.vendor == "sqlite" else "%s"
    moment = str(trace["at"])

    def insert(cursor: Any, table: str, row: dict[str, Any]) -> int:
        columns, marks = ", ".join(row), ", ".join([mark] * len(row))
        cursor.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks}) RETURNING id", list(row.values()))  # nosec B608 # our own names
        return int(cursor.fetchone()[0])

    def call() -> None:
        cursor = raw.cursor()
        if mark == "?":
            cursor.execute("BEGIN IMMEDIATE")
        fact = {"county_id": event.county_id, "organisation_id": event.organisation_id, "event_id": event.pk}
        made = insert(cursor, "events_attendance", {**fact, "person_id": next(people), "recorded_at": moment})
        key = uuid4().hex if mark == "?" else str(uuid4())
        kept = {name: trace[name] for name in ("county_id", "event_id", "channel", "by_id", "sheet", "device_id", "proof")}
        insert(cursor, "events_attendancetrace", {**kept, "attendance_id": made, "key": key, "at": moment})
        words = {name: log[name] for name in ("by_id", "county_code", "verb", "target_type", "summary", "reason")}
        insert(cursor, "records_actionlog", {**words, "at": moment, "target_id": str(made), "detail": "{}"})
        if mark == "?":
            cursor.execute("COMMIT")

    return call


def measure(on_disk: bool) -> dict[str, float]:
    """CPU microseconds of one sign-in by the hot way, by the ordinary one, and of the bare writer."""
    with tempfile.TemporaryDirectory(prefix="jiafeng-door-", dir=None if on_disk else memory_backed()) as folder:
        start_django(Path(folder))
        from django.core.handlers.wsgi import WSGIHandler
        from django.db import connection

        from jiafeng.config.hot import Fork

        event, token, codes = prepare(GUESTS + ORDINARY + BARE + 100)
        connection.close()  # as for a server that has just been started: what prepared all this fills the database's cache
        ours = cpu_ms(caller(Fork(WSGIHandler()), token, codes[:GUESTS]), times=GUESTS - 100, warm=100) * 1000
        ordinary = cpu_ms(caller(WSGIHandler(), token, codes[GUESTS : GUESTS + ORDINARY]), times=ORDINARY - 20, warm=20) * 1000
        alone = cpu_ms(bare(event), times=BARE - 100, warm=100) * 1000
    return {"ours": ours, "ordinary": ordinary, "bare": alone}


@benchmark(
    "sign-in-sqlite-in-process",
    unit="µs CPU",
    limit=LIMIT_US,
    about="signing one guest in with a phone at the door, in the server's process; SQLite in memory-backed files, so that no disk is in it",
)
def in_process() -> Measured:
    found, disk = elsewhere("door", "measure", False), elsewhere("door", "measure", True)
    return Measured(
        found["ours"],
        {
            "the same behind all middlewares": found["ordinary"],
            "bare writer": found["bare"],
            "on this machine's disk": disk["ours"],
            "bare writer on the disk": disk["bare"],
        },
    )


@benchmark(
    "sign-in-postgresql-in-process",
    unit="µs CPU",
    limit=LIMIT_US,
    about="the same on PostgreSQL, in the server's process",
)
def beside_postgresql() -> Measured:
    found = elsewhere("door", "measure", False, database="postgresql")
    return Measured(found["ours"], {"the same behind all middlewares": found["ordinary"], "bare writer": found["bare"]})
