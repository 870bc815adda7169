"""Reminders of what is late or soon will be: one text message for each deadline, to whoever agreed to be contacted."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from jiafeng.common.refusals import Refused, refuse_if
from jiafeng.ground.people.models import Person
from jiafeng.ground.records.actions import lock, log
from jiafeng.ground.sms.actions import send_text
from jiafeng.programme.awards import policies, queries
from jiafeng.programme.awards.models import Awaited, Reminder, Round, RoundBody
from jiafeng.programme.awards.queries import Lag

_WORDS = {
    Awaited.CLEARANCE: gettext_noop("Reminder: %(round)s: %(number)s nominations wait for the word of your office, due %(day)s."),
    Awaited.REVIEW: gettext_noop("Reminder: %(round)s: %(number)s sheets wait for your scores, due %(day)s."),
    Awaited.ANSWER: gettext_noop("Reminder: %(round)s: %(number)s objections wait for their written answer, due %(day)s."),
}


@transaction.atomic
def name_contact(*, by: Any, at: datetime, body: RoundBody, person: Person | None) -> RoundBody:
    """Say who is reminded for a body by text message; None: nobody."""
    round_ = lock(body.round)
    locked = lock(body, "round")
    refuse_if(policies.may_name_contact(by, locked))
    if person is not None and person.county_id != round_.county_id:
        raise Refused(gettext("This person belongs to another county's list."), field="person")
    locked.contact = person
    locked.save(update_fields=["contact"])
    log(by=by, at=at, verb="awards.body.contact", target=round_, summary=locked.organisation.label)
    return locked


@transaction.atomic
def chase(*, at: datetime, round_: Round) -> tuple[int, int]:
    """Remind of everything in a round that is late or due within two days, once for each deadline; (messages asked for, put off).

    Several things of one kind are one message to a person. Put off is what the limits of text messages refused just now: it is not marked and
    can be asked for again. Whoever cannot be texted finds it on the desk.
    """
    locked = lock(round_, "scheme")
    groups: defaultdict[tuple[Awaited, Person], list[Lag]] = defaultdict(list)
    for lag in queries.lagging(locked, at):
        if lag.person is not None:
            groups[lag.about, lag.person].append(lag)
    sent = put_off = 0
    for (about, person), lags in groups.items():
        first = min(lags, key=lambda lag: lag.due_on)
        with translation.override(settings.LANGUAGE_CODE):
            text = gettext(_WORDS[about]) % {"round": locked.title, "number": sum(lag.number for lag in lags), "day": first.due_on}
        try:
            send_text(at=at, phone=person.phone, text=text, county=locked.county.code, key=first.key)
        except Refused as refused:
            put_off += refused.code in ("too_often", "too_many")
            continue
        Reminder.objects.bulk_create(
            Reminder(round=locked, about=about, subject=lag.subject, due_on=lag.due_on, sent_at=at) for lag in lags
        )
        sent += 1
    if sent:
        log(by=None, at=at, verb="awards.round.remind", target=locked, sent=sent)
    return sent, put_off
