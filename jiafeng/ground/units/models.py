"""Regions with official codes, organisations, and how a county presents itself."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from jiafeng.common.scoping import Reach, reach_of
from jiafeng.library.calendars import Notice


class RegionLevel(models.TextChoices):
    PROVINCE = "province", _("Province")
    PREFECTURE = "prefecture", _("Prefecture")
    COUNTY = "county", _("County")
    TOWNSHIP = "township", _("Township")
    VILLAGE = "village", _("Village or community")


class Region(MP_Node):
    """An administrative region. `code`: GB/T 2260 (6 digits) down to the county, GB/T 10114 and the statistical code (9 or 12 digits) below."""

    code = models.CharField(_("official code"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=60)
    short_name = models.CharField(_("short name"), max_length=30, blank=True)
    level = models.CharField(_("level"), max_length=12, choices=RegionLevel.choices)

    node_order_by = ["code"]

    class Meta:
        verbose_name = _("region")

    def __str__(self) -> str:
        return self.name


class OrganisationKind(models.TextChoices):
    FEDERATION = "federation", _("Women's Federation")
    COMMISSION = "commission", _("Discipline commission")
    ORGANISATION_DEPARTMENT = "organisation_department", _("Organisation department")
    UNIT = "unit", _("County unit")
    TOWNSHIP = "township", _("Township")
    VILLAGE = "village", _("Village")
    COMMUNITY = "community", _("Community")
    SCHOOL = "school", _("School")


# The bodies that lead the programme together; issuers and joint hosts are chosen among them.
BODIES = (OrganisationKind.FEDERATION, OrganisationKind.COMMISSION, OrganisationKind.ORGANISATION_DEPARTMENT)


class OrganisationQuerySet(MP_NodeQuerySet):
    """As common.scoping.ScopedQuerySet, on treebeard's own queryset."""

    def visible_to(self, user: Any) -> Self:
        return self.within(reach_of(user))

    def within(self, reach: Reach) -> Self:
        return self.filter(Q(county_id__in=reach.county_ids) | Q(id__in=reach.organisation_ids))

    def open_on(self, day: date) -> Self:
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day))


class OrganisationManager(MP_NodeManager.from_queryset(OrganisationQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> OrganisationQuerySet:
        return OrganisationQuerySet(self.model, using=self._db).order_by("path")


class Organisation(MP_Node):
    """A unit of the county. Its place in the tree is who it reports to; its region is where it stands."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("county"))
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("region"))
    kind = models.CharField(_("kind"), max_length=24, choices=OrganisationKind.choices)
    name = models.CharField(_("name"), max_length=80)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects = OrganisationManager()

    class Meta:
        verbose_name = _("organisation")
        constraints = [models.UniqueConstraint(fields=["county", "name"], name="units_organisation_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.short_name or self.name


class OrganisationAlias(models.Model):
    """Another spelling under which a unit is found: “县教育局”, “教育局”, “教科局”."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="aliases")
    normalised = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["county", "normalised"], name="units_alias_once")]

    def __str__(self) -> str:
        return self.normalised


class CountyProfile(models.Model):
    """How a county presents itself on its portal and prints. One deployment may serve many; `domain` finds the one that was asked for."""

    county = models.OneToOneField(Region, on_delete=models.PROTECT, related_name="profile")
    site_name = models.CharField(_("site name"), max_length=30)
    tagline = models.CharField(_("tagline"), max_length=80)
    domain = models.CharField(_("domain"), max_length=120, unique=True, null=True, blank=True)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    address = models.CharField(_("address"), max_length=120, blank=True)
    is_demo = models.BooleanField(_("demo data"), default=False)

    class Meta:
        verbose_name = _("county profile")

    def __str__(self) -> str:
        return self.site_name


class HolidayNotice(models.Model):
    """A year's official days off as somebody entered them from 国务院办公厅's notice, for as long as the `holidays` package does not know the year.

    The days are the nation's, so there is one notice a year for the whole deployment. Days are kept as ISO texts.
    """

    year = models.PositiveSmallIntegerField(_("calendar year"), primary_key=True)
    document = models.CharField(_("number of the notice"), max_length=60)
    source = models.CharField(_("where it was published"), max_length=200)
    days_off = models.JSONField(_("days off"))
    worked = models.JSONField(_("weekend days worked"))
    entered_at = models.DateTimeField(_("entered on"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("holiday notice")
        constraints = [
            models.CheckConstraint(condition=Q(year__range=(2025, 2099)), name="units_notice_year"),
            models.CheckConstraint(condition=~Q(document="") & ~Q(source=""), name="units_notice_sourced"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.document}"

    @property
    def notice(self) -> Notice:
        """As the calendar counts by it."""
        return Notice(self.year, frozenset(map(date.fromisoformat, self.days_off)), frozenset(map(date.fromisoformat, self.worked)))
