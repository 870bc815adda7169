"""Desk cards: designs from outside, runs, cards, and the batches in which a run is set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiafeng.common.fields import PrivatePath
from jiafeng.common.scoping import Reach, ScopedQuerySet
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.people.models import Person
from jiafeng.ground.units.models import Organisation, Region
from jiafeng.library.press import Paper
from jiafeng.library.press.cards import CardSize
from jiafeng.library.press.sentences import refusal_sentence
from jiafeng.programme.deskcards.stages import CardStage, RunStage
from jiafeng.programme.letters.models import Message, MessageDrive, MessageVersion

READERS = (Role.COUNTY_STAFF, Role.PARTNER_STAFF, Role.AUDITOR, Role.UNIT_COORDINATOR)
# The sizes that are offered; a run may have one of its own.
SIZES = {
    "200x100-tent": _("tent, 200 × 100 mm"),
    "180x90-tent": _("tent, 180 × 90 mm"),
    "210x148-triangle": _("triangle, A5"),
    "148x100-flat": _("flat, 148 × 100 mm"),
}
FORMS = {"tent": _("tent"), "triangle": _("triangle"), "flat": _("a flat card")}
SHEETS = (("A4", "A4"), ("A3", "A3"), ("card", _("a page to each card")))


class CardDesign(models.Model):
    """A design that an administrator added: the zip as it came, and a preview that we made. Those of the project need no row."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("design name"), max_length=40)
    file = PrivatePath(digest="sha256", help_text="path of the zip below the private folder")
    sha256 = models.CharField(max_length=64)
    preview = PrivatePath(help_text="path of a PNG below the private folder")
    added_at = models.DateTimeField(_("added"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    objects: ScopedQuerySet[CardDesign] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("card design")
        constraints = [
            models.UniqueConstraint(fields=["county", "sha256"], condition=Q(removed_at=None), name="deskcards_design_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def code(self) -> str:
        """How a run names it; a design of the project is named by its word."""
        return f"own:{self.pk}"


@dataclass(frozen=True)
class Look:
    """How the cards of a run look; `size` as press.cards.CardSize reads it, `coded`: with a code to the message wall."""

    design: str
    size: str
    sheet: str = "A4"
    vertical: bool = False
    grey: bool = False
    coded: bool = True


class RunQuerySet(ScopedQuerySet["CardRun"]):
    def within(self, reach: Reach) -> RunQuerySet:
        """County-wide roles see every run; a coordinator those that hold cards of the own unit."""
        if not reach.has(*READERS):
            return self.none()
        condition = Q(county_id__in=reach.county_ids)
        if reach.organisation_ids:
            condition |= Q(pk__in=Card.objects.filter(organisation_id__in=reach.organisation_ids).values("run"))
        return self.filter(condition)


class CardRun(models.Model):
    """Cards of one look, set together. `attempt` counts how often it was set; the final PDF is that of the last one, and there is one."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    drive = models.ForeignKey(MessageDrive, on_delete=models.PROTECT, related_name="+", verbose_name=_("message drive"))
    unit = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    title = models.CharField(_("title"), max_length=60)
    key = models.UUIDField(unique=True, help_text="idempotency key: the same form sent twice is one run")
    design = models.CharField(_("design"), max_length=40)
    size = models.CharField(_("size"), max_length=24, help_text="as press.cards.CardSize reads it")
    sheet = models.CharField(_("paper"), max_length=4, choices=SHEETS, default="A4")
    vertical = models.BooleanField(_("in columns"), default=False)
    grey = models.BooleanField(_("in grey"), default=False)
    coded = models.BooleanField(_("with a code to the wall"), default=True)
    stage = models.CharField(_("stage"), max_length=10, choices=RunStage.choices, default=RunStage.DRAFT)
    attempt = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reprint_of = models.ForeignKey("Card", null=True, on_delete=models.PROTECT, related_name="reprints")
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    pdf = PrivatePath(digest="pdf_sha256", blank=True, help_text="path below the private folder")
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    sheets = models.PositiveIntegerField(default=0)
    printed_at = models.DateTimeField(_("set"), null=True)

    objects = RunQuerySet.as_manager()
    TONES = {RunStage.PRINTING: "wait", RunStage.PRINTED: "good"}

    class Meta:
        verbose_name = _("card run")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage=RunStage.PRINTED, printed_at__isnull=False) & ~Q(pdf="")
                | (~Q(stage=RunStage.PRINTED) & Q(printed_at=None, pdf="")),
                name="deskcards_run_printed_whole",
            )
        ]
        indexes = [models.Index(fields=["county", "-made_at"], name="deskcards_runs_by_county")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_printed(self) -> bool:
        return self.stage == RunStage.PRINTED

    @property
    def look(self) -> Look:
        return Look(self.design, self.size, self.sheet, self.vertical, self.grey, self.coded)

    @property
    def size_label(self) -> str:
        """The size in words."""
        if self.size in SIZES:
            return str(SIZES[self.size])
        size = CardSize.parse(self.size)
        return _("%(form)s, %(width)g × %(height)g mm") % {"form": FORMS[size.form], "width": size.width, "height": size.height}

    @property
    def paper(self) -> Paper:
        """The sheet as press lays cards out on it."""
        return cast(Paper, self.sheet)


class CardQuerySet(ScopedQuerySet["Card"]):
    def within(self, reach: Reach) -> CardQuerySet:
        if not reach.has(*READERS):
            return self.none()
        return super().within(reach)

    def out(self) -> CardQuerySet:
        """Printed and not called back or replaced: cards that stand somewhere, or are on their way."""
        return self.filter(stage__in=[CardStage.PRINTED, CardStage.HANDED_OVER])


class Card(models.Model):
    """One card: the version of the message it shows, for whom, and what became of it."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    run = models.ForeignKey(CardRun, on_delete=models.PROTECT, related_name="cards")
    number = models.PositiveIntegerField(_("number"))
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(MessageVersion, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("author"))
    name = models.CharField(_("name on the card"), max_length=40)
    stage = models.CharField(_("stage"), max_length=12, choices=CardStage.choices, default=CardStage.PLANNED)
    batch = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=30, blank=True, help_text="why it is not printed, as press.sentences words it")
    params = models.JSONField(default=dict)
    remarks = models.JSONField(default=list, help_text="[[code, params]]: worth a look though printed")
    printed_on = models.DateField(_("set on"), null=True)
    handed_on = models.DateField(_("handed over on"), null=True)
    handed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    handed_in = models.UUIDField(
        null=True, editable=False, help_text="noted at one press with these others, so that it is taken back with them"
    )
    recalled_at = models.DateTimeField(_("called back"), null=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = CardQuerySet.as_manager()
    TONES = {
        CardStage.PLANNED: "wait",
        CardStage.REFUSED: "bad",
        CardStage.RECALLED: "bad",
        CardStage.PRINTED: "good",
        CardStage.HANDED_OVER: "good",
    }

    class Meta:
        verbose_name = _("desk card")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="deskcards_number_once"),
            # Not the message: a run may hold a card of either of two messages that a merge of their author's entries made one.
            models.UniqueConstraint(fields=["run", "version"], name="deskcards_version_once_in_a_run"),
            models.CheckConstraint(
                condition=~Q(stage=CardStage.HANDED_OVER) | Q(handed_on__isnull=False, handed_by__isnull=False),
                name="deskcards_handed_by_whom",
            ),
            models.CheckConstraint(condition=~Q(stage=CardStage.REFUSED) | ~Q(code=""), name="deskcards_refused_why"),
            models.CheckConstraint(
                condition=~Q(stage=CardStage.RECALLED) | Q(recalled_at__isnull=False) & ~Q(reason=""), name="deskcards_recalled_why"
            ),
        ]
        indexes = [
            models.Index(fields=["county", "stage", "printed_on"], name="deskcards_by_county"),
            models.Index(fields=["message", "stage"], name="deskcards_by_message"),
            models.Index(fields=["organisation", "run"], name="deskcards_by_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}-{self.number}"

    @property
    def serial(self) -> str:
        return serial_of(self.run_id, self.number)

    @property
    def why(self) -> Any:
        """The sentence for `code`."""
        return LEFT_OUT[self.code] if self.code in LEFT_OUT else refusal_sentence(self.code, self.params) if self.code else ""


def serial_of(run: int, number: int) -> str:
    """The number that is printed on a card."""
    return f"{run}-{number:04d}"


LEFT_OUT = {"not_agreed": _("Its author no longer agrees to a desk card, or the message is no longer approved.")}


class CardBatch(models.Model):
    """Some cards of an attempt, set by whichever worker holds the lease; done once, whoever finishes first."""

    run = models.ForeignKey(CardRun, on_delete=models.CASCADE, related_name="batches")
    attempt = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    leased_until = models.DateTimeField(null=True)
    leased_to = models.UUIDField(null=True)
    done_at = models.DateTimeField(null=True)
    file = PrivatePath(lasting=False, blank=True, help_text="path below the private folder; empty where no card could be printed")
    numbers = models.JSONField(default=list, help_text="numbers of the printed cards, in the order of the file's pages")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["run", "attempt", "number"], name="deskcards_batch_once")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.attempt}.{self.number}"
