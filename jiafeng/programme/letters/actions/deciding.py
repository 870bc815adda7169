"""Reading messages: approve, return, undo; transcribe; withdraw. The author's words are never touched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if
from jiafeng.common.text import tidy, tidy_lines
from jiafeng.ground.records.actions import log
from jiafeng.programme.letters import policies
from jiafeng.programme.letters.actions.sending import MAX_WORDS
from jiafeng.programme.letters.models import Message, MessageDrive, MessageVersion
from jiafeng.programme.letters.stages import MOVES, Stage

MAX_AT_ONCE = 500


@transaction.atomic
def approve(*, by: Any, at: datetime, message: Message, batch: UUID | None = None) -> Message:
    """Let the message be printed and shown where its author agrees. `batch` marks decisions that are undone together."""
    locked = _lock(message)
    refuse_if(policies.may_moderate(by, locked.county_id))
    locked.stage = MOVES.target("approve", locked.stage)
    locked.decided_at, locked.decided_by, locked.decided_in, locked.reason = at, by, batch, ""
    locked.save(update_fields=["stage", "decided_at", "decided_by", "decided_in", "reason"])
    _log(locked, by=by, at=at, verb="letters.message.approve")
    return locked


@transaction.atomic
def bulk_approve(*, by: Any, at: datetime, drive: MessageDrive, ids: Sequence[int], batch: UUID) -> int:
    """Approve those of these messages of the drive that wait to be read; how many they were. The same `batch` again approves no more."""
    refuse_if(policies.may_moderate(by, drive.county_id))
    if len(ids) > MAX_AT_ONCE:
        raise Refused(_("At most 500 messages are approved at once."))
    waiting = Message.objects.filter(drive=drive, pk__in=ids, stage=Stage.RECEIVED).order_by("pk")
    return len([approve(by=by, at=at, message=message, batch=batch) for message in waiting])


@transaction.atomic
def return_message(*, by: Any, at: datetime, message: Message, reason: str) -> Message:
    """Hand it back to its author with the reason, which their own page shows."""
    locked = _lock(message)
    refuse_if(policies.may_moderate(by, locked.county_id))
    if not tidy(reason):
        raise Refused(_("Say what the author should change."), field="reason")
    locked.stage = MOVES.target("return", locked.stage)
    locked.decided_at, locked.decided_by, locked.decided_in, locked.reason = at, by, None, tidy(reason)
    locked.save(update_fields=["stage", "decided_at", "decided_by", "decided_in", "reason"])
    _log(locked, by=by, at=at, verb="letters.message.return", reason=locked.reason)
    return locked


@transaction.atomic
def reconsider(*, by: Any, at: datetime, message: Message) -> Message:
    """Undo a decision: the message waits to be read again."""
    locked = _lock(message)
    refuse_if(policies.may_moderate(by, locked.county_id))
    locked.stage = MOVES.target("reconsider", locked.stage)
    locked.decided_at = locked.decided_by = locked.decided_in = None
    locked.reason = ""
    locked.save(update_fields=["stage", "decided_at", "decided_by", "decided_in", "reason"])
    _log(locked, by=by, at=at, verb="letters.message.reconsider")
    return locked


@transaction.atomic
def reconsider_all(*, by: Any, at: datetime, drive: MessageDrive, batch: UUID) -> int:
    """Undo the decisions that were taken together; how many stood until now."""
    refuse_if(policies.may_moderate(by, drive.county_id))
    decided = Message.objects.filter(drive=drive, decided_in=batch, stage=Stage.APPROVED).order_by("pk")
    return len([reconsider(by=by, at=at, message=message) for message in decided])


@transaction.atomic
def transcribe(*, by: Any, at: datetime, version: MessageVersion, text: str) -> MessageVersion:
    """Set beside the handwriting what somebody reads in it, marked as a transcription; an empty text takes it away."""
    locked = (
        MessageVersion.objects.select_for_update(of=("self",)).select_related("message__county", "message__organisation").get(pk=version.pk)
    )
    refuse_if(policies.may_work_on(by, locked.message))
    if locked.evidence_id is None:
        raise Refused(_("The author typed these words; they need no transcription."))
    if len(tidy_lines(text)) > MAX_WORDS:
        raise Refused(_("A card holds 120 characters. Shorten the message, or write a family letter."), field="text")
    locked.transcription = tidy_lines(text)
    locked.transcribed_at, locked.transcribed_by = (at, by) if locked.transcription else (None, None)
    locked.save(update_fields=["transcription", "transcribed_at", "transcribed_by"])
    _log(locked.message, by=by, at=at, verb="letters.message.transcribe")
    return locked


@transaction.atomic
def withdraw_message(*, by: Any = None, at: datetime, message: Message, reason: str = "") -> Message:
    """Withdraw: off the wall at once, in no further run, and a printed card is called back. `by=None` is the author, who need not say why."""
    locked = _lock(message)
    if by is not None:
        refuse_if(policies.may_work_on(by, locked))
        if not tidy(reason):
            raise Refused(_("Say who asked for it and how, for example “by telephone on 3 March”."), field="reason")
    if locked.stage == Stage.WITHDRAWN:
        return locked
    locked.stage = MOVES.target("withdraw", locked.stage)
    locked.decided_at = locked.decided_by = locked.decided_in = None
    locked.withdrawn_at, locked.withdrawn_by, locked.reason = at, by, tidy(reason)
    locked.save()
    _log(locked, by=by, at=at, verb="letters.message.withdraw", reason=locked.reason)
    return locked


def _lock(message: Message) -> Message:
    return Message.objects.select_for_update(of=("self",)).select_related("county", "organisation", "person").get(pk=message.pk)


def _log(message: Message, *, by: Any, at: datetime, verb: str, reason: str = "") -> None:
    log(by=by, at=at, verb=verb, target=message, summary=message.reference, reason=reason, county_code=message.county.code)
