"""What messages and letters show elsewhere: on a plan line, among what is due, in the search."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiafeng.common.due import Due
from jiafeng.common.search import Hit
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.accounts.policies import holds
from jiafeng.library.calendars import local_day
from jiafeng.programme.letters.models import FamilyLetter, Message, MessageDrive
from jiafeng.programme.letters.stages import DriveStage, Stage
from jiafeng.programme.plans.models import PlanLine
from jiafeng.programme.plans.queries import Work


def work_for(line: PlanLine, user: Any) -> Iterable[Work]:
    """What drives did for a plan line."""
    drives = MessageDrive.objects.visible_to(user).filter(plan_line=line).exclude(stage=DriveStage.DRAFT)
    came = dict(drives.annotate(came=Count("messages", filter=~Q(messages__stage=Stage.WITHDRAWN))).values_list("pk", "came"))
    return [
        Work(
            icon="message-heart",
            title=drive.title,
            detail=_("%(count)s messages came") % {"count": came[drive.pk]},
            on=drive.opens_on,
            url=reverse("letters:drive", args=[drive.pk]),
        )
        for drive in drives
    ]


def due(user: Any, at: datetime) -> list[Due]:
    """For county staff: drives to open, messages and letters to read, drives past their last day."""
    if not holds(user, Role.COUNTY_STAFF):
        return []
    today = local_day(at)
    drives = MessageDrive.objects.visible_to(user).annotate(waiting=Count("messages", filter=Q(messages__stage=Stage.RECEIVED)))
    drives = drives.annotate(unread=Exists(FamilyLetter.objects.filter(drive=OuterRef("pk"), stage=Stage.RECEIVED)))
    drives = drives.filter(
        Q(stage=DriveStage.DRAFT, opens_on__lte=today + timedelta(days=14))
        | Q(stage=DriveStage.OPEN, closes_on__lte=today + timedelta(days=8))
        | Q(waiting__gt=0)
        | Q(unread=True)
    )
    found = []
    drive: Any
    for drive in drives.order_by("closes_on", "pk")[:20]:
        if drive.unread:
            found.append(_letters_due(drive))
        if not (drive.waiting or drive.stage == DriveStage.DRAFT or drive.closes_on <= today + timedelta(days=8)):
            continue
        words: dict[str, Any]
        if drive.stage == DriveStage.DRAFT:
            words = {"what": _("Open for messages: %(title)s"), "detail": _("Families write from this day on."), "due": drive.opens_on}
            url, action = reverse("letters:drive", args=[drive.pk]), _("Open the page")
        elif drive.waiting:
            words = {
                "what": _("Read the messages: %(title)s"),
                "detail": _("%(count)s messages wait to be read.") % {"count": drive.waiting},
                "due": None,
            }
            url, action = reverse("letters:queue", args=[drive.pk]), _("Read them")
        else:
            words = {
                "what": _("Close the drive: %(title)s"),
                "detail": _("Enter what came on paper, then close it."),
                "due": drive.last_day,
            }
            url, action = reverse("letters:drive", args=[drive.pk]), _("Open the page")
        words["what"] = words["what"] % {"title": drive.title}
        found.append(Due(room="letters", icon="message-heart", url=url, action=action, **words))
    return found


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
    hits = [
        Hit(
            room=_("Messages"),
            icon="message-heart",
            title=drive.title,
            detail=drive.get_stage_display(),
            url=reverse("letters:drive", args=[drive.pk]),
        )
        for drive in MessageDrive.objects.visible_to(user).filter(title__icontains=words)[:limit]
    ]
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
