"""Sending a message, by whatever channel: one of a person in a drive, a newer replacing the older."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if
from jiafeng.common.text import tidy_lines, tidy_name
from jiafeng.common.tokens import reference
from jiafeng.ground.people.actions import give_consent
from jiafeng.ground.people.models import ConsentChannel, Person, Purpose
from jiafeng.ground.people.policies import needs_guardian
from jiafeng.ground.records.actions import log
from jiafeng.ground.records.models import Evidence
from jiafeng.library.calendars import local_day
from jiafeng.programme.letters import policies
from jiafeng.programme.letters.actions.inks import Ink, fill_ink
from jiafeng.programme.letters.models import Channel, Message, MessageDrive, MessageVersion
from jiafeng.programme.letters.stages import MOVES, Stage

MAX_WORDS = 120
PURPOSES = (Purpose.DESK_CARD, Purpose.WALL, Purpose.BULLETIN)
TEXT_VERSION = "letters-1"
"""What the consent boxes of messages say, as of this version; a new wording gets a new number."""


@dataclass(frozen=True)
class Words:
    """What is sent: typed `text`, or a photograph kept as `evidence` with its `ink`; both where a picture comes with its words."""

    text: str = ""
    evidence: Evidence | None = None
    ink: Ink | None = None


class Outcome(enum.Enum):
    """What became of it: the person's first message here, one that replaces the older, the same form again, or refused for want of proof."""

    SENT = "sent"
    REPLACED = "replaced"
    AGAIN = "again"
    ALREADY = "already"


@dataclass(frozen=True)
class Sent:
    message: Message
    outcome: Outcome


@transaction.atomic
def send(
    *,
    by: Any = None,
    at: datetime,
    drive: MessageDrive,
    person: Person,
    key: UUID,
    channel: Channel,
    words: Words,
    cadre: str = "",
    relation: str = "",
    guardian: str = "",
    sent_on: date | None = None,
    purposes: Iterable[Purpose] = (),
    vouched: bool = True,
) -> Sent:
    """Send a message. `by` is the member of staff who enters it, None on the person's own phone; `purposes` are agreed to with it.

    `key` is made when the form is shown: the same form sent twice gives the first result. `vouched`: a link of their own, or staff, says who
    they are; by the shared link alone nobody replaces what stands.
    """
    current = MessageDrive.objects.select_related("county").get(pk=drive.pk)
    day = sent_on or local_day(at)
    refuse_if(policies.may_enter(by, current, person) if by is not None else policies.may_take_part(current, day))
    if person.county_id != current.county_id:
        raise Refused(_("This person belongs to another county's list."))
    said = {"cadre": tidy_name(cadre), "relation": relation, "guardian": tidy_name(guardian)}
    if needs_guardian(person.birth_year, day) and not said["guardian"]:
        raise Refused(_("For a child under 14 a parent or guardian agrees first. Enter the guardian's name."), field="guardian")
    text = _checked(words)
    message, outcome = _row(current, person, key, day, at, said, vouched)
    if outcome in (Outcome.AGAIN, Outcome.ALREADY):
        return Sent(message, outcome)
    newest = message.versions.first()
    version = MessageVersion(
        message=message, number=newest.number + 1 if newest else 1, key=key, channel=channel, at=at,
        by=by if getattr(by, "pk", None) else None, text=text, evidence=words.evidence,
    )  # fmt: skip
    fill_ink(version, words.ink)
    version.save()
    _replace(message, version, said, day)
    verb = "letters.message.submit" if outcome == Outcome.SENT else "letters.message.replace"
    log(by=by, at=at, verb=verb, target=message, county_code=current.county.code, channel=str(channel))
    on_paper = channel in (Channel.PAPER, Channel.UPLOAD)
    agree(by=by, at=at, person=person, purposes=purposes, guardian=message.guardian, on_paper=on_paper)
    return Sent(message, outcome)


def _checked(words: Words) -> str:
    text = tidy_lines(words.text)
    if not text and words.evidence is None:
        raise Refused(_("Write a few words, or choose a photograph of them."), field="text")
    if len(text) > MAX_WORDS:
        raise Refused(_("A card holds 120 characters. Shorten the message, or write a family letter."), field="text")
    return text


def _row(
    drive: MessageDrive, person: Person, key: UUID, day: date, at: datetime, said: dict[str, str], vouched: bool
) -> tuple[Message, Outcome]:
    """One INSERT that a unique constraint decides makes the message; whoever comes second finds it."""
    known = MessageVersion.objects.filter(key=key).select_related("message").first()
    if known is not None and (known.message.drive_id, known.message.person_id) != (drive.pk, person.pk):
        raise Refused(_("This form was already used for another person. Open a new one and enter this person there."), code="used_key")
    fresh = Message(
        county_id=drive.county_id, organisation_id=person.organisation_id, drive=drive, person=person, reference=reference(),
        sent_on=day, recorded_at=at, **said,
    )  # fmt: skip
    if known is None:
        Message.objects.bulk_create([fresh], ignore_conflicts=True)
    message = Message.objects.select_for_update(of=("self",)).select_related("county").get(drive=drive, person=person)
    if message.versions.filter(key=key).exists():
        return message, Outcome.AGAIN
    if message.reference == fresh.reference:
        return message, Outcome.SENT
    return message, Outcome.REPLACED if vouched else Outcome.ALREADY


def _replace(message: Message, version: MessageVersion, said: dict[str, str], day: date) -> None:
    """The newer version stands; the message is read again."""
    message.stage = MOVES.target("send", message.stage) if message.current_id else Stage.RECEIVED
    message.current = version
    message.decided_at = message.decided_by = message.decided_in = None
    message.withdrawn_at = message.withdrawn_by = None
    message.reason = ""
    message.sent_on = min(message.sent_on, day)
    for name, value in said.items():
        setattr(message, name, value or getattr(message, name))
    message.save()


@transaction.atomic
def agree(
    *,
    by: Any = None,
    at: datetime,
    person: Person,
    purposes: Iterable[Purpose],
    guardian: str = "",
    on_paper: bool = False,
    text_version: str = TEXT_VERSION,
) -> None:
    """Note in the ledger what the author agrees to; what is not named stays as it was."""
    channel = ConsentChannel.PAPER if on_paper else ConsentChannel.PHONE if by is None else ConsentChannel.STAFF
    for purpose in purposes:
        give_consent(
            by=by, at=at, person=person, purpose=Purpose(purpose), channel=channel, text_version=text_version, guardian=guardian
        )  # fmt: skip
