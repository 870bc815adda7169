"""Articles."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiafeng.common.scoping import ScopedQuerySet
from jiafeng.front.portal.stages import ArticleStage
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
    structured = models.BooleanField(
        default=False, help_text="its text has lists and tables; older ones show such lines as they were typed"
    )
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
    def is_public(self) -> bool:
        """Whether anybody may read it now."""
        return self.stage == ArticleStage.PUBLISHED

    @property
    def subject(self) -> str:
        """Under which its readers are counted and its pictures are kept."""
        return f"article:{self.pk}"
