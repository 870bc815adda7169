"""What other rooms ask about text messages."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Count

from jiafeng.ground.sms.models import Message
from jiafeng.ground.sms.stages import MessageStage


def reaches_phones() -> bool:
    """Whether messages really arrive: with the console's backend they only stand in the server's log."""
    return bool(settings.SMS_BACKEND != "console")


def how_far(prefix: str) -> dict[str, int]:
    """How many messages whose keys begin with `prefix` stand at each stage."""
    return dict(Message.objects.filter(key__startswith=prefix).values_list("stage").annotate(number=Count("pk")))


def not_delivered(prefix: str) -> list[str]:
    """The masked numbers that no message of that prefix reached."""
    return list(Message.objects.filter(key__startswith=prefix, stage=MessageStage.FAILED).order_by("pk").values_list("masked", flat=True))
