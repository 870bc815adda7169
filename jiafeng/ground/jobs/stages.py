"""The stages of a piece of background work."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from jiafeng.common.stages import Move, Moves


class JobStage(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


MOVES = Moves(
    "Job",
    JobStage,
    (
        Move("start", JobStage.WAITING, JobStage.RUNNING, "the worker"),
        Move("start", JobStage.RUNNING, JobStage.RUNNING, "the worker", "again after it was killed"),
        Move("finish", JobStage.RUNNING, JobStage.DONE, "the worker"),
        Move("fail", JobStage.RUNNING, JobStage.FAILED, "the worker"),
    ),
)
