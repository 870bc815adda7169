"""Writes to invitations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if
from jiafeng.common.text import tidy
from jiafeng.common.tokens import digest
from jiafeng.ground.people.actions import give_consent
from jiafeng.ground.people.actions.identifying import identify, note_person
from jiafeng.ground.people.models import ConsentChannel, Person, Proof, Purpose
from jiafeng.ground.records.actions import lock, log
from jiafeng.programme.events import policies, queries
from jiafeng.programme.events.actions.door import WalkIn
from jiafeng.programme.events.actions.seating import promote
from jiafeng.programme.events.models import Event, Invitation, Reply
from jiafeng.programme.events.queries import seats_taken


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
        invitation.companions_most = locked.companions_most
        invitation.digest = digest(invitation.token)
        fresh.append(invitation)
    made = Invitation.objects.bulk_create(fresh, batch_size=500)
    if made:
        log(by=by, at=at, verb="events.event.invite", target=locked, invited=len(made))
    return made


@transaction.atomic
def uninvite(*, by: Any, at: datetime, event: Event, moment: int) -> tuple[int, int]:
    """Take back what was invited at one press, as far as nobody answered and nothing went out: how many are gone, how many stand."""
    locked = lock(event)
    refuse_if(policies.may_invite(by, locked))
    together = queries.invited_together(locked, moment)
    untouched = queries.untouched(together)
    numbers = list(untouched.values_list("number", flat=True))
    standing = together.count() - len(numbers)
    if numbers:
        together.filter(number__in=numbers).delete()
        log(by=by, at=at, verb="events.event.uninvite", target=locked, taken_back=len(numbers))
    return len(numbers), standing


@transaction.atomic
def give_links(*, by: Any, at: datetime, event: Event) -> list[Invitation]:
    """Everybody's invitation within reach, to leave the house together as links; one entry in the log says of how many."""
    locked = lock(event)
    refuse_if(policies.may_invite(by, locked))
    rows = list(queries.invitations_for(by, locked))
    if not rows:
        raise Refused(_("Nobody is invited yet."))
    log(by=by, at=at, verb="events.link.give_out", target=locked, people=len(rows))
    return rows


@transaction.atomic
def reply(*, at: datetime, invitation: Invitation, answer: str, companions: int = 0, companion_names: str = "") -> Invitation:
    """The invited person's answer, by their own link, with the companions they bring.

    Coming takes seats where seats are limited; any other answer gives them back, and the waiting list moves up. Waiting where there is room is coming.
    """
    event = lock(invitation.event)
    mine = lock(invitation)
    mine.event = event
    refuse_if(policies.may_reply_now(event, at))
    if answer not in Reply.values:
        raise Refused(_("Choose one of the answers."), field="answer")
    changed = _settle(event, mine, at=at, answer=answer, companions=companions, companion_names=companion_names)
    if changed:
        log(by=None, at=at, verb="events.invitation.reply", target=mine, summary=event.title, answer=mine.reply)
        promote(at=at, event=event)
    return mine


@dataclass(frozen=True)
class SignUp:
    """What somebody says who signs up on the portal. `proved`: a code showed that the telephone is in their hand; `agrees`: to which purposes."""

    who: WalkIn
    proved: bool = False
    companions: int = 0
    companion_names: str = ""
    agrees: tuple[Purpose, ...] = ()
    guardian: str = ""


@transaction.atomic
def sign_up(*, at: datetime, event: Event, said: SignUp, key: UUID) -> Invitation:
    """Put somebody on the list of guests by their own wish: with a seat where there is one, else on the waiting list.

    They are found on the county's list as at the door, so whoever was invited too counts once. A form sent again finds what it made. What stood
    before is opened, and consents are noted, only where the code was sent to the number that stands on the list: a name alone is only a word.
    Raises Refused: what the policy says, "listed" where only a word says who it is and somebody of that name is on the list already.
    """
    current = lock(event)
    made = Invitation.objects.filter(key=key).first()
    if made is not None:
        return _of(current, made)
    refuse_if(policies.may_sign_up_now(current, at))
    facts: dict[str, Any] = {"name": said.who.name, "organisation": said.who.organisation, "phone": said.who.phone}
    person = identify(county=current.county, **facts).person
    person = person or note_person(by=None, at=at, county=current.county, key=key, **facts)
    vouched = said.proved and person.phone == said.who.phone
    mine = Invitation.objects.select_for_update().filter(event=current, person=person).first()
    if mine is not None and not vouched:
        raise Refused(
            _("Somebody of this name is on the list already. Open the link that was given then, or ask the host."),
            field="name",
            code="listed",
        )
    if mine is None:
        mine = _listed(current, person, at=at)
        mine.key, mine.proof = key, Proof.CODE if vouched else Proof.WORD
    # Who waits where there is room comes; who has a seat keeps it, or is told that more companions find none.
    wish = Reply.YES if mine.reply == Reply.YES else Reply.WAIT
    _settle(current, mine, at=at, answer=wish, companions=said.companions, companion_names=said.companion_names)
    log(by=None, at=at, verb="events.invitation.sign_up", target=mine, summary=current.title, answer=mine.reply)
    for purpose in said.agrees if vouched else ():
        give_consent(by=None, at=at, person=person, purpose=purpose, channel=ConsentChannel.PHONE, guardian=said.guardian)
    return mine


def _of(event: Event, made: Invitation) -> Invitation:
    if made.event_id != event.pk:
        raise Refused(_("This form was already used for another gathering. Open a new one."), code="used_key")
    return made


def _listed(event: Event, person: Person, *, at: datetime) -> Invitation:
    """A new row of the list, not kept yet, with the next number."""
    last: int = event.invitations.aggregate(last=Max("number"))["last"] or 0
    row = Invitation(county_id=event.county_id, event=event, person=person, number=last + 1, invited_at=at)
    row.companions_most, row.digest = event.companions_most, digest(row.token)
    return row


def _settle(event: Event, mine: Invitation, *, at: datetime, answer: str, companions: int, companion_names: str) -> bool:
    """Set an answer and the party, within the seats there are; whether that changed anything. The caller holds the event's row."""
    party = _companions(mine, answer, companions, companion_names)
    if answer == Reply.WAIT and _room_for(event, mine, 1 + party["companions"]):
        answer = Reply.YES
    standing = {"companions": mine.companions, "companion_names": mine.companion_names}
    if mine.reply == answer and standing == party:
        return False
    if answer == Reply.YES and not _room_for(event, mine, 1 + party["companions"]):
        raise Refused(_("There are not enough seats left. Go on the waiting list, or come with fewer companions."), code="full")
    waits = mine.waiting_since or at
    mine.reply, mine.replied_at = answer, at
    mine.waiting_since = waits if answer == Reply.WAIT else None
    mine.promoted_at = None
    mine.companions, mine.companion_names = party["companions"], party["companion_names"]
    mine.save()
    if answer != Reply.YES:
        mine.seats.update(invitation=None)
    return True


def _companions(mine: Invitation, answer: str, companions: int, names: str) -> dict[str, Any]:
    if answer == Reply.NO:
        return {"companions": 0, "companion_names": ""}
    if companions < 0 or companions > mine.companions_most:
        raise Refused(
            _("This invitation allows %(most)s companions at most. Ask the host if you need more.") % {"most": mine.companions_most},
            field="companions",
        )
    return {"companions": companions, "companion_names": tidy(names)[:100] if companions else ""}


def _room_for(event: Event, mine: Invitation, party: int) -> bool:
    """Whether the party finds seats: those free, with the ones it holds already; whoever waits longer comes first."""
    if event.capacity is None:
        return True
    held = mine.party if mine.reply == Reply.YES else 0
    free = event.capacity - seats_taken(event) + held
    before = Invitation.objects.filter(event=event, reply=Reply.WAIT)
    if mine.waiting_since is not None:
        before = before.filter(waiting_since__lt=mine.waiting_since)
    elif held:
        before = before.none()
    # Seats are given on as soon as they are free, so who waits now needs more than there are; a smaller party may pass.
    return party <= free and not any(other.party <= free for other in before)
