"""Public notices (公示) and objections to them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiafeng.common.scoping import Reach, ScopedQuerySet
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.people.models import PhoneField
from jiafeng.ground.units.models import Region
from jiafeng.programme.awards.models.nominations import Nomination
from jiafeng.programme.awards.models.rounds import Round
from jiafeng.programme.awards.stages import NoticeStage, ObjectionStage


class Notice(models.Model):
    """One posting of a round's list, over `[starts_at, ends_at)`. `listed`: [{"nomination", "code", "name" (masked), "unit"}], as posted."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="notices")
    number = models.PositiveSmallIntegerField()
    listed = models.JSONField()
    posted_at = models.DateTimeField(_("posted"))
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    provisional = models.BooleanField(default=False, help_text="the official calendar of a day counted is not out yet")
    stage = models.CharField(_("stage"), max_length=8, choices=NoticeStage.choices, default=NoticeStage.POSTED)
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(_("why the list changed"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("public notice")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="awards_notice_once"),
            models.UniqueConstraint(fields=["round"], condition=Q(stage=NoticeStage.POSTED), name="awards_one_notice_stands"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="awards_notice_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.number}"


class ObjectionChannel(models.TextChoices):
    WEB = "web", _("On the web")
    PAPER = "paper", _("By letter")
    PHONE = "phone", _("By a call")


class ObjectionQuerySet(ScopedQuerySet["Objection"]):
    def within(self, reach: Reach) -> ObjectionQuerySet:
        """Objections name people: those who answer them and the auditor read them."""
        if not reach.has(Role.COUNTY_STAFF, Role.PARTNER_STAFF, Role.AUDITOR):
            return self.none()
        return self.filter(county_id__in=reach.county_ids)


class Objection(models.Model):
    """An objection received within a notice's term. An anonymous one has no name, no telephone and no address of any kind."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="objections")
    nomination = models.ForeignKey(Nomination, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("about"))
    key = models.UUIDField(unique=True)
    receipt = models.CharField(_("receipt number"), max_length=9, unique=True)
    channel = models.CharField(_("channel"), max_length=6, choices=ObjectionChannel.choices)
    name = models.CharField(_("name"), max_length=40, blank=True)
    phone = PhoneField(_("telephone"))
    text = models.TextField(_("objection"), max_length=2000)
    received_at = models.DateTimeField(_("received"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("answer due"))
    due_provisional = models.BooleanField(default=False)
    extended_at = models.DateTimeField(null=True)
    extended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    extended_reason = models.CharField(max_length=300, blank=True)
    stage = models.CharField(_("stage"), max_length=8, choices=ObjectionStage.choices, default=ObjectionStage.OPEN)
    upheld = models.BooleanField(_("upheld"), null=True)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ObjectionQuerySet.as_manager()
    TONES = {ObjectionStage.OPEN: "wait", ObjectionStage.ANSWERED: "good"}

    class Meta:
        verbose_name = _("objection")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage=ObjectionStage.OPEN, answered_at=None, answered_by=None, upheld=None, answer="")
                | (
                    Q(stage=ObjectionStage.ANSWERED, answered_at__isnull=False, answered_by__isnull=False, upheld__isnull=False)
                    & ~Q(answer="")
                ),
                name="awards_answer_whole",
            ),
            models.CheckConstraint(
                condition=Q(extended_at=None, extended_by=None, extended_reason="")
                | (Q(extended_at__isnull=False, extended_by__isnull=False) & ~Q(extended_reason="")),
                name="awards_extension_whole",
            ),
        ]
        indexes = [models.Index(fields=["county", "stage", "due_on"], name="awards_objections_due")]

    def __str__(self) -> str:
        return self.receipt

    @property
    def is_anonymous(self) -> bool:
        return not self.name
