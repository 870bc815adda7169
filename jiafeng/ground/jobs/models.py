"""Background work that a person waits for."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from jiafeng.common.fields import PrivatePath
from jiafeng.ground.jobs.stages import JobStage


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: object) -> JobQuerySet:
        """A job and its result belong to the person who started it."""
        return self.filter(by_id=getattr(user, "pk", None)).exclude(by_id=None)


class Job(models.Model):
    """Work over two seconds: what it is, how far it got, and the file it leaves."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=80, unique=True, help_text="idempotency key: the same work asked for twice is one job")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    county_code = models.CharField(max_length=12, blank=True)
    label = models.CharField(_("work"), max_length=200)
    stage = models.CharField(_("stage"), max_length=10, choices=JobStage.choices, default=JobStage.WAITING)
    holder = models.UUIDField(null=True, help_text="whose turn it is: what an earlier, presumed dead worker still says is not listened to")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0, help_text="0 = not known yet")
    message = models.CharField(max_length=500, blank=True)
    outcome = models.JSONField(default=dict, help_text="what the work found, for its own page")
    result = PrivatePath(lasting=False, blank=True, help_text="path below the private folder")
    result_name = models.CharField(max_length=200, blank=True)
    return_url = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()
    TONES = {JobStage.WAITING: "wait", JobStage.RUNNING: "wait", JobStage.DONE: "good", JobStage.FAILED: "bad"}

    class Meta:
        verbose_name = _("job")
        indexes = [models.Index(fields=["by", "-asked_at"], name="jobs_by_person")]
        constraints = [
            models.CheckConstraint(condition=Q(ended_at=None) | Q(ended_at__gte=F("asked_at")), name="jobs_end_after_start"),
            models.CheckConstraint(
                condition=Q(stage__in=[JobStage.DONE, JobStage.FAILED], ended_at__isnull=False)
                | Q(stage__in=[JobStage.WAITING, JobStage.RUNNING], ended_at=None),
                name="jobs_ended_when_over",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_done(self) -> bool:
        return self.stage == JobStage.DONE

    @property
    def is_over(self) -> bool:
        return self.stage in (JobStage.DONE, JobStage.FAILED)


class Lease(models.Model):
    """That a worker is still at a piece of queued work. It is renewed while the work goes on; a killed worker's runs out."""

    work = models.OneToOneField(DBTaskResult, primary_key=True, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("lease")

    def __str__(self) -> str:
        return f"{self.work_id} {self.until:%H:%M:%S}"


class Heartbeat(models.Model):
    """That a worker lives: it says so several times a minute, at work or not."""

    worker = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("heartbeat")

    def __str__(self) -> str:
        return f"{self.worker} {self.at:%H:%M:%S}"
