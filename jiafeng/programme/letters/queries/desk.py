"""What messages and letters show elsewhere: on a plan line, among what is due, in the search."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiafeng.common.due import Due
from jiafeng.common.prepared import Prepared
from jiafeng.common.scoping import Reach, reach_of
from jiafeng.common.search import Hit
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.accounts.policies import holds
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
    """Drives with something to do: `near` its days, messages `waiting`, letters `unread`."""
    rows = MessageDrive.objects.within(reach).annotate(
        near=drives.near(opens_by, closes_by),
        waiting=Count("messages", filter=Q(messages__stage=Stage.RECEIVED)),
        unread=Exists(FamilyLetter.objects.filter(drive=OuterRef("pk"), stage=Stage.RECEIVED)),
    )
    return rows.filter(Q(near=True) | Q(waiting__gt=0) | Q(unread=True)).order_by("closes_on", "pk")[:20]


def due(user: Any, at: datetime) -> list[Due]:
    """For county staff: drives to open, messages and letters to read, drives past their last day."""
    if not holds(user, Role.COUNTY_STAFF):
        return []
    found = []
    for drive in _waiting(reach_of(user), *drives.ahead(at)):
        if drive.unread:
            found.append(_letters_due(drive))
        if drive.waiting:
            found.append(_messages_due(drive))
        elif drive.near:
            found.append(drives.due_of(KIND, drive))
    return found


def _messages_due(drive: Any) -> Due:
    return Due(
        room="letters",
        icon="message-heart",
        what=_("Read the messages: %(title)s") % {"title": drive.title},
        detail=_("%(count)s messages wait to be read.") % {"count": drive.waiting},
        due=None,
        url=reverse("letters:queue", args=[drive.pk]),
        action=_("Read them"),
    )


def _letters_due(drive: MessageDrive) -> Due:
    return Due(
        room="letters",
        icon="mail",
        what=_("Read the family letters: %(title)s") % {"title": drive.title},
        detail=_("Letters that their authors sent wait to be read."),
        due=None,
        url=f"{reverse('letters:letters')}?stage={Stage.RECEIVED}",
        action=_("Read them"),
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
