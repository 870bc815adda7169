"""The stages of a drive. Each room has them in words of its own (open for signing, open for messages)."""

from __future__ import annotations

from typing import Final

from django.db import models

from jiafeng.common.stages import Move, Moves

DRAFT: Final = "draft"
OPEN: Final = "open"
CLOSED: Final = "closed"


def drive_moves(title: str, stages: type[models.TextChoices], opens_when: str = "") -> Moves:
    """The table of moves of one kind of drive. opens_when: what has to be so before it opens."""
    return Moves(
        title,
        stages,
        (
            Move("open", DRAFT, OPEN, "county staff", opens_when),
            Move("close", OPEN, CLOSED, "county staff"),
            Move("reopen", CLOSED, OPEN, "county staff", "with a reason"),
        ),
    )
