"""Articles."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
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
    def public(self, county: Region | int, at: datetime) -> ArticleQuerySet:
        """What stands on the county's portal at a moment, latest first: its time has come, and is not over. Nobody has to be there when it does."""
        stands = Q(until=None) | Q(until__gt=at)
        return self.filter(stands, county=county, stage=ArticleStage.PUBLISHED, published_at__lte=at).order_by("-published_at", "-pk")

    def past_notices(self, county: Region | int, at: datetime) -> ArticleQuerySet:
        """Notices whose time is over, the last one first: they leave the lists, and their page says when they ran and what came of them."""
        over = {"stage": ArticleStage.PUBLISHED, "kind": ArticleKind.NOTICE, "until__lte": at}
        return self.filter(county=county, **over).order_by("-until", "-pk")

    def readable(self, county: Region | int, at: datetime) -> ArticleQuerySet:
        """What an address answers for: all that stands, and past notices."""
        stands = Q(until=None) | Q(until__gt=at) | Q(kind=ArticleKind.NOTICE)
        return self.filter(stands, county=county, stage=ArticleStage.PUBLISHED, published_at__lte=at)


class Article(models.Model):
    """A text on the portal, written by hand. An issued bulletin is not copied here: the portal shows it from its own room."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=ArticleKind.choices, default=ArticleKind.NEWS)
    title = models.CharField(_("headline"), max_length=80)
    source = models.CharField(_("source"), max_length=60)
    summary = models.CharField(_("summary"), max_length=160, blank=True)
    body = models.TextField(_("text"), max_length=20_000)
    outcome = models.CharField(_("what came of it"), max_length=500, blank=True)
    stage = models.CharField(_("stage"), max_length=10, choices=ArticleStage.choices, default=ArticleStage.DRAFT)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(_("published"), null=True, help_text="from when it stands on the portal; may lie ahead")
    until = models.DateTimeField(_("taken down"), null=True, help_text="from when it stands there no more")
    return_reason = models.CharField(_("reason of the return"), max_length=300, blank=True)
    key = models.UUIDField(unique=True, help_text="idempotency key of the form it was written in")
    structured = models.BooleanField(
        default=False, help_text="its text has lists and tables; older ones show such lines as they were typed"
    )
    revision = models.PositiveIntegerField(default=1)

    objects = ArticleQuerySet.as_manager()
    TONES = {
        ArticleStage.SUBMITTED: "wait",
        ArticleStage.RETURNED: "bad arrow-back-up",
        ArticleStage.APPROVED: "good",
        ArticleStage.PUBLISHED: "good",
        ArticleStage.WITHDRAWN: "bad",
        "": "info pencil",
    }

    class Meta:
        verbose_name = _("article")
        indexes = [
            models.Index(fields=["county", "stage", "-published_at", "-id"], name="portal_article_public"),
            models.Index(fields=["county", "-written_at", "-id"], name="portal_article_written"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_by=None, published_at=None) & ~Q(stage__in=[ArticleStage.PUBLISHED, ArticleStage.WITHDRAWN])
                | Q(published_by__isnull=False, published_at__isnull=False),
                name="portal_published_by_and_at",
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("published_at")), name="portal_until_after"),
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

    def is_ahead(self, at: datetime) -> bool:
        """Published for a time that is still to come."""
        return self.stage == ArticleStage.PUBLISHED and self.published_at is not None and self.published_at > at

    def is_over(self, at: datetime) -> bool:
        """Published, and its time is over."""
        return self.stage == ArticleStage.PUBLISHED and self.until is not None and self.until <= at

    def stands(self, at: datetime) -> bool:
        """Whether its address answers, as `readable` says of many: its pictures may be shown to anybody then."""
        over = self.is_over(at) and self.kind != ArticleKind.NOTICE
        return self.stage == ArticleStage.PUBLISHED and not self.is_ahead(at) and not over

    @property
    def subject(self) -> str:
        """Under which its readers are counted and its pictures are kept."""
        return f"article:{self.pk}"
