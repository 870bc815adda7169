"""Reads over gatherings: lists, seats, the arithmetic of their channels, and the search at the door."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from jiafeng.common.due import Due
from jiafeng.common.prepared import Prepared
from jiafeng.common.scoping import Reach, reach_of
from jiafeng.common.search import Hit
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.accounts.policies import holds
from jiafeng.library.calendars import SHANGHAI, local_day
from jiafeng.programme.events.models import Event, Minutes
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
            url=reverse("events:event", args=[event.pk]),
        )
        for event in counted
    ]


_DUE = {
    EventStage.DRAFT: ("calendar-event", _("Announce: %(title)s"), _("Announce it")),
    EventStage.OPEN: ("qrcode", _("Sign people in: %(title)s"), _("Open sign-in")),
    EventStage.HELD: ("notes", _("Finish the record: %(title)s"), _("Open the page")),
}


@Prepared
def _waiting(reach: Reach, stages: tuple[EventStage, ...], past: datetime, soon: datetime) -> QuerySet[Event]:
    """Gatherings of these stages between two moments, without those whose record is finished."""
    events = Event.objects.within(reach).filter(stage__in=stages, starts_at__lt=soon, starts_at__gte=past)
    events = events.exclude(stage=EventStage.HELD, report_key__isnull=False)
    return events.select_related("organisation").order_by("starts_at", "pk")[:20]


def due(user: Any, at: datetime) -> list[Due]:
    """For those who keep events or work at their door: to announce, to sign in on the day, to mark as held, to finish within a week."""
    keeps = holds(user, Role.COUNTY_STAFF, Role.UNIT_COORDINATOR)
    if not keeps and not holds(user, Role.VOLUNTEER):
        return []
    soon, past = at + timedelta(days=7), at - timedelta(days=60)
    stages = (EventStage.DRAFT, EventStage.OPEN, EventStage.HELD) if keeps else (EventStage.OPEN,)
    found = []
    for event in _waiting(reach_of(user), stages, past, soon):
        icon, what, action = _DUE[EventStage(event.stage)]
        page = "events:event"
        if event.stage == EventStage.OPEN and at < event.ends_at:
            page = "events:door"
        elif event.stage == EventStage.OPEN:
            if not keeps:
                continue
            icon, what, action = "check", _("Mark as held: %(title)s"), _("Open the page")
        found.append(
            Due(
                room="events",
                icon=icon,
                what=what % {"title": event.title},
                detail=f"{event.place} · {date_format(timezone.localtime(event.starts_at), 'SHORT_DATETIME_FORMAT')}",
                due=local_day(event.starts_at) if event.stage != EventStage.HELD else local_day(event.starts_at) + timedelta(days=7),
                url=reverse(page, args=[event.pk]),
                action=action,
                whose=event.organisation.label,
            )
        )
    return found


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
