"""The action log and evidence files."""

from __future__ import annotations

import uuid
from typing import Any, Generic, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiafeng.common.scoping import Reach, ScopedQuerySet

M = TypeVar("M", bound=models.Model)


class ByCountyCode(ScopedQuerySet[M], Generic[M]):
    """Rows of this floor carry the county's official code, because `units` lies above."""

    def within(self, reach: Reach) -> Self:
        return self.filter(county_code__in=reach.county_codes)


# What the last word of a verb says to a reader; a room's own meaning of a word stands before the common one.
VERBS = {
    "evidence.open": _("Opened the original"),
    "county.open": _("Opened the county"),
    "county.change": _("Changed how the county presents itself"),
    "drive.open": _("Opened for signing"),
    "event.open": _("Opened for sign-in"),
    "phone.reveal": _("Looked at the telephone number"),
    "text.publish": _("Published the text"),
    "link.make": _("Made a personal link"),
    "pledge.sign": _("Signed"),
    "attendance.join": _("Signed in"),
    "roster.upload": _("Uploaded a roster"),
    "event.programme": _("Set the programme"),
    "user.password": _("Set a new password"),
    "role.give": _("Gave a role"),
    "role.end": _("Ended a role"),
    "organisation.alias": _("Added a spelling"),
    "deployment.receive": _("Confirmed receipt"),
    "feedback.send": _("Sent in"),
    "add": _("Added"),
    "approve": _("Approved"),
    "answer": _("Answered"),
    "begin_issue": _("Began to issue"),
    "cancel": _("Cancelled"),
    "close": _("Closed"),
    "confirm": _("Confirmed"),
    "create": _("Created"),
    "deploy": _("Deployed to units"),
    "drop": _("Dropped"),
    "edit": _("Changed"),
    "finish": _("Marked as carried out"),
    "give_up": _("Could not be issued"),
    "hold": _("Noted as held"),
    "import": _("Imported"),
    "invite": _("Invited"),
    "issue": _("Issued"),
    "leave": _("Taken off the list"),
    "note": _("Noted"),
    "open": _("Opened"),
    "publish": _("Published"),
    "remove": _("Removed"),
    "reopen": _("Reopened"),
    "reply": _("Replied"),
    "report": _("Reported"),
    "restore": _("Restored"),
    "return": _("Returned"),
    "save": _("Changed"),
    "submit": _("Handed in"),
    "withdraw": _("Withdrawn"),
    "write": _("Written"),
}


class ActionLog(models.Model):
    """One action: who did what to which row, when and why. Append-only: nothing here ever updates or deletes one."""

    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("who"))
    county_code = models.CharField(max_length=12, blank=True)
    verb = models.CharField(_("what"), max_length=60)
    target_type = models.CharField(max_length=60)
    target_id = models.CharField(max_length=40)
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    reason = models.CharField(_("why"), max_length=500, blank=True)
    detail = models.JSONField(default=dict)

    objects: ByCountyCode[ActionLog] = ByCountyCode.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("action")
        indexes = [
            models.Index(fields=["target_type", "target_id", "-at"], name="records_log_by_target"),
            models.Index(fields=["county_code", "-at"], name="records_log_by_county"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.target_type}:{self.target_id}"

    @property
    def what(self) -> Any:
        """The verb in words; one that has none yet is shown as it is."""
        _room, _dot, action = self.verb.partition(".")
        return VERBS.get(action) or VERBS.get(action.rpartition(".")[2]) or self.verb


class EvidenceQuerySet(ByCountyCode["Evidence"]):
    def within(self, reach: Reach) -> Self:
        return self.filter(Q(county_code__in=reach.county_codes) | Q(organisation_ref__in=reach.organisation_ids))


class Evidence(models.Model):
    """A file that shows that something happened. The original is stored once, untouched and private; the preview is what may be published."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county_code = models.CharField(max_length=12)
    organisation_ref = models.BigIntegerField(
        null=True, db_index=True, help_text="units.Organisation id of who added it, for scoping from below"
    )
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text="bytes")
    media_type = models.CharField(max_length=100)
    name = models.CharField(_("file name"), max_length=200)
    caption = models.CharField(_("caption"), max_length=200, blank=True)
    original = models.CharField(max_length=200, help_text="path below the private folder")
    preview = models.CharField(max_length=200, blank=True, help_text="path below the private folder; empty where nothing may be shown")
    preview_sha256 = models.CharField(max_length=64, blank=True)
    added_at = models.DateTimeField(_("added"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        constraints = [models.UniqueConstraint(fields=["county_code", "sha256"], name="records_evidence_once")]

    def __str__(self) -> str:
        return self.name
