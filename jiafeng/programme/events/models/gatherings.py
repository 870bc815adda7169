"""A gathering, who hosts it, and its programme."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiafeng.common.scoping import ScopedQuerySet
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.units.models import Organisation, Region
from jiafeng.programme.events.stages import EventStage
from jiafeng.programme.plans.models import PlanLine

READERS = (Role.COUNTY_STAFF, Role.PARTNER_STAFF, Role.AUDITOR, Role.UNIT_COORDINATOR)


class EventKind(models.TextChoices):
    SIGNING = "signing", _("Signing ceremony")
    GALA = "gala", _("Gala")
    SYMPOSIUM = "symposium", _("Symposium")
    EXHIBITION = "exhibition", _("Exhibition visit")
    PERFORMANCE = "performance", _("Performance")
    CLASS = "class", _("Class or talk")
    OTHER = "other", _("Other")


class Access(models.TextChoices):
    INVITED = "invited", _("By invitation; not shown on the portal")
    SHOWN = "shown", _("Shown on the portal; by invitation")
    OPEN = "open", _("Shown on the portal; everybody may sign up there")
    FREE = "free", _("Shown on the portal; everybody may come without signing up")


class EventQuerySet(ScopedQuerySet["Event"]):
    def public(self, county: Region | int) -> EventQuerySet:
        """What anybody may read of: announced, or over, and meant for the portal by whoever hosts it."""
        return self.filter(county=county, access__in=(Access.SHOWN, Access.OPEN, Access.FREE)).exclude(stage=EventStage.DRAFT)


class Event(models.Model):
    """A gathering over `[starts_at, ends_at)`. `organisation` hosts and keeps it; `joint_hosts` are named beside it."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("host"))
    joint_hosts = models.ManyToManyField(Organisation, through="JointHost", related_name="+", verbose_name=_("joint hosts"))
    plan_line = models.ForeignKey(PlanLine, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("plan line"))
    kind = models.CharField(_("kind"), max_length=12, choices=EventKind.choices)
    title = models.CharField(_("title"), max_length=80)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=80)
    capacity = models.PositiveIntegerField(_("seats"), null=True, blank=True, help_text=_("Leave empty where seats are not limited."))
    companions_most = models.PositiveSmallIntegerField(_("companions of a guest"), default=0, help_text=_("How many each guest may bring."))
    access = models.CharField(_("who may come"), max_length=8, choices=Access.choices, default=Access.INVITED)
    about = models.TextField(_("what it is about"), max_length=1000, blank=True, help_text="for the portal's page")
    sign_up_until = models.DateTimeField(_("sign-up ends"), null=True, blank=True, help_text="None: when it begins")
    remind_hours = models.PositiveSmallIntegerField(_("remind"), null=True, blank=True, help_text="hours before the start; None: nobody")
    stage = models.CharField(_("stage"), max_length=10, choices=EventStage.choices, default=EventStage.DRAFT)
    summary = models.TextField(_("what was done"), max_length=1000, blank=True)
    photos = models.ManyToManyField(Evidence, through="EventPhoto", related_name="+")
    reported_attendance = models.PositiveIntegerField(_("people who came, as the unit reports"), null=True, blank=True)
    report_key = models.UUIDField(null=True, unique=True, help_text="idempotency key of a unit's report")
    revision = models.PositiveIntegerField(default=1)

    objects: EventQuerySet = EventQuerySet.as_manager()  # type: ignore[assignment]
    TONES = {EventStage.DRAFT: "wait", EventStage.HELD: "good", EventStage.CLOSED: "", EventStage.CANCELLED: "bad"}

    class Meta:
        verbose_name = _("gathering")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="events_ends_after_start"),
            models.CheckConstraint(condition=Q(capacity=None) | Q(capacity__gt=0), name="events_some_seats"),
            models.CheckConstraint(
                condition=Q(report_key=None, reported_attendance=None) | Q(report_key__isnull=False, reported_attendance__isnull=False),
                name="events_report_whole",
            ),
            models.CheckConstraint(
                condition=Q(sign_up_until=None) | Q(sign_up_until__lte=F("starts_at")), name="events_sign_up_before_start"
            ),
        ]
        indexes = [
            models.Index(fields=["county", "-starts_at"], name="events_by_county"),
            models.Index(fields=["organisation", "-starts_at"], name="events_by_host"),
            models.Index(fields=["county", "starts_at"], condition=~Q(access=Access.INVITED), name="events_on_the_portal"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        return self.access != Access.INVITED

    @property
    def signs_up_until(self) -> datetime:
        """Until when people sign up by themselves."""
        return self.sign_up_until or self.starts_at

    @property
    def hosts(self) -> list[Organisation]:
        """All who host it, the keeper first. A list prefetches `joint_rows__organisation`."""
        return [self.organisation, *(row.organisation for row in self.joint_rows.all())]


class JointHost(models.Model):
    """One of the bodies that host a gathering together with its keeper, in the order in which they are named."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="joint_rows")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["event", "organisation"], name="events_joint_host_once"),
            models.UniqueConstraint(fields=["event", "place"], name="events_joint_host_place_once"),
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class ProgrammeItem(models.Model):
    """One item of the programme, in order."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="items")
    place = models.PositiveSmallIntegerField()
    title = models.CharField(_("item"), max_length=80)
    performer = models.CharField(_("by whom"), max_length=80, blank=True)

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["event", "place"], name="events_item_place_once")]

    def __str__(self) -> str:
        return self.title
