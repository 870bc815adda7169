"""Plans, their lines, who owns them and to whom they were deployed."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiafeng.common.scoping import Reach, ScopedQuerySet
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.units.models import Organisation, Region
from jiafeng.programme.plans.stages import LineStage, PlanStage


class PlanQuerySet(ScopedQuerySet["Plan"]):
    def within(self, reach: Reach) -> PlanQuerySet:
        """County-wide roles see every plan; the people of a unit see what was issued."""
        return self.filter(Q(county_id__in=reach.county_ids) | (Q(county_id__in=reach.home_county_ids) & ~Q(stage=PlanStage.DRAFT)))


class Plan(models.Model):
    """A year's joint plan under one theme."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    title = models.CharField(_("title"), max_length=120)
    theme = models.CharField(_("theme"), max_length=120)
    stage = models.CharField(_("stage"), max_length=10, choices=PlanStage.choices, default=PlanStage.DRAFT)
    issued_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=1)

    objects = PlanQuerySet.as_manager()
    TONES = {PlanStage.DRAFT: "wait", PlanStage.ISSUED: "good"}

    class Meta:
        verbose_name = _("plan")
        ordering = ["-year", "title"]
        constraints = [
            models.UniqueConstraint(fields=["county", "year", "title"], name="plans_plan_once"),
            models.CheckConstraint(
                condition=Q(issued_at=None, issued_by=None) | Q(issued_at__isnull=False, issued_by__isnull=False),
                name="plans_issued_by_and_at",
            ),
            models.CheckConstraint(condition=Q(year__gte=2000, year__lte=2100), name="plans_year_plausible"),
        ]

    def __str__(self) -> str:
        return self.title


class LineQuerySet(ScopedQuerySet["PlanLine"]):
    def within(self, reach: Reach) -> LineQuerySet:
        """County-wide roles see every line; the people of a unit see those deployed to it."""
        condition = Q(county_id__in=reach.county_ids)
        if reach.organisation_ids:
            deployed = Deployment.objects.filter(organisation_id__in=reach.organisation_ids).values("line_id")
            condition |= Q(id__in=deployed)
        return self.filter(condition)


class PlanLine(models.Model):
    """One measure of a plan: what, out of which duty, by when, and what it should come to."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("measure"), max_length=120)
    content = models.TextField(_("what is to be done"), max_length=2000, blank=True)
    duty = models.CharField(_("source duty"), max_length=120, help_text=_("The rule, duty or document this measure comes from."))
    due_on = models.DateField(_("due date"))
    target_figure = models.CharField(_("target figure"), max_length=60, blank=True)
    target_value = models.PositiveIntegerField(_("target value"), null=True, blank=True)
    stage = models.CharField(_("stage"), max_length=10, choices=LineStage.choices, default=LineStage.PLANNED)
    outcome = models.CharField(_("what was done"), max_length=500, blank=True)
    owners = models.ManyToManyField(Organisation, through="LineOwner", related_name="+")
    revision = models.PositiveIntegerField(default=1)

    objects = LineQuerySet.as_manager()
    TONES = {LineStage.PLANNED: "wait", LineStage.DONE: "good", LineStage.DROPPED: ""}

    class Meta:
        verbose_name = _("plan line")
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plans_line_number_once"),
            models.CheckConstraint(
                condition=Q(target_figure="", target_value=None) | (~Q(target_figure="") & Q(target_value__isnull=False)),
                name="plans_target_figure_and_value",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether its due date still matters."""
        return self.stage in (LineStage.PLANNED, LineStage.DEPLOYED)


class LineOwner(models.Model):
    """An organisation that owns a line; one of them leads."""

    line = models.ForeignKey(PlanLine, on_delete=models.CASCADE, related_name="ownerships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    leads = models.BooleanField(default=False)

    class Meta:
        ordering = ["-leads", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["line", "organisation"], name="plans_owner_once"),
            models.UniqueConstraint(fields=["line"], condition=Q(leads=True), name="plans_one_lead"),
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class UnitGroup(models.Model):
    """Units under a name, to deploy to together."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("group"), max_length=40)
    organisations = models.ManyToManyField(Organisation, related_name="+")
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects: ScopedQuerySet[UnitGroup] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("group of units")
        ordering = ["title"]
        constraints = [models.UniqueConstraint(fields=["county", "title"], name="plans_group_title_once")]

    def __str__(self) -> str:
        return self.title


class LineSheet(models.Model):
    """Plan lines from a workbook: read and checked first, taken over when somebody says so. `rows` is what was typed, by column, so that it is
    checked anew then; `stage` only ever goes on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.UUIDField(unique=True, help_text="of the upload form: sent twice, it uploads once")
    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("file name"), max_length=200)
    rows = models.JSONField()
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True)
    outcome = models.JSONField(default=dict, help_text="how many lines were new, changed, the same and left out")

    class Meta:
        verbose_name = _("workbook of plan lines")

    def __str__(self) -> str:
        return self.name


class ReceiptChannel(models.TextChoices):
    SCREEN = "screen", _("On screen")
    PAPER = "paper", _("On paper")


class Deployment(models.Model):
    """A line sent to a unit, and the unit's receipt."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(PlanLine, on_delete=models.PROTECT, related_name="deployments")
    note = models.CharField(_("note to the unit"), max_length=300, blank=True)
    deployed_at = models.DateTimeField()
    deployed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    received_on = models.DateField(_("received on"), null=True)
    received_channel = models.CharField(max_length=10, choices=ReceiptChannel.choices, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    evidence = models.ForeignKey(Evidence, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ScopedQuerySet[Deployment] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("deployment")
        ordering = ["line", "organisation__path"]
        constraints = [
            models.UniqueConstraint(fields=["line", "organisation"], name="plans_deployed_once"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None, received_on=None, received_channel="")
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, received_on__isnull=False) & ~Q(received_channel=""),
                name="plans_receipt_whole",
            ),
            models.CheckConstraint(condition=Q(confirmed_at=None) | Q(confirmed_at__gte=F("deployed_at")), name="plans_receipt_after"),
        ]

    def __str__(self) -> str:
        return f"{self.line} → {self.organisation}"
