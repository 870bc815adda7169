"""The stages of a text message."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from jiafeng.common.stages import Move, Moves


class MessageStage(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Handed to the gateway")
    FAILED = "failed", _("Not sent")


MOVES = Moves(
    "Text message",
    MessageStage,
    (
        Move("send", MessageStage.WAITING, MessageStage.SENT, "the worker", "the gateway took it"),
        Move("fail", MessageStage.WAITING, MessageStage.FAILED, "the worker", "refused, or no answer three times"),
    ),
)
