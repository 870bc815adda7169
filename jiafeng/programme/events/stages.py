"""The stages of a gathering."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from jiafeng.common.stages import Move, Moves


class EventStage(models.TextChoices):
    DRAFT = "draft", _("In preparation")
    OPEN = "open", _("Announced")
    HELD = "held", _("Held")
    CLOSED = "closed", _("Record closed")
    CANCELLED = "cancelled", _("Cancelled")


MOVES = Moves(
    "Gathering",
    EventStage,
    (
        Move("open", EventStage.DRAFT, EventStage.OPEN, "county staff or the host's coordinator"),
        Move("hold", EventStage.OPEN, EventStage.HELD, "county staff or the host's coordinator", "it has begun"),
        Move("close", EventStage.HELD, EventStage.CLOSED, "county staff or the host's coordinator"),
        Move("reopen", EventStage.CLOSED, EventStage.HELD, "county staff", "with a reason"),
        Move("cancel", EventStage.DRAFT, EventStage.CANCELLED, "county staff or the host's coordinator", "with a reason"),
        Move(
            "cancel", EventStage.OPEN, EventStage.CANCELLED, "county staff or the host's coordinator", "with a reason, nobody has signed in"
        ),
    ),
)
