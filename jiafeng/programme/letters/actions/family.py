"""Writes to family letters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if, stated
from jiafeng.common.text import tidy, tidy_lines, tidy_name
from jiafeng.common.tokens import reference
from jiafeng.ground.people.models import Person, Purpose
from jiafeng.ground.people.policies import needs_guardian
from jiafeng.ground.records.actions import lock, log, move
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.units.models import Region
from jiafeng.library.calendars import local_day
from jiafeng.programme.letters import policies
from jiafeng.programme.letters.actions.sending import PURPOSES, agree
from jiafeng.programme.letters.models import FamilyLetter, LetterPage, MessageDrive, MessageLink
from jiafeng.programme.letters.stages import MOVES, Stage

MAX_PAGES = 12
LETTER_PURPOSES = PURPOSES[1:]
LETTER_TEXT_VERSION = "family-1"
"""What the consent boxes of letters say, as of this version; a new wording gets a new number."""


@transaction.atomic
def write_letter(
    *,
    by: Any = None,
    at: datetime,
    key: UUID,
    person: Person,
    title: str,
    written_on: date | None = None,
    drive: MessageDrive | None = None,
    body: str = "",
    pages: Sequence[Evidence] = (),
    guardian: str = "",
    purposes: Iterable[Purpose] = (),
) -> FamilyLetter:
    """Take a family letter, in text or as photographed pages in order; the same form (`key`) sent twice is one letter.

    `by` is the member of staff who enters it. On the person's own phone it is None, and `drive` says in which drive it is sent: there a
    newer letter takes the place of the one before, whose words stay as they were, withdrawn.
    """
    day = written_on or local_day(at)
    refuse_if(_may_write(by, person, drive, local_day(at)))
    known = FamilyLetter.objects.filter(key=key).first()
    if known is not None and known.person_id != person.pk:
        raise Refused(_("This form was already used for another person. Open a new one and enter this person there."), code="used_key")
    if known is not None:
        return known
    paragraphs = tidy_lines(body)
    if not paragraphs and not pages:
        raise Refused(_("Type the letter, or choose photographs of its pages."), field="body")
    if len(pages) > MAX_PAGES:
        raise Refused(_("A letter has at most 12 pages."), field="pages")
    if day > local_day(at):
        raise Refused(_("The day lies in the future. Check the date."), field="written_on")
    title = stated(title, _("Give the letter a title, for example how it begins."), field="title")
    if needs_guardian(person.birth_year, local_day(at)) and not tidy(guardian):
        raise Refused(_("For a child under 14 a parent or guardian agrees first. Enter the guardian's name."), field="guardian")
    if by is None:
        _replace(at=at, drive=drive, person=person)
    letter = FamilyLetter.objects.create(
        county_id=person.county_id, organisation_id=person.organisation_id, person=person, drive=drive, reference=reference(), key=key,
        title=title, body=paragraphs, guardian=tidy_name(guardian), written_on=day, recorded_at=at, recorded_by=by,
    )  # fmt: skip
    LetterPage.objects.bulk_create(LetterPage(letter=letter, place=place, evidence=page) for place, page in enumerate(pages, 1))
    agree(by=by, at=at, person=person, purposes=purposes, guardian=guardian, on_paper=by is not None, text_version=LETTER_TEXT_VERSION)
    verb = "letters.letter.submit" if by is None else "letters.letter.add"
    log(by=by, at=at, verb=verb, target=letter, summary=letter.reference)
    return letter


def _may_write(by: Any, person: Person, drive: MessageDrive | None, today: date) -> Any:
    if by is not None:
        return policies.may_keep_letter_of(by, person)
    if drive is None or drive.county_id != person.county_id:
        return _("This person belongs to another county's list.")
    # Two sendings at once take turns at the person's own link, so that one of the letters stands.
    MessageLink.objects.select_for_update().filter(drive=drive, person=person).first()
    return policies.may_send_letter_now(MessageDrive.objects.get(pk=drive.pk), today)


def _replace(*, at: datetime, drive: MessageDrive | None, person: Person) -> None:
    for older in FamilyLetter.objects.filter(drive=drive, person=person).standing():
        withdraw_letter(at=at, letter=older, reason=str(_("replaced by a newer letter")))


@transaction.atomic
def decide_letter(*, by: Any, at: datetime, letter: FamilyLetter, approved: bool, reason: str = "") -> FamilyLetter:
    """Approve a letter for readers and the booklet, or return it with the reason."""
    locked = lock(letter)
    refuse_if(policies.may_decide(by, locked))
    locked.reason = "" if approved else stated(reason, _("Say what the author should change."))
    locked.decided_at, locked.decided_by = at, by
    return _move(locked, by=by, at=at, verb="letters.letter.approve" if approved else "letters.letter.return")


@transaction.atomic
def reconsider_letter(*, by: Any, at: datetime, letter: FamilyLetter) -> FamilyLetter:
    """Undo a decision."""
    locked = lock(letter)
    refuse_if(policies.may_reconsider(by, locked))
    locked.decided_at = locked.decided_by = None
    locked.reason = ""
    return _move(locked, by=by, at=at, verb="letters.letter.reconsider")


@transaction.atomic
def withdraw_letter(*, by: Any = None, at: datetime, letter: FamilyLetter, reason: str = "") -> FamilyLetter:
    """Withdraw: no reader and no booklet has it any more. `by=None` is the author, who need not say why."""
    locked = lock(letter)
    if by is not None:
        refuse_if(policies.works_on_letter(by, locked))
        stated(reason, _("Say who asked for it and how, for example “by telephone on 3 March”."))
    if locked.stage == Stage.WITHDRAWN:
        return locked
    locked.decided_at = locked.decided_by = None
    locked.withdrawn_at, locked.withdrawn_by, locked.reason = at, by, tidy(reason)
    return _move(locked, by=by, at=at, verb="letters.letter.withdraw")


def _move(letter: FamilyLetter, *, by: Any, at: datetime, verb: str) -> FamilyLetter:
    return move(letter, MOVES, by=by, at=at, verb=verb, summary=letter.reference, reason=letter.reason)


def note_booklet(*, by: Any, at: datetime, county: Region, title: str, count: int) -> None:
    """Note that somebody bound the letters that readers may see."""
    log(by=by, at=at, verb="letters.booklet.bind", target=county, summary=title, county_code=county.code, count=count)
