"""Reads over gatherings that anybody may know of: the portal's activities."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Sum
from django.db.models.functions import Coalesce

from jiafeng.common.prepared import Prepared
from jiafeng.ground.units.models import Region
from jiafeng.library.calendars import FIRST_YEAR, LAST_YEAR, SHANGHAI, Festival, local_day, upcoming_festivals
from jiafeng.programme.events.models import Attendance, Event, Invitation, Reply
from jiafeng.programme.events.stages import EventStage

PLACES = 200
"""Activities that the page of places looks through, the nearest first."""


def activities(county: Region | int) -> QuerySet[Event]:
    """What the portal shows, with the hosts."""
    return Event.objects.public(county).select_related("organisation").prefetch_related("joint_rows__organisation")


def ahead(county: Region | int, at: datetime) -> QuerySet[Event]:
    """Going on or to come, the nearest first; what was called off stays until its day is over, for whoever would go there."""
    return activities(county).filter(ends_at__gt=at).exclude(stage__in=(EventStage.HELD, EventStage.CLOSED)).order_by("starts_at", "pk")


def behind(county: Region | int, at: datetime) -> QuerySet[Event]:
    """Over, the latest first; what was called off is not told of any more."""
    return activities(county).filter(starts_at__lte=at).exclude(stage=EventStage.CANCELLED).order_by("-starts_at", "-pk")


@Prepared
def _next(county_id: int, at: datetime) -> QuerySet[Event]:
    rows = Event.objects.public(county_id).filter(ends_at__gt=at, stage=EventStage.OPEN)
    return rows.select_related("organisation").order_by("starts_at", "pk")[:3]


def next_activities(county: Region, at: datetime) -> list[Event]:
    """The three nearest, for the home page."""
    return _next(county.pk, at)


def places_left(events: Iterable[Event]) -> dict[int, int]:
    """Seats that nobody holds yet, by the gathering's key, of those whose seats are counted: two statements for any number of them."""
    counted = {event.pk: event.capacity for event in events if event.capacity is not None}
    promised = Invitation.objects.filter(event__in=counted, reply=Reply.YES)
    held: dict[int, int] = dict(promised.order_by().values_list("event").annotate(taken=Coalesce(Sum(F("companions") + 1), 0)))
    answered = Invitation.objects.filter(event=OuterRef("event"), person=OuterRef("person"), reply=Reply.YES)
    came = Attendance.objects.filter(event__in=counted).exclude(Exists(answered))
    unannounced: dict[int, int] = dict(came.order_by().values_list("event").annotate(people=Count("pk")))
    return {pk: max(0, seats - held.get(pk, 0) - unannounced.get(pk, 0)) for pk, seats in counted.items()}


@dataclass(frozen=True)
class Day:
    """One day of a month as the calendar shows it."""

    on: date
    inside: bool
    festival: str
    events: list[Event]


@dataclass(frozen=True)
class Month:
    """A month in whole weeks from Monday, and its neighbours within the years that the calendar knows."""

    first: date
    weeks: list[list[Day]]
    before: date | None
    after: date | None

    @property
    def busy(self) -> list[Day]:
        """The month's own days on which something is, for a narrow screen."""
        return [day for week in self.weeks for day in week if day.inside and day.events]


def month_of(county: Region, first: date) -> Month:
    """The activities of the month that begins on that day, each on every day it touches, those called off left out."""
    following = (first + timedelta(days=31)).replace(day=1)
    start, last = first - timedelta(days=first.weekday()), following + timedelta(days=-following.weekday() % 7)
    begins, ends = (datetime(day.year, day.month, day.day, tzinfo=SHANGHAI) for day in (start, last))
    rows = Event.objects.public(county).exclude(stage=EventStage.CANCELLED).filter(starts_at__lt=ends, ends_at__gt=begins)
    by_day: dict[date, list[Event]] = {}
    for event in rows.order_by("starts_at", "pk"):
        day = max(local_day(event.starts_at), start)
        while day <= min(local_day(event.ends_at - timedelta(microseconds=1)), last - timedelta(days=1)):
            by_day.setdefault(day, []).append(event)
            day += timedelta(days=1)
    names = {each.day: each.name for each in _festivals(start, last)}
    days = [start + timedelta(days=number) for number in range((last - start).days)]
    shown = [Day(day, first <= day < following, names.get(day, ""), by_day.get(day, [])) for day in days]
    previous = (first - timedelta(days=1)).replace(day=1)
    return Month(
        first,
        [shown[at : at + 7] for at in range(0, len(shown), 7)],
        previous if previous.year >= FIRST_YEAR else None,
        following if following.year <= LAST_YEAR else None,
    )


def _festivals(start: date, last: date) -> list[Festival]:
    start, last = max(start, date(FIRST_YEAR, 1, 1)), min(last, date(LAST_YEAR, 12, 31))
    return upcoming_festivals(start, (last - start).days)


def places(county: Region, at: datetime) -> list[tuple[str, list[Event]]]:
    """The places where something is to come, by name as it was written, each with what is there, the nearest first."""
    rows = sorted(ahead(county, at).exclude(stage=EventStage.CANCELLED)[:PLACES], key=lambda event: (event.place, event.starts_at))
    return [(place, list(there)) for place, there in groupby(rows, key=lambda event: event.place)]
