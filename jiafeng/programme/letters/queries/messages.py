"""Reads over messages."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from jiafeng.ground.people.models import CadreRelation, ConsentState, Person, Purpose
from jiafeng.ground.people.queries import consented
from jiafeng.programme.letters.models import Message, MessageDrive
from jiafeng.programme.letters.stages import Stage


def with_current(messages: QuerySet[Message]) -> QuerySet[Message]:
    return messages.select_related("person", "organisation", "current__evidence", "drive__county")


def messages_for(user: Any, drive: MessageDrive) -> QuerySet[Message]:
    """The drive's messages within the user's reach, latest first."""
    return with_current(Message.objects.visible_to(user).filter(drive=drive)).order_by("-pk")


def narrowed(
    messages: QuerySet[Message], *, q: str = "", channel: str | None = None, unit: int | None = None, stage: str | None = None
) -> QuerySet[Message]:
    """By name, reference number or words; channel, unit, stage. Withdrawn ones only where they are asked for."""
    messages = messages.filter(stage=stage) if stage else messages.exclude(stage=Stage.WITHDRAWN)
    if q:
        messages = messages.filter(
            Q(person__name__icontains=q)
            | Q(cadre__icontains=q)
            | Q(reference__iexact=q)
            | Q(current__text__icontains=q)
            | Q(current__transcription__icontains=q)
        )
    if channel:
        messages = messages.filter(current__channel=channel)
    return messages.filter(organisation_id=unit) if unit else messages


def next_to_read(user: Any, drive: MessageDrive, after: int | None = None) -> Message | None:
    """The message that is read next: the oldest that waits, or the one behind `after`."""
    waiting = with_current(Message.objects.visible_to(user).filter(drive=drive, stage=Stage.RECEIVED)).order_by("pk")
    return (waiting.filter(pk__gt=after).first() if after else None) or waiting.first()


def printable(drive: MessageDrive) -> QuerySet[Message]:
    """Approved messages whose authors agree to a desk card."""
    return with_current(Message.objects.filter(drive=drive, stage=Stage.APPROVED).filter(consented(Purpose.DESK_CARD)))


def on_the_wall(county_id: int) -> QuerySet[Message]:
    """What the public may see: approved, and the author agrees to the wall now."""
    rows = Message.objects.filter(county_id=county_id, stage=Stage.APPROVED).filter(consented(Purpose.WALL))
    return with_current(rows).order_by("-decided_at", "-pk")


def message_of(drive: MessageDrive, person_id: int) -> Message | None:
    return with_current(Message.objects.filter(drive=drive, person_id=person_id)).first()


def agreed_to(person: Person) -> set[str]:
    """The purposes to which the person agrees now."""
    return set(ConsentState.objects.filter(person=person, given=True).values_list("purpose", flat=True))


def cadre_of(person: Person) -> str:
    """The name of the cadre for whom the person writes: of the household, as far as the list of people knows; a cadre's own."""
    if person.cadre_relation == CadreRelation.SELF:
        return person.name
    if person.household_id is None or not person.cadre_relation:
        return ""
    cadres = Person.objects.present().filter(household=person.household_id, cadre_relation=CadreRelation.SELF)
    return cadres.order_by("pk").values_list("name", flat=True).first() or ""
