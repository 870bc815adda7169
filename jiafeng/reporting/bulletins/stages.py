"""The stages of a bulletin."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from jiafeng.common.stages import Move, Moves


class Stage(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for approval")
    RETURNED = "returned", _("Sent back")
    APPROVED = "approved", _("Approved for issue")
    ISSUING = "issuing", _("Being issued")
    ISSUED = "issued", _("Issued")


WRITABLE = (Stage.DRAFT, Stage.RETURNED)

MOVES = Moves(
    "Bulletin",
    Stage,
    (
        Move("submit", Stage.DRAFT, Stage.SUBMITTED, "county staff", "every claim is bound"),
        Move("submit", Stage.RETURNED, Stage.SUBMITTED, "county staff", "every claim is bound"),
        Move("withdraw", Stage.SUBMITTED, Stage.DRAFT, "county staff"),
        Move("return", Stage.SUBMITTED, Stage.RETURNED, "an approver", "with a reason"),
        Move("return", Stage.APPROVED, Stage.RETURNED, "an approver", "with a reason"),
        Move("approve", Stage.SUBMITTED, Stage.APPROVED, "an approver", "who wrote none of it, every claim is bound"),
        Move("begin_issue", Stage.APPROVED, Stage.ISSUING, "county staff", "takes the issue number"),
        Move("issue", Stage.ISSUING, Stage.ISSUED, "the worker", "figures frozen"),
        Move("give_up", Stage.ISSUING, Stage.APPROVED, "the worker", "a figure no longer agrees with its words"),
    ),
)
