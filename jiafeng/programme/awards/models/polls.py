"""Polls: the committee's secret ballot, on the screen and on paper, and the advisory vote of the public.

While a poll is open, the database holds which codes have voted and, in the order in which they came, envelopes that nothing in it can open. When it
closes, the envelopes are opened with a key kept outside the database, the ballots are published in the order of their receipts, and codes, envelopes
and key are destroyed: then nothing is left that could be joined. No row here carries a time.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiafeng.common.fields import PrivatePath
from jiafeng.common.scoping import Reach, ScopedQuerySet
from jiafeng.ground.units.models import Region
from jiafeng.programme.awards.models.rounds import Round
from jiafeng.programme.awards.models.schemes import READERS
from jiafeng.programme.awards.stages import BallotStage, PollStage

LEAST_TO_BREAK_DOWN = 10
"""Fewer ballots than this are shown as one result: paper and screen are not told apart, because a handful would tell who voted how."""


class PollKind(models.TextChoices):
    COMMITTEE = "committee", _("Committee's ballot")
    PUBLIC = "public", _("Vote of the public")


class TieRule(models.TextChoices):
    RUN_OFF = "run_off", _("Run-off between those level")
    LOT = "lot", _("Lot, drawn from the published board")


class PollQuerySet(ScopedQuerySet["Poll"]):
    def within(self, reach: Reach) -> PollQuerySet:
        if not reach.has(*READERS):
            return self.none()
        return self.filter(county_id__in=reach.county_ids)


class Poll(models.Model):
    """One vote of a round. `candidates`: [{"id": code, "name": masked, "nomination": id}], fixed when it opens."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="polls")
    kind = models.CharField(_("kind"), max_length=10, choices=PollKind.choices)
    ordinal = models.PositiveSmallIntegerField(default=1, help_text="1, then run-offs")
    uid = models.UUIDField(unique=True, help_text="the poll's name on its board")
    seats = models.PositiveSmallIntegerField(_("places to fill"))
    least = models.PositiveSmallIntegerField(_("names to choose at least"))
    most = models.PositiveSmallIntegerField(_("names to choose at most"))
    quorum = models.PositiveIntegerField(_("ballots needed"), default=0)
    majority = models.BooleanField(_("more than half of the ballots needed"), default=True)
    tie = models.CharField(_("when level at the last place"), max_length=8, choices=TieRule.choices, default=TieRule.RUN_OFF)
    stage = models.CharField(_("stage"), max_length=8, choices=PollStage.choices, default=PollStage.SETUP)
    token = models.CharField(max_length=32, unique=True, help_text="the secret of the page of the vote")
    candidates = models.JSONField(default=list)
    public_key = models.BinaryField(null=True)
    issued = models.PositiveIntegerField(_("codes issued"), default=0)
    sent = models.PositiveIntegerField(_("codes sent by text message"), default=0, help_text="of those issued")
    paper_issued = models.PositiveIntegerField(_("paper ballots issued"), default=0)
    cast = models.PositiveIntegerField(default=0, help_text="envelopes taken in")
    head = models.CharField(max_length=64, help_text="of the chain of envelopes")
    ballots = models.PositiveIntegerField(default=0, help_text="valid ballots counted, paper included")
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    board = PrivatePath(blank=True, help_text="path below the private folder")
    seal = models.CharField(max_length=64, blank=True)
    tally = models.JSONField(null=True)

    objects = PollQuerySet.as_manager()
    TONES = {PollStage.OPEN: "wait", PollStage.CLOSED: "good"}

    class Meta:
        verbose_name = _("poll")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "kind", "ordinal"], name="awards_poll_once"),
            models.CheckConstraint(condition=Q(least__lte=F("most"), seats__gte=1, most__gte=1), name="awards_poll_chooses_some"),
            models.CheckConstraint(condition=Q(sent__lte=F("issued")), name="awards_sent_codes_are_issued"),
            models.CheckConstraint(condition=Q(cast__lte=F("issued")) | Q(kind=PollKind.PUBLIC), name="awards_no_more_ballots_than_codes"),
            models.CheckConstraint(
                condition=Q(stage=PollStage.CLOSED, closed_at__isnull=False, tally__isnull=False) & ~Q(seal="")
                | ~Q(stage=PollStage.CLOSED) & Q(closed_at=None, tally=None, seal=""),
                name="awards_poll_closed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.ordinal}"

    @property
    def is_open(self) -> bool:
        return self.stage == PollStage.OPEN

    @property
    def is_closed(self) -> bool:
        return self.stage == PollStage.CLOSED


class VotingCode(models.Model):
    """A code that may vote once: a digest of it, whether it has voted, and an echo that only the code itself can recognise.

    Both are keyed with the poll's key outside the database, so that a copy of the database tells nothing even to whoever knows the codes, once
    that key is destroyed. There is no way from here to a person, and none to an envelope but their number. Rows are made in the order of their
    digests and destroyed at the close.
    """

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64)
    used = models.BooleanField(default=False)
    echo = models.CharField(
        max_length=64, blank=True, help_text="keyed with the code: by what a ballot sent twice is known again and answered alike"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["poll", "digest"], name="awards_code_once"),
            models.CheckConstraint(condition=Q(used=True) & ~Q(echo="") | Q(used=False, echo=""), name="awards_code_used_whole"),
        ]


class Envelope(models.Model):
    """A sealed ballot, in its place of the chain. Destroyed at the close; its digest stays on the board."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="envelopes")
    place = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "place"], name="awards_envelope_place_once")]


class Checkpoint(models.Model):
    """The chain's head as it was printed and handed to the commission while the poll ran."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="checkpoints")
    count = models.PositiveIntegerField()
    head = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["count", "pk"]


class KeyHolder(models.IntegerChoices):
    """Who keeps which part of a poll's key; two of the three open it."""

    FEDERATION = 1, _("County Federation")
    PARTNER = 2, _("Commission, or another body that holds the round")
    ENVELOPE = 3, _("Sealed envelope")


class KeyPart(models.Model):
    """That a part of a poll's key was printed, by whom and when; what stands in it is kept nowhere. Nobody prints two."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="key_parts")
    number = models.PositiveSmallIntegerField(choices=KeyHolder.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "number"], name="awards_key_part_printed_once"),
            models.UniqueConstraint(fields=["poll", "by"], name="awards_key_part_one_each"),
            models.CheckConstraint(condition=Q(number__in=[1, 2, 3]), name="awards_key_part_of_three"),
        ]


class PaperCount(models.Model):
    """What one of the two counters found in the box. `votes`: candidate id → votes."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="paper_counts")
    counted = models.PositiveIntegerField(_("valid ballots"))
    spoiled = models.PositiveIntegerField(_("spoiled"))
    unused = models.PositiveIntegerField(_("not used"))
    votes = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["poll", "by"], name="awards_paper_counted_once_by_each")]

    @property
    def figures(self) -> tuple[object, ...]:
        """What both counters must agree on."""
        return (self.counted, self.spoiled, self.unused, self.votes)


class PublicBallot(models.Model):
    """A ballot of the public: advisory, and no secret from the server. `voter` is a keyed digest of telephone or roster code, overwritten at the close.

    `source` and `device` are digests with a key of the day: enough to see a burst, not to follow anybody.
    """

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="public_ballots")
    voter = models.CharField(max_length=64)
    receipt = models.CharField(max_length=14)
    digits = models.CharField(max_length=500)
    stage = models.CharField(max_length=12, choices=BallotStage.choices, default=BallotStage.COUNTED)
    flag = models.CharField(_("why it was noticed"), max_length=60, blank=True)
    minute = models.PositiveIntegerField(help_text="minutes since the poll opened")
    source = models.CharField(max_length=32, blank=True)
    device = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["poll", "voter"], name="awards_public_votes_once"),
            models.UniqueConstraint(fields=["poll", "receipt"], name="awards_public_receipt_once"),
        ]
        indexes = [
            models.Index(fields=["poll", "stage"], name="awards_public_by_stage"),
            models.Index(fields=["poll", "source", "minute"], name="awards_public_by_source"),
            models.Index(fields=["poll", "device"], name="awards_public_by_device"),
        ]


class Ruling(models.Model):
    """Quarantined ballots released or voided by two people for a reason; published with the result."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="rulings")
    flag = models.CharField(max_length=60, help_text="the burst that is ruled on")
    release = models.BooleanField(_("released"))
    reason = models.CharField(_("reason"), max_length=300)
    ballots = models.PositiveIntegerField(default=0)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "flag"], condition=Q(confirmed_at=None), name="awards_one_ruling_waits"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None) | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="awards_ruling_confirmed_whole",
            ),
            models.CheckConstraint(condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")), name="awards_ruling_by_two"),
        ]
