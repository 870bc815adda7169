"""What a text may take: gatherings' photos whose people agree, and people to name on an upload."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from jiafeng.ground.people.models import Person, Purpose
from jiafeng.ground.people.queries import consented, named, people_for
from jiafeng.programme.events.models import Event, EventPhoto
from jiafeng.programme.events.queries import publishable
from jiafeng.programme.pictures.models import Picture
from jiafeng.programme.pictures.queries.texts import Text

MOST_PHOTOS, MOST_EVENTS, MOST_PEOPLE = 60, 50, 100


@dataclass(frozen=True)
class Offer:
    """Photos of one gathering that may be shown, and how many more it has that may not as things stand."""

    event: Event
    photos: tuple[EventPhoto, ...]
    withheld: int


def offered_events(user: Any, text: Text) -> QuerySet[Event]:
    """The gatherings within the user's reach that have photos, latest first."""
    return (
        Event.objects.visible_to(user)
        .filter(county=text.county, photo_rows__isnull=False)
        .distinct()
        .order_by("-starts_at", "-pk")[:MOST_EVENTS]
    )


def offered_photos(text: Text, event: Event) -> Offer:
    """The photos of a gathering that may be shown outside as the consents stand now, without those that the text has already."""
    rows = EventPhoto.objects.filter(event=event, evidence__media_type__startswith="image/").exclude(evidence__preview="")
    free = publishable(rows).exclude(evidence__in=Picture.objects.filter(subject=text.subject).values("evidence"))
    taken = rows.filter(evidence__in=Picture.objects.filter(subject=text.subject).values("evidence")).count()
    offered = tuple(free.select_related("evidence").order_by("pk")[:MOST_PHOTOS])
    return Offer(event, offered, max(rows.count() - taken - free.count(), 0))


def people_on_offer(user: Any, picture: Picture, words: str, standing: list[int]) -> QuerySet[Person]:
    """Whom staff may name on a picture: those named already, and those found by name within the user's reach."""
    visible = people_for(user).filter(county=picture.county_id)
    found = named(visible, words).values_list("pk", flat=True)[:MOST_PEOPLE] if words else []
    return Person.objects.filter(pk__in=[*standing, *found]).select_related("organisation").order_by("pinyin", "pk")


def without_consent(picture: Picture) -> list[Person]:
    """Those on a picture whose consent is not in the ledger: whom to ask before it can be shown."""
    named_on: Any = picture.photo.named if picture.photo else picture.named
    return [row.person for row in named_on.exclude(consented(Purpose.PHOTO)).select_related("person").order_by("person__pinyin", "pk")]
