"""Pictures uploaded together: a folder, a zip, or the photographs of sheets brought in."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiafeng.common.fields import PrivatePath
from jiafeng.common.scoping import Reach
from jiafeng.ground.people.models import Person
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.units.models import Region
from jiafeng.programme.letters.models.drives import MessageDrive
from jiafeng.programme.letters.models.messages import Channel, MessageVersion
from jiafeng.programme.letters.stages import ItemStage


class IntakeQuerySet(models.QuerySet["Intake"]):
    def visible_to(self, user: object) -> IntakeQuerySet:
        """An upload holds photographs of people not yet found, so it belongs to the person who uploaded it."""
        return self.filter(by_id=getattr(user, "pk", None)).exclude(by_id=None)

    def within(self, reach: Reach) -> IntakeQuerySet:
        return self.filter(county_id__in=reach.county_ids)


class Intake(models.Model):
    """One upload of many pictures to a drive. `purposes`: what the sheets say that their writers agree to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.UUIDField(unique=True, help_text="of the upload form: sent twice, it uploads once")
    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    drive = models.ForeignKey(MessageDrive, on_delete=models.PROTECT, related_name="intakes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("uploaded"))
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    purposes = models.JSONField(default=list)
    note = models.JSONField(default=list, help_text="rows of the roster that could not be used: [[row, sentence]]")

    objects = IntakeQuerySet.as_manager()

    class Meta:
        verbose_name = _("upload of pictures")
        indexes = [models.Index(fields=["by", "-at"], name="letters_intakes_by_person")]

    def __str__(self) -> str:
        return f"{self.drive} {self.at:%Y-%m-%d}"


class IntakeItem(models.Model):
    """One picture, or one row of the roster that brings only words: whose it is, and what became of it."""

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="items")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(_("file name"), max_length=200)
    file = PrivatePath(lasting=False, blank=True, help_text="path below the private folder, until the picture is evidence")
    evidence = models.ForeignKey(Evidence, null=True, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(_("content"), max_length=200, blank=True)
    given = models.JSONField(default=dict, help_text="what the roster or the file name says: name, unit, cadre, relation, guardian")
    stage = models.CharField(_("stage"), max_length=10, choices=ItemStage.choices, default=ItemStage.WAITING)
    reason = models.CharField(_("why"), max_length=200, blank=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    found_by = models.CharField(_("found by"), max_length=8, blank=True, help_text="qr, roster, file or hand")
    version = models.ForeignKey(MessageVersion, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("uploaded picture")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["intake", "number"], name="letters_item_once"),
            models.CheckConstraint(
                condition=Q(stage=ItemStage.TAKEN, version__isnull=False, person__isnull=False)
                | (~Q(stage=ItemStage.TAKEN) & Q(version=None)),
                name="letters_item_taken_whole",
            ),
        ]
        indexes = [models.Index(fields=["intake", "stage"], name="letters_items_by_stage")]

    def __str__(self) -> str:
        return self.name
