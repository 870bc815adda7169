"""The stages of a pledge drive, and of a dispute over a signature."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from jiafeng.common.stages import Move, Moves
from jiafeng.programme.drives.stages import drive_moves


class DriveStage(models.TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open for signing")
    CLOSED = "closed", _("Closed")


MOVES = drive_moves("Pledge drive", DriveStage, opens_when="a text is published")


class DisputeStage(models.TextChoices):
    OPEN = "open", _("Being looked into")
    UPHELD = "upheld", _("Not their signature")
    REJECTED = "rejected", _("Their signature stands")


DISPUTE_MOVES = Moves(
    "Dispute over a pledge",
    DisputeStage,
    (
        Move("uphold", DisputeStage.OPEN, DisputeStage.UPHELD, "county staff", "with a reason, the pledge counts no more"),
        Move("reject", DisputeStage.OPEN, DisputeStage.REJECTED, "county staff", "with a reason, the pledge counts again"),
    ),
)
