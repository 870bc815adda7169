"""Reads over who came: the arithmetic of the channels, lists, and the search at the door."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from jiafeng.ground.people.models import Person, PersonQuerySet
from jiafeng.ground.people.queries import named
from jiafeng.ground.units.models import Organisation
from jiafeng.programme.events.models import Attendance, AttendanceTrace, Channel, DoorDevice, Event, Invitation


@dataclass(frozen=True)
class Reckoning:
    """How the channels of an event come to its total: the sum of `channels` − `overlaps` = `total`.

    `ways` are the people by exactly which channels they are known by: they share nobody, so that they add up to the total by themselves.
    """

    channels: list[tuple[str, Any, int]]
    overlaps: int
    total: int
    ways: list[tuple[str, list[Any], int]]


def reckon(event: Event) -> Reckoning:
    """The event's arithmetic, over persons: two phones that scanned one code are two traces of one channel, and one person in it.

    One pass over the event's traces; a county's largest hall has some thousands.
    """
    known: dict[int, set[str]] = {}
    for attendance, channel in AttendanceTrace.objects.filter(event=event).order_by().values_list("attendance", "channel").distinct():
        known.setdefault(attendance, set()).add(channel)
    combinations = Counter(tuple(channel for channel in Channel.values if channel in ways) for ways in known.values())
    counted = Counter(channel for ways in known.values() for channel in ways)
    return Reckoning(
        channels=[(channel.value, channel.label, counted[channel.value]) for channel in Channel],
        overlaps=sum(counted.values()) - len(known),
        total=len(known),
        ways=[
            (",".join(ways), [Channel(channel).label for channel in ways], number)
            for ways, number in sorted(combinations.items(), key=lambda item: (len(item[0]), -item[1], item[0]))
        ],
    )


def attendances_for(user: Any, event: Event) -> QuerySet[Attendance]:
    """Who came, latest first, with the channels."""
    traces = AttendanceTrace.objects.select_related("by")
    return (
        Attendance.objects.visible_to(user)
        .filter(event=event)
        .select_related("person", "organisation")
        .prefetch_related(Prefetch("traces", traces))
        .order_by("-pk")
    )


def narrowed_attendances(
    attendances: QuerySet[Attendance], *, words: str = "", channel: str = "", ways: Iterable[str] = ()
) -> QuerySet[Attendance]:
    """Those of this name; by this channel; by exactly these channels and no other, or by `several` of them."""
    if words:
        attendances = attendances.filter(person__name__icontains=words)
    if channel:
        attendances = attendances.filter(pk__in=AttendanceTrace.objects.filter(channel=channel).values("attendance"))
    if "several" in ways:
        several = AttendanceTrace.objects.order_by().values("attendance").annotate(ways=Count("channel", distinct=True)).filter(ways__gt=1)
        attendances = attendances.filter(pk__in=several.values("attendance"))
    elif ways:
        traces = AttendanceTrace.objects.filter(attendance=OuterRef("pk"))
        for each in Channel.values:
            known = Exists(traces.filter(channel=each))
            attendances = attendances.filter(known if each in ways else ~known)
    return attendances


def came(event: Event) -> int:
    """How many people are in."""
    return Attendance.objects.filter(event=event).count()


def trace_of_key(event: Event, key: UUID) -> AttendanceTrace | None:
    """What a form or a ticket has made already."""
    return AttendanceTrace.objects.filter(event=event, key=key).select_related("attendance__person__organisation", "by").first()


def guest_people(event: Event) -> PersonQuerySet:
    """Whom the door may find by name: those invited and the host's own people. Anybody else gives name, unit and telephone."""
    own = Q(organisation=event.organisation_id, left_at=None)
    return Person.objects.filter(county=event.county_id).filter(own | Q(pk__in=event.invitations.values("person")))


@dataclass(frozen=True)
class Guest:
    """A person as the door sees them: name and unit, the invitation's number, and when they signed in."""

    person: Person
    number: int | None
    came_at: datetime | None


def guests(event: Event, words: str, most: int = 20) -> list[Guest]:
    """The door's search by name or pinyin."""
    people = list(named(guest_people(event), words).select_related("organisation").order_by("pinyin", "pk")[:most])
    numbers = dict(event.invitations.filter(person__in=people).values_list("person_id", "number"))
    came = dict(event.attendances.filter(person__in=people).values_list("person_id", "recorded_at"))
    return [Guest(person, numbers.get(person.pk), came.get(person.pk)) for person in people]


def guests_along(event: Event) -> QuerySet[Any]:
    """The guests as a phone takes them along, by number, each with `came_at` where they are in already."""
    came = Attendance.objects.filter(event=event, person=OuterRef("person")).values("recorded_at")
    return (
        Invitation.objects.filter(event=event)
        .select_related("person")
        .prefetch_related("seats")
        .annotate(came_at=Subquery(came[:1]))
        .order_by("number")
    )


def units_along(event: Event) -> QuerySet[Organisation]:
    """The units that somebody who is not on the list may say they come from, as the door's form offers them."""
    return Organisation.objects.filter(county=event.county_id, closed_on=None)


def devices_of(event: Event) -> QuerySet[DoorDevice]:
    """The phones at the door, latest first."""
    return event.door_devices.filter(ended_at=None).select_related("made_by").order_by("-pk")
