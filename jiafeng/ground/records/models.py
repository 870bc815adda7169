"""The action log and evidence files."""

from __future__ import annotations

import uuid
from typing import Any, Generic, Self, TypeVar

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jiafeng.common.facts import kept_words
from jiafeng.common.fields import PrivatePath
from jiafeng.common.scoping import Reach, ScopedQuerySet

M = TypeVar("M", bound=models.Model)


class ByCountyCode(ScopedQuerySet[M], Generic[M]):
    """Rows of this floor carry the county's official code, because `units` lies above."""

    def within(self, reach: Reach) -> Self:
        return self.filter(county_code__in=reach.county_codes)


# What the last word of a verb says to a reader; a noun's own meaning of a word stands before the common one, and a room's before its noun's.
VERBS = {
    "round.open": pgettext_lazy("log", "Called for nominations"),
    "round.clear": pgettext_lazy("log", "Closed nominations"),
    "round.review": pgettext_lazy("log", "Began the review"),
    "round.vote": pgettext_lazy("log", "Ended the review"),
    "round.announce": pgettext_lazy("log", "Posted the public notice"),
    "round.decide": pgettext_lazy("log", "Went on to the decision"),
    "round.grant": pgettext_lazy("log", "Granted the titles"),
    "round.cancel": pgettext_lazy("log", "Ended without titles"),
    "round.remind": pgettext_lazy("log", "Reminded by text message"),
    "body.contact": pgettext_lazy("log", "Said who is reminded for a body"),
    "key.part": pgettext_lazy("log", "Printed a part of a poll's key"),
    "key.restore": pgettext_lazy("log", "Put a poll's key back from its parts"),
    "version.publish": pgettext_lazy("log", "Published the criteria"),
    "decision.sign": pgettext_lazy("log", "Signed the decision"),
    "deadline.propose": pgettext_lazy("log", "Proposed another deadline"),
    "deadline.confirm": pgettext_lazy("log", "Confirmed the other deadline"),
    "nomination.nominate": pgettext_lazy("log", "Nominated"),
    "nomination.attach": pgettext_lazy("log", "Added a file"),
    "nomination.accept": pgettext_lazy("log", "Accepted the nomination"),
    "nomination.decline": pgettext_lazy("log", "Declined the nomination"),
    "nomination.clear": pgettext_lazy("log", "Gave a body's word"),
    "sheet.recuse": pgettext_lazy("log", "Recused"),
    "sheet.submit": pgettext_lazy("log", "Handed in a sheet"),
    "sheet.excuse": pgettext_lazy("log", "Went on without a sheet"),
    "poll.create": pgettext_lazy("log", "Set up a vote"),
    "poll.open": pgettext_lazy("log", "Opened the vote"),
    "poll.close": pgettext_lazy("log", "Closed and counted the vote"),
    "poll.reissue": pgettext_lazy("log", "Made the voting codes anew"),
    "poll.checkpoint": pgettext_lazy("log", "Noted the head of the chain"),
    "poll.count": pgettext_lazy("log", "Counted paper ballots"),
    "public.quarantine": pgettext_lazy("log", "Set ballots of the public aside"),
    "ruling.propose": pgettext_lazy("log", "Proposed a ruling"),
    "ruling.confirm": pgettext_lazy("log", "Confirmed a ruling"),
    "objection.receive": pgettext_lazy("log", "An objection came in"),
    "objection.extend": pgettext_lazy("log", "Gave the answer more time"),
    "objection.answer": pgettext_lazy("log", "Answered an objection"),
    "title.renew": pgettext_lazy("log", "Reviewed the title"),
    "title.revoke": pgettext_lazy("log", "Revoked the title"),
    "story.publish": pgettext_lazy("log", "Published the story"),
    "evidence.open": pgettext_lazy("log", "Opened the original"),
    "user.factor_set": pgettext_lazy("log", "Set up a second factor"),
    "user.factor_removed": pgettext_lazy("log", "Removed the second factor"),
    "user.recovery_codes": pgettext_lazy("log", "Made new recovery codes"),
    "user.disabled": pgettext_lazy("log", "Disabled an account"),
    "user.enabled": pgettext_lazy("log", "Enabled an account again"),
    "user.sessions": pgettext_lazy("log", "Signed somebody out everywhere"),
    "reset.ask": pgettext_lazy("log", "Asked to reset a second factor"),
    "reset.confirm": pgettext_lazy("log", "Confirmed the reset of a second factor"),
    "reset.withdraw": pgettext_lazy("log", "Refused to reset a second factor"),
    "county.open": pgettext_lazy("log", "Opened the county"),
    "county.change": pgettext_lazy("log", "Changed how the county presents itself"),
    "drive.open": pgettext_lazy("log", "Opened the drive"),
    "event.open": pgettext_lazy("log", "Opened for sign-in"),
    "keys.rotate": pgettext_lazy("log", "Renewed the keys of sealed numbers"),
    "phone.reveal": pgettext_lazy("log", "Looked at the telephone number"),
    "id_number.reveal": pgettext_lazy("log", "Looked at the identity number"),
    "person.merge": pgettext_lazy("log", "Merged two entries"),
    "person.unmerge": pgettext_lazy("log", "Undid a merge"),
    "person.tell_apart": pgettext_lazy("log", "Noted that two are two people"),
    "person.erase": pgettext_lazy("log", "Erased the person"),
    "export": pgettext_lazy("log", "Exported"),
    "retention.set": pgettext_lazy("log", "Set how long something is kept"),
    "retention.run": pgettext_lazy("log", "Deleted what was kept for its time"),
    "post.change": pgettext_lazy("log", "Noted another post"),
    "post.note": pgettext_lazy("log", "Noted an earlier post"),
    "post.remove": pgettext_lazy("log", "Removed an earlier post"),
    "access.deny": pgettext_lazy("log", "Was refused"),
    "consent.give": pgettext_lazy("log", "Noted consent"),
    "consent.withdraw": pgettext_lazy("log", "Noted that there is no consent"),
    "text.publish": pgettext_lazy("log", "Published the text"),
    "link.give_out": pgettext_lazy("log", "Gave out personal links"),
    "link.make": pgettext_lazy("log", "Made a personal link"),
    "run.print": pgettext_lazy("log", "Began to set the cards"),
    "run.finish": pgettext_lazy("log", "Set the cards"),
    "run.give_up": pgettext_lazy("log", "No card could be printed"),
    "hand_over": pgettext_lazy("log", "Handed over"),
    "take_back": pgettext_lazy("log", "Undid the handing over"),
    "recall": pgettext_lazy("log", "Called back"),
    "reprint": pgettext_lazy("log", "Had it printed again"),
    "letters.drive.open": pgettext_lazy("log", "Opened for messages"),
    "drive.ask": pgettext_lazy("log", "Asked people"),
    "message.replace": pgettext_lazy("log", "Sent a newer message"),
    "message.transcribe": pgettext_lazy("log", "Transcribed"),
    "ink.edit": pgettext_lazy("log", "Cut the handwriting out anew"),
    "intake.upload": pgettext_lazy("log", "Uploaded pictures"),
    "picture.set_aside": pgettext_lazy("log", "Set a picture aside"),
    "picture.bring_back": pgettext_lazy("log", "Brought a picture back"),
    "pledge.sign": pgettext_lazy("log", "Signed"),
    "pledge.join": pgettext_lazy("log", "Signed"),
    "pledge.dispute": pgettext_lazy("log", "Said not to have signed"),
    "dispute.uphold": pgettext_lazy("log", "Found not to be their signature"),
    "dispute.reject": pgettext_lazy("log", "Found to be their signature"),
    "kiosk.start": pgettext_lazy("log", "Set up a shared tablet"),
    "kiosk.end": pgettext_lazy("log", "Ended a shared tablet"),
    "booklet.bind": pgettext_lazy("log", "Bound the booklet"),
    "wall.open": pgettext_lazy("log", "Opened the signature wall"),
    "wall.close": pgettext_lazy("log", "Closed the signature wall"),
    "attendance.join": pgettext_lazy("log", "Signed in"),
    "attendance.sign_in": pgettext_lazy("log", "Signed in"),
    "sheet.print": pgettext_lazy("log", "Numbered and printed sheets"),
    "photo.recognise": pgettext_lazy("log", "Recognised on a photo"),
    "photo.refuse": pgettext_lazy("log", "Photo not usable"),
    "row.settle": pgettext_lazy("log", "Settled a row"),
    "sheet.look_again": pgettext_lazy("log", "Row to be read anew"),
    "sheet.void": pgettext_lazy("log", "Declared void"),
    "roster.upload": pgettext_lazy("log", "Uploaded a roster"),
    "event.programme": pgettext_lazy("log", "Set the programme"),
    "event.seats": pgettext_lazy("log", "Set the seats"),
    "event.seat": pgettext_lazy("log", "Gave out seats"),
    "invitation.seat": pgettext_lazy("log", "Gave out seats"),
    "invitation.sign_up": pgettext_lazy("log", "Signed up on the portal"),
    "invitation.promote": pgettext_lazy("log", "Moved up from the waiting list"),
    "event.remind": pgettext_lazy("log", "Reminded by text message"),
    "event.uninvite": pgettext_lazy("log", "Took invitations back"),
    "event.text": pgettext_lazy("log", "Sent the invitations as text messages"),
    "device.add": pgettext_lazy("log", "Prepared a phone for the door"),
    "helper.name": pgettext_lazy("log", "Named a helper at the door"),
    "helper.release": pgettext_lazy("log", "Took a helper off the door"),
    "device.end": pgettext_lazy("log", "Took a phone off the door"),
    "picture.state": pgettext_lazy("log", "Said who is on the picture"),
    "photo.state": pgettext_lazy("log", "Said who is on the photo"),
    "feedback.open": pgettext_lazy("log", "Opened the feedback form"),
    "feedback.close": pgettext_lazy("log", "Closed the feedback form"),
    "user.password": pgettext_lazy("log", "Set a new password"),
    "digest.choose": pgettext_lazy("log", "Chose how the daily digest comes"),
    "role.give": pgettext_lazy("log", "Gave a role"),
    "role.end": pgettext_lazy("log", "Ended a role"),
    "holidays.enter": pgettext_lazy("log", "Entered official days off"),
    "organisation.alias": pgettext_lazy("log", "Added a spelling"),
    "group.keep": pgettext_lazy("log", "Kept a group of units"),
    "sheet.upload": pgettext_lazy("log", "Uploaded a workbook"),
    "deployment.receive": pgettext_lazy("log", "Confirmed receipt"),
    "feedback.send": pgettext_lazy("log", "Sent in"),
    "message.send": pgettext_lazy("log", "Sent a text message"),
    "article.review": pgettext_lazy("log", "Read and agreed to"),
    "article.take_back": pgettext_lazy("log", "Took the text back"),
    "article.propose": pgettext_lazy("log", "Proposed a correction"),
    "article.correct": pgettext_lazy("log", "Corrected what is published"),
    "article.time": pgettext_lazy("log", "Set when it stands on the site"),
    "article.ask": pgettext_lazy("log", "Asked a leader by link"),
    "article.comment": pgettext_lazy("log", "Said something to a sentence"),
    "article.settle": pgettext_lazy("log", "Settled a comment"),
    "article.preview": pgettext_lazy("log", "Made a link to look at a draft"),
    "article.end_preview": pgettext_lazy("log", "Ended a link to look at a draft"),
    "bulletin.ask": pgettext_lazy("log", "Asked a leader by link"),
    "add": pgettext_lazy("log", "Added"),
    "approve": pgettext_lazy("log", "Approved"),
    "answer": pgettext_lazy("log", "Answered"),
    "begin_issue": pgettext_lazy("log", "Began to issue"),
    "cancel": pgettext_lazy("log", "Cancelled"),
    "check": pgettext_lazy("log", "Checked"),
    "close": pgettext_lazy("log", "Closed"),
    "confirm": pgettext_lazy("log", "Confirmed"),
    "create": pgettext_lazy("log", "Created"),
    "deploy": pgettext_lazy("log", "Deployed to units"),
    "undeploy": pgettext_lazy("log", "Taken back from units"),
    "drop": pgettext_lazy("log", "Dropped"),
    "edit": pgettext_lazy("log", "Changed"),
    "finish": pgettext_lazy("log", "Marked as carried out"),
    "give_up": pgettext_lazy("log", "Could not be issued"),
    "hold": pgettext_lazy("log", "Noted as held"),
    "import": pgettext_lazy("log", "Imported"),
    "invite": pgettext_lazy("log", "Invited"),
    "issue": pgettext_lazy("log", "Issued"),
    "leave": pgettext_lazy("log", "Taken off the list"),
    "note": pgettext_lazy("log", "Noted"),
    "open": pgettext_lazy("log", "Opened"),
    "publish": pgettext_lazy("log", "Published"),
    "reconsider": pgettext_lazy("log", "Undid the decision"),
    "remove": pgettext_lazy("log", "Removed"),
    "reopen": pgettext_lazy("log", "Reopened"),
    "reply": pgettext_lazy("log", "Replied"),
    "report": pgettext_lazy("log", "Reported"),
    "restore": pgettext_lazy("log", "Restored"),
    "return": pgettext_lazy("log", "Returned"),
    "save": pgettext_lazy("log", "Changed"),
    "submit": pgettext_lazy("log", "Handed in"),
    "withdraw": pgettext_lazy("log", "Withdrawn"),
    "write": pgettext_lazy("log", "Written"),
}


# What entries of earlier versions called otherwise: the log is never rewritten, and read by today's names.
RENAMED = {
    "deskcards.carddesign": "deskcards.design",
    "deskcards.cardrun": "deskcards.run",
    "letters.familyletter": "letters.letter",
    "letters.messagedrive": "letters.drive",
    "letters.picture.remove": "letters.picture.set_aside",
    "letters.picture.restore": "letters.picture.bring_back",
}


def words_of(verb: str) -> Any:
    """What a verb says to a reader; None where it has no words yet."""
    return VERBS.get(verb) or VERBS.get(verb.partition(".")[2]) or VERBS.get(verb.rpartition(".")[2])


class ActionLog(models.Model):
    """One action: who did what to which row, when and why. Append-only: nothing here ever updates or deletes one."""

    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, db_index=False, on_delete=models.PROTECT, related_name="+", verbose_name=_("who")
    )
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
    def named(self) -> str:
        """The verb as it is called today."""
        noun, _dot, action = self.verb.rpartition(".")
        return RENAMED.get(self.verb) or f"{RENAMED.get(noun, noun)}.{action}"

    @property
    def what(self) -> Any:
        """The verb in words; one that has none yet is shown as it is."""
        return words_of(self.named) or self.named

    @property
    def changes(self) -> list[tuple[Any, str, str]]:
        """Field by field (name, what it was, what it became), where the entry says; both empty for a field that is told by its name alone."""
        detail: dict[str, Any] = self.detail
        try:
            model = apps.get_model(self.target_type)
        except (LookupError, ValueError):
            return []
        # What Django makes of a field's name is no word of ours.
        fields = {field.name: field for field in model._meta.concrete_fields if not isinstance(field.verbose_name, str)}
        were = detail.get("were", {})
        told = [(fields[name], were.get(name, ("", ""))) for name in detail.get("changed", ()) if name in fields]
        return [(capfirst(field.verbose_name), kept_words(field, was), kept_words(field, now)) for field, (was, now) in told]

    @property
    def of(self) -> Any:
        """What kind of thing it was done to, in words; nothing of a kind that has none, or no longer exists."""
        try:
            name = apps.get_model(self.target_type)._meta.verbose_name
        except (LookupError, ValueError):
            return ""
        return "" if isinstance(name, str) else name  # what Django makes of a class's name is no word of ours


class EvidenceQuerySet(ByCountyCode["Evidence"]):
    def within(self, reach: Reach) -> Self:
        return self.filter(Q(county_code__in=reach.county_codes) | Q(organisation_ref__in=reach.organisation_ids))


_KINDS = {"pdf": _("PDF document"), "image": _("Picture"), "wordprocessingml": _("Word document"), "spreadsheetml": _("Spreadsheet")}


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
    original = PrivatePath(digest="sha256", help_text="path below the private folder")
    preview = PrivatePath(digest="preview_sha256", blank=True, help_text="path below the private folder; empty where nothing may be shown")
    preview_sha256 = models.CharField(max_length=64, blank=True)
    added_at = models.DateTimeField(_("added"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        constraints = [models.UniqueConstraint(fields=["county_code", "sha256"], name="records_evidence_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def kind(self) -> Any:
        """What it is, in a word."""
        return next((word for part, word in _KINDS.items() if part in self.media_type), _("File"))


class KeptFile(models.Model):
    """What a file of the private folder was when it was kept, so that a later look can tell that its bytes are still those."""

    name = models.CharField(max_length=200, unique=True, help_text="path below the private folder")
    size = models.PositiveBigIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64)
    looked_at = models.DateTimeField(null=True, help_text="when its bytes were last compared")

    class Meta:
        indexes = [models.Index(fields=["looked_at"], name="records_files_by_look")]

    def __str__(self) -> str:
        return self.name


class UpkeepKind(models.TextChoices):
    LOOK = "look", _("Look at the database and a sample of the files")
    FULL_LOOK = "full", _("Look at the database and every file")
    DRILL = "drill", _("Restore drill")


class Upkeep(models.Model):
    """One run of what looks after the deployment itself, and whether all was well."""

    kind = models.CharField(max_length=5, choices=UpkeepKind.choices)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    sound = models.BooleanField()
    message = models.CharField(max_length=1000, blank=True, help_text="what is wrong, in words; empty where nothing is")
    files = models.PositiveBigIntegerField(default=0, help_text="files whose bytes were compared")
    rows = models.PositiveBigIntegerField(default=0, help_text="rows counted")

    class Meta:
        indexes = [models.Index(fields=["kind", "-ended_at"], name="records_upkeep_newest")]
        constraints = [models.CheckConstraint(condition=Q(ended_at__gte=F("began_at")), name="records_upkeep_ends_after_start")]

    def __str__(self) -> str:
        return f"{self.kind} {self.ended_at:%Y-%m-%d}"
