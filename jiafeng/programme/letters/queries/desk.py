"""What messages and letters show elsewhere: on a plan line, among what is due, in the search."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiafeng.common.due import Due
from jiafeng.common.navigation import address_of_row
from jiafeng.common.prepared import Prepared
from jiafeng.common.scoping import Reach, reach_of
from jiafeng.common.search import Hit
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.accounts.policies import holds
from jiafeng.library.calendars import local_day
from jiafeng.programme.drives import queries as drives
from jiafeng.programme.letters.models import FamilyLetter, Message, MessageDrive
from jiafeng.programme.letters.queries.drives import KIND
from jiafeng.programme.letters.stages import Stage
from jiafeng.programme.plans.models import PlanLine
from jiafeng.programme.plans.queries import Work


def work_for(line: PlanLine, user: Any) -> Iterable[Work]:
    """What drives did for a plan line."""
    came = Count("messages", filter=~Q(messages__stage=Stage.WITHDRAWN))
    return drives.work_for(KIND, line, user, came, _("%(count)s messages came"))


@Prepared
def _waiting(reach: Reach, opens_by: date, closes_by: date) -> Any:
    """Drives with something to do: `near` its days, messages `waiting` and letters `unread`, with how long the oldest has waited."""
    messages = Message.objects.filter(drive=OuterRef("pk"), stage=Stage.RECEIVED).order_by()
    letters = FamilyLetter.objects.filter(drive=OuterRef("pk"), stage=Stage.RECEIVED).order_by()
    rows = MessageDrive.objects.within(reach).filter(drives.near(opens_by, closes_by) | Q(Exists(messages)) | Q(Exists(letters)))
    found = rows.annotate(
        near=drives.near(opens_by, closes_by),
        waiting=Subquery(messages.values("drive").annotate(number=Count("pk")).values("number")),
        waiting_since=Subquery(messages.values("drive").annotate(first=Min("recorded_at")).values("first")),
        unread=Subquery(letters.values("drive").annotate(number=Count("pk")).values("number")),
        unread_since=Subquery(letters.values("drive").annotate(first=Min("recorded_at")).values("first")),
    )
    return found.select_related("organisation").order_by("closes_on", "pk")


def due(user: Any, at: datetime) -> list[Due]:
    """For county staff: drives to open, messages and letters to read, drives past their last day."""
    if not holds(user, Role.COUNTY_STAFF):
        return []
    return [item for drive in _waiting(reach_of(user), *drives.ahead(at)) for item in _of_drive(drive)]


def _of_drive(drive: Any) -> Iterable[Due]:
    if drive.unread:
        yield _letters_due(drive)
    if drive.waiting:
        yield _messages_due(drive)
    elif drive.near:
        yield drives.due_of(KIND, drive)


def _messages_due(drive: Any) -> Due:
    return Due(
        room=_("Messages"),
        icon="message-heart",
        what=_("Read the messages: %(title)s") % {"title": drive.title},
        detail=_("%(count)s messages wait to be read.") % {"count": drive.waiting},
        due=None,
        url=address_of_row("letters:queue", drive.pk),
        action=_("Read them"),
        whose=drive.organisation.label,
        since=local_day(drive.waiting_since),
    )


def _letters_due(drive: Any) -> Due:
    return Due(
        room=_("Family letters"),
        icon="mail",
        what=_("Read the family letters: %(title)s") % {"title": drive.title},
        detail=_("%(count)s letters wait to be read.") % {"count": drive.unread},
        due=None,
        url=f"{reverse('letters:letters')}?stage={Stage.RECEIVED}",
        action=_("Read them"),
        whose=drive.organisation.label,
        since=local_day(drive.unread_since),
    )


def search(user: Any, words: str, limit: int = 8) -> list[Hit]:
    """Drives and letters by title, and a message by its whole reference number."""
    hits = drives.found(KIND, user, words, limit)
    hits += [
        Hit(
            room=_("Family letters"),
            icon="mail",
            title=letter.title,
            detail=letter.person.name,
            url=reverse("letters:letter", args=[letter.pk]),
        )
        for letter in FamilyLetter.objects.visible_to(user).filter(title__icontains=words).select_related("person")[:limit]
    ]
    rows = Message.objects.visible_to(user).filter(reference=words.strip().upper()).select_related("person", "drive")
    hits += [
        Hit(
            room=_("Messages"),
            icon="message-heart",
            title=f"{message.reference} {message.person.name}",
            detail=message.drive.title,
            url=reverse("letters:message", args=[message.pk]),
        )
        for message in rows[:1]
    ]
    return hits
