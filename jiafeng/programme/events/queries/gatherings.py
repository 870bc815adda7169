"""Reads over gatherings: lists, seats, the arithmetic of their channels, and the search at the door."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from jiafeng.common.due import Due, at_home, counted, told
from jiafeng.common.facts import facts_of
from jiafeng.common.navigation import address_of, address_of_row
from jiafeng.common.prepared import Prepared
from jiafeng.common.scoping import Reach, reach_of
from jiafeng.common.search import Hit
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.accounts.policies import holds
from jiafeng.library.calendars import SHANGHAI, local_day
from jiafeng.programme.events.models import Event, Minutes
from jiafeng.programme.events.policies import DOOR_OPENS_BEFORE
from jiafeng.programme.events.queries.helpers import helping
from jiafeng.programme.events.stages import EventStage
from jiafeng.programme.plans.models import PlanLine
from jiafeng.programme.plans.queries import Work


def events_for(user: Any) -> QuerySet[Event]:
    """The gatherings within the user's reach, latest first."""
    return Event.objects.visible_to(user).select_related("organisation").order_by("-starts_at", "-pk")


def narrowed(events: QuerySet[Event], *, words: str = "", kind: str = "", stage: str = "", year: int | None = None) -> QuerySet[Event]:
    if words:
        events = events.filter(Q(title__icontains=words) | Q(place__icontains=words))
    if kind:
        events = events.filter(kind=kind)
    if stage:
        events = events.filter(stage=stage)
    if year:
        first = datetime(year, 1, 1, tzinfo=SHANGHAI)
        events = events.filter(starts_at__gte=first, starts_at__lt=first.replace(year=year + 1))
    return events


def facts_of_event(event: Event) -> list[tuple[Any, Any]]:
    """What is read once more before a gathering is announced, held or called off."""
    came = event.attendances.count()
    return [
        *facts_of(event, "title", "kind", "organisation", "starts_at", "place"),
        (_("People invited"), event.invitations.count()),
        *([(_("Signed in"), came)] if came else []),
    ]


def minutes_of(event: Event) -> Minutes | None:
    """The minutes as they stand."""
    return event.minutes.select_related("written_by").first()


def work_for(line: PlanLine, user: Any) -> Iterable[Work]:
    """What gatherings did for a plan line."""
    counted = (
        Event.objects.visible_to(user)
        .filter(plan_line=line, stage__in=[EventStage.OPEN, EventStage.HELD, EventStage.CLOSED])
        .select_related("organisation")
        .annotate(came=Count("attendances"))
    )
    return [
        Work(
            icon="calendar-event",
            title=event.title,
            detail=_("%(host)s · %(count)s people signed in") % {"host": event.organisation.label, "count": event.came},  # type: ignore[attr-defined]
            on=local_day(event.starts_at),
            url=address_of_row("events:event", event.pk),
        )
        for event in counted
    ]


_DUE = {
    EventStage.DRAFT: ("calendar-event", _("Announce: %(title)s"), _("Announce it")),
    EventStage.OPEN: ("qrcode", _("Sign people in: %(title)s"), _("Open sign-in")),
    EventStage.HELD: ("notes", _("Finish the record: %(title)s"), _("Finish the record")),
}


@Prepared
def _waiting(reach: Reach, stages: tuple[EventStage, ...], past: datetime, soon: datetime, over: datetime) -> QuerySet[Event]:
    """Gatherings of these stages that begin between two moments and end after a third, without those whose record is finished.

    Those whose host the user works for come first.
    """
    events = Event.objects.within(reach).filter(stage__in=stages, starts_at__lt=soon, starts_at__gte=past, ends_at__gt=over)
    events = events.exclude(stage=EventStage.HELD, report_key__isnull=False)
    mine = at_home(reach, "organisation") | Q(organisation_id__in=[*reach.organisation_ids, 0])
    return counted(events.select_related("organisation").order_by("starts_at", "pk"), mine=mine)


def due(user: Any, at: datetime) -> list[Due]:
    """For those who keep events or work at their door: to announce, to sign in on the day, to mark as held, to finish within a week."""
    keeps = holds(user, Role.COUNTY_STAFF, Role.UNIT_COORDINATOR)
    found = helping(user, at)
    if not keeps and not holds(user, Role.VOLUNTEER):
        return found
    stages = (EventStage.DRAFT, EventStage.OPEN, EventStage.HELD) if keeps else (EventStage.OPEN,)
    past = at - timedelta(days=60)
    rows = _waiting(
        reach_of(user), stages, past, at + timedelta(days=7), past if keeps else at
    )  # what is over leaves a volunteer nothing to do
    return found + told(rows, partial(_event_due, at), local_day(at), address_of("events:events"))


def _event_due(at: datetime, event: Any) -> Due:
    icon, what, action = _DUE[EventStage(event.stage)]
    page, day = "events:event", local_day(event.starts_at)
    if event.stage == EventStage.OPEN and at < event.starts_at - DOOR_OPENS_BEFORE:
        icon, what, action = "calendar-event", _("Prepare: %(title)s"), _("See what is ready")
    elif event.stage == EventStage.OPEN and at < event.ends_at:
        page = "events:door"
    elif event.stage == EventStage.OPEN:
        icon, what, action = "check", _("Mark as held: %(title)s"), _("Mark as held")
        page = "events:hold_event"
    if not event.is_mine:
        page, action = "events:event", _("See how far it is")
    return Due(
        room=_("Gatherings"),
        icon=icon,
        what=what % {"title": event.title},
        detail=f"{event.place} · {date_format(timezone.localtime(event.starts_at), 'SHORT_DATETIME_FORMAT')}",
        due=day if event.stage != EventStage.HELD else day + timedelta(days=7),
        url=address_of_row(page, event.pk),
        action=action,
        whose=event.organisation.label,
        since=local_day(event.ends_at) if event.ends_at <= at else None,
        mine=event.is_mine,
    )


def search(user: Any, words: str, limit: int = 8) -> list[Hit]:
    return [
        Hit(
            room=_("Gatherings"),
            icon="calendar-event",
            title=event.title,
            detail=f"{event.get_kind_display()} · {local_day(event.starts_at)}",
            url=reverse("events:event", args=[event.pk]),
        )
        for event in events_for(user).filter(Q(title__icontains=words) | Q(place__icontains=words))[:limit]
    ]


def reaches_units(user: Any) -> frozenset[int]:
    """The organisations for which the user may prepare events without being county staff."""
    return reach_of(user).organisation_ids if holds(user, Role.UNIT_COORDINATOR) else frozenset()


def with_attendance(events: QuerySet[Event]) -> QuerySet[Event]:
    """The events with `came`, the number of people signed in."""
    return events.annotate(came=Count("attendances"))
