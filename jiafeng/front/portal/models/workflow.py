"""How an article comes to stand on the portal: its versions, who read them, what they said, and the links by which others see it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiafeng.common.scoping import ScopedQuerySet
from jiafeng.front.portal.models.articles import Article, ArticleKind
from jiafeng.ground.links.models import Approval, Approver, Passing
from jiafeng.ground.units.models import Region

TEXTS = ("kind", "title", "source", "summary", "body", "outcome")
"""What a version keeps of an article."""


class VersionState(models.TextChoices):
    KEPT = "kept", _("Kept")
    PROPOSED = "proposed", _("Waiting for a second person")
    DROPPED = "dropped", _("Not taken")


class ArticleVersion(models.Model):
    """An article's text as somebody saved it. A change to what is published waits as a proposal where the county asks for a second person."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="versions")
    n = models.PositiveIntegerField(_("version"))
    kind = models.CharField(max_length=10, choices=ArticleKind.choices)
    title = models.CharField(max_length=80)
    source = models.CharField(max_length=60)
    summary = models.CharField(max_length=160, blank=True)
    body = models.TextField(max_length=20_000)
    outcome = models.CharField(max_length=500, blank=True)
    state = models.CharField(_("stage"), max_length=10, choices=VersionState.choices, default=VersionState.KEPT)
    note = models.CharField(_("correction"), max_length=200, blank=True, help_text="what readers are told was corrected")
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("saved by"))
    saved_at = models.DateTimeField(_("saved"))
    corrected_at = models.DateTimeField(null=True, help_text="when a correction of what was published took effect")

    class Meta:
        verbose_name = _("version")
        ordering = ["-n"]
        indexes = [models.Index(fields=["state", "article"], name="portal_version_state")]
        constraints = [
            models.UniqueConstraint(fields=["article", "n"], name="portal_version_once"),
            models.UniqueConstraint(fields=["article"], condition=Q(state=VersionState.PROPOSED), name="portal_one_proposal"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.n})"


class ArticleReview(models.Model):
    """Somebody who wrote none of a version read and proofread it: a colleague, or an approver by link."""

    version = models.ForeignKey(ArticleVersion, on_delete=models.CASCADE, related_name="reviews")
    step = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approver = models.ForeignKey(Approver, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["step"]
        constraints = [
            models.UniqueConstraint(fields=["version", "step"], name="portal_review_step_once"),
            models.UniqueConstraint(fields=["version", "by"], name="portal_review_by_once"),
            models.UniqueConstraint(fields=["version", "approver"], name="portal_review_by_link_once"),
            models.CheckConstraint(
                condition=Q(by=None, approver__isnull=False) | Q(by__isnull=False, approver=None), name="portal_review_by_somebody"
            ),
        ]

    def __str__(self) -> str:
        return str(self.by or self.approver)


class ArticleComment(models.Model):
    """What a reader of a draft says to one of its sentences. `place`: the sentence's number in the version's text, from 0."""

    version = models.ForeignKey(ArticleVersion, on_delete=models.CASCADE, related_name="comments")
    place = models.PositiveIntegerField()
    sentence = models.CharField(max_length=300)
    text = models.CharField(_("what you have to say"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approver = models.ForeignKey(Approver, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    key = models.UUIDField(unique=True)

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(by=None, approver__isnull=False) | Q(by__isnull=False, approver=None), name="portal_comment_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(settled_by=None, settled_at=None) | Q(settled_by__isnull=False, settled_at__isnull=False),
                name="portal_comment_settled_by_and_at",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class ArticlePreview(Passing):
    """A link by which anybody who has it reads the text as it would stand on the portal, until it ends."""

    secret = ("portal.preview", "key")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="previews")

    def __str__(self) -> str:
        return str(self.article)


class ArticleApproval(Approval):
    """A version that an approver without an account was asked to decide on."""

    secret = ("portal.approval", "key")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="approvals")
    version = models.ForeignKey(ArticleVersion, on_delete=models.CASCADE, related_name="+")

    class Meta(Approval.Meta):
        ordering = ["-pk"]


class PublishingRule(models.Model):
    """How many persons beside the writer must read an article before it stands on the county's portal: 0, 1, or 2 (三审三校)."""

    county = models.OneToOneField(Region, on_delete=models.PROTECT, related_name="+")
    readers = models.PositiveSmallIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("publishing rule")
        constraints = [models.CheckConstraint(condition=Q(readers__lte=2), name="portal_at_most_three_persons")]

    def __str__(self) -> str:
        return str(self.county)


class ArticleTemplate(models.Model):
    """A text of the office's own that a new article begins with."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name of the template"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=ArticleKind.choices, default=ArticleKind.NOTICE)
    title = models.CharField(_("headline"), max_length=80, blank=True)
    source = models.CharField(_("source"), max_length=60, blank=True)
    summary = models.CharField(_("summary"), max_length=160, blank=True)
    body = models.TextField(_("text"), max_length=20_000)
    revision = models.PositiveIntegerField(default=1)

    objects: ScopedQuerySet[ArticleTemplate] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("template")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["county", "name"], name="portal_template_name_once")]

    def __str__(self) -> str:
        return self.name
