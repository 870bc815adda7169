"""What each person agreed to: a ledger, and for each purpose the answer that stands (PIPL, articles 13 to 15, 25, 29 and 31)."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiafeng.ground.people.models.persons import Person


class Purpose(models.TextChoices):
    """What a consent is for. Each is asked by itself; none follows from another."""

    PHOTO = "photo", _("Being shown on photographs")
    DESK_CARD = "desk_card", _("A message printed on a desk card")
    WALL = "wall", _("The name on a public wall")
    BULLETIN = "bulletin", _("The name in bulletins and news")
    STORY = "story", _("A model story")
    CONTACT = "contact", _("Being called and sent messages")


class ConsentChannel(models.TextChoices):
    """How the answer reached us."""

    PHONE = "phone", _("On their own phone")
    KIOSK = "kiosk", _("On the shared tablet")
    PAPER = "paper", _("On paper, signed")
    STAFF = "staff", _("Told to staff")
    CALL = "call", _("By telephone")
    POST = "post", _("By letter")


class Consent(models.Model):
    """One answer, for good: rows are added and never changed. The newest of a person and purpose stands (ConsentState)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose.choices)
    given = models.BooleanField(_("agreed"))
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", help_text="who entered it; None: the person"
    )
    channel = models.CharField(_("how it came"), max_length=8, choices=ConsentChannel.choices)
    text_version = models.CharField(_("version of the text"), max_length=60, blank=True, help_text="what the person read")
    guardian = models.CharField(_("guardian's name"), max_length=40, blank=True, help_text="who answered for a child under 14")
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("consent")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["person", "purpose", "-id"], name="people_consents_of_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.purpose} {self.given}"

    @property
    def text_read(self) -> Any:
        """Which text the person read, in words: a room of ours notes it as `letters-1`, staff in their own words."""
        noted = re.fullmatch(r"[a-z0-9]+-(\d+)|awards:\d+", self.text_version)
        if noted is None:
            return self.text_version
        return _("notice, version %(number)s") % {"number": noted[1]} if noted[1] else _("notice of the awards")


class ConsentState(models.Model):
    """The answer that stands, one row for each person and purpose; without a row nobody was asked, and nothing is agreed."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consent_states")
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose.choices)
    given = models.BooleanField(_("agreed"))
    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("standing consent")
        constraints = [models.UniqueConstraint(fields=["person", "purpose"], name="people_one_standing_consent")]
        indexes = [models.Index(fields=["purpose", "person"], condition=Q(given=True), name="people_consents_given")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.purpose} {self.given}"
