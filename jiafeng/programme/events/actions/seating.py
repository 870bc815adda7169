"""Who has a seat: the waiting list moves up when seats become free, and numbered seats are given out. Every caller holds the event's row."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if
from jiafeng.common.text import tidy
from jiafeng.ground.records.actions import lock, log
from jiafeng.programme.events import policies
from jiafeng.programme.events.actions.notices import tell_of_seat
from jiafeng.programme.events.models import Event, Invitation, Reply, Seat
from jiafeng.programme.events.queries import seats_taken

MAX_SEATS = 5000
_ROW = re.compile(r"^(?P<row>.{0,8}?)(?P<first>\d{1,6})\s*[-–—~～至到]\s*(?P<last>\d{1,6})(?P<after>\D{0,3})$")


def promote(*, at: datetime, event: Event) -> list[Invitation]:
    """Give free seats to those who wait, in the order in which they began to; whose party does not fit yet keeps the place in the line."""
    if event.capacity is None:
        waiting = list(_line(event))
    else:
        free = event.capacity - seats_taken(event)
        waiting = []
        for invitation in _line(event) if free > 0 else ():
            if invitation.party <= free:
                waiting.append(invitation)
                free -= invitation.party
    for invitation in waiting:
        invitation.reply, invitation.replied_at = Reply.YES, at
        invitation.waiting_since, invitation.promoted_at = None, at
        invitation.save(update_fields=["reply", "replied_at", "waiting_since", "promoted_at"])
        log(by=None, at=at, verb="events.invitation.promote", target=invitation, summary=event.title, county_code=event.county.code)
        tell_of_seat(at=at, invitation=invitation)
    return waiting


def _line(event: Event) -> Iterable[Invitation]:
    return (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("person", "event__county", "event__organisation")
        .filter(event=event, reply=Reply.WAIT)
        .order_by("waiting_since", "pk")
    )


def read_rows(text: str) -> list[str]:
    """The seats that a text names: `1排1-20` on a line is twenty seats of the first row; anything else on a line is one seat.

    Raises Refused for a seat named twice, too long a name, a range that runs backwards, and more seats than a hall has.
    """
    found: list[str] = []
    for line in (tidy(line) for line in text.splitlines()):
        if not line:
            continue
        span = _ROW.match(line)
        if span is None:
            found.append(line)
            continue
        first, last = int(span["first"]), int(span["last"])
        if last < first or last - first >= MAX_SEATS:
            raise Refused(_("“%(line)s” runs backwards or is too long a row. Write the lower number first.") % {"line": line}, field="rows")
        found += [f"{span['row']}{number}{span['after']}" for number in range(first, last + 1)]
    if len(found) > MAX_SEATS:
        raise Refused(_("A hall has at most %(most)s seats here.") % {"most": MAX_SEATS}, field="rows")
    long = next((label for label in found if len(label) > 12), None)
    if long is not None:
        raise Refused(_("“%(label)s” is too long for the name of a seat: 12 characters at most.") % {"label": long[:40]}, field="rows")
    twice = next((label for label in found if found.count(label) > 1), None) if len(set(found)) < len(found) else None
    if twice is not None:
        raise Refused(_("The seat “%(label)s” is named twice.") % {"label": twice}, field="rows")
    return found


@transaction.atomic
def set_seats(*, by: Any, at: datetime, event: Event, labels: Iterable[str]) -> int:
    """Set the seats of the hall, in order. Seats that stay keep their guests; returns how many guests lost theirs."""
    locked = lock(event)
    refuse_if(policies.may_invite(by, locked))
    wanted = list(labels)
    given = dict(locked.seats.exclude(invitation=None).values_list("label", "invitation_id"))
    locked.seats.all().delete()
    Seat.objects.bulk_create(
        (Seat(event=locked, place=place, label=label, invitation_id=given.get(label)) for place, label in enumerate(wanted, 1)),
        batch_size=500,
    )
    lost = len(set(given) - set(wanted))
    log(by=by, at=at, verb="events.event.seats", target=locked, seats=len(wanted))
    return lost


@transaction.atomic
def give_seats(*, by: Any, at: datetime, event: Event) -> tuple[int, int]:
    """Seat everybody who comes and has no seat yet, unit by unit and by number; a party sits together in order. Returns parties seated, parties left."""
    locked = lock(event)
    refuse_if(policies.may_invite(by, locked))
    free = list(locked.seats.filter(invitation=None).order_by("place"))
    coming = (
        Invitation.objects.filter(event=locked, reply=Reply.YES, seats=None)
        .select_related("person__organisation")
        .order_by("person__organisation__name", "number")
    )
    seated = left = 0
    changed: list[Seat] = []
    for invitation in coming:
        if len(free) < invitation.party:
            left += 1
            continue
        for seat in free[: invitation.party]:
            seat.invitation = invitation
            changed.append(seat)
        free = free[invitation.party :]
        seated += 1
    Seat.objects.bulk_update(changed, ["invitation"], batch_size=500)
    if seated:
        log(by=by, at=at, verb="events.event.seat", target=locked, parties=seated)
    return seated, left


@transaction.atomic
def give_seat(*, by: Any, at: datetime, invitation: Invitation, labels: Iterable[str]) -> Invitation:
    """Give a guest these seats and no others, by hand; a seat that somebody else has is refused."""
    locked = lock(invitation.event)
    refuse_if(policies.may_invite(by, locked))
    wanted = [tidy(label) for label in labels if tidy(label)]
    seats = {seat.label: seat for seat in locked.seats.filter(label__in=wanted)}
    for label in wanted:
        if label not in seats:
            raise Refused(_("There is no seat “%(label)s” in this hall.") % {"label": label}, field="seats")
        if seats[label].invitation_id not in (None, invitation.pk):
            raise Refused(_("The seat “%(label)s” is given to another guest already.") % {"label": label}, field="seats")
    locked.seats.filter(invitation=invitation).update(invitation=None)
    locked.seats.filter(label__in=wanted).update(invitation=invitation)
    log(
        by=by, at=at, verb="events.invitation.seat", target=invitation, summary=locked.title, county_code=locked.county.code,
        seats="、".join(wanted),
    )  # fmt: skip
    return invitation
