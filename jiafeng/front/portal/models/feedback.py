"""What the public sends in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiafeng.common.scoping import ScopedQuerySet
from jiafeng.front.portal.stages import FeedbackStage
from jiafeng.ground.units.models import Region


class FeedbackKind(models.TextChoices):
    SUGGESTION = "suggestion", _("Suggestion")
    COMPLAINT = "complaint", _("Complaint")
    QUESTION = "question", _("Question")


class Feedback(models.Model):
    """A complaint, suggestion or question; anonymous unless the sender leaves a way to be reached."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    receipt = models.CharField(_("reference number"), max_length=16, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=FeedbackKind.choices)
    text = models.TextField(_("what you want to tell us"), max_length=2000)
    page = models.CharField(_("about which page"), max_length=200, blank=True)
    contact = models.CharField(_("how to reach you"), max_length=80, blank=True)
    received_at = models.DateTimeField(_("received"))
    answer_by = models.DateField(_("to be answered by"))
    stage = models.CharField(_("stage"), max_length=10, choices=FeedbackStage.choices, default=FeedbackStage.RECEIVED)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    key = models.UUIDField(unique=True, help_text="idempotency key: sent twice is received once")

    objects: ScopedQuerySet[Feedback] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("letter from the public")
        indexes = [
            models.Index(fields=["county", "-received_at", "-id"], name="portal_feedback_inbox"),
            models.Index(fields=["county", "answer_by"], condition=Q(stage=FeedbackStage.RECEIVED), name="portal_feedback_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_by=None, answered_at=None, answer="", stage=FeedbackStage.RECEIVED)
                | Q(answered_by__isnull=False, answered_at__isnull=False, stage=FeedbackStage.ANSWERED) & ~Q(answer=""),
                name="portal_answer_whole",
            )
        ]

    def __str__(self) -> str:
        return self.receipt
