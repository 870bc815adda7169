"""Bulletins, the marks that bind their numbers, the passports that freeze them, and the files that were issued."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiafeng.common.fields import PrivatePath
from jiafeng.common.scoping import Reach, ScopedQuerySet
from jiafeng.ground.links.models import Approval, Approver
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.units.models import Organisation, Region
from jiafeng.reporting.bulletins.stages import WRITABLE, Stage


class BulletinQuerySet(ScopedQuerySet["Bulletin"]):
    def within(self, reach: Reach) -> BulletinQuerySet:
        """A bulletin speaks for the county: its file is seen by county-wide roles; everybody else reads what is issued, on the portal."""
        return self.filter(county_id__in=reach.county_ids)


class Bulletin(models.Model):
    """One 简报. Its body is prose in which `{words|n}` is mark n; once issued, nothing of it changes any more."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("issued by"))
    key = models.UUIDField(unique=True, help_text="idempotency key of its creation")
    masthead = models.CharField(_("masthead"), max_length=30)
    year = models.PositiveSmallIntegerField(_("year"), null=True)
    number = models.PositiveIntegerField(_("issue number"), null=True)
    title = models.CharField(_("headline"), max_length=120)
    body = models.TextField(_("text"), max_length=20_000, blank=True)
    start = models.DateField(_("figures from"))
    end = models.DateField(_("figures until"), help_text="the first day that no longer counts")
    report_to = models.CharField(_("report to"), max_length=300, blank=True)
    send_to = models.CharField(_("send to"), max_length=300, blank=True)
    distribute_to = models.CharField(_("distribute to"), max_length=300, blank=True)
    copies = models.PositiveIntegerField(_("copies"), null=True, blank=True)
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="corrections", verbose_name=_("corrects"))
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices, default=Stage.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("author"))
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", help_text="everybody who ever changed the text")
    created_at = models.DateTimeField(_("created"))
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(_("submitted"), null=True)
    return_reason = models.CharField(_("reason of the return"), max_length=300, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("approved by")
    )
    approver = models.ForeignKey(
        Approver,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("approved by link by"),
        help_text="without an account",
    )
    approved_at = models.DateTimeField(_("approved"), null=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("issued by hand of")
    )
    issued_on = models.DateField(_("date of issue"), null=True)
    issued_at = models.DateTimeField(_("issued"), null=True)
    record = models.TextField(blank=True, help_text="the canonical JSON that the code is a digest of")
    digest = models.CharField(max_length=64, blank=True)
    code = models.CharField(_("verification code"), max_length=19, unique=True, null=True)
    seal = models.JSONField(default=dict)

    objects = BulletinQuerySet.as_manager()
    TONES = {
        Stage.SUBMITTED: "wait",
        Stage.ISSUING: "wait",
        Stage.RETURNED: "bad arrow-back-up",
        Stage.APPROVED: "good",
        Stage.ISSUED: "good rubber-stamp",
        "": "info pencil",
    }

    class Meta:
        verbose_name = _("bulletin")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["county", "-issued_at"], condition=Q(stage=Stage.ISSUED), name="bulletins_issued")]
        constraints = [
            models.UniqueConstraint(fields=["county", "masthead", "year", "number"], name="bulletins_number_once"),
            models.CheckConstraint(
                condition=Q(year=None, number=None) | Q(year__isnull=False, number__gte=1), name="bulletins_number_with_year"
            ),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="bulletins_period_forward"),
            models.CheckConstraint(
                condition=Q(approved_by=None, approver=None, approved_at=None)
                | Q(approved_by__isnull=False, approver=None, approved_at__isnull=False)
                | Q(approved_by=None, approver__isnull=False, approved_at__isnull=False),
                name="bulletins_approved_by_and_at",
            ),
            models.CheckConstraint(condition=Q(approved_by=None) | ~Q(approved_by=F("author")), name="bulletins_author_is_not_approver"),
            models.CheckConstraint(
                condition=~Q(stage__in=[Stage.APPROVED, Stage.ISSUING, Stage.ISSUED]) | Q(approved_at__isnull=False),
                name="bulletins_approved_before_issue",
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.ISSUED, issued_at__isnull=False, code__isnull=False, number__isnull=False, issued_on__isnull=False)
                | (~Q(stage=Stage.ISSUED) & Q(issued_at=None, code=None)),
                name="bulletins_issued_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        """Under which its pictures are kept."""
        return f"bulletin:{self.pk}"

    @property
    def is_writable(self) -> bool:
        return self.stage in WRITABLE

    @property
    def is_issued(self) -> bool:
        return self.stage == Stage.ISSUED

    @property
    def agreed(self) -> Any:
        """Who approved it: somebody with an account, or an approver by link."""
        return self.approved_by or self.approver

    @property
    def last_day(self) -> date:
        return date.fromordinal(self.end.toordinal() - 1)


class BulletinApproval(Approval):
    """A text that an approver without an account was asked to decide on."""

    secret = ("bulletins.approval", "key")
    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="approvals")

    class Meta(Approval.Meta):
        ordering = ["-pk"]


class BulletinTemplate(models.Model):
    """A text of the office's own that a new bulletin begins with; its numbers are bound anew each time."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name of the template"), max_length=60)
    masthead = models.CharField(_("masthead"), max_length=30, blank=True)
    title = models.CharField(_("headline"), max_length=120, blank=True)
    body = models.TextField(_("text"), max_length=20_000)
    revision = models.PositiveIntegerField(default=1)

    objects: ScopedQuerySet[BulletinTemplate] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("template")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["county", "name"], name="bulletins_template_name_once")]

    def __str__(self) -> str:
        return self.name


class MarkKind(models.TextChoices):
    FIGURE = "figure", _("Figure")
    CITED = "cited", _("Cited")
    NOT_CLAIM = "not_claim", _("Not a claim")


class Mark(models.Model):
    """What a number in the text rests on: a figure, a document that said it first, or the author's word that it claims nothing."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="marks")
    n = models.PositiveSmallIntegerField(_("mark"))
    kind = models.CharField(_("kind"), max_length=10, choices=MarkKind.choices)
    figure = models.CharField(_("figure"), max_length=120, blank=True, help_text="figure code with parameters: events.attended?event=12")
    start = models.DateField(_("from"), null=True, blank=True)
    end = models.DateField(_("until"), null=True, blank=True, help_text="the first day that no longer counts")
    source = models.CharField(_("source document"), max_length=200, blank=True)
    file = models.ForeignKey(Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("source file"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    passport = models.ForeignKey("Passport", null=True, on_delete=models.PROTECT, related_name="marks")

    class Meta:
        verbose_name = _("mark")
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "n"], name="bulletins_mark_once"),
            models.CheckConstraint(
                condition=(Q(kind=MarkKind.FIGURE) & ~Q(figure=""))
                | (Q(kind=MarkKind.CITED, figure="") & ~Q(source=""))
                | Q(kind=MarkKind.NOT_CLAIM, figure=""),
                name="bulletins_mark_names_its_ground",
            ),
            models.CheckConstraint(
                condition=Q(start=None, end=None) | Q(kind=MarkKind.FIGURE, start__isnull=False, end__gt=F("start")),
                name="bulletins_mark_period_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.n} {self.get_kind_display()}"

    @property
    def last_day(self) -> date | None:
        return None if self.end is None else date.fromordinal(self.end.toordinal() - 1)


class Passport(models.Model):
    """A figure as it was when the bulletin was issued: definition, scope, value, and the rows it counted, in a manifest."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="passports")
    n = models.PositiveSmallIntegerField(_("passport"))
    figure = models.CharField(max_length=120)
    label = models.CharField(_("figure"), max_length=120)
    unit = models.CharField(_("unit"), max_length=20)
    definition = models.CharField(_("definition"), max_length=500)
    narrowing = models.CharField(_("narrowed to"), max_length=200, blank=True)
    start = models.DateField()
    end = models.DateField()
    value = models.BigIntegerField(_("value"))
    rows = models.PositiveBigIntegerField(_("records counted"))
    frozen_at = models.DateTimeField(_("counted at"))
    manifest = PrivatePath(digest="sha256", help_text="path below the private folder")
    sha256 = models.CharField(max_length=64)
    seal_key = models.CharField(
        max_length=64, help_text="hex; keys the rows' seals, so that an issued manifest betrays nothing of what it masks"
    )

    class Meta:
        verbose_name = _("figure passport")
        ordering = ["n"]
        constraints = [models.UniqueConstraint(fields=["bulletin", "n"], name="bulletins_passport_once")]

    def __str__(self) -> str:
        return self.label

    @property
    def last_day(self) -> date:
        return date.fromordinal(self.end.toordinal() - 1)

    def as_record(self) -> dict[str, Any]:
        """The passport as the bulletin's record and its archive pack keep it."""
        return {
            "n": self.n,
            "figure": self.figure,
            "label": self.label,
            "unit": self.unit,
            "definition": self.definition,
            "narrowing": self.narrowing,
            "from": self.start.isoformat(),
            "to": self.last_day.isoformat(),
            "value": self.value,
            "counted_at": self.frozen_at.isoformat(),
            "manifest": {"name": self.manifest_name, "rows": self.rows, "sha256": self.sha256},
        }

    @property
    def manifest_name(self) -> str:
        """The manifest's name in the archive pack."""
        return f"manifests/{self.n}-{self.figure.partition('?')[0]}.csv"


class Rendition(models.Model):
    """A file of the issued bulletin, made once."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="renditions")
    format = models.CharField(max_length=4)
    path = PrivatePath(digest="sha256", help_text="path below the private folder")
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bulletin", "format"], name="bulletins_rendition_once")]

    def __str__(self) -> str:
        return self.format
