"""Family letters (廉洁家信): longer than a card, in text or as scanned pages."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiafeng.common.scoping import Reach, ScopedQuerySet
from jiafeng.ground.people.models import Person
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.units.models import Organisation, Region
from jiafeng.programme.drives.models import READERS
from jiafeng.programme.letters.models.drives import MessageDrive
from jiafeng.programme.letters.stages import Stage


class LetterQuerySet(ScopedQuerySet["FamilyLetter"]):
    def within(self, reach: Reach) -> LetterQuerySet:
        """The letters of the county, or of one's own unit's families; a volunteer sees none."""
        if not reach.has(*READERS):
            return self.none()
        return super().within(reach)

    def standing(self) -> LetterQuerySet:
        return self.exclude(stage=Stage.WITHDRAWN)


class FamilyLetter(models.Model):
    """A letter as its author wrote it: `body` in paragraphs, or `pages` photographed. Only the author's consent brings it before readers."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("author"))
    drive = models.ForeignKey(
        MessageDrive,
        null=True,
        on_delete=models.PROTECT,
        related_name="letters",
        help_text="in which its author sent it; None: entered by staff",
    )
    reference = models.CharField(_("reference number"), max_length=12, unique=True)
    key = models.UUIDField(unique=True, help_text="idempotency key: the same form sent twice is one letter")
    title = models.CharField(_("title"), max_length=60)
    body = models.TextField(_("text"), max_length=6000, blank=True)
    guardian = models.CharField(_("guardian's name"), max_length=40, blank=True)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices, default=Stage.RECEIVED)
    written_on = models.DateField(_("written on"))
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = LetterQuerySet.as_manager()
    TONES = {Stage.RECEIVED: "wait", Stage.APPROVED: "good", Stage.RETURNED: "bad"}

    class Meta:
        verbose_name = _("family letter")
        ordering = ["-written_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=[Stage.APPROVED, Stage.RETURNED], decided_at__isnull=False, decided_by__isnull=False)
                | Q(stage__in=[Stage.RECEIVED, Stage.WITHDRAWN], decided_at=None, decided_by=None),
                name="letters_letter_decided_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.WITHDRAWN, withdrawn_at__isnull=False)
                | (~Q(stage=Stage.WITHDRAWN) & Q(withdrawn_at=None, withdrawn_by=None)),
                name="letters_letter_withdrawal_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["county", "stage", "written_on"], name="letters_letters_by_county"),
            models.Index(fields=["organisation", "-written_on"], name="letters_letters_by_unit"),
        ]

    def __str__(self) -> str:
        return self.title


class LetterPage(models.Model):
    """One photographed or scanned page, in the order of reading."""

    letter = models.ForeignKey(FamilyLetter, on_delete=models.CASCADE, related_name="pages")
    place = models.PositiveSmallIntegerField()
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["letter", "place"], name="letters_page_place_once")]

    def __str__(self) -> str:
        return f"{self.letter} {self.place}"
