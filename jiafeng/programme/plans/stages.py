"""The stages of a plan and of a line."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from jiafeng.common.stages import Move, Moves


class PlanStage(models.TextChoices):
    DRAFT = "draft", _("Draft")
    ISSUED = "issued", _("Issued")
    CLOSED = "closed", _("Closed")


class LineStage(models.TextChoices):
    PLANNED = "planned", _("Planned")
    DEPLOYED = "deployed", _("Deployed")
    DONE = "done", _("Carried out")
    DROPPED = "dropped", _("Dropped")


PLAN_MOVES = Moves(
    "Plan",
    PlanStage,
    (
        Move("issue", PlanStage.DRAFT, PlanStage.ISSUED, "county staff", "it has a line"),
        Move("close", PlanStage.ISSUED, PlanStage.CLOSED, "county staff", "no line is open"),
    ),
)

LINE_MOVES = Moves(
    "Plan line",
    LineStage,
    (
        Move("deploy", LineStage.PLANNED, LineStage.DEPLOYED, "county staff or a co-owner", "the plan is issued"),
        Move("deploy", LineStage.DEPLOYED, LineStage.DEPLOYED, "county staff or a co-owner", "to further units"),
        Move("undeploy", LineStage.DEPLOYED, LineStage.PLANNED, "county staff or a co-owner", "no unit has it any more"),
        Move("finish", LineStage.PLANNED, LineStage.DONE, "county staff or a co-owner", "the plan is issued"),
        Move("finish", LineStage.DEPLOYED, LineStage.DONE, "county staff or a co-owner"),
        Move("reopen", LineStage.DONE, LineStage.DEPLOYED, "county staff or a co-owner", "with a reason"),
        Move("drop", LineStage.PLANNED, LineStage.DROPPED, "county staff", "with a reason"),
        Move("drop", LineStage.DEPLOYED, LineStage.DROPPED, "county staff", "with a reason"),
    ),
)
