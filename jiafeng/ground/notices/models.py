"""Notices, how each user wants the daily digest, and on which days it was made."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiafeng.common.fields import SealedField


class Notice(models.Model):
    """Something that came up for one user, and the page where it is dealt with."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=80, help_text="what it is about: told twice, it is one notice")
    text = models.CharField(_("notification"), max_length=200)
    url = models.CharField(max_length=200)
    icon = models.CharField(max_length=30, default="bell")
    at = models.DateTimeField(_("when"))
    read_at = models.DateTimeField(_("read on"), null=True)

    class Meta:
        verbose_name = _("notification")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="notices_once")]
        indexes = [
            models.Index(fields=["user", "-at"], name="notices_by_user"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="notices_unread"),
            models.Index(fields=["at"], name="notices_by_time"),
        ]

    def __str__(self) -> str:
        return self.text


class Way(models.TextChoices):
    """How the digest reaches somebody."""

    PAGE = "page", _("As a notice on the page")
    TEXT = "text", _("As a text message")
    NONE = "none", _("Not at all")


class DigestChoice(models.Model):
    """How one user wants it; without a row, on the page."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+")
    way = models.CharField(_("daily digest"), max_length=4, choices=Way.choices, default=Way.PAGE)
    phone = SealedField(_("mobile phone"), label="notices.digestchoice.phone")

    class Meta:
        verbose_name = _("choice of the daily digest")
        constraints = [models.CheckConstraint(condition=~Q(way=Way.TEXT, phone=""), name="notices_text_needs_phone")]

    def __str__(self) -> str:
        return self.way


class DigestDay(models.Model):
    """That a user's digest of a day was made, whatever was in it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("day of the digest")
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="notices_digest_once_a_day")]
        indexes = [models.Index(fields=["day"], name="notices_digest_by_day")]

    def __str__(self) -> str:
        return str(self.day)
