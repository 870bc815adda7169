"""Writes to an event itself: its facts, programme and stages, and a unit's report of its own activity."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if, stated
from jiafeng.common.text import tidy
from jiafeng.ground.records.actions import fill, lock, log, move, put, refuse_stale
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.units.models import Organisation
from jiafeng.programme.events import policies
from jiafeng.programme.events.actions.notices import plan_reminder
from jiafeng.programme.events.actions.seating import promote
from jiafeng.programme.events.models import Access, Event, EventPhoto, JointHost, ProgrammeItem
from jiafeng.programme.events.queries import seats_taken
from jiafeng.programme.events.stages import MOVES, EventStage
from jiafeng.programme.plans.models import PlanLine

MAX_ITEMS = 60


@transaction.atomic
def create_event(
    *,
    by: Any,
    at: datetime,
    organisation: Organisation,
    kind: str,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    capacity: int | None = None,
    plan_line: PlanLine | None = None,
    joint_hosts: Iterable[Organisation] = (),
    companions_most: int = 0,
    remind_hours: int | None = None,
    access: str = Access.INVITED,
    about: str = "",
    sign_up_until: datetime | None = None,
) -> Event:
    """Prepare a gathering hosted by `organisation` over `[starts_at, ends_at)`; `capacity=None` means seats are not limited."""
    refuse_if(policies.may_host(by, organisation))
    event = Event(county_id=organisation.county_id)
    _fill(
        event,
        organisation=organisation,
        kind=kind,
        title=title,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        capacity=capacity,
        plan_line=plan_line,
        companions_most=companions_most,
        remind_hours=remind_hours,
        access=access,
        about=about.strip(),
        sign_up_until=sign_up_until,
    )
    event.save()
    _set_joint_hosts(event, joint_hosts)
    log(by=by, at=at, verb="events.event.create", target=event)
    return event


@transaction.atomic
def edit_event(
    *,
    by: Any,
    at: datetime,
    event: Event,
    revision: int,
    organisation: Organisation,
    kind: str,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    capacity: int | None = None,
    plan_line: PlanLine | None = None,
    joint_hosts: Iterable[Organisation] = (),
    companions_most: int = 0,
    remind_hours: int | None = None,
    access: str = Access.INVITED,
    about: str = "",
    sign_up_until: datetime | None = None,
) -> Event:
    """Change the facts of a gathering; refused when somebody else changed them since `revision`, or when seats already taken would be lost."""
    locked = lock(event)
    refuse_if(policies.may_write_event(by, locked))
    refuse_if(policies.may_host(by, organisation))
    refuse_stale(locked, revision)
    taken = seats_taken(locked)
    if capacity is not None and capacity < taken:
        raise Refused(_("%(taken)s seats are taken already. Give at least that many.") % {"taken": taken}, field="capacity")
    changed = _fill(
        locked,
        organisation=organisation,
        kind=kind,
        title=title,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        capacity=capacity,
        plan_line=plan_line,
        companions_most=companions_most,
        remind_hours=remind_hours,
        access=access,
        about=about.strip(),
        sign_up_until=sign_up_until,
    )
    changed += _set_joint_hosts(locked, joint_hosts)
    if "companions_most" in changed:
        # Whoever has named more companions already keeps them.
        locked.invitations.filter(companions__lte=companions_most).update(companions_most=companions_most)
    put(locked, by=by, at=at, verb="events.event.edit", changed=changed)
    promote(at=at, event=locked)
    if locked.stage == EventStage.OPEN and {"starts_at", "remind_hours"} & set(changed):
        plan_reminder(at=at, event=locked)
    return locked


@transaction.atomic
def copy_event(*, by: Any, at: datetime, event: Event, **facts: Any) -> Event:
    """Prepare a gathering of these facts (as `create_event` takes them) with the programme of another."""
    made = create_event(by=by, at=at, **facts)
    items = [(item.title, item.performer) for item in event.items.all()]
    return set_programme(by=by, at=at, event=made, revision=made.revision, items=items) if items else made


@transaction.atomic
def set_programme(*, by: Any, at: datetime, event: Event, revision: int, items: Iterable[tuple[str, str]]) -> Event:
    """Set the whole programme, in order: (item, by whom). Refused when the event was changed since `revision`."""
    locked = lock(event)
    refuse_if(policies.may_write_event(by, locked))
    refuse_stale(locked, revision)
    rows = [(tidy(title), tidy(performer)) for title, performer in items if tidy(title)]
    if len(rows) > MAX_ITEMS:
        raise Refused(_("A programme holds at most 60 items. Join some of them."), field="items")
    if any(len(text) > 80 for row in rows for text in row):
        raise Refused(_("An item and its performers have at most 80 characters each. Shorten the long one."), field="items")
    locked.items.all().delete()
    ProgrammeItem.objects.bulk_create(
        ProgrammeItem(event=locked, place=place, title=title, performer=performer) for place, (title, performer) in enumerate(rows, 1)
    )
    return put(locked, by=by, at=at, verb="events.event.programme", items=len(rows))


@transaction.atomic
def open_event(*, by: Any, at: datetime, event: Event) -> Event:
    """Announce the gathering: invitations can be answered, and people signed in when the day comes."""
    locked = lock(event)
    refuse_if(policies.may_open(by, locked))
    plan_reminder(at=at, event=locked)
    return move(locked, MOVES, by=by, at=at, verb="events.event.open")


@transaction.atomic
def hold_event(*, by: Any, at: datetime, event: Event, summary: str = "") -> Event:
    """Mark the gathering as held; from now on it counts. `summary` is what was done, in a sentence or two."""
    locked = lock(event)
    refuse_if(policies.may_hold(by, locked, at))
    locked.summary = summary.strip() or locked.summary
    return move(locked, MOVES, by=by, at=at, verb="events.event.hold")


@transaction.atomic
def close_event(*, by: Any, at: datetime, event: Event) -> Event:
    """Close the record: sign-ins, minutes and photos are complete."""
    locked = lock(event)
    refuse_if(policies.may_close(by, locked))
    return move(locked, MOVES, by=by, at=at, verb="events.event.close")


@transaction.atomic
def reopen_event(*, by: Any, at: datetime, event: Event, reason: str) -> Event:
    """Open a closed record again, for a sheet or a photo that came late."""
    locked = lock(event)
    refuse_if(policies.may_reopen(by, locked))
    reason = stated(reason, _("Say why the record is opened again."))
    return move(locked, MOVES, by=by, at=at, verb="events.event.reopen", reason=reason)


@transaction.atomic
def cancel_event(*, by: Any, at: datetime, event: Event, reason: str) -> Event:
    """Call the gathering off. Those invited read it, with the reason, on their invitation."""
    locked = lock(event)
    refuse_if(policies.may_cancel(by, locked))
    locked.summary = stated(reason, _("Say why it is called off; those invited will read it."))
    if locked.attendances.exists():
        raise Refused(_("People have signed in already, so it took place. Mark it as held instead."))
    return move(locked, MOVES, by=by, at=at, verb="events.event.cancel", reason=locked.summary)


@transaction.atomic
def report_activity(
    *,
    by: Any,
    at: datetime,
    organisation: Organisation,
    key: UUID,
    kind: str,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    attendance: int,
    photo: Evidence,
    summary: str = "",
    plan_line: PlanLine | None = None,
) -> Event:
    """A unit's own activity, entered once: held, with a photo and the unit's own count of those who came.

    The count is kept apart from counted persons and labelled as reported wherever it is shown.
    """
    refuse_if(policies.may_host(by, organisation))
    first = Event.objects.filter(report_key=key).first()
    if first is not None:
        return first
    if starts_at > at:
        raise Refused(_("An activity is reported after it took place. Check the date."), field="day")
    event = Event(
        county_id=organisation.county_id, stage=EventStage.HELD, report_key=key, reported_attendance=attendance, summary=summary.strip()
    )
    _fill(
        event,
        organisation=organisation,
        kind=kind,
        title=title,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        capacity=None,
        plan_line=plan_line,
    )
    Event.objects.bulk_create([event], ignore_conflicts=True)
    made = Event.objects.select_for_update(of=("self",)).get(report_key=key)
    if EventPhoto.objects.filter(event=made).exists():
        return made
    EventPhoto.objects.create(event=made, evidence=photo)
    log(by=by, at=at, verb="events.event.report", target=made, county_code=organisation.county.code, attendance=attendance)
    return made


def _fill(event: Event, **fields: Any) -> list[str]:
    """Set the fields and name those that changed."""
    fields["title"], fields["place"] = tidy(fields["title"]), tidy(fields["place"])
    if not fields["title"]:
        raise Refused(_("Give the gathering a title."), field="title")
    if not fields["place"]:
        raise Refused(_("Say where it takes place."), field="place")
    if fields["ends_at"] <= fields["starts_at"]:
        raise Refused(_("The end lies before the start. Correct one of them."), field="ends_at")
    until = fields.get("sign_up_until")
    if until is not None and until > fields["starts_at"]:
        raise Refused(_("Sign-up ends before the gathering begins. Give an earlier moment, or none."), field="sign_up_until")
    if any(row is not None and row.county_id != event.county_id for row in (fields["organisation"], fields["plan_line"])):
        raise Refused(_("A gathering belongs to one county; choose its own units and plan lines."))
    return fill(event, **fields)


def _set_joint_hosts(event: Event, hosts: Iterable[Organisation]) -> list[str]:
    """Name the bodies that host beside the event's own; answers as `_fill` does, when they changed."""
    wanted = [host for host in dict.fromkeys(hosts) if host.pk != event.organisation_id]
    if any(host.county_id != event.county_id for host in wanted):
        raise Refused(_("A gathering belongs to one county; choose its own units and plan lines."), field="joint_hosts")
    if list(event.joint_rows.values_list("organisation_id", flat=True)) == [host.pk for host in wanted]:
        return []
    event.joint_rows.all().delete()
    JointHost.objects.bulk_create(JointHost(event=event, organisation=host, place=place) for place, host in enumerate(wanted, 1))
    return ["joint_hosts"]
