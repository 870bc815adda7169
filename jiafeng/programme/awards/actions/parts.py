"""Writes to the parts of a poll's key: printed each by another person, and typed in again where the key is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if
from jiafeng.ground.records.actions import lock, log
from jiafeng.library import ballots
from jiafeng.library.ballots import parts as paper
from jiafeng.programme.awards import policies
from jiafeng.programme.awards.actions import codes, keys
from jiafeng.programme.awards.models import KeyPart, Poll, PollKind
from jiafeng.programme.awards.stages import PollStage


def is_missing(poll: Poll) -> bool:
    """Whether the key of an open committee's poll is not where it was put."""
    if poll.kind != PollKind.COMMITTEE or poll.stage != PollStage.OPEN:
        return False
    try:
        keys.read(poll.uid, bytes(poll.public_key or b""))
    except keys.KeyMissing:
        return True
    return False


@transaction.atomic
def take_part(*, by: Any, at: datetime, poll: Poll, number: int, typeset: Callable[[str], bytes]) -> bytes:
    """A part of the key as a page, this once. `typeset` makes the page of the part's text; where it fails, the part counts as not printed."""
    locked = _lock(poll)
    refuse_if(policies.may_take_part(by, locked, number))
    if KeyPart.objects.filter(poll=locked, number=number).exists():
        raise Refused(_("This part was printed already. It is shown once; the other two open the poll without it."), code="twice")
    if KeyPart.objects.filter(poll=locked, by=by).exists():
        raise Refused(
            _("You have printed a part of this key. Another person prints this one: nobody is to have seen two."), code="two_parts"
        )
    text = paper.split(codes.key_of(locked), str(locked.uid))[number - 1]
    page = typeset(text)
    KeyPart.objects.create(poll=locked, number=number, at=at, by=by)
    log(by=by, at=at, verb="awards.key.part", target=locked.round, summary=f"{locked} {number}", county_code=locked.county.code)
    return page


@transaction.atomic
def restore_key(*, by: Any, at: datetime, poll: Poll, typed: Sequence[str]) -> Poll:
    """Put the key back in its place from two typed parts. What was typed is kept nowhere; the log says which two parts they were."""
    locked = _lock(poll)
    refuse_if(policies.may_confirm_second(by, locked.round))
    if not is_missing(locked):
        raise Refused(_("The key of this poll is in its place."), code="no_need")
    read = [_read(text, locked, f"part_{place}") for place, text in enumerate(typed, 1)]
    try:
        private = paper.join(read)
    except paper.Unfit:
        raise Refused(_("This is the same part twice. Type another of the three."), field="part_2", code="same") from None
    if ballots.public_of(private) != bytes(locked.public_key or b""):
        raise Refused(
            _("These two parts do not give the key of this poll. Type them again, or take the third."), field="part_2", code="set"
        )
    keys.keep(locked.uid, private)
    which = " ".join(str(each) for each in sorted(part.number for part in read))
    log(by=by, at=at, verb="awards.key.restore", target=locked.round, summary=f"{locked} {which}", county_code=locked.county.code)
    return locked


def _read(text: str, poll: Poll, field: str) -> paper.Part:
    try:
        return paper.read(text, str(poll.uid))
    except paper.Unfit as unfit:
        raise Refused(_SENTENCES[unfit.why] % {"at": unfit.at}, field=field, code=unfit.why) from None


_SENTENCES = {
    "length": _("A part has 80 letters in 16 groups of five; these are %(at)s. Look for what is missing or typed twice."),
    "group": _("Group %(at)s is mistyped. Compare its five letters with the paper."),
    "sum": _("The groups do not belong together: their order is another, or some are of another part. Compare them line by line."),
    "poll": _("This part belongs to another poll. Compare the heading of the paper."),
}


def _lock(poll: Poll) -> Poll:
    locked = lock(poll, "round__scheme", "round__county")
    if locked.kind != PollKind.COMMITTEE or locked.stage != PollStage.OPEN:
        raise Refused(_("A poll of the committee has a key while it is open."), code="wrong_stage")
    return locked
