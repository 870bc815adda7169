"""Gatherings: programme, invitations, who came and by which channel, minutes and photos.

An attendance is the fact that a person came, once per event; a trace is how we know: the staff's list, the person's QR code, paper. Two traces of
one person are one attendance. Nobody who stayed away is recorded: an invitation holds only the reply that the person gave.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiafeng.accounts.models import Role
from jiafeng.common.scoping import Reach, ScopedQuerySet
from jiafeng.common.tokens import personal_token
from jiafeng.events.stages import EventStage
from jiafeng.people.models import Person
from jiafeng.plans.models import PlanLine
from jiafeng.records.models import Evidence
from jiafeng.units.models import Organisation, Region

READERS = (Role.COUNTY_STAFF, Role.PARTNER_STAFF, Role.AUDITOR, Role.UNIT_COORDINATOR)


class EventKind(models.TextChoices):
    SIGNING = "signing", _("Signing ceremony")
    GALA = "gala", _("Gala")
    SYMPOSIUM = "symposium", _("Symposium")
    EXHIBITION = "exhibition", _("Exhibition visit")
    PERFORMANCE = "performance", _("Performance")
    CLASS = "class", _("Class or talk")
    OTHER = "other", _("Other")


class Event(models.Model):
    """A gathering over `[starts_at, ends_at)`."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("host"))
    plan_line = models.ForeignKey(PlanLine, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("plan line"))
    kind = models.CharField(_("kind"), max_length=12, choices=EventKind.choices)
    title = models.CharField(_("title"), max_length=80)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=80)
    capacity = models.PositiveIntegerField(_("seats"), null=True, blank=True, help_text=_("Leave empty where seats are not limited."))
    stage = models.CharField(_("stage"), max_length=10, choices=EventStage.choices, default=EventStage.DRAFT)
    summary = models.TextField(_("what was done"), max_length=1000, blank=True)
    photos = models.ManyToManyField(Evidence, through="EventPhoto", related_name="+")
    reported_attendance = models.PositiveIntegerField(_("people who came, as the unit reports"), null=True, blank=True)
    report_key = models.UUIDField(null=True, unique=True, help_text="idempotency key of a unit's report")
    revision = models.PositiveIntegerField(default=1)

    objects: ScopedQuerySet[Event] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

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
        ]
        indexes = [
            models.Index(fields=["county", "-starts_at"], name="events_by_county"),
            models.Index(fields=["organisation", "-starts_at"], name="events_by_host"),
        ]

    def __str__(self) -> str:
        return self.title


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


class Reply(models.TextChoices):
    YES = "yes", _("Coming")
    MAYBE = "maybe", _("Not sure yet")
    NO = "no", _("Cannot come")


class InvitationQuerySet(ScopedQuerySet["Invitation"]):
    def within(self, reach: Reach) -> InvitationQuerySet:
        """Those invited to an event of one's reach; a volunteer finds people only at the door."""
        if not reach.has(*READERS):
            return self.none()
        return self.filter(Q(county_id__in=reach.county_ids) | Q(event__organisation_id__in=reach.organisation_ids))


class Invitation(models.Model):
    """A person invited to an event. The secret of the link is derived (common.tokens) and only its digest kept; `number` is what people can type."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="invitations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("number"))
    digest = models.CharField(max_length=64, unique=True)
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reply = models.CharField(_("reply"), max_length=5, choices=Reply.choices, blank=True)
    replied_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "person"], name="events_invited_once"),
            models.UniqueConstraint(fields=["event", "number"], name="events_number_once"),
            models.CheckConstraint(
                condition=Q(reply="", replied_at=None) | (~Q(reply="") & Q(replied_at__isnull=False)), name="events_reply_and_when"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"

    @property
    def token(self) -> str:
        """The secret of the link, as printed in the invitation's QR code."""
        return personal_token("invitation", self.event_id, self.person_id)


class AttendanceQuerySet(ScopedQuerySet["Attendance"]):
    def within(self, reach: Reach) -> AttendanceQuerySet:
        """Who came to an event of one's reach; a volunteer sees no list of people."""
        if not reach.has(*READERS):
            return self.none()
        return self.filter(Q(county_id__in=reach.county_ids) | Q(event__organisation_id__in=reach.organisation_ids))


class Attendance(models.Model):
    """That a person came to an event: once, whatever the channels."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="attendances")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"))

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        constraints = [models.UniqueConstraint(fields=["event", "person"], name="events_attended_once")]
        indexes = [models.Index(fields=["event", "-id"], name="events_latest_attendance")]


class Channel(models.TextChoices):
    STAFF_LIST = "staff_list", _("By the staff's list")
    PERSONAL_QR = "personal_qr", _("By the person's QR code")
    WALK_IN = "walk_in", _("Came without invitation")
    PAPER = "paper", _("Signed in on paper")


class AttendanceTrace(models.Model):
    """One way by which an attendance is known, with its evidence and idempotency key."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="traces")
    channel = models.CharField(_("channel"), max_length=12, choices=Channel.choices)
    key = models.UUIDField(unique=True, help_text="idempotency key: the same sign-in sent twice is one trace")
    at = models.DateTimeField(_("signed in"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    evidence = models.ForeignKey(Evidence, null=True, on_delete=models.PROTECT, related_name="+")
    sheet = models.CharField(_("sheet and row"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("trace of an attendance")
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["attendance", "channel"], name="events_trace_once_by_channel")]
        indexes = [models.Index(fields=["event", "channel"], name="events_traces_by_channel")]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}"


class Minutes(models.Model):
    """One revision of an event's minutes; the highest stands. None is ever changed, so two authors at once cannot overwrite each other."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="minutes")
    revision = models.PositiveIntegerField()
    text = models.TextField(_("minutes"), max_length=20000)
    decisions = models.TextField(_("decisions"), max_length=4000, blank=True, help_text=_("One on a line."))
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("minutes")
        ordering = ["-revision"]
        constraints = [models.UniqueConstraint(fields=["event", "revision"], name="events_minutes_revision_once")]

    def __str__(self) -> str:
        return f"{self.event} {self.revision}"

    @property
    def decision_list(self) -> list[str]:
        return [line for line in self.decisions.splitlines() if line.strip()]


class EventPhoto(models.Model):
    """A photo of an event, and whether the people on it agreed to its publication."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="photo_rows")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")
    caption = models.CharField(_("caption"), max_length=200, blank=True)
    publishable_at = models.DateTimeField(_("agreed to publish"), null=True)
    publishable_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "evidence"], name="events_photo_once"),
            models.CheckConstraint(
                condition=Q(publishable_at=None, publishable_by=None) | Q(publishable_at__isnull=False, publishable_by__isnull=False),
                name="events_photo_consent_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.caption
