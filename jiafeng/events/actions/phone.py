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

from django.db import connection
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused
from jiafeng.common.rows import First, Found, Together
from jiafeng.common.tokens import digest
from jiafeng.events import policies
from jiafeng.events.actions.door import SignedIn, WalkIn, sign_in_from_phone
from jiafeng.events.models import Attendance, AttendanceTrace, Channel, DoorDevice, Event, Invitation, Reply
from jiafeng.records.actions import ENTRY

_SECRET = re.compile(r"(?:^|/)([A-Za-z0-9_-]{22})/?$")
# A scan that is older than any gathering's door is open has lost its clock.
OLDEST = timedelta(days=7)
MOST_AT_ONCE = 100

_device = First(
    lambda token: DoorDevice.objects.filter(digest=token).values_list(
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
    )
)
# Whoever decides about limited seats holds the event's row.
_seats_held = First(lambda token: Event.objects.filter(door_devices__digest=token).select_for_update(of=("self",)).values_list("pk"))
_invitation = First(
    lambda secret: Invitation.objects.filter(digest=secret).values_list(
        "event_id", "person_id", "person__organisation_id", "person__name", "reply", "companions"
    )
)
_ATTENDANCE = Together(Attendance, (AttendanceTrace, "attendance_id"), ENTRY)


class Hours(NamedTuple):
    """What decides whether a door is open, without the rest of the event."""

    stage: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Welcome:
    """The plain case: signed in now, for the first time."""

    name: str
    companions: int


def phone_sign_in(*, token: str, at: datetime, code: str, key: UUID) -> Welcome | SignedIn | None:
    """Sign in by a code that the phone of this token scanned; None where no phone has the token, or it was taken off the door."""
    mark = digest(token)
    with connection.cursor() as cursor:
        device = _device(cursor, mark)
        if device is None or device[1] is not None:
            return None
        refusal = policies.may_sign_in_now(Hours(*device[7:10]), at)
        if refusal:
            raise Refused(refusal)
        secret, welcome = _SECRET.search(code.strip()), None
        if secret:
            with _ATTENDANCE.transaction(more=device[10] is not None):
                welcome = _plainly(cursor=cursor, device=device, mark=mark, at=at, secret=secret.group(1), key=key)
    if welcome is not None:
        return welcome
    return sign_in_from_phone(device=device_by_token(token), at=at, code=code, key=key)


def _plainly(*, cursor: Any, device: Found, mark: str, at: datetime, secret: str, key: UUID) -> Welcome | None:
    """The plain case, or None and nothing written."""
    pk, _ended, by, event, county, county_code, title, _stage, _starts, _ends, capacity = device
    if capacity is not None:
        _seats_held(cursor, mark)
    found = _invitation(cursor, digest(secret))
    if found is None or found[0] != event:
        return None
    _event, person, organisation, name, reply, companions = found
    if capacity is not None and reply != Reply.YES:
        return None
    # Nobody else can have a trace of an attendance that is made with it; a key that was used elsewhere undoes both.
    attendance = _ATTENDANCE.insert(
        cursor,
        {"county_id": county, "organisation_id": organisation, "event_id": event, "person_id": person, "recorded_at": at},
        {"county_id": county, "event_id": event, "channel": Channel.PERSONAL_QR.value, "key": key, "at": at, "by_id": by, "device_id": pk},
        {
            "at": at,
            "by_id": by,
            "county_code": county_code,
            "verb": "events.attendance.sign_in",
            "target_type": "events.attendance",
            "summary": title,
            "detail": {"channel": Channel.PERSONAL_QR.value, "device": pk},
        },
    )
    if attendance is None:
        return None
    return Welcome(name, companions)


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
