"""Writes at the door and from its paper sheet: who came."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if
from jiafeng.common.text import tidy
from jiafeng.common.tokens import digest
from jiafeng.ground.papers.queries import Row
from jiafeng.ground.people.actions.identifying import identify, note_person
from jiafeng.ground.people.models import Person, Proof
from jiafeng.ground.records.actions import lock, log
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.units.models import Organisation
from jiafeng.programme.events import policies
from jiafeng.programme.events.models import Attendance, AttendanceTrace, Channel, DoorDevice, Event, Invitation, Reply
from jiafeng.programme.events.queries import seats_taken
from jiafeng.programme.events.stages import EventStage

_TOKEN = re.compile(r"(?:^|/)([A-Za-z0-9_-]{22})/?$")
_NUMBER = re.compile(r"^\d{1,6}$")


class Outcome(enum.Enum):
    """The answer at the door; the third, refused, is an exception."""

    ACCEPTED = "accepted"
    ALREADY = "already"


@dataclass(frozen=True)
class SignedIn:
    """`first` is the trace by which the person was signed in first: by whom and when."""

    outcome: Outcome
    attendance: Attendance
    first: AttendanceTrace


@dataclass(frozen=True)
class _Way:
    """By which way somebody is known to have come: the fields of the trace that say so."""

    channel: Channel
    key: UUID
    evidence: Evidence | None = None
    sheet: str = ""
    second_by: Any = None
    device: DoorDevice | None = None
    clock_offset: int | None = None
    proof: str = ""


@transaction.atomic
def sign_in(*, by: Any, at: datetime, event: Event, person: Person, key: UUID, channel: Channel | None = None) -> SignedIn:
    """Sign a person in at the door. Without `channel` an invited person is signed in by the staff's list, anybody else as a walk-in.

    Idempotent by `key`, and by person: whoever is in already is answered with who signed them in and when, and the new channel is kept as a trace.
    """
    current = _at_the_door(by=by, at=at, event=event)
    invitation = Invitation.objects.filter(event=current, person=person).first()
    if channel is None:
        channel = Channel.STAFF_LIST if invitation else Channel.WALK_IN
    return _record(by=by, at=at, event=current, person=person, way=_Way(channel, key), invitation=invitation, door=True)


@dataclass(frozen=True)
class WalkIn:
    """Somebody who is not on the list of guests, by what they say: unit and telephone as far as they are given."""

    name: str
    organisation: Organisation | None = None
    phone: str = ""


def _person_meant(*, by: Any, at: datetime, event: Event, who: WalkIn, key: UUID) -> Person:
    """The person on the county's list where name, unit and telephone leave no doubt, else somebody new; never one of several namesakes.

    What the key has made already says whom it means: a form sent again is no other person, whoever was entered in between.
    """
    made = AttendanceTrace.objects.filter(event=event, key=key).select_related("attendance__person__organisation").first()
    if made is not None:
        return made.attendance.person
    given: dict[str, Any] = {"name": who.name, "organisation": who.organisation, "phone": who.phone}
    found = identify(county=event.county, **given).person
    return found or note_person(by=by, at=at, county=event.county, key=key, **given)


@transaction.atomic
def sign_in_walk_in(*, by: Any, at: datetime, event: Event, who: WalkIn, key: UUID) -> SignedIn:
    """Sign in somebody who is not on the list of guests; they are noted only together with the attendance."""
    return sign_in(by=by, at=at, event=event, person=_person_meant(by=by, at=at, event=event, who=who, key=key), key=key)


@transaction.atomic
def sign_in_by_code(*, by: Any, at: datetime, event: Event, code: str, key: UUID) -> SignedIn:
    """Sign in by the code of an invitation: what a QR scan reads (the link), its secret alone, or the printed number typed by hand."""
    current = _at_the_door(by=by, at=at, event=event)
    invitation = _by_code(current, tidy(code))
    way = _Way(_channel(code), key)
    return _record(by=by, at=at, event=current, person=invitation.person, way=way, invitation=invitation, door=True)


@transaction.atomic
def sign_in_oneself(*, at: datetime, event: Event, person: Person, key: UUID, proof: Proof) -> SignedIn:
    """Sign in on one's own phone, standing at the door: the caller has seen the door's code of this minute, and knows by what it is them."""
    current = lock(event) if event.capacity is not None else Event.objects.select_related("county", "organisation").get(pk=event.pk)
    refuse_if(policies.may_sign_in_now(current, at))
    invitation = Invitation.objects.filter(event=current, person=person).first()
    way = _Way(Channel.SELF, key, proof=proof)
    return _record(by=None, at=at, event=current, person=person, way=way, invitation=invitation, door=True)


@transaction.atomic
def walk_in_oneself(*, at: datetime, event: Event, who: WalkIn, key: UUID, proof: Proof) -> SignedIn:
    """As `sign_in_oneself`, for somebody who says who they are."""
    return sign_in_oneself(at=at, event=event, person=_person_meant(by=None, at=at, event=event, who=who, key=key), key=key, proof=proof)


@transaction.atomic
def sign_in_from_phone(
    *,
    device: DoorDevice,
    at: datetime,
    key: UUID,
    code: str = "",
    who: WalkIn | None = None,
    offset: int | None = None,
    decided: bool = False,
) -> SignedIn:
    """Sign in by a code that a phone of the door scanned, a number typed into it, or as a walk-in; `by` is whoever prepared the phone.

    `decided`: the phone had no network and has let the person in already, at `at`, which is the phone's time plus `offset` seconds.
    That somebody came is then a fact like a signature on paper: no want of seats undoes it.
    """
    event = device.event
    current = lock(event) if event.capacity is not None and not decided else event
    if decided and current.stage == EventStage.CLOSED:
        raise Refused(policies.may_count_offline(current, at), code="later")  # the phone keeps it until the record is open again
    refuse_if(policies.may_count_offline(current, at) if decided else policies.may_sign_in_now(current, at))
    if who is not None:
        person = _person_meant(by=device.made_by, at=at, event=current, who=who, key=key)
        invitation = Invitation.objects.filter(event=current, person=person).first()
        channel = Channel.STAFF_LIST if invitation else Channel.WALK_IN
    else:
        invitation = _by_code(current, tidy(code))
        person, channel = invitation.person, _channel(code)
    way = _Way(channel, key, device=device, clock_offset=offset)
    return _record(by=device.made_by, at=at, event=current, person=person, way=way, invitation=invitation, door=not decided)


@transaction.atomic
def enter_paper(*, by: Any, at: datetime, event: Event, person: Person, key: UUID, row: Row) -> SignedIn:
    """Enter one signature from the paper sign-in sheet. Raises Refused before the gathering began, or where the policy says no."""
    current = Event.objects.select_related("county", "organisation").get(pk=event.pk)
    refuse_if(policies.may_enter_paper(by, current))
    if current.starts_at > at:
        raise Refused(_("The gathering has not begun yet; its sheet is entered afterwards."))
    way = _Way(Channel.PAPER, key, row.evidence, tidy(row.sheet), row.second_by)
    return _record(by=by, at=at, event=current, person=person, way=way)


def _at_the_door(*, by: Any, at: datetime, event: Event) -> Event:
    """The event as it stands; its row is held only where seats are counted."""
    current = lock(event) if event.capacity is not None else Event.objects.select_related("county", "organisation").get(pk=event.pk)
    refuse_if(policies.may_work_at_door(by, current))
    refuse_if(policies.may_sign_in_now(current, at))
    return current


def _channel(code: str) -> Channel:
    """A number is read off the card and typed; a code is scanned."""
    return Channel.STAFF_LIST if _NUMBER.match(tidy(code)) else Channel.PERSONAL_QR


def _by_code(event: Event, code: str) -> Invitation:
    invitations = Invitation.objects.select_related("person", "event")
    if _NUMBER.match(code):
        found = invitations.filter(event=event, number=int(code)).first()
        if found is None:
            raise Refused(_("No invitation has the number %(number)s. Look the person up by name.") % {"number": code}, field="code")
        return found
    token = _TOKEN.search(code)
    found = invitations.filter(digest=digest(token.group(1))).first() if token else None
    if found is None:
        raise Refused(
            _("This is not one of our invitation codes. Type the number printed beside it, or look the person up by name."), field="code"
        )
    if found.event_id != event.pk:
        raise Refused(
            _("This code is for “%(other)s”, not for this gathering. The person can still be found by name.") % {"other": found.event},
            field="code",
        )
    return found


def _record(
    *, by: Any, at: datetime, event: Event, person: Person, way: _Way, invitation: Invitation | None = None, door: bool = False
) -> SignedIn:
    """One INSERT that a unique constraint decides makes the attendance; a second one its trace."""
    if person.county_id != event.county_id:
        raise Refused(_("This person belongs to another county's list."))
    if door and event.capacity is not None:
        _refuse_when_full(event, person, invitation)
    Attendance.objects.bulk_create(
        [Attendance(county_id=event.county_id, organisation_id=person.organisation_id, event=event, person=person, recorded_at=at)],
        ignore_conflicts=True,
    )
    attendance = Attendance.objects.select_for_update().get(event=event, person=person)
    # An attendance is never committed without its trace, so one without a trace was made by us, just now.
    earlier = list(attendance.traces.select_related("by").order_by("pk"))
    mark = (way.channel, way.device.pk if way.device else None)
    again = next((trace for trace in earlier if (trace.channel, trace.device_id) == mark), None)
    if again is not None:
        made_it = again.key == way.key and earlier[0].pk == again.pk
        return SignedIn(Outcome.ACCEPTED if made_it else Outcome.ALREADY, attendance, earlier[0])
    trace = AttendanceTrace(county_id=event.county_id, event=event, attendance=attendance, at=at, by=by, **vars(way))
    AttendanceTrace.objects.bulk_create([trace], ignore_conflicts=True)
    trace = AttendanceTrace.objects.select_related("by").get(key=way.key)
    if trace.attendance_id != attendance.pk:
        raise Refused(_("This form was already used for another person. Open a new one and enter this person there."), code="used_key")
    log(
        by=by, at=at, verb="events.attendance.join" if earlier else "events.attendance.sign_in", target=attendance, summary=event.title,
        county_code=event.county.code, channel=way.channel,
    )  # fmt: skip
    return SignedIn(Outcome.ALREADY if earlier else Outcome.ACCEPTED, attendance, earlier[0] if earlier else trace)


def _refuse_when_full(event: Event, person: Person, invitation: Invitation | None) -> None:
    assert event.capacity is not None
    holds_seat = invitation is not None and invitation.reply == Reply.YES
    if not holds_seat and not event.attendances.filter(person=person).exists() and seats_taken(event) >= event.capacity:
        raise Refused(
            _("All %(seats)s seats are taken. The host can add seats on the gathering's page.") % {"seats": event.capacity}, code="full"
        )
