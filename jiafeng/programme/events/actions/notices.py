"""Text messages to guests: only to those who agreed to be contacted, each message once by its key. Whoever cannot be texted is called."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_noop

from jiafeng.common.refusals import Refused, refuse_if
from jiafeng.ground.records.actions import lock, log
from jiafeng.ground.sms.actions import send_text
from jiafeng.programme.events import policies
from jiafeng.programme.events.models import Event, Invitation
from jiafeng.programme.events.queries import can_be_texted, reachable, to_remind, to_text

Planner = Callable[[Event, datetime], None]
_planners: list[Planner] = []


def planned_by(planner: Planner) -> None:
    """Name who wakes us at a moment (the room's job, from AppConfig.ready): an action knows no background work above it."""
    _planners[:] = [planner]


def plan_reminder(*, at: datetime, event: Event) -> None:
    """Have the reminder sent at its time, where one is wished and lies ahead; a gathering that was moved is planned anew."""
    moment = policies.reminder_at(event)
    if moment is not None and event.starts_at > at:
        for planner in _planners:
            transaction.on_commit(partial(planner, event, max(moment, at)))


def tell_of_seat(*, at: datetime, invitation: Invitation) -> bool:
    """Tell somebody who moved up from the waiting list that a seat is theirs."""
    words = gettext_noop("A seat became free for you: %(title)s, %(when)s, %(place)s. If you cannot come, please tell us.")
    return _text(at=at, invitation=invitation, words=words, key=f"seat:{invitation.pk}:{int(at.timestamp())}")


@transaction.atomic
def remind(*, at: datetime, event: Event) -> int:
    """Remind those who said that they come, or may, and can be texted; how many. Never twice: who was reminded is marked with the message."""
    current = lock(event)
    if policies.may_remind(current, at):
        return 0
    sent = 0
    words = gettext_noop("Reminder: %(title)s, %(when)s, %(place)s. %(host)s looks forward to seeing you.")
    for invitation in to_remind(current).filter(reachable()).select_for_update(of=("self",)):
        if _text(at=at, invitation=invitation, words=words, key=f"remind:{invitation.pk}"):
            invitation.reminded_at = at
            invitation.save(update_fields=["reminded_at"])
            sent += 1
    if sent:
        log(by=None, at=at, verb="events.event.remind", target=current, sent=sent)
    return sent


@transaction.atomic
def text_invitations(*, by: Any, at: datetime, event: Event, link_of: Callable[[Invitation], str]) -> int:
    """Send everybody who can be texted their own link, once; how many messages were asked for just now."""
    current = lock(event)
    refuse_if(policies.may_text(by, current))
    sent = 0
    words = gettext_noop("You are invited: %(title)s, %(when)s, %(place)s. Reply here: %(link)s")
    for invitation in to_text(current).select_related("person"):
        if _text(at=at, invitation=invitation, words=words, key=f"invitation:{invitation.pk}", link=link_of(invitation)):
            invitation.texted_at = at
            invitation.save(update_fields=["texted_at"])
            sent += 1
    if sent:
        log(by=by, at=at, verb="events.event.text", target=current, sent=sent)
    return sent


def _text(*, at: datetime, invitation: Invitation, words: str, key: str, **facts: str) -> bool:
    """Ask for one message; False where the person cannot be texted, or the gateway's limits are reached: the page and a call tell it then."""
    person = invitation.person
    if not can_be_texted(invitation):
        return False
    event = invitation.event
    with translation.override(settings.LANGUAGE_CODE):
        text = gettext(words) % {
            "title": event.title,
            "when": date_format(timezone.localtime(event.starts_at), "DATETIME_FORMAT"),
            "place": event.place,
            "host": event.organisation.label,
            **facts,
        }
    try:
        send_text(at=at, phone=person.phone, text=text, county=event.county.code, key=f"events:{key}")
    except Refused:
        return False
    return True
