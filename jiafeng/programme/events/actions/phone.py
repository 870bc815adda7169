"""Writes of the phones at the door: one sign-in at a time while there is a network, in order and at once when it is back.

The plain case, a guest who comes for the first time, is decided by an INSERT whose unique constraints say who was first; everything else
takes the ordinary road (`door.sign_in_from_phone`), which gives the same answers more slowly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import FilteredRelation, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused
from jiafeng.common.rows import First, Row, Together, prepared
from jiafeng.common.tokens import digest
from jiafeng.ground.records.actions import entry
from jiafeng.programme.events import policies
from jiafeng.programme.events.actions.door import SignedIn, WalkIn, sign_in_from_phone
from jiafeng.programme.events.models import Attendance, AttendanceTrace, Channel, DoorDevice, Event, Reply

_SECRET = re.compile(r"(?:^|/)([A-Za-z0-9_-]{22})/?$")
# A scan that is older than any gathering's door is open has lost its clock.
OLDEST = timedelta(days=7)
MOST_AT_ONCE = 100


def _deciding(phone: str, guest: str) -> QuerySet[DoorDevice, tuple[Any, ...]]:
    """What decides about a scan: the phone with a digest, its gathering, and the guest there whose code has a digest, if there is one."""
    invited = FilteredRelation("event__invitations", condition=Q(event__invitations__digest=guest))
    return (
        DoorDevice.objects.filter(digest=phone)
        .annotate(invited=invited)
        .values_list(
            "pk",
            "ended_at",
            "made_by_id",
            "event_id",
            "county_id",
            "county__code",
            "event__title",
            "event__stage",
            "event__starts_at",
            "event__ends_at",
            "event__capacity",
            "invited__person_id",
            "invited__person__organisation_id",
            "invited__person__name",
            "invited__reply",
            "invited__companions",
        )
    )


class _Found(NamedTuple):
    """The row of `_deciding`."""

    device: int
    ended_at: datetime | None
    by: int
    event: int
    county: int
    county_code: str
    title: str
    stage: str
    starts_at: datetime
    ends_at: datetime
    capacity: int | None
    person: int | None
    organisation: int | None
    name: str | None
    reply: str | None
    companions: int | None


_found = First(_deciding, texts=2)
# Whoever decides about limited seats holds the event's row.
_seats_held = First(lambda token: Event.objects.filter(door_devices__digest=token).select_for_update(of=("self",)).values_list("pk"))
_ATTENDANCE = Together(
    Row(Attendance),
    Row(AttendanceTrace, named="attendance_id", always={"channel": Channel.PERSONAL_QR.value}),
    entry(verb="events.attendance.sign_in", target=Attendance),
)


@dataclass(frozen=True)
class Welcome:
    """The plain case: signed in now, for the first time."""

    name: str
    companions: int


def phone_sign_in(*, token: str, at: datetime, code: str, key: UUID) -> Welcome | SignedIn | None:
    """Sign in by a code that the phone of this token scanned; None where no phone has the token, or it was taken off the door."""
    secret, welcome = _SECRET.search(code.strip()), None
    sought = digest(token), digest(secret.group(1)) if secret else ""
    with prepared() as cursor, _ATTENDANCE.transaction():
        row = _found(cursor, *sought)
        if row is None or row[1] is not None:
            return None
        found = _Found(*row)
        refusal = policies.may_sign_in_now(found, at)
        if refusal:
            raise Refused(refusal)
        if found.capacity is None:
            welcome = _plainly(cursor, found, at=at, key=key)
        else:
            with transaction.atomic():
                _seats_held(cursor, sought[0])
                row = _found(cursor, *sought)  # the answer may have changed until the seats were held
                welcome = _plainly(cursor, _Found(*row), at=at, key=key) if row else None
    if welcome is not None:
        return welcome
    return sign_in_from_phone(device=device_by_token(token), at=at, code=code, key=key)


def _plainly(cursor: Any, found: _Found, *, at: datetime, key: UUID) -> Welcome | None:
    """The plain case, or None and nothing written."""
    if found.person is None or (found.capacity is not None and found.reply != Reply.YES):
        return None
    # Nobody else can have a trace of an attendance that is made with it; a key that was used elsewhere undoes both.
    place = {"county_id": found.county, "event_id": found.event}
    attendance = _ATTENDANCE.insert(
        cursor,
        {**place, "organisation_id": found.organisation, "person_id": found.person, "recorded_at": at},
        {**place, "key": key, "at": at, "by_id": found.by, "device_id": found.device},
        {
            "at": at,
            "by_id": found.by,
            "county_code": found.county_code,
            "summary": found.title,
            "detail": {"channel": Channel.PERSONAL_QR.value, "device": found.device},
        },
    )
    return Welcome(found.name or "", found.companions or 0) if attendance else None


def device_by_token(token: str) -> DoorDevice:
    """The phone of a token, with its event. Raises Refused where it was taken off the door."""
    devices = DoorDevice.objects.select_related("event__county", "event__organisation", "made_by")
    device = devices.filter(digest=digest(token), ended_at=None).first()
    if device is None:
        raise Refused(
            _("This phone was taken off the door. Prepare it again on the gathering's page; what it recorded is kept."), code="ended"
        )
    return device


@dataclass(frozen=True)
class Scan:
    """One thing that a phone recorded: its key, the code, and the moment by the phone's own clock. None: it could not be read.

    who: somebody who is not on the list of guests, instead of a code; `wrong`: what in their details cannot be used.
    """

    key: UUID | None
    code: str
    at: datetime | None
    who: WalkIn | None = None
    wrong: str = ""


@dataclass(frozen=True)
class Answer:
    """What became of a recorded scan; `keep`: nothing yet, the phone holds on to it."""

    scan: Scan
    signed: SignedIn | None = None
    refused: Refused | None = None
    keep: bool = False


def sync_scans(*, device: DoorDevice, at: datetime, offset: timedelta, scans: Iterable[Scan]) -> list[Answer]:
    """Take over what a phone recorded without network, each by itself and in its order; `offset` is what its clock lacks.

    A scan is a transaction of its own, idempotent by its key: a batch broken off half-way is sent again as a whole.
    """
    return [_taken_over(device=device, at=at, offset=offset, scan=scan) for scan in list(scans)[:MOST_AT_ONCE]]


def _taken_over(*, device: DoorDevice, at: datetime, offset: timedelta, scan: Scan) -> Answer:
    if scan.key is None or scan.at is None or not at - OLDEST < scan.at + offset < at + timedelta(minutes=1):
        return Answer(scan, refused=Refused(_("This record cannot be read: its key or its time is wrong. Sign the person in by name.")))
    moment = min(scan.at + offset, at)
    seconds = round(offset.total_seconds())
    try:
        refusal = policies.may_work_at_door(device.made_by, device.event)
        if refusal:
            raise Refused(refusal)
        if scan.wrong:
            raise Refused(scan.wrong)
        signed = sign_in_from_phone(device=device, at=moment, code=scan.code, who=scan.who, key=scan.key, offset=seconds, decided=True)
    except Refused as refused:
        return Answer(scan, refused=refused, keep=refused.code == "later")
    return Answer(scan, signed=signed)
