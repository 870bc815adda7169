"""The stages of a pledge drive."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from jiafeng.common.stages import Move, Moves


class DriveStage(models.TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open for signing")
    CLOSED = "closed", _("Closed")


MOVES = Moves(
    "Pledge drive",
    DriveStage,
    (
        Move("open", DriveStage.DRAFT, DriveStage.OPEN, "county staff", "a text is published"),
        Move("close", DriveStage.OPEN, DriveStage.CLOSED, "county staff"),
        Move("reopen", DriveStage.CLOSED, DriveStage.OPEN, "county staff", "with a reason"),
    ),
)
