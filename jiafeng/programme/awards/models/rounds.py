"""Rounds: a scheme carried out once, with its bodies and deadlines."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiafeng.common.scoping import Reach, ScopedQuerySet
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.people.models import Person
from jiafeng.ground.units.models import Organisation, Region
from jiafeng.programme.awards.models.schemes import PUBLIC_WEIGHT_LIMIT, READERS, Scheme, SchemeVersion
from jiafeng.programme.awards.stages import RoundStage
from jiafeng.programme.plans.models import PlanLine

DATED_STAGES = (RoundStage.NOMINATING, RoundStage.CLEARING, RoundStage.REVIEWING, RoundStage.VOTING, RoundStage.DECIDING)
"""The stages that end on a day set beforehand; a notice ends by the scheme's rule."""


class RoundQuerySet(ScopedQuerySet["Round"]):
    def within(self, reach: Reach) -> RoundQuerySet:
        """County-wide readers see every round; coordinators those that have begun, because they nominate in them."""
        condition = Q(county_id__in=reach.county_ids) if reach.has(*READERS) else Q(pk__in=[])
        if reach.has(Role.UNIT_COORDINATOR):
            condition |= Q(county_id__in=reach.home_county_ids) & ~Q(stage=RoundStage.DRAFT)
        return self.filter(condition)


class Round(models.Model):
    """One year of a scheme. The three weights add up to 100 and say how much review, committee and public count in the ranking."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="rounds", verbose_name=_("scheme"))
    version = models.ForeignKey(SchemeVersion, null=True, on_delete=models.PROTECT, related_name="+")
    plan_line = models.ForeignKey(PlanLine, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("plan line"))
    year = models.PositiveSmallIntegerField(_("year"))
    title = models.CharField(_("title"), max_length=60)
    honours = models.PositiveSmallIntegerField(_("honours to give"))
    review_weight = models.PositiveSmallIntegerField(_("weight of the review, %"), default=50)
    ballot_weight = models.PositiveSmallIntegerField(_("weight of the committee's ballot, %"), default=50)
    public_weight = models.PositiveSmallIntegerField(_("weight of the public's vote, %"), default=0)
    stage = models.CharField(_("stage"), max_length=10, choices=RoundStage.choices, default=RoundStage.DRAFT)
    ended_reason = models.CharField(max_length=300, blank=True)
    token = models.CharField(max_length=32, unique=True, help_text="the secret of the link by which anybody nominates")
    revision = models.PositiveIntegerField(default=1)

    objects = RoundQuerySet.as_manager()
    TONES = {RoundStage.DRAFT: "info", RoundStage.GRANTED: "good", RoundStage.CANCELLED: "bad circle-x", "": "wait"}

    class Meta:
        verbose_name = _("round")
        ordering = ["-year", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "year", "title"], name="awards_round_once"),
            models.CheckConstraint(condition=Q(honours__gt=0), name="awards_round_honours_some"),
            models.CheckConstraint(condition=Q(year__gte=2000, year__lte=2100), name="awards_round_year_plausible"),
            models.CheckConstraint(
                condition=Q(review_weight=100 - F("ballot_weight") - F("public_weight")), name="awards_round_weights_add_up"
            ),
            models.CheckConstraint(condition=Q(public_weight__lte=PUBLIC_WEIGHT_LIMIT), name="awards_public_weighs_little"),
            models.CheckConstraint(
                condition=Q(stage__in=[RoundStage.DRAFT, RoundStage.CANCELLED]) | Q(version__isnull=False), name="awards_round_has_version"
            ),
            models.CheckConstraint(
                condition=~Q(stage=RoundStage.CANCELLED) & Q(ended_reason="") | Q(stage=RoundStage.CANCELLED) & ~Q(ended_reason=""),
                name="awards_cancelled_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class RoundBody(models.Model):
    """One of the bodies that hold the round together, in the order in which they are named: it clears nominations and signs the decision."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="bodies")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    signed_at = models.DateTimeField(_("signed the decision"), null=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    document = models.CharField(_("document number"), max_length=60, blank=True)
    contact = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("reminded for the body"))

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["round", "organisation"], name="awards_body_once"),
            models.UniqueConstraint(fields=["round", "place"], name="awards_body_place_once"),
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_by=None, document="")
                | (Q(signed_at__isnull=False, signed_by__isnull=False) & ~Q(document="")),
                name="awards_signature_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class Deadline(models.Model):
    """The last day of a stage. It moves only when a second person confirms what the first proposed, for a reason."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="deadlines")
    stage = models.CharField(max_length=10, choices=[(stage.value, stage.label) for stage in DATED_STAGES])
    on = models.DateField(_("last day"))

    class Meta:
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["round", "stage"], name="awards_deadline_once")]

    def __str__(self) -> str:
        return f"{self.stage} {self.on}"


class DeadlineChange(models.Model):
    """A deadline moved, or proposed to be."""

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="changes")
    earlier = models.DateField()
    to = models.DateField(_("new last day"))
    reason = models.CharField(_("reason"), max_length=300)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None) | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="awards_change_confirmed_whole",
            ),
            models.CheckConstraint(condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")), name="awards_change_by_two"),
            models.UniqueConstraint(fields=["deadline"], condition=Q(confirmed_at=None), name="awards_one_change_waits"),
        ]

    def __str__(self) -> str:
        return f"{self.deadline} → {self.to}"


class Awaited(models.TextChoices):
    """What somebody is reminded of."""

    CLEARANCE = "clearance", _("Joint clearance")
    REVIEW = "review", _("Review")
    ANSWER = "answer", _("Answer to an objection")


class Reminder(models.Model):
    """That somebody was sent a text message about a deadline, once for each; a deadline that was moved is another one."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="reminders")
    about = models.CharField(_("about"), max_length=10, choices=Awaited.choices)
    subject = models.PositiveBigIntegerField(help_text="the number of the body, the reviewer or the objection")
    due_on = models.DateField(_("due"))
    sent_at = models.DateTimeField(_("texted"))

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["about", "subject", "due_on"], name="awards_reminded_once")]

    def __str__(self) -> str:
        return f"{self.about} {self.due_on}"
