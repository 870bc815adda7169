"""Asking people for a message: their own links, which also stand on the printed sheets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from jiafeng.common.refusals import refuse_if
from jiafeng.common.tokens import digest, personal_token
from jiafeng.ground.people.models import Person
from jiafeng.ground.records.actions import log
from jiafeng.library.calendars import local_day
from jiafeng.programme.letters import policies
from jiafeng.programme.letters.models import MessageDrive, MessageLink

_CHUNK = 500


def token_of(link: MessageLink) -> str:
    """The secret of a link, derived again, so that a lost sheet can be printed anew."""
    return personal_token("letters", link.drive_id, link.person_id, link.issue)


@transaction.atomic
def ask(*, by: Any, at: datetime, drive: MessageDrive, people: Iterable[Person]) -> int:
    """Make a link for each of these people and return how many are new; who has one keeps it. The list itself is not kept."""
    current = MessageDrive.objects.select_for_update(of=("self",)).select_related("county").get(pk=drive.pk)
    refuse_if(policies.may_enter(by, current))
    known = set(MessageLink.objects.filter(drive=current, asked=True).values_list("person_id", flat=True))
    fresh = [person for person in people if person.county_id == current.county_id and person.pk not in known]
    for person in fresh:
        refuse_if(policies.may_enter(by, current, person))
    links = [_link(current, person, by=by, at=at, asked=True) for person in fresh]
    MessageLink.objects.bulk_create(links, batch_size=_CHUNK, ignore_conflicts=True)
    for start in range(0, len(fresh), _CHUNK):  # who wrote by themselves has a link already, and is asked only now
        given = MessageLink.objects.filter(drive=current, asked=False, person__in=fresh[start : start + _CHUNK])
        given.update(asked=True, made_on=local_day(at))
    if fresh:
        log(
            by=by,
            at=at,
            verb="letters.drive.ask",
            target=current,
            summary=current.title,
            county_code=current.county.code,
            people=len(fresh),
        )
    return len(fresh)


@transaction.atomic
def make_link(*, by: Any = None, at: datetime, drive: MessageDrive, person: Person, afresh: bool = False) -> str:
    """The secret of the person's own link; `afresh` voids the one before, for a letter that was lost.

    `by` is None when the person has just sent a message and is given the link to it.
    """
    if by is not None:
        drive = MessageDrive.objects.select_related("county").get(pk=drive.pk)
        refuse_if(policies.may_enter(by, drive, person))
    fresh = _link(drive, person, by=by, at=at, asked=by is not None)
    names = ("county_id", "organisation_id", "digest", "made_on", "made_at", "made_by", "asked")
    link, created = MessageLink.objects.select_for_update().get_or_create(
        drive=drive, person=person, defaults={name: getattr(fresh, name) for name in names}
    )
    if afresh and not created:
        link.issue += 1
        link.digest, link.made_at, link.made_by = digest(token_of(link)), at, by
        link.save(update_fields=["issue", "digest", "made_at", "made_by"])
    if by is not None and (created or afresh):
        log(by=by, at=at, verb="letters.link.make", target=link, summary=drive.title, county_code=drive.county.code, issue=link.issue)
    return token_of(link)


def _link(drive: MessageDrive, person: Person, *, by: Any, at: datetime, asked: bool) -> MessageLink:
    return MessageLink(
        county_id=drive.county_id,
        organisation_id=person.organisation_id,
        drive=drive,
        person=person,
        digest=digest(personal_token("letters", drive.pk, person.pk, 1)),
        made_on=local_day(at),
        made_at=at,
        made_by=by if getattr(by, "pk", None) else None,
        asked=asked,
    )
