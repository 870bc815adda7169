"""Message drives (寄语征集) and the personal links by which people are asked."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiafeng.common.scoping import Reach, ScopedQuerySet
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.people.models import Person
from jiafeng.ground.units.models import Organisation, Region
from jiafeng.programme.letters.stages import DriveStage
from jiafeng.programme.plans.models import PlanLine

READERS = (Role.COUNTY_STAFF, Role.PARTNER_STAFF, Role.AUDITOR, Role.UNIT_COORDINATOR)


class DriveQuerySet(ScopedQuerySet["MessageDrive"]):
    def within(self, reach: Reach) -> DriveQuerySet:
        """County-wide roles see every drive; the people of a unit see those that have opened, because the drive is theirs to join."""
        return self.filter(Q(county_id__in=reach.county_ids) | (Q(county_id__in=reach.home_county_ids) & ~Q(stage=DriveStage.DRAFT)))


class MessageDrive(models.Model):
    """A call for messages from families, over the days `[opens_on, closes_on)` in Shanghai."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("leading unit"))
    plan_line = models.ForeignKey(PlanLine, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("plan line"))
    title = models.CharField(_("title"), max_length=60)
    guidance = models.TextField(_("guidance"), max_length=600, blank=True)
    sample = models.CharField(_("sample"), max_length=120, blank=True)
    opens_on = models.DateField(_("first day"))
    takes_letters = models.BooleanField(_("longer family letters too"), default=True)
    closes_on = models.DateField(_("closes on"), help_text=_("the first day on which nothing is sent any more"))
    stage = models.CharField(_("stage"), max_length=10, choices=DriveStage.choices, default=DriveStage.DRAFT)
    token = models.CharField(max_length=32, unique=True, help_text="the secret of the shared link and its QR code")
    revision = models.PositiveIntegerField(default=1)

    objects = DriveQuerySet.as_manager()

    class Meta:
        verbose_name = _("message drive")
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["county", "title"], name="letters_drive_title_once"),
            models.CheckConstraint(condition=Q(closes_on__gt=F("opens_on")), name="letters_drive_closes_after_opening"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def last_day(self) -> date:
        return date.fromordinal(self.closes_on.toordinal() - 1)


class MessageLink(models.Model):
    """A person's own link to a drive: that they were asked, and nothing about whether they answered.

    The secret is derived (common.tokens) and only its digest kept; a new issue voids the one before. It stands in the link sent to a phone
    and in the QR code of the printed sheet, so that a photograph of the sheet finds its person.
    """

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    drive = models.ForeignKey(MessageDrive, on_delete=models.CASCADE, related_name="links")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    issue = models.PositiveSmallIntegerField(default=1)
    digest = models.CharField(max_length=64, unique=True)
    made_on = models.DateField(_("asked on"))
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked = models.BooleanField(default=False, help_text="made to ask the person; False: given to somebody who had sent a message already")

    objects: ScopedQuerySet[MessageLink] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("personal link")
        constraints = [models.UniqueConstraint(fields=["drive", "person"], name="letters_link_once")]
        indexes = [models.Index(fields=["county", "asked", "made_on"], name="letters_asked_by_county")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.drive}"
