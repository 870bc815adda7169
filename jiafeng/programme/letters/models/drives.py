"""Message drives (寄语征集) and the personal links by which people are asked."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from jiafeng.common.scoping import ScopedQuerySet
from jiafeng.ground.units.models import Organisation, Region
from jiafeng.programme.drives.models import Drive, DriveLink, DriveQuerySet
from jiafeng.programme.letters.stages import DRIVE_MOVES, DriveStage


class MessageDrive(Drive):
    """A call for messages from families."""

    moves = DRIVE_MOVES

    guidance = models.TextField(_("guidance"), max_length=600, blank=True)
    sample = models.CharField(_("sample"), max_length=120, blank=True)
    takes_letters = models.BooleanField(_("longer family letters too"), default=True)
    closes_on = models.DateField(_("closes on"), help_text=_("the first day on which nothing is sent any more"))
    stage = models.CharField(_("stage"), max_length=10, choices=DriveStage.choices, default=DriveStage.DRAFT)

    objects: ClassVar[DriveQuerySet[MessageDrive]] = DriveQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Drive.Meta):
        verbose_name = _("message drive")


class MessageLink(DriveLink):
    """A person's own link to a drive: that they were asked, and nothing about whether they answered.

    It stands in the link sent to a phone and in the QR code of the printed sheet, so that a photograph of the sheet finds its person.
    """

    secret = ("letters", "drive_id", "person_id", "issue")

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    drive = models.ForeignKey(MessageDrive, on_delete=models.CASCADE, related_name="links")
    made_on = models.DateField(_("asked on"))
    asked = models.BooleanField(default=False, help_text="made to ask the person; False: given to somebody who had sent a message already")

    objects: ClassVar[ScopedQuerySet[MessageLink]] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(DriveLink.Meta):
        verbose_name = _("personal link")
        indexes = [models.Index(fields=["county", "asked", "made_on"], name="letters_asked_by_county")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.drive}"
