"""Titles that were granted, and how they were made known."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiafeng.common.scoping import Reach, ScopedQuerySet
from jiafeng.ground.people.models import Person
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.units.models import Region
from jiafeng.programme.awards.models.nominations import Nomination
from jiafeng.programme.awards.models.rounds import Round
from jiafeng.programme.awards.models.schemes import READERS, Scheme


class TitleQuerySet(ScopedQuerySet["Title"]):
    def within(self, reach: Reach) -> TitleQuerySet:
        if not reach.has(*READERS):
            return self.none()
        return self.filter(county_id__in=reach.county_ids)

    def standing(self) -> TitleQuerySet:
        return self.filter(revoked_at=None)


class Title(models.Model):
    """An honour granted to a person. `serial` stands on the certificate and tells nothing about how many there are."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="titles")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="titles")
    nomination = models.OneToOneField(Nomination, on_delete=models.PROTECT, related_name="granted")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    honour = models.CharField(_("title given"), max_length=20)
    serial = models.CharField(_("number"), max_length=14, unique=True)
    granted_on = models.DateField(_("granted"))
    review_on = models.DateField(_("to be reviewed"))
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    revoked_reason = models.CharField(max_length=300, blank=True)
    barred_until = models.DateField(null=True)

    objects = TitleQuerySet.as_manager()

    class Meta:
        verbose_name = _("title")
        ordering = ["-granted_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(review_on__gt=F("granted_on")), name="awards_review_after_granting"),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None, revoked_reason="", barred_until=None)
                | (Q(revoked_at__isnull=False, revoked_by__isnull=False, barred_until__isnull=False) & ~Q(revoked_reason="")),
                name="awards_revocation_whole",
            ),
        ]
        indexes = [models.Index(fields=["county", "granted_on"], name="awards_titles_by_county")]

    def __str__(self) -> str:
        return f"{self.honour} {self.serial}"


class Medium(models.TextChoices):
    RADIO = "radio", _("Radio")
    TELEVISION = "television", _("Television")
    NEWSPAPER = "newspaper", _("Newspaper")
    WEB = "web", _("Web")


class PlacementQuerySet(ScopedQuerySet["Placement"]):
    def within(self, reach: Reach) -> PlacementQuerySet:
        if not reach.has(*READERS):
            return self.none()
        return self.filter(county_id__in=reach.county_ids)


class Placement(models.Model):
    """The results made known once by one outlet. `reach` is what the outlet says, with the source of that number."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="placements")
    key = models.UUIDField(unique=True)
    medium = models.CharField(_("medium"), max_length=10, choices=Medium.choices)
    outlet = models.CharField(_("outlet"), max_length=60)
    headline = models.CharField(_("headline"), max_length=100)
    on = models.DateField(_("date"))
    reach = models.PositiveIntegerField(_("reach"), null=True, blank=True)
    reach_source = models.CharField(_("source of the reach"), max_length=100, blank=True)
    evidence = models.ForeignKey(Evidence, null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("media placement")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reach=None, reach_source="") | (Q(reach__isnull=False) & ~Q(reach_source="")), name="awards_reach_has_a_source"
            )
        ]

    def __str__(self) -> str:
        return self.headline


class Story(models.Model):
    """The story of somebody who holds a title, shown while they consent to it."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    title = models.OneToOneField(Title, on_delete=models.PROTECT, related_name="story")
    headline = models.CharField(_("headline"), max_length=60)
    text = models.TextField(_("story"), max_length=6000)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(_("published"), null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("the story")
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None) | Q(published_at__isnull=False, published_by__isnull=False),
                name="awards_story_published_whole",
            )
        ]

    def __str__(self) -> str:
        return self.headline

    @property
    def subject(self) -> str:
        """Under which its pictures are kept."""
        return f"story:{self.pk}"
