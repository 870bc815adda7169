"""Writes to invitations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if
from jiafeng.common.tokens import digest
from jiafeng.events import policies
from jiafeng.events.actions.events import lock
from jiafeng.events.models import Event, Invitation, Reply
from jiafeng.events.queries import seats_taken
from jiafeng.people.models import Person
from jiafeng.records.actions import log


@transaction.atomic
def invite(*, by: Any, at: datetime, event: Event, people: Iterable[Person]) -> list[Invitation]:
    """Invite people; somebody already invited keeps their invitation and number. Returns the new invitations."""
    locked = lock(event)
    refuse_if(policies.may_invite(by, locked))
    chosen = list({person.pk: person for person in people}.values())
    if any(person.county_id != locked.county_id for person in chosen):
        raise Refused(_("This person belongs to another county's list."))
    standing = dict(locked.invitations.values_list("person_id", "number"))
    last = max(standing.values(), default=0)
    fresh = []
    for number, person in enumerate((person for person in chosen if person.pk not in standing), last + 1):
        invitation = Invitation(county_id=locked.county_id, event=locked, person=person, number=number, invited_at=at, invited_by=by)
        invitation.digest = digest(invitation.token)
        fresh.append(invitation)
    made = Invitation.objects.bulk_create(fresh, batch_size=500)
    if made:
        log(
            by=by, at=at, verb="events.event.invite", target=locked, summary=locked.title, county_code=locked.county.code, invited=len(made)
        )
    return made


@transaction.atomic
def reply(*, at: datetime, invitation: Invitation, answer: str) -> Invitation:
    """The invited person's answer, by their own link. Coming takes a seat where seats are limited; another answer gives it back."""
    event = lock(invitation.event)
    mine = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    mine.event = event
    refuse_if(policies.may_reply_now(event, at))
    if answer not in Reply.values:
        raise Refused(_("Choose one of the answers."), field="answer")
    if mine.reply == answer:
        return mine
    if answer == Reply.YES and event.capacity is not None and seats_taken(event) >= event.capacity:
        raise Refused(_("All seats are taken. Answer “Not sure yet”, and ask the host to tell you when one is free."), code="full")
    mine.reply, mine.replied_at = answer, at
    mine.save(update_fields=["reply", "replied_at"])
    log(by=None, at=at, verb="events.invitation.reply", target=mine, summary=event.title, county_code=event.county.code, answer=answer)
    return mine
