"""Codes and messages. A telephone number stands in no column: its digest finds it, and what is to be delivered is sealed until it is."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiafeng.ground.sms.stages import MessageStage

CODE, BALLOT = "code", "ballot"
"""Purposes of messages whose words open something: what a gateway says of them is not kept, because it may repeat them."""


class PhoneCode(models.Model):
    """The one live code of a telephone for a purpose; a new one takes the place of the one before."""

    phone_digest = models.CharField(max_length=64)
    purpose = models.CharField(max_length=40, help_text="what it opens, such as `pledge:17`; a code for one thing opens no other")
    code_digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("code")
        constraints = [
            models.UniqueConstraint(fields=["phone_digest", "purpose"], name="sms_one_live_code"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("sent_at")), name="sms_code_expires_after_sending"),
        ]
        indexes = [models.Index(fields=["expires_at"], name="sms_codes_by_end")]

    def __str__(self) -> str:
        return self.purpose


class Message(models.Model):
    """One text message: to whom only as a digest and masked. `sealed` holds number and words until the message is over."""

    key = models.CharField(max_length=80, unique=True, help_text="idempotency key: the same message asked for twice is one")
    county_code = models.CharField(max_length=12)
    purpose = models.CharField(max_length=40)
    phone_digest = models.CharField(max_length=64)
    masked = models.CharField(max_length=20, help_text="138****1234")
    address_digest = models.CharField(max_length=64, blank=True)
    sealed = models.TextField(blank=True)
    stage = models.CharField(_("stage"), max_length=8, choices=MessageStage.choices, default=MessageStage.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=200, blank=True, help_text="the gateway's own words, where it refused")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("text message")
        constraints = [
            models.CheckConstraint(
                condition=(Q(stage=MessageStage.WAITING, ended_at=None) & ~Q(sealed=""))
                | (~Q(stage=MessageStage.WAITING) & Q(ended_at__isnull=False, sealed="")),
                name="sms_sealed_while_waiting",
            )
        ]
        indexes = [
            models.Index(fields=["phone_digest", "asked_at"], name="sms_by_phone"),
            models.Index(fields=["address_digest", "asked_at"], name="sms_by_address"),
            models.Index(fields=["county_code", "asked_at"], name="sms_by_county"),
            models.Index(fields=["asked_at"], name="sms_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.masked}"

    @property
    def is_secret(self) -> bool:
        return self.purpose in (CODE, BALLOT)
