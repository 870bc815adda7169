"""What becomes of messages and of the links to them when two entries turn out to be one person, and when a person is erased
(people.holdings).
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from jiafeng.ground.people.actions import NAMELESS
from jiafeng.ground.people.holdings import Changes
from jiafeng.ground.people.models import Person
from jiafeng.programme.letters.models import FamilyLetter, IntakeItem, LetterPage, Message, MessageLink, MessageVersion
from jiafeng.programme.letters.stages import Stage

# What is said of a message by its newest version and by what was decided on it.
_WORD = ("stage", "current", "decided_at", "decided_by", "decided_in", "reason", "withdrawn_at", "withdrawn_by")


def join_messages(*, kept: Message, gone: Message, changes: Changes) -> None:
    """Two messages of one person in one drive are one, as if both had been sent to it: the versions of both in the order in which they
    came, and the later word stands, be it a message or its withdrawal. What was decided on the earlier one is history.
    """
    later = _said_at(gone) > _said_at(kept)
    versions = list(MessageVersion.objects.filter(message__in=[kept, gone]).order_by("at", "pk"))
    # From the last one down: the number that a version takes is free by then, for none stands earlier than it did among its own.
    for number, version in sorted(enumerate(versions, 1), reverse=True, key=lambda each: each[0]):
        if (version.message_id, version.number) != (kept.pk, number):
            changes.set(version, message=kept, number=number)
    said = {
        "sent_on": min(kept.sent_on, gone.sent_on),
        "recorded_at": min(kept.recorded_at, gone.recorded_at),
        **{name: getattr(kept, name) or getattr(gone, name) for name in ("cadre", "relation", "guardian")},
    }
    if later:
        said |= {name: getattr(gone, name) for name in _WORD}
    changes.remove(gone)
    changes.set(kept, **said)


def _said_at(message: Message) -> datetime:
    return message.withdrawn_at or message.version.at


def join_links(*, kept: MessageLink, gone: MessageLink, changes: Changes) -> None:
    """One personal link is enough; the other entry's opens nothing any more. Who was asked under either name was asked."""
    asked = kept.asked or gone.asked
    days = [link.made_on for link in (kept, gone) if link.asked == asked]
    changes.remove(gone)
    changes.set(kept, asked=asked, made_on=min(days))


def replace_letters(*, row: FamilyLetter, changes: Changes) -> None:
    """Of the standing letters of one person in one drive the newest takes the place of those before it, as if all had been sent under one
    entry. Letters that staff entered belong to no drive and stand side by side.
    """
    if row.drive_id is None:
        return
    *older, newest = FamilyLetter.objects.filter(drive=row.drive_id, person=row.person_id).standing().order_by("recorded_at", "pk") or [row]
    for letter in older:
        changes.set(
            letter, stage=Stage.WITHDRAWN, decided_at=None, decided_by=None, withdrawn_at=newest.recorded_at, withdrawn_by=None,
            reason=str(_("replaced by a newer letter")),
        )  # fmt: skip


def erase_words(*, at: datetime, person: Person) -> None:
    """Messages and letters are counted on, of nobody: names, words and handwriting are blanked, and personal links open nothing any more."""
    Message.objects.filter(person=person).update(cadre="", guardian="")
    Message.objects.filter(person=person).exclude(reason="").update(reason=NAMELESS)
    MessageVersion.objects.filter(message__person=person).update(
        text=NAMELESS,
        evidence=None,
        ink="",
        ink_width=0,
        ink_height=0,
        corners=None,
        transcription="",
        transcribed_at=None,
        transcribed_by=None,
    )
    IntakeItem.objects.filter(person=person).update(name="", evidence=None, text="", given={})
    FamilyLetter.objects.filter(person=person).update(title=NAMELESS, body=NAMELESS, guardian="", reason="")
    LetterPage.objects.filter(letter__person=person).delete()
    MessageLink.objects.filter(person=person).delete()
