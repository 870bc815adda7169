"""Asking people for a message: their own links, which also stand on the printed sheets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from jiafeng.common.refusals import refuse_if
from jiafeng.common.tokens import digest
from jiafeng.ground.links.models import PersonalLink
from jiafeng.ground.people.models import Person
from jiafeng.ground.records.actions import lock, log
from jiafeng.library.calendars import local_day
from jiafeng.programme.drives import actions as drives
from jiafeng.programme.letters import policies
from jiafeng.programme.letters.models import MessageDrive, MessageLink

_CHUNK = 500


@transaction.atomic
def ask(*, by: Any, at: datetime, drive: MessageDrive, people: Iterable[Person]) -> int:
    """Make a link for each of these people and return how many are new; who has one keeps it. The list itself is not kept."""
    current = lock(drive)
    refuse_if(policies.may_enter(by, current))
    known = set(MessageLink.objects.filter(drive=current, asked=True).values_list("person_id", flat=True))
    fresh = [person for person in people if person.county_id == current.county_id and person.pk not in known]
    for person in fresh:
        refuse_if(policies.may_enter(by, current, person))
    links = [
        MessageLink(drive=current, person=person, made_at=at, made_by=by, **_own(current, person, at=at, asked=True)) for person in fresh
    ]
    for link in links:
        link.digest = digest(link.token)
    MessageLink.objects.bulk_create(links, batch_size=_CHUNK, ignore_conflicts=True)
    for start in range(0, len(fresh), _CHUNK):  # who wrote by themselves has a link already, and is asked only now
        given = MessageLink.objects.filter(drive=current, asked=False, person__in=fresh[start : start + _CHUNK])
        given.update(asked=True, made_on=local_day(at))
    if fresh:
        log(by=by, at=at, verb="letters.drive.ask", target=current, people=len(fresh))
    return len(fresh)


def make_link(*, by: Any = None, at: datetime, drive: MessageDrive, person: Person, afresh: bool = False) -> str:
    """As `drives.make_link`, noting whether staff made it, to ask the person, or whether they had just sent a message."""
    own = _own(drive, person, at=at, asked=by is not None)
    return drives.make_link(by=by, at=at, drive=drive, person=person, afresh=afresh, **own)


@transaction.atomic
def give_links(*, by: Any, at: datetime, drive: MessageDrive, people: Iterable[Person]) -> list[PersonalLink]:
    """As `drives.give_links`; all of them are noted as asked."""
    chosen = list(people)
    ask(by=by, at=at, drive=drive, people=chosen)
    return drives.give_links(by=by, at=at, drive=drive, people=chosen)


def _own(drive: MessageDrive, person: Person, *, at: datetime, asked: bool) -> dict[str, Any]:
    return {"county_id": drive.county_id, "organisation_id": person.organisation_id, "made_on": local_day(at), "asked": asked}
