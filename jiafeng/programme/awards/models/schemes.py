"""Schemes: what is honoured, by which criteria and rules."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiafeng.common.scoping import Reach, ScopedQuerySet
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.units.models import Region

READERS = (Role.COUNTY_STAFF, Role.PARTNER_STAFF, Role.AUDITOR)
PUBLIC_WEIGHT_LIMIT = 30
"""The most that a vote of the public weighs in a result, in percent: bought votes are the known plague."""


class SchemeKind(models.TextChoices):
    """What the scheme is in the rules on commendations (评比达标表彰): only a commendation needs approval from above, and none is given without it."""

    SEARCH = "search", _("Search for examples")
    RECOMMEND = "recommend", _("Recommendation")
    COMMEND = "commend", _("Commendation")


class SchemeQuerySet(ScopedQuerySet["Scheme"]):
    def within(self, reach: Reach) -> SchemeQuerySet:
        """Schemes are public rules: whoever works in the county reads them."""
        return self.filter(county_id__in=reach.home_county_ids)


class Scheme(models.Model):
    """A standing honour of the county and the rules of its file."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("scheme"), max_length=40)
    honour = models.CharField(_("title given"), max_length=20, help_text=_("As it stands on the certificate."))
    kind = models.CharField(_("kind"), max_length=10, choices=SchemeKind.choices)
    approval_document = models.CharField(
        _("approval document"), max_length=80, blank=True, help_text=_("Its number. Without it and a quota no certificate is printed.")
    )
    quota = models.PositiveSmallIntegerField(_("honours a round"), null=True, blank=True, help_text=_("As the approval allows."))
    for_children = models.BooleanField(_("children's track"), default=False, help_text=_("The public never votes on children."))
    public_vote = models.BooleanField(_("the public may vote"), default=False)
    anonymous_review = models.BooleanField(_("reviewers do not see names"), default=False)
    unit_quota = models.PositiveSmallIntegerField(_("nominations of one unit"), null=True, blank=True)
    notice_days = models.PositiveSmallIntegerField(_("days of public notice"), default=5)
    notice_working = models.BooleanField(_("counted in working days"), default=True)
    notice_from_next_day = models.BooleanField(_("counted from the next day"), default=True)
    review_years = models.PositiveSmallIntegerField(_("years until a title is reviewed"), default=3)
    bar_years = models.PositiveSmallIntegerField(_("years that a revoked title bars"), default=2)
    revision = models.PositiveIntegerField(default=1)

    objects = SchemeQuerySet.as_manager()

    class Meta:
        verbose_name = _("scheme")
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(fields=["county", "title"], name="awards_scheme_once"),
            models.CheckConstraint(condition=Q(for_children=False) | Q(public_vote=False), name="awards_no_public_vote_on_children"),
            models.CheckConstraint(condition=Q(notice_days__gte=1, notice_days__lte=30), name="awards_notice_of_some_days"),
            models.CheckConstraint(condition=Q(quota=None) | Q(quota__gt=0), name="awards_some_quota"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def may_certify(self) -> bool:
        """Whether a certificate may be printed: the approval and its quota are on record."""
        return bool(self.approval_document) and self.quota is not None


class Criterion(models.Model):
    """Something a scheme asks for, such as 家庭廉洁; shared between schemes."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("criterion"), max_length=40)
    text = models.CharField(_("what it means"), max_length=300)

    class Meta:
        verbose_name = _("criterion")
        ordering = ["title"]
        constraints = [models.UniqueConstraint(fields=["county", "title"], name="awards_criterion_once")]

    def __str__(self) -> str:
        return self.title


class SchemeVersion(models.Model):
    """One published version of a scheme's criteria and exclusions. It is never changed: a round runs to its end by the version it began with."""

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    exclusions = models.JSONField(_("exclusions"), help_text="a list of sentences, in order")
    published_at = models.DateTimeField(_("published"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["scheme", "number"], name="awards_version_once")]

    def __str__(self) -> str:
        return f"{self.scheme} ({self.number})"


class WeightedCriterion(models.Model):
    """A criterion as a version words and weighs it; the weights of a version add up to 100."""

    version = models.ForeignKey(SchemeVersion, on_delete=models.CASCADE, related_name="criteria")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=300)
    place = models.PositiveSmallIntegerField()
    weight = models.PositiveSmallIntegerField(_("weight"))

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["version", "criterion"], name="awards_criterion_once_in_version"),
            models.UniqueConstraint(fields=["version", "place"], name="awards_criterion_place_once"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=100), name="awards_weight_in_percent"),
        ]

    def __str__(self) -> str:
        return str(self.criterion)
