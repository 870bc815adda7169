"""Reading messages: approve, return, undo; transcribe; withdraw. The author's words are never touched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if, stated
from jiafeng.common.text import tidy, tidy_lines
from jiafeng.ground.records.actions import lock, log, move
from jiafeng.programme.letters import policies
from jiafeng.programme.letters.actions.sending import MAX_WORDS
from jiafeng.programme.letters.models import Message, MessageDrive, MessageVersion
from jiafeng.programme.letters.stages import MOVES, Stage

MAX_AT_ONCE = 500


@transaction.atomic
def approve(*, by: Any, at: datetime, message: Message, batch: UUID | None = None) -> Message:
    """Let the message be printed and shown where its author agrees. `batch` marks decisions that are undone together."""
    locked = lock(message)
    refuse_if(policies.may_decide(by, locked))
    locked.decided_at, locked.decided_by, locked.decided_in, locked.reason = at, by, batch, ""
    return move(locked, MOVES, by=by, at=at, verb="letters.message.approve")


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
    locked = lock(message)
    refuse_if(policies.may_decide(by, locked))
    locked.reason = stated(reason, _("Say what the author should change."))
    locked.decided_at, locked.decided_by, locked.decided_in = at, by, None
    return move(locked, MOVES, by=by, at=at, verb="letters.message.return", reason=locked.reason)


@transaction.atomic
def reconsider(*, by: Any, at: datetime, message: Message) -> Message:
    """Undo a decision: the message waits to be read again."""
    locked = lock(message)
    refuse_if(policies.may_reconsider(by, locked))
    locked.decided_at = locked.decided_by = locked.decided_in = None
    locked.reason = ""
    return move(locked, MOVES, by=by, at=at, verb="letters.message.reconsider")


@transaction.atomic
def reconsider_all(*, by: Any, at: datetime, drive: MessageDrive, batch: UUID) -> int:
    """Undo the decisions that were taken together; how many stood until now."""
    refuse_if(policies.may_moderate(by, drive.county_id))
    decided = Message.objects.filter(drive=drive, decided_in=batch, stage=Stage.APPROVED).order_by("pk")
    return len([reconsider(by=by, at=at, message=message) for message in decided])


@transaction.atomic
def transcribe(*, by: Any, at: datetime, version: MessageVersion, text: str) -> MessageVersion:
    """Set beside the handwriting what somebody reads in it, marked as a transcription; an empty text takes it away."""
    locked = lock(version, "message__county", "message__organisation")
    refuse_if(policies.may_work_on(by, locked.message))
    if locked.evidence_id is None:
        raise Refused(_("The author typed these words; they need no transcription."))
    if len(tidy_lines(text)) > MAX_WORDS:
        raise Refused(_("A card holds 120 characters. Shorten the message, or write a family letter."), field="text")
    locked.transcription = tidy_lines(text)
    locked.transcribed_at, locked.transcribed_by = (at, by) if locked.transcription else (None, None)
    locked.save(update_fields=["transcription", "transcribed_at", "transcribed_by"])
    log(by=by, at=at, verb="letters.message.transcribe", target=locked.message)
    return locked


@transaction.atomic
def withdraw_message(*, by: Any = None, at: datetime, message: Message, reason: str = "") -> Message:
    """Withdraw: off the wall at once, in no further run, and a printed card is called back. `by=None` is the author, who need not say why."""
    locked = lock(message)
    if by is not None:
        refuse_if(policies.may_work_on(by, locked))
        stated(reason, _("Say who asked for it and how, for example “by telephone on 3 March”."))
    if locked.stage == Stage.WITHDRAWN:
        return locked
    locked.decided_at = locked.decided_by = locked.decided_in = None
    locked.withdrawn_at, locked.withdrawn_by, locked.reason = at, by, tidy(reason)
    return move(locked, MOVES, by=by, at=at, verb="letters.message.withdraw", reason=locked.reason)
