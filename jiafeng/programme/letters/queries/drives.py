"""Reads over message drives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from jiafeng.ground.links.queries import by_token
from jiafeng.programme.drives.queries import Kind
from jiafeng.programme.letters.models import Channel, Message, MessageDrive, MessageLink
from jiafeng.programme.letters.stages import Stage

KIND = Kind("letters", _("Messages"), "message-heart", MessageDrive)


@dataclass(frozen=True)
class Reckoning:
    """What came in: messages by the channel of their newest version, and by stage. `asked` is how many links were made, by whom they were used is not kept."""

    channels: list[tuple[str, Any, int]]
    stages: list[tuple[str, Any, int]]
    total: int
    asked: int


def reckon(drive: MessageDrive) -> Reckoning:
    """The drive's numbers, from three counts. What was withdrawn is shown as such and in no sum."""
    standing = Message.objects.filter(drive=drive).standing().order_by()
    channels = dict(standing.values_list("current__channel").annotate(Count("pk")))
    stages = dict(Message.objects.filter(drive=drive).order_by().values_list("stage").annotate(Count("pk")))
    return Reckoning(
        channels=[(channel.value, channel.label, channels.get(channel.value, 0)) for channel in Channel],
        stages=[(stage.value, stage.label, stages.get(stage.value, 0)) for stage in Stage],
        total=sum(channels.values()),
        asked=asked_in(drive).count(),
    )


def asked_in(drive: MessageDrive) -> QuerySet[MessageLink]:
    """The links that were made to ask people."""
    return MessageLink.objects.filter(drive=drive, asked=True)


def links_of(user: Any, drive: MessageDrive, unit: int | None = None) -> QuerySet[MessageLink]:
    """The links within the user's reach, as their sheets are printed: by unit, then by name. Who answered is not told."""
    links = asked_in(drive).filter(pk__in=MessageLink.objects.visible_to(user).filter(drive=drive))
    links = links.filter(organisation_id=unit) if unit else links
    return links.select_related("person__organisation", "organisation").order_by("organisation__path", "person__pinyin", "pk")


def link_by_token(token: str) -> MessageLink | None:
    """The person and drive of a personal link."""
    return by_token(MessageLink.objects.select_related("drive__county", "drive__organisation", "person__organisation"), token)
