"""Messages (寄语): one of a person in a drive, in versions of which a newer replaces the older."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiafeng.common.fields import PrivatePath
from jiafeng.common.scoping import Reach, ScopedQuerySet
from jiafeng.ground.people.models import CadreRelation, Person
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.units.models import Organisation, Region
from jiafeng.programme.drives.models import READERS
from jiafeng.programme.letters.models.drives import MessageDrive
from jiafeng.programme.letters.stages import Stage


class Channel(models.TextChoices):
    PHOTO = "photo", _("Photographed on their own phone")
    TYPED = "typed", _("Typed on their own phone")
    PAPER = "paper", _("Paper brought in")
    UPLOAD = "upload", _("Pictures uploaded together")


class MessageQuerySet(ScopedQuerySet["Message"]):
    def within(self, reach: Reach) -> MessageQuerySet:
        """The messages of the county, or of one's own unit's families; a volunteer sees none."""
        if not reach.has(*READERS):
            return self.none()
        return super().within(reach)

    def standing(self) -> MessageQuerySet:
        return self.exclude(stage=Stage.WITHDRAWN)

    def approved(self) -> MessageQuerySet:
        return self.filter(stage=Stage.APPROVED)


class Message(models.Model):
    """What a person wrote to the cadre of the family, in one drive. The words are those of `current`, exactly as they were sent."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    drive = models.ForeignKey(MessageDrive, on_delete=models.PROTECT, related_name="messages")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(_("reference number"), max_length=12, unique=True)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices, default=Stage.RECEIVED)
    current = models.ForeignKey("MessageVersion", null=True, on_delete=models.PROTECT, related_name="+")
    cadre = models.CharField(_("cadre's name"), max_length=40, blank=True)
    relation = models.CharField(_("relation to the cadre"), max_length=8, choices=CadreRelation.choices, blank=True)
    guardian = models.CharField(_("guardian's name"), max_length=40, blank=True)
    sent_on = models.DateField(_("sent on"))
    recorded_at = models.DateTimeField(_("recorded"))
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_in = models.UUIDField(null=True, db_index=True, help_text="decisions taken together, so that they are undone together")
    reason = models.CharField(_("reason"), max_length=200, blank=True, help_text="why it was returned or withdrawn")
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = MessageQuerySet.as_manager()
    TONES = {Stage.RECEIVED: "wait", Stage.APPROVED: "good", Stage.RETURNED: "bad"}

    class Meta:
        verbose_name = _("message")
        constraints = [
            models.UniqueConstraint(fields=["drive", "person"], name="letters_one_person_one_message"),
            models.CheckConstraint(
                condition=Q(stage__in=[Stage.APPROVED, Stage.RETURNED], decided_at__isnull=False, decided_by__isnull=False)
                | Q(stage__in=[Stage.RECEIVED, Stage.WITHDRAWN], decided_at=None, decided_by=None),
                name="letters_message_decided_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.WITHDRAWN, withdrawn_at__isnull=False)
                | (~Q(stage=Stage.WITHDRAWN) & Q(withdrawn_at=None, withdrawn_by=None)),
                name="letters_message_withdrawal_whole",
            ),
            models.CheckConstraint(condition=~Q(stage=Stage.RETURNED) | ~Q(reason=""), name="letters_message_returned_why"),
        ]
        indexes = [
            models.Index(fields=["drive", "stage", "id"], name="letters_messages_by_drive"),
            models.Index(fields=["county", "stage", "sent_on"], name="letters_messages_by_county"),
            models.Index(fields=["organisation", "drive", "id"], name="letters_messages_by_unit"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def version(self) -> MessageVersion:
        """The version that stands. Only within the transaction that makes a message has it none."""
        assert self.current is not None
        return self.current


class MessageVersion(models.Model):
    """One sending. Its words and its photograph are never changed; what is derived of the photograph (ink, transcription) says so.

    ink: the cleaned handwriting, a grey JPEG on white, cropped to the writing; corners: of the sheet, as shares of the upright photograph's sides.
    """

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    key = models.UUIDField(unique=True, help_text="idempotency key: the same form sent twice is one version")
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    at = models.DateTimeField(_("sent"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", help_text="None: the person")
    text = models.CharField(_("content"), max_length=200, blank=True)
    evidence = models.ForeignKey(Evidence, null=True, on_delete=models.PROTECT, related_name="+")
    ink = PrivatePath(blank=True, help_text="path below the private folder")
    ink_width = models.PositiveIntegerField(default=0, help_text="pixels")
    ink_height = models.PositiveIntegerField(default=0, help_text="pixels")
    corners = models.JSONField(null=True, help_text="[[x, y] × 4] clockwise from top left, as shares of the upright photograph's sides")
    threshold = models.FloatField(default=0.5, help_text="as ink.clean takes it: lower keeps fainter traces")
    transcription = models.CharField(_("transcription"), max_length=200, blank=True)
    transcribed_at = models.DateTimeField(null=True)
    transcribed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("version of a message")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["message", "number"], name="letters_version_once"),
            models.CheckConstraint(condition=~Q(text="") | Q(evidence__isnull=False), name="letters_version_says_something"),
            models.CheckConstraint(
                condition=Q(transcription="", transcribed_at=None, transcribed_by=None)
                | Q(transcribed_at__isnull=False, transcribed_by__isnull=False),
                name="letters_transcribed_by_whom",
            ),
            models.CheckConstraint(condition=Q(threshold__gte=0, threshold__lte=1), name="letters_threshold_a_share"),
        ]

    def __str__(self) -> str:
        return f"{self.message} ({self.number})"

    @property
    def words(self) -> Any:
        """The words as text: those that were typed by the author, or the transcription of the handwriting; "" where there is none."""
        return self.text or self.transcription
