"""Who came, and the traces by which we know it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiafeng.common.scoping import Reach, ScopedQuerySet
from jiafeng.ground.people.models import Person, Proof
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.units.models import Organisation, Region
from jiafeng.programme.events.models.gatherings import READERS, Event


class DoorDeviceQuerySet(ScopedQuerySet["DoorDevice"]):
    def within(self, reach: Reach) -> DoorDeviceQuerySet:
        """The phones of the events whose door is one's own."""
        return self.filter(Q(county_id__in=reach.county_ids) | Q(event__organisation_id__in=reach.organisation_ids))


class DoorDevice(models.Model):
    """A phone that was given the door of one gathering: it signs people in by its own token, without a session, and when there was no network."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="door_devices")
    digest = models.CharField(max_length=64, unique=True, help_text="common.tokens.digest of the token, which only the phone keeps")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, help_text="when the phone was taken off the door")

    objects = DoorDeviceQuerySet.as_manager()

    class Meta:
        verbose_name = _("phone at the door")


class AttendanceQuerySet(ScopedQuerySet["Attendance"]):
    def within(self, reach: Reach) -> AttendanceQuerySet:
        """Who came to an event of one's reach; a volunteer sees no list of people."""
        if not reach.has(*READERS):
            return self.none()
        return self.filter(Q(county_id__in=reach.county_ids) | Q(event__organisation_id__in=reach.organisation_ids))


class Attendance(models.Model):
    """That a person came to an event: once, whatever the channels."""

    # Every index is a page more to write while people queue at the door, so a key has none of its own where another index begins with it.
    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="attendances", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    recorded_at = models.DateTimeField(_("recorded"))

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        constraints = [models.UniqueConstraint(fields=["person", "event"], name="events_attended_once")]
        indexes = [models.Index(fields=["event", "-id"], name="events_latest_attendance")]


class Channel(models.TextChoices):
    STAFF_LIST = "staff_list", _("By the staff's list")
    PERSONAL_QR = "personal_qr", _("By the person's QR code")
    WALK_IN = "walk_in", _("Came without invitation")
    PAPER = "paper", _("Signed in on paper")
    SELF = "self", _("By oneself at the door")


class AttendanceTrace(models.Model):
    """One way by which an attendance is known, with its evidence and idempotency key."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", db_index=False)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+", db_index=False)
    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="traces")
    channel = models.CharField(_("channel"), max_length=12, choices=Channel.choices)
    key = models.UUIDField(unique=True, help_text="idempotency key: the same sign-in sent twice is one trace")
    at = models.DateTimeField(_("signed in"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    evidence = models.ForeignKey(Evidence, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    sheet = models.CharField(_("sheet and row"), max_length=20, blank=True)
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, db_index=False, on_delete=models.PROTECT, related_name="+", help_text="read the sheet too"
    )
    device = models.ForeignKey(
        DoorDevice, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, help_text="the phone at the door"
    )
    proof = models.CharField(
        _("identified by"),
        max_length=8,
        choices=Proof.choices,
        blank=True,
        help_text="by what it is them, where nobody saw them in; empty: somebody did",
    )
    clock_offset = models.IntegerField(null=True, help_text="seconds added to the phone's own time, as measured when it was sent")

    class Meta:
        verbose_name = _("trace of an attendance")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["attendance", "channel"], condition=Q(device=None), name="events_trace_once_by_channel"),
            models.UniqueConstraint(
                fields=["attendance", "channel", "device"], condition=Q(device__isnull=False), name="events_trace_once_by_phone"
            ),
        ]
        indexes = [models.Index(fields=["event", "channel"], name="events_traces_by_channel")]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}"
