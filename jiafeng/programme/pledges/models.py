"""Pledge drives, their text in versions, pledges, and the traces by which each pledge reached us.

A pledge is the fact: this person, in this drive, once. A trace is how it came: on a phone, on paper, at the staff's device. Two traces of one
person are one pledge. Nothing here, and no other table, holds who was asked or expected to sign.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from jiafeng.common.scoping import Reach, ScopedQuerySet
from jiafeng.common.signatures import Drawing, read
from jiafeng.ground.people.models import CadreRelation, Person, Proof
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.units.models import Organisation, Region
from jiafeng.programme.drives.models import READERS, Drive, DriveLink, DriveQuerySet
from jiafeng.programme.pledges.stages import MOVES, DisputeStage, DriveStage


class PledgeDriveQuerySet(DriveQuerySet["PledgeDrive"]):
    def whole(self) -> PledgeDriveQuerySet:
        """With those who issue it, too."""
        issuers = Prefetch("issuer_rows", DriveIssuer.objects.select_related("organisation"))
        return super().whole().prefetch_related(issuers)


class IdentityCheck(models.TextChoices):
    """What a drive asks of those who come by its shared link; a link of one's own needs nothing more."""

    NONE = "none", _("Name and number as given")
    CODE = "code", _("A code sent to the mobile number")


class PledgeDrive(Drive):
    """A call to sign one pledge."""

    moves = MOVES

    issuers = models.ManyToManyField(Organisation, through="DriveIssuer", related_name="+", verbose_name=_("issued jointly by"))
    closes_on = models.DateField(_("closes on"), help_text=_("the first day on which nobody signs any more"))
    stage = models.CharField(_("stage"), max_length=10, choices=DriveStage.choices, default=DriveStage.DRAFT)
    identity = models.CharField(_("by the shared link"), max_length=8, choices=IdentityCheck.choices, default=IdentityCheck.NONE)
    wall_token = models.CharField(
        max_length=32, null=True, unique=True, help_text="the secret of the signature wall's address; NULL: no wall"
    )

    objects: ClassVar[PledgeDriveQuerySet] = PledgeDriveQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Drive.Meta):
        verbose_name = _("pledge drive")


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


class PledgeLink(DriveLink):
    """A person's own link to a drive."""

    secret = ("pledge", "drive_id", "person_id", "issue")

    drive = models.ForeignKey(PledgeDrive, on_delete=models.CASCADE, related_name="links")


class PledgeQuerySet(ScopedQuerySet["Pledge"]):
    def within(self, reach: Reach) -> PledgeQuerySet:
        """The signatures of the county, or of one's own unit; a volunteer sees no list of people."""
        if not reach.has(*READERS):
            return self.none()
        return super().within(reach)

    def standing(self) -> PledgeQuerySet:
        """What counts: neither withdrawn nor disputed."""
        return self.filter(withdrawn_at=None, disputed_at=None)

    def by_all_of(self, channels: Collection[str]) -> PledgeQuerySet:
        """Pledges that came by every one of these channels, whatever others."""
        wanted = mask_of(channels)
        return self.filter(channels__in=[mask for mask in range(1, 1 << len(Channel)) if mask & wanted == wanted])


class Channel(models.TextChoices):
    """How a signature reached us. The order is that of the bits in `Pledge.channels`: append, never reorder."""

    PHONE = "phone", _("On a phone")
    PAPER = "paper", _("Signed on paper")
    STAFF = "staff", _("At the staff's device")
    KIOSK = "kiosk", _("On the shared tablet")


def mask_of(channels: Collection[str]) -> int:
    """The channels as bits of a number."""
    return sum(1 << at for at, channel in enumerate(Channel.values) if channel in channels)


def channels_of(mask: int) -> list[Channel]:
    return [channel for at, channel in enumerate(Channel) if mask >> at & 1]


class Pledge(models.Model):
    """That a person signed in a drive: one person, one pledge, whatever the channels.

    Whole counties sign in the same minute: a key has an index of its own only where a query starts from it and none of those below begins with it.
    """

    county = models.ForeignKey(Region, db_index=False, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, null=True, db_index=False, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    drive = models.ForeignKey(PledgeDrive, db_index=False, on_delete=models.PROTECT, related_name="pledges")
    text = models.ForeignKey(DriveText, db_index=False, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, db_index=False, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(_("reference number"), max_length=12, unique=True)
    signed_on = models.DateField(_("signed on"))
    recorded_at = models.DateTimeField(_("recorded"))
    relation = models.CharField(_("relation to the cadre"), max_length=8, choices=CadreRelation.choices, blank=True)
    cadre = models.CharField(_("cadre's name"), max_length=40, blank=True)
    guardian = models.CharField(_("guardian's name"), max_length=40, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, db_index=False, on_delete=models.PROTECT, related_name="+")
    withdrawn_reason = models.CharField(_("reason"), max_length=200, blank=True)
    disputed_at = models.DateTimeField(
        _("disputed"),
        null=True,
        help_text="set while a dispute is open or upheld: the person says, or it was found, that they did not sign",
    )
    channels = models.PositiveSmallIntegerField(
        default=0, help_text="the channels of its traces, as bits; what the arithmetic is counted from"
    )

    objects = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("pledge")
        constraints = [
            models.UniqueConstraint(fields=["person", "drive"], name="pledges_one_person_one_pledge"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="") | Q(withdrawn_at__isnull=False),
                name="pledges_withdrawal_whole",
            ),
        ]
        indexes = [
            # Whole indexes, not partial ones: SQLite reads each row again to see a column that only a partial index's condition names.
            models.Index(fields=["county", "withdrawn_at", "disputed_at", "signed_on"], name="pledges_counted_by_county"),
            models.Index(fields=["drive", "county", "withdrawn_at", "disputed_at", "signed_on"], name="pledges_counted_by_drive"),
            models.Index(fields=["drive", "channels", "withdrawn_at", "disputed_at"], name="pledges_reckoned_by_drive"),
            models.Index(fields=["drive"], condition=Q(disputed_at__isnull=False), name="pledges_disputed_by_drive"),
            models.Index(fields=["drive"], condition=Q(withdrawn_at__isnull=False), name="pledges_withdrawn_by_drive"),
            models.Index(fields=["drive", "-id"], name="pledges_latest_by_drive"),
            models.Index(fields=["organisation", "drive", "-id"], name="pledges_latest_by_unit"),
        ]

    def __str__(self) -> str:
        return self.reference


class SignatureKind(models.TextChoices):
    DRAWN = "drawn", _("Drawn")
    TYPED = "typed", _("Typed")
    PHOTO = "photo", _("Photographed")
    INK = "ink", _("In ink on the sheet")


class PledgeTrace(models.Model):
    """One way by which a pledge reached us, with its own signature, evidence and idempotency key."""

    county = models.ForeignKey(Region, db_index=False, on_delete=models.PROTECT, related_name="+")
    drive = models.ForeignKey(PledgeDrive, db_index=False, on_delete=models.PROTECT, related_name="+")
    pledge = models.ForeignKey(Pledge, db_index=False, on_delete=models.PROTECT, related_name="traces")
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    key = models.UUIDField(unique=True, help_text="idempotency key: the same form sent twice is one trace")
    signed_on = models.DateField(_("signed on"))
    at = models.DateTimeField(_("recorded"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, db_index=False, on_delete=models.PROTECT, related_name="+", help_text="None: the person"
    )
    kind = models.CharField(_("signature"), max_length=8, choices=SignatureKind.choices)
    strokes = models.TextField(blank=True, help_text="the drawn signature as vectors: w*h_x.y.x.y_x.y… (common.signatures)")
    typed_name = models.CharField(max_length=40, blank=True)
    evidence = models.ForeignKey(Evidence, null=True, db_index=False, on_delete=models.PROTECT, related_name="+")
    proof = models.CharField(_("identified by"), max_length=8, choices=Proof.choices, blank=True, help_text="empty: before it was noted")
    sheet = models.CharField(_("sheet and row"), max_length=20, blank=True)
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, db_index=False, on_delete=models.PROTECT, related_name="+", help_text="read the sheet too"
    )

    class Meta:
        verbose_name = _("trace of a pledge")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["pledge", "channel"], name="pledges_trace_once_by_channel"),
            models.CheckConstraint(
                condition=(Q(kind=SignatureKind.DRAWN) & ~Q(strokes=""))
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
    def drawing(self) -> Drawing | None:
        return read(self.strokes) if self.strokes else None


class PledgeDispute(models.Model):
    """Somebody says that the signature under their name is not theirs. While it is open or upheld, the pledge does not count."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="disputes")
    receipt = models.CharField(_("receipt number"), max_length=12, unique=True)
    stage = models.CharField(_("stage"), max_length=8, choices=DisputeStage.choices, default=DisputeStage.OPEN)
    words = models.CharField(_("in their words"), max_length=300, blank=True)
    opened_at = models.DateTimeField(_("received"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", help_text="None: the person"
    )
    due_on = models.DateField(_("to be decided by"))
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    decided_with = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="another dispute over the same pledge, with which it is decided: two entries turned out to be one person",
    )

    objects: ScopedQuerySet[PledgeDispute] = ScopedQuerySet.as_manager()  # type: ignore[assignment]
    TONES = {DisputeStage.OPEN: "wait", DisputeStage.UPHELD: "bad", DisputeStage.REJECTED: "good"}

    class Meta:
        verbose_name = _("dispute")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pledge"], condition=Q(stage=DisputeStage.OPEN, decided_with=None), name="pledges_one_open_dispute"
            ),
            models.CheckConstraint(
                condition=Q(stage=DisputeStage.OPEN, decided_at=None, decided_by=None, reason="")
                | (~Q(stage=DisputeStage.OPEN) & Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(reason="")),
                name="pledges_dispute_decided_whole",
            ),
        ]
        indexes = [models.Index(fields=["county", "stage", "due_on"], name="pledges_disputes_by_county")]

    def __str__(self) -> str:
        return self.receipt


class KioskQuerySet(ScopedQuerySet["PledgeKiosk"]):
    def visible_to(self, user: Any) -> KioskQuerySet:
        """Those within reach, and those one set up oneself."""
        return super().visible_to(user) | self.filter(started_by=user.pk)


class PledgeKiosk(models.Model):
    """A shared tablet that takes signatures for one drive until somebody with its PIN ends it. It knows secrets only as digests."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    drive = models.ForeignKey(PledgeDrive, on_delete=models.PROTECT, related_name="kiosks")
    digest = models.CharField(max_length=64, unique=True)
    pin = models.CharField(max_length=128, help_text="hashed as a password: four digits are few")
    started_at = models.DateTimeField(_("started"))
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ends_at = models.DateTimeField(_("ends by itself"))
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = KioskQuerySet.as_manager()

    class Meta:
        verbose_name = _("shared tablet")
        ordering = ["-started_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("started_at")), name="pledges_kiosk_ends_after_start")]

    def __str__(self) -> str:
        return f"{self.drive} {self.pk}"
