"""Where an approval by link stands."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from jiafeng.common.stages import Move, Moves


class ApprovalStage(models.TextChoices):
    ASKED = "asked", _("Waiting for their word")
    APPROVED = "approved", _("Agreed")
    RETURNED = "returned", _("Sent back")
    ENDED = "ended", _("Link ended")


APPROVAL_MOVES = Moves(
    "Approval",
    ApprovalStage,
    (
        Move("approve", ApprovalStage.ASKED, ApprovalStage.APPROVED, "the approver", "by link and code"),
        Move("return", ApprovalStage.ASKED, ApprovalStage.RETURNED, "the approver", "by link and code, with a reason"),
        Move("end", ApprovalStage.ASKED, ApprovalStage.ENDED, "county staff"),
    ),
)
