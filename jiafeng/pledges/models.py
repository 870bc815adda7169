"""Pledge drives, their text in versions, pledges, and the traces by which each pledge reached us.

A pledge is the fact: this person, in this drive, once. A trace is how it came: on a phone, on paper, at the staff's device. Two traces of one
person are one pledge. Nothing here, and no other table, holds who was asked or expected to sign.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiafeng.accounts.models import Role
from jiafeng.common.scoping import Reach, ScopedQuerySet
from jiafeng.people.models import CadreRelation, Person
from jiafeng.plans.models import PlanLine
from jiafeng.pledges.stages import DriveStage
from jiafeng.records.models import Evidence
from jiafeng.units.models import Organisation, Region

READERS = (Role.COUNTY_STAFF, Role.PARTNER_STAFF, Role.AUDITOR, Role.UNIT_COORDINATOR)


class DriveQuerySet(ScopedQuerySet["PledgeDrive"]):
    def within(self, reach: Reach) -> DriveQuerySet:
        """County-wide roles see every drive; the people of a unit see those that have opened, because the drive is theirs to join."""
        return self.filter(Q(county_id__in=reach.county_ids) | (Q(county_id__in=reach.home_county_ids) & ~Q(stage=DriveStage.DRAFT)))


class PledgeDrive(models.Model):
    """A call to sign one pledge, over the days `[opens_on, closes_on)` in Shanghai."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("leading unit"))
    plan_line = models.ForeignKey(PlanLine, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("plan line"))
    title = models.CharField(_("title"), max_length=60)
    issuers = models.ManyToManyField(Organisation, through="DriveIssuer", related_name="+", verbose_name=_("issued jointly by"))
    opens_on = models.DateField(_("first day"))
    closes_on = models.DateField(_("closes on"), help_text=_("the first day on which nobody signs any more"))
    stage = models.CharField(_("stage"), max_length=10, choices=DriveStage.choices, default=DriveStage.DRAFT)
    token = models.CharField(max_length=32, unique=True, help_text="the secret of the shared link and its QR code")
    revision = models.PositiveIntegerField(default=1)

    objects = DriveQuerySet.as_manager()

    class Meta:
        verbose_name = _("pledge drive")
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["county", "title"], name="pledges_drive_title_once"),
            models.CheckConstraint(condition=Q(closes_on__gt=F("opens_on")), name="pledges_drive_closes_after_opening"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def last_day(self) -> date:
        return date.fromordinal(self.closes_on.toordinal() - 1)


class DriveIssuer(models.Model):
    """One of the bodies that issue the drive, in the order in which they are named."""

    drive = models.ForeignKey(PledgeDrive, on_delete=models.CASCADE, related_name="issuer_rows")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["drive", "organisation"], name="pledges_issuer_once"),
            models.UniqueConstraint(fields=["drive", "place"], name="pledges_issuer_place_once"),
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class DriveText(models.Model):
    """One published version of the text. It is never changed: who signed it signed exactly this."""

    drive = models.ForeignKey(PledgeDrive, on_delete=models.PROTECT, related_name="texts")
    version = models.PositiveSmallIntegerField(_("version"))
    clauses = models.JSONField(_("clauses"), help_text="a list of sentences, in order")
    published_at = models.DateTimeField(_("published"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["drive", "version"], name="pledges_text_version_once")]

    def __str__(self) -> str:
        return f"{self.drive} ({self.version})"


class PledgeLink(models.Model):
    """A person's own link to a drive. The secret is derived (common.tokens) and only its digest kept; a new issue voids the one before."""

    drive = models.ForeignKey(PledgeDrive, on_delete=models.CASCADE, related_name="links")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    issue = models.PositiveSmallIntegerField(default=1)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["drive", "person"], name="pledges_link_once")]


class PledgeQuerySet(ScopedQuerySet["Pledge"]):
    def within(self, reach: Reach) -> PledgeQuerySet:
        """The signatures of the county, or of one's own unit; a volunteer sees no list of people."""
        if not reach.has(*READERS):
            return self.none()
        return super().within(reach)

    def standing(self) -> PledgeQuerySet:
        return self.filter(withdrawn_at=None)


class Pledge(models.Model):
    """That a person signed in a drive: one person, one pledge, whatever the channels."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    drive = models.ForeignKey(PledgeDrive, on_delete=models.PROTECT, related_name="pledges")
    text = models.ForeignKey(DriveText, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(_("reference number"), max_length=12, unique=True)
    signed_on = models.DateField(_("signed on"))
    recorded_at = models.DateTimeField(_("recorded"))
    relation = models.CharField(_("relation to the cadre"), max_length=8, choices=CadreRelation.choices, blank=True)
    cadre = models.CharField(_("cadre's name"), max_length=40, blank=True)
    guardian = models.CharField(_("guardian's name"), max_length=40, blank=True)
    name_shown_at = models.DateTimeField(_("agreed to show the name"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("pledge")
        constraints = [
            models.UniqueConstraint(fields=["drive", "person"], name="pledges_one_person_one_pledge"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="") | Q(withdrawn_at__isnull=False),
                name="pledges_withdrawal_whole",
            ),
        ]
        indexes = [
            # Whole indexes, not partial ones: SQLite reads each row again to see a column that only a partial index's condition names.
            models.Index(fields=["county", "withdrawn_at", "signed_on"], name="pledges_standing_by_county"),
            models.Index(fields=["drive", "county", "withdrawn_at", "signed_on"], name="pledges_standing_by_drive"),
            models.Index(fields=["drive"], condition=Q(withdrawn_at__isnull=False), name="pledges_withdrawn_by_drive"),
            models.Index(fields=["drive", "-id"], name="pledges_latest_by_drive"),
            models.Index(fields=["organisation", "drive", "-id"], name="pledges_latest_by_unit"),
        ]

    def __str__(self) -> str:
        return self.reference


class Channel(models.TextChoices):
    PHONE = "phone", _("On a phone")
    PAPER = "paper", _("Signed on paper")
    STAFF = "staff", _("At the staff's device")


class SignatureKind(models.TextChoices):
    DRAWN = "drawn", _("Drawn")
    TYPED = "typed", _("Typed")
    PHOTO = "photo", _("Photographed")
    INK = "ink", _("In ink on the sheet")


def polylines(drawn: dict[str, Any] | None) -> list[str]:
    """A drawn signature as the points of SVG polylines, one a stroke."""
    strokes: list[Any] = (drawn or {}).get("strokes", [])
    return [" ".join(f"{x},{y}" for x, y in points) for points in strokes]


class PledgeTrace(models.Model):
    """One way by which a pledge reached us, with its own signature, evidence and idempotency key."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    drive = models.ForeignKey(PledgeDrive, on_delete=models.PROTECT, related_name="+")
    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="traces")
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    key = models.UUIDField(unique=True, help_text="idempotency key: the same form sent twice is one trace")
    signed_on = models.DateField(_("signed on"))
    at = models.DateTimeField(_("recorded"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", help_text="None: the person")
    kind = models.CharField(_("signature"), max_length=8, choices=SignatureKind.choices)
    strokes = models.JSONField(null=True, help_text='{"w", "h", "strokes": [[[x, y], …], …]}: the drawn signature as vectors')
    typed_name = models.CharField(max_length=40, blank=True)
    evidence = models.ForeignKey(Evidence, null=True, on_delete=models.PROTECT, related_name="+")
    sheet = models.CharField(_("sheet and row"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("trace of a pledge")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["pledge", "channel"], name="pledges_trace_once_by_channel"),
            models.CheckConstraint(
                condition=Q(kind=SignatureKind.DRAWN, strokes__isnull=False)
                | (Q(kind=SignatureKind.TYPED) & ~Q(typed_name=""))
                | Q(kind=SignatureKind.PHOTO, evidence__isnull=False)
                | Q(kind=SignatureKind.INK, channel=Channel.PAPER),
                name="pledges_trace_holds_its_signature",
            ),
        ]
        indexes = [models.Index(fields=["drive", "channel"], name="pledges_traces_by_channel")]

    def __str__(self) -> str:
        return f"{self.pledge} {self.get_channel_display()}"

    @property
    def paths(self) -> list[str]:
        return polylines(self.strokes)
