"""Printed sheets, photographs of them, their rows, and what two people read in each.

A sheet belongs to something of a room above (`kind` and `target`: a drive, a gathering), which this room knows only through its Owner. A row holds the
person printed on it until it is read as blank; nobody who did not sign stays on record here.
"""

from __future__ import annotations

from typing import Generic, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiafeng.common.fields import SealedField
from jiafeng.common.scoping import Reach, ScopedQuerySet
from jiafeng.common.tokens import personal_token
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.papers.stages import PhotoStage, RowStage, SheetStage
from jiafeng.ground.people.models import Person
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.units.models import Organisation, Region
from jiafeng.library.press.rowsheets import Layout

M = TypeVar("M", bound=models.Model)

READERS = (Role.COUNTY_STAFF, Role.PARTNER_STAFF, Role.AUDITOR, Role.UNIT_COORDINATOR)


# What to tell whoever sent a photograph that cannot be used, and what to do about it.
PROBLEMS = {
    "not_a_sheet": _(
        "No sheet of ours is on this photo. Lay the sheet flat, with all four corner marks in the picture, and take it again."
    ),
    "cut_off": _(
        "A part of the sheet is missing. Step back until all four black corner marks are in the picture, with nothing lying on them."
    ),
    "blurred": _("The photo is blurred. Hold the phone still with both hands, wait until it is sharp, and take it again."),
    "dark": _("The photo is too dark to read. Go to a window or switch on the light, keep your shadow off the sheet, and take it again."),
    "no_code": _("The code on the sheet cannot be read. Type the number printed at the foot of the sheet."),
    "other_sheet": _("This sheet belongs to “%(detail)s”. Open that page and send the photo there."),
    "foreign_sheet": _("This sheet is not of this drive or gathering. Check its title, and send it to the one it belongs to."),
    "void": _("Sheet %(detail)s was declared void. Use the one that replaced it."),
    "closed": _("Sheet %(detail)s is closed. Its photo is kept, but nothing more is read from it."),
    "not_a_scan": _("This PDF is no scan. Scan the sheet as a picture, or photograph it."),
    "too_many_pages": _("The scan has too many pages. Send at most 30 at a time."),
    "unreadable": _("The photo cannot be opened. Take it again, or send it as an ordinary JPEG."),
}


class PapersQuerySet(ScopedQuerySet[M], Generic[M]):
    """Sheets and their photographs carry names: the county's readers, and the coordinator for whose unit they were printed."""

    def within(self, reach: Reach) -> Self:
        if not reach.has(*READERS):
            return self.none()
        return super().within(reach)


class PaperSheet(models.Model):
    """One numbered sheet. The secret of its QR code is derived (common.tokens) and only its digest kept."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("printed for"))
    kind = models.SlugField(max_length=20, help_text="of the Owner that the sheet belongs to")
    target = models.PositiveBigIntegerField(help_text="id of the owner's row")
    number = models.PositiveIntegerField(_("sheet number"))
    version = models.CharField(_("version printed on it"), max_length=20, blank=True, help_text="as the owner names it")
    layout = models.CharField(max_length=8, help_text="press.rowsheets.Layout.code")
    digest = models.CharField(max_length=64, unique=True)
    stage = models.CharField(_("stage"), max_length=8, choices=SheetStage.choices, default=SheetStage.PRINTED)
    printed_at = models.DateTimeField(_("printed"))
    printed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects: PapersQuerySet[PaperSheet] = PapersQuerySet.as_manager()  # type: ignore[assignment]
    TONES = {SheetStage.PRINTED: "", SheetStage.PHOTOGRAPHED: "wait", SheetStage.CLOSED: "good", SheetStage.VOID: "bad"}

    class Meta:
        verbose_name = _("paper sheet")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["kind", "target", "number"], name="papers_sheet_number_once")]

    def __str__(self) -> str:
        return f"{self.number}"

    @property
    def token(self) -> str:
        """The secret in the sheet's QR code."""
        return personal_token("paper", self.kind, self.target, self.number)

    @property
    def geometry(self) -> Layout:
        return Layout.of(self.layout)


class PaperRow(models.Model):
    """One row. `person` is who was printed on it, or who was found to stand on it."""

    sheet = models.ForeignKey(PaperSheet, on_delete=models.PROTECT, related_name="rows")
    number = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    printed = models.BooleanField(default=False, help_text="the person stands on the paper in print; only the signature is looked for")
    stage = models.CharField(_("stage"), max_length=8, choices=RowStage.choices, default=RowStage.OPEN)
    problem = models.CharField(max_length=300, blank=True, help_text="why it was not taken over, as a sentence")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("row of a sheet")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "number"], name="papers_row_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="papers_rows_from_one"),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None) | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="papers_decided_who_and_when",
            ),
            # Whoever was printed on a row and did not sign is forgotten when the row is read as blank.
            models.CheckConstraint(condition=~Q(stage=RowStage.BLANK) | Q(person=None), name="papers_blank_rows_name_nobody"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_held(self) -> bool:
        return self.stage == RowStage.HELD

    @property
    def is_entered(self) -> bool:
        return self.stage == RowStage.ENTERED

    @property
    def code(self) -> str:
        """As printed on the paper, and kept in the owner's trace: sheet and row."""
        return f"{self.sheet.number}-{self.number}"


class Mark(models.TextChoices):
    """What a reader sees in a row."""

    SIGNED = "signed", _("Signed")
    BLANK = "blank", _("Blank")
    STRUCK = "struck", _("Struck out")


class Reading(models.Model):
    """What one of two readers sees in a row: `facts` as the Owner's fields name them. Gone when the sheet is closed."""

    row = models.ForeignKey(PaperRow, on_delete=models.CASCADE, related_name="readings")
    place = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    mark = models.CharField(max_length=8, choices=Mark.choices)
    facts = SealedField(max_length=4000, label="papers.reading.facts", help_text="as JSON: names and numbers of people, sealed")

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["row", "place"], name="papers_reading_place_once"),
            models.UniqueConstraint(fields=["row", "by"], name="papers_two_different_readers"),
            models.CheckConstraint(condition=Q(place__in=[1, 2]), name="papers_two_readings"),
        ]

    def __str__(self) -> str:
        return f"{self.row} {self.place}"


class SheetPhoto(models.Model):
    """One page of a photograph or scan that was sent in for a target; `sheet` once it is known which it shows."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.SlugField(max_length=20)
    target = models.PositiveBigIntegerField()
    sheet = models.ForeignKey(PaperSheet, null=True, on_delete=models.PROTECT, related_name="photos")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")
    page = models.PositiveSmallIntegerField(default=1)
    stage = models.CharField(_("stage"), max_length=8, choices=PhotoStage.choices, default=PhotoStage.RECEIVED)
    problem = models.CharField(max_length=20, blank=True, help_text="code of PROBLEMS")
    detail = models.CharField(max_length=120, blank=True)
    landscape = models.BooleanField(default=False)
    has_rows = models.BooleanField(default=False, help_text="pictures of the rows are kept")
    at = models.DateTimeField(_("sent"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects: PapersQuerySet[SheetPhoto] = PapersQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("photo of a sheet")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(F("kind"), F("target"), F("evidence"), F("page"), name="papers_photo_once"),
            models.CheckConstraint(condition=~Q(stage=PhotoStage.READ) | Q(sheet__isnull=False), name="papers_photo_read_of_a_sheet"),
        ]

    def __str__(self) -> str:
        return f"{self.evidence}"

    @property
    def is_new(self) -> bool:
        return self.stage == PhotoStage.RECEIVED

    @property
    def sentence(self) -> str:
        """What is wrong with it, and what to do; "" where nothing is."""
        return str(PROBLEMS[self.problem]) % {"detail": self.detail} if self.problem else ""

    @property
    def folder(self) -> str:
        """Where its flattened page and the pictures of its rows lie, below the private folder."""
        return f"papers/{self.county_id}/{self.pk}"

    @property
    def flat_file(self) -> str:
        return f"{self.folder}/page.jpg"

    def row_file(self, number: int) -> str:
        return f"{self.folder}/row-{number}.jpg"
