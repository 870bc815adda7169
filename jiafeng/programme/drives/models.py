"""What every drive keeps, and the links to it. Abstract: the tables are the rooms'."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiafeng.common.scoping import Reach, ScopedQuerySet
from jiafeng.common.stages import Moves
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.links.models import PersonalLink
from jiafeng.ground.units.models import Organisation, Region
from jiafeng.programme.drives.stages import DRAFT, OPEN
from jiafeng.programme.plans.models import PlanLine

READERS = (Role.COUNTY_STAFF, Role.PARTNER_STAFF, Role.AUDITOR, Role.UNIT_COORDINATOR)

D = TypeVar("D", bound="Drive")


class DriveQuerySet(ScopedQuerySet[D]):
    def within(self, reach: Reach) -> Self:
        """County-wide roles see every drive; the people of a unit see those that have opened, because the drive is theirs to join."""
        return self.filter(Q(county_id__in=reach.county_ids) | (Q(county_id__in=reach.home_county_ids) & ~Q(stage=DRAFT)))

    def whole(self) -> Self:
        """With what its pages show of each."""
        return self.select_related("county", "organisation", "plan_line")


class Drive(models.Model):
    """Something open for a period: the days `[opens_on, closes_on)` in Shanghai.

    A room adds `stage`, with its own words for the stages, and `closes_on`, with its own words for what ends then.
    """

    TONES: ClassVar[dict[str, str]] = {OPEN: "good", DRAFT: "wait"}
    moves: ClassVar[Moves]
    links: Any
    pk: int
    stage: Any
    closes_on: Any

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("leading unit"))
    plan_line = models.ForeignKey(PlanLine, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("plan line"))
    title = models.CharField(_("title"), max_length=60)
    opens_on = models.DateField(_("first day"))
    token = models.CharField(max_length=32, unique=True, help_text="the secret of the shared link and its QR code")
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["county", "title"], name="%(app_label)s_drive_title_once"),
            models.CheckConstraint(condition=Q(closes_on__gt=F("opens_on")), name="%(app_label)s_drive_closes_after_opening"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def last_day(self) -> date:
        return date.fromordinal(self.closes_on.toordinal() - 1)


class DriveLink(PersonalLink):
    """A person's own link to a drive. A room adds `drive`, with related_name="links", and says what the secret is for."""

    drive: Any
    drive_id: int

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=["drive", "person"], name="%(app_label)s_link_once")]
