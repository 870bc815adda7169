"""Articles, how often they were read, and what the public sends in."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiafeng.common.scoping import ScopedQuerySet
from jiafeng.front.portal.stages import ArticleStage, FeedbackStage
from jiafeng.ground.units.models import Region


class ArticleKind(models.TextChoices):
    NEWS = "news", _("News")
    NOTICE = "notice", _("Notice")
    STORY = "story", _("Model story")


class ArticleQuerySet(ScopedQuerySet["Article"]):
    def public(self, county: Region | int) -> ArticleQuerySet:
        """What anybody may read on the county's portal, latest first."""
        return self.filter(county=county, stage=ArticleStage.PUBLISHED).order_by("-published_at", "-pk")


class Article(models.Model):
    """A text on the portal, written by hand. An issued bulletin is not copied here: the portal shows it from its own room."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=ArticleKind.choices, default=ArticleKind.NEWS)
    title = models.CharField(_("headline"), max_length=80)
    source = models.CharField(_("source"), max_length=60)
    summary = models.CharField(_("summary"), max_length=160, blank=True)
    body = models.TextField(_("text"), max_length=20_000)
    stage = models.CharField(_("stage"), max_length=10, choices=ArticleStage.choices, default=ArticleStage.DRAFT)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(_("published"), null=True)
    key = models.UUIDField(unique=True, help_text="idempotency key of the form it was written in")
    revision = models.PositiveIntegerField(default=1)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        indexes = [
            models.Index(fields=["county", "stage", "-published_at", "-id"], name="portal_article_public"),
            models.Index(fields=["county", "-written_at", "-id"], name="portal_article_written"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_by=None, published_at=None, stage=ArticleStage.DRAFT)
                | Q(published_by__isnull=False, published_at__isnull=False) & ~Q(stage=ArticleStage.DRAFT),
                name="portal_published_by_and_at",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def url(self) -> str:
        return reverse("portal:article", args=[self.pk])

    @property
    def at(self) -> datetime | None:
        """When it was published."""
        return self.published_at

    @property
    def subject(self) -> str:
        """Under which its readers are counted."""
        return f"article:{self.pk}"


class ViewTally(models.Model):
    """Readers of past days, summed. `subject` is `article:12` or `bulletin:5`."""

    subject = models.CharField(max_length=60, unique=True)
    total = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.subject}: {self.total}"


class ViewMark(models.Model):
    """One reader of one text today. The digest is keyed by the day and cannot be turned back; the row is summed and deleted when the day is over."""

    subject = models.CharField(max_length=60)
    day = models.DateField()
    digest = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "day", "digest"], name="portal_reader_once_a_day")]
        indexes = [models.Index(fields=["day"], name="portal_mark_day")]

    def __str__(self) -> str:
        return f"{self.subject}, {self.day}"


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
