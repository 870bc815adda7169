"""Nominations, their clearance by the partner bodies, and their review."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiafeng.common.scoping import Reach, ScopedQuerySet
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.links.models import Linked
from jiafeng.ground.people.models import Person
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.units.models import Organisation, Region
from jiafeng.programme.awards.models.rounds import Round
from jiafeng.programme.awards.models.schemes import READERS
from jiafeng.programme.awards.stages import NominationStage


class NominationChannel(models.TextChoices):
    SELF = "self", _("By themself")
    OTHERS = "others", _("By others")
    UNIT = "unit", _("By a unit")


class NominationQuerySet(ScopedQuerySet["Nomination"]):
    def within(self, reach: Reach) -> NominationQuerySet:
        """County-wide readers see every nomination; a coordinator those of their own unit's people."""
        condition = Q(county_id__in=reach.county_ids) if reach.has(*READERS) else Q(pk__in=[])
        if reach.has(Role.UNIT_COORDINATOR):
            condition |= Q(organisation_id__in=reach.organisation_ids)
        return self.filter(condition)


class Nomination(Linked):
    """Somebody put forward in a round. `reasons`: weighted criterion id (as text) → why. By their link they accept."""

    secret = ("nomination", "round_id", "person_id")

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="nominations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("nominee"))
    number = models.PositiveIntegerField(_("number"))
    key = models.UUIDField(unique=True, help_text="idempotency key: the same form sent twice nominates once")
    channel = models.CharField(_("nominated"), max_length=8, choices=NominationChannel.choices)
    nominating_unit = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("nominated by"))
    nominated_by = models.CharField(_("nominated by"), max_length=60, blank=True, help_text="whoever nominated, where it was no unit")
    summary = models.CharField(_("in one sentence"), max_length=200)
    reasons = models.JSONField(default=dict)
    stage = models.CharField(_("stage"), max_length=10, choices=NominationStage.choices, default=NominationStage.PROPOSED)
    nominated_at = models.DateTimeField(_("nominated at"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    spouse_accepted_at = models.DateTimeField(null=True)
    guardian = models.CharField(max_length=40, blank=True)
    ended_reason = models.CharField(max_length=300, blank=True)
    evidence = models.ManyToManyField(Evidence, through="NominationEvidence", related_name="+")

    objects = NominationQuerySet.as_manager()
    TONES = {NominationStage.PROPOSED: "wait", NominationStage.ACCEPTED: "good", NominationStage.CLEARED: "good"}

    class Meta:
        verbose_name = _("nomination")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="awards_nominated_once"),
            models.UniqueConstraint(fields=["round", "number"], name="awards_nomination_number_once"),
            models.CheckConstraint(
                condition=~Q(stage__in=[NominationStage.ACCEPTED, NominationStage.CLEARED]) | Q(accepted_at__isnull=False),
                name="awards_accepted_by_the_nominee",
            ),
            models.CheckConstraint(
                condition=~Q(channel=NominationChannel.UNIT) | Q(nominating_unit__isnull=False), name="awards_unit_nominates_by_name"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.person}"

    @property
    def is_proposed(self) -> bool:
        return self.stage == NominationStage.PROPOSED

    @property
    def code(self) -> str:
        """How the candidate is named where the name is not."""
        return f"{self.number:02}"


class NominationEvidence(models.Model):
    """A file that supports a nomination."""

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="evidence_rows")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["nomination", "evidence"], name="awards_evidence_once")]


class Clearance(models.Model):
    """A partner body's word on a nomination: agree or not, the number of its document, and where it does not, the rule. Never a case's details."""

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="clearances")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    agrees = models.BooleanField(_("agrees"))
    document = models.CharField(_("document number"), max_length=60)
    rule = models.CharField(_("rule cited"), max_length=300, blank=True)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["nomination", "organisation"], name="awards_cleared_once_by_each"),
            models.CheckConstraint(condition=Q(agrees=True, rule="") | (Q(agrees=False) & ~Q(rule="")), name="awards_veto_cites_a_rule"),
            models.CheckConstraint(condition=~Q(document=""), name="awards_clearance_has_a_document"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.agrees}"


class Reviewer(models.Model):
    """Somebody who reviews a round's nominations, and the person they are in the county's list, from which recusal is computed."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="reviewers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "user"], name="awards_reviewer_once")]

    def __str__(self) -> str:
        return str(self.user)


class RecusalGround(models.TextChoices):
    HOUSEHOLD = "household", _("Same household")
    UNIT = "unit", _("Same unit")
    DECLARED = "declared", _("Declared by the reviewer")


class SheetQuerySet(models.QuerySet["ReviewSheet"]):
    def of(self, user: object) -> SheetQuerySet:
        """A sheet is its reviewer's own until the stage ends."""
        return self.filter(reviewer__user_id=getattr(user, "pk", None))


class ReviewSheet(models.Model):
    """One reviewer's scores (0–100) of one nomination: weighted criterion id (as text) → score. A recused reviewer scores nothing."""

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="sheets")
    reviewer = models.ForeignKey(Reviewer, on_delete=models.CASCADE, related_name="sheets")
    recused = models.CharField(_("recused"), max_length=10, choices=RecusalGround.choices, blank=True)
    scores = models.JSONField(default=dict)
    remark = models.CharField(_("comment"), max_length=300, blank=True)
    submitted_at = models.DateTimeField(_("handed in"), null=True)
    excused_at = models.DateTimeField(null=True)
    excused_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    excused_reason = models.CharField(max_length=300, blank=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        ordering = ["nomination__number"]
        constraints = [
            models.UniqueConstraint(fields=["nomination", "reviewer"], name="awards_sheet_once"),
            models.CheckConstraint(condition=Q(recused="") | Q(submitted_at=None), name="awards_recused_scores_nothing"),
            models.CheckConstraint(
                condition=Q(excused_at=None, excused_by=None, excused_reason="")
                | (Q(excused_at__isnull=False, excused_by__isnull=False) & ~Q(excused_reason="")),
                name="awards_excuse_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nomination} {self.reviewer}"
