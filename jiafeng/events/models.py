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
    remind_hours = models.PositiveSmallIntegerField(_("remind"), null=True, blank=True, help_text="hours before the start; None: nobody")
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


class Reply(models.TextChoices):
    YES = "yes", _("Coming")
    MAYBE = "maybe", _("Not sure yet")
    NO = "no", _("Cannot come")
    WAIT = "wait", _("On the waiting list")


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
    companions_most = models.PositiveSmallIntegerField(_("companions allowed"), default=0)
    companions = models.PositiveSmallIntegerField(_("companions"), default=0)
    companion_names = models.CharField(_("their names"), max_length=100, blank=True)
    waiting_since = models.DateTimeField(null=True)
    promoted_at = models.DateTimeField(null=True, help_text="when a seat became free for somebody on the waiting list")
    reminded_at = models.DateTimeField(null=True, help_text="claimed before the reminder is sent, so that none is sent twice")

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
            models.CheckConstraint(condition=Q(companions__lte=F("companions_most")), name="events_companions_within_most"),
            models.CheckConstraint(
                condition=Q(reply=Reply.WAIT, waiting_since__isnull=False) | (~Q(reply=Reply.WAIT) & Q(waiting_since=None)),
                name="events_waiting_and_since",
            ),
        ]
        indexes = [models.Index(fields=["event", "reply", "waiting_since"], name="events_replies")]

    def __str__(self) -> str:
        return f"{self.number}"

    @property
    def token(self) -> str:
        """The secret of the link, as printed in the invitation's QR code."""
        return personal_token("invitation", self.event_id, self.person_id)

    @property
    def party(self) -> int:
        """The seats that the guest and the companions take."""
        return 1 + self.companions


class Seat(models.Model):
    """One seat of a gathering, in the order of the hall, and the guest it is given to; companions sit on seats of the same guest."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="seats")
    place = models.PositiveIntegerField()
    label = models.CharField(_("seat"), max_length=12)
    invitation = models.ForeignKey(Invitation, null=True, on_delete=models.SET_NULL, related_name="seats")

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["event", "label"], name="events_seat_once"),
            models.UniqueConstraint(fields=["event", "place"], name="events_seat_place_once"),
        ]

    def __str__(self) -> str:
        return self.label


class DoorDevice(models.Model):
    """A phone that was given the door of one gathering: it signs people in by its own token, without a session, and when there was no network."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="door_devices")
    digest = models.CharField(max_length=64, unique=True, help_text="common.tokens.digest of the token, which only the phone keeps")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, help_text="when the phone was taken off the door")

    objects: ScopedQuerySet[DoorDevice] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

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
    SELF = "self", _("By oneself at the door")


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
    device = models.ForeignKey(DoorDevice, null=True, on_delete=models.PROTECT, related_name="+", help_text="the phone at the door")
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


class Faces(models.TextChoices):
    """What staff say about who can be recognised on a photo; until they say it, the photo stays internal."""

    NOBODY = "nobody", _("Nobody can be recognised on it")
    NAMED = "named", _("Everybody who can be recognised is named below")


class EventPhoto(models.Model):
    """A photo of an event, and who is on it. It is shown to the public only as `queries.publishable` says: staff's word and everybody's consent."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="photo_rows")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")
    caption = models.CharField(_("caption"), max_length=200, blank=True)
    faces = models.CharField(_("who is on it"), max_length=8, choices=Faces.choices, blank=True)
    people = models.ManyToManyField(Person, through="PhotoPerson", related_name="+", verbose_name=_("people on the photo"))
    stated_at = models.DateTimeField(_("stated"), null=True)
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "evidence"], name="events_photo_once"),
            models.CheckConstraint(
                condition=Q(faces="", stated_at=None, stated_by=None)
                | (~Q(faces="") & Q(stated_at__isnull=False, stated_by__isnull=False)),
                name="events_photo_statement_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.caption


class PhotoPerson(models.Model):
    """That a person can be recognised on a photo. Whether the person agrees stands in the ledger of consents, and nowhere else."""

    photo = models.ForeignKey(EventPhoto, on_delete=models.CASCADE, related_name="named")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["photo", "person"], name="events_on_photo_once")]

    def __str__(self) -> str:
        return str(self.person)


class QuestionKind(models.TextChoices):
    SCALE = "scale", _("From 1 to 5")
    TEXT = "text", _("In words")


class Questionnaire(models.Model):
    """The short feedback form of an event: at most five questions, answered without an account and without a name."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="questionnaire")
    token = models.CharField(max_length=32, unique=True, help_text="the secret of the shared link and its QR code")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.event)


class Question(models.Model):
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="questions")
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=5, choices=QuestionKind.choices)
    text = models.CharField(_("question"), max_length=100)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "place"], name="events_question_place_once"),
            models.CheckConstraint(condition=Q(place__gte=1, place__lte=5), name="events_five_questions_at_most"),
        ]

    def __str__(self) -> str:
        return self.text


class FeedbackReply(models.Model):
    """One answer sheet. `digest` is of a random number in the browser's cookie: it tells a second sending, and nothing about the person."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="replies")
    digest = models.CharField(max_length=64)
    on = models.DateField(help_text="the day alone: a time could be laid beside the list of who came")
    answers = models.JSONField(help_text='{"1": 5, "2": "…"}: by the place of the question; unanswered ones are absent')

    class Meta:
        constraints = [models.UniqueConstraint(fields=["questionnaire", "digest"], name="events_feedback_once")]
