"""Writes to the vote of the public: advisory, watched for bursts, never deleted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if, stated
from jiafeng.ground.records.actions import lock, log
from jiafeng.library.calendars import local_day
from jiafeng.programme.awards import policies
from jiafeng.programme.awards.actions import codes
from jiafeng.programme.awards.actions.polls import digits_of
from jiafeng.programme.awards.models import Poll, PollKind, PublicBallot, Ruling
from jiafeng.programme.awards.stages import BALLOT_MOVES, BallotStage, PollStage

BURST_MINUTES, FROM_ONE_ADDRESS, FROM_ONE_DEVICE = 10, 30, 10
"""More than so many ballots of one address in so many minutes, or of one kind of device at one address in a day, are looked at by people."""


def voter_digest(poll: Poll, voter: str) -> str:
    """What is kept of a voter's telephone or roster code: enough to know it again in this poll, and in no other."""
    return salted_hmac(f"jiafeng.awards.voter.{poll.uid}", voter, algorithm="sha256").hexdigest()


def _of_the_day(what: str, value: str, at: datetime) -> str:
    return salted_hmac(f"jiafeng.awards.{what}.{local_day(at)}", value, algorithm="sha256").hexdigest()[:32] if value else ""


def _receipt(poll: Poll, voter: str, key: UUID) -> str:
    """A voter's receipt: it cannot be chosen, and without the key of their page it cannot be found out from who they are."""
    return codes.receipt_from(salted_hmac(f"jiafeng.awards.receipt.{poll.uid}", f"{voter} {key}", algorithm="sha256").digest())


def counted_already(*, poll: Poll, voter: str, chosen: Iterable[str], key: UUID) -> str | None:
    """The receipt of this very ballot where it came before: one sent twice needs no second code from a text message."""
    receipt = _receipt(poll, voter, key)
    known = PublicBallot.objects.filter(poll=poll, voter=voter_digest(poll, voter), receipt=receipt, digits=digits_of(poll, chosen))
    return receipt if known.exists() else None


@transaction.atomic
def cast_public(
    *, at: datetime, poll: Poll, voter: str, chosen: Iterable[str], key: UUID, address: str = "", device: str = ""
) -> PublicBallot:
    """Cast a ballot of the public, once a voter; its receipt is made here. `voter`: a telephone shown by its code, or a roster code.

    key: what the ballot page was given when it was shown. The same ballot with the same key again is the first one.
    A burst goes to quarantine: it is counted when two people release it, and never deleted.
    """
    # Locked, so that a ballot comes before the close and stands on the board, or after it and is refused.
    current = lock(poll, "round__scheme")
    refuse_if(policies.may_vote(current, at))
    if current.kind != PollKind.PUBLIC:
        raise Refused(_("This is the committee's ballot; it takes a voting code."), code="wrong_kind")
    digits = digits_of(current, chosen)
    assert current.opened_at is not None
    receipt = _receipt(current, voter, key)
    fresh = PublicBallot(
        poll=current,
        voter=voter_digest(current, voter),
        receipt=receipt,
        digits=digits,
        minute=int((at - current.opened_at).total_seconds() // 60),
        source=_of_the_day("source", address, at),
        device=_of_the_day("device", f"{address} {device}" if device else "", at),
    )
    fresh.flag = _burst(fresh)
    if fresh.flag:
        fresh.stage = BALLOT_MOVES.target("flag", BallotStage.COUNTED)
    PublicBallot.objects.bulk_create([fresh], ignore_conflicts=True)
    kept = PublicBallot.objects.filter(poll=current, voter=fresh.voter).first()
    if kept is None:
        raise Refused(_("Something went wrong with this page. Load it again and vote once more."), code="receipt_taken")
    if (kept.receipt, kept.digits) != (receipt, digits):
        raise Refused(_("This telephone has voted. A ballot is counted once and cannot be changed."), code="used_code")
    return kept


def _burst(ballot: PublicBallot) -> str:
    """Why a ballot is set aside, "" where it is not."""
    others = PublicBallot.objects.filter(poll=ballot.poll)
    if ballot.device and others.filter(device=ballot.device).count() >= FROM_ONE_DEVICE:
        return f"device {ballot.device[:12]}"
    lately = others.filter(source=ballot.source, minute__gt=ballot.minute - BURST_MINUTES)
    if ballot.source and lately.count() >= FROM_ONE_ADDRESS:
        return f"address {ballot.source[:12]}"
    return ""


@transaction.atomic
def quarantine(*, by: Any, at: datetime, poll: Poll, source: str, reason: str) -> int:
    """Set aside every counted ballot of one burst that people noticed (`source`: the digest shown in the list); how many they were."""
    locked = _lock(poll)
    refuse_if(policies.may_keep(by, locked.county_id))
    reason = stated(reason, _("Say what was noticed."))
    found = locked.public_ballots.filter(stage=BallotStage.COUNTED, source=source).exclude(source="")
    number = found.update(stage=BallotStage.QUARANTINED, flag=f"address {source[:12]}")
    log(
        by=by, at=at, verb="awards.public.quarantine", target=locked.round, summary=f"{number}", reason=reason,
        county_code=locked.county.code,
    )  # fmt: skip
    return number


@transaction.atomic
def propose_ruling(*, by: Any, at: datetime, poll: Poll, flag: str, release: bool, reason: str) -> Ruling:
    """Propose to release or to void the quarantined ballots of one burst; a second person confirms."""
    locked = _lock(poll)
    refuse_if(policies.may_keep(by, locked.county_id))
    waiting = locked.public_ballots.filter(stage=BallotStage.QUARANTINED, flag=flag).count()
    if not waiting:
        raise Refused(_("No ballot of this burst is in quarantine."))
    reason = stated(reason, _("Say why; the reason is published with the result."))
    if locked.rulings.filter(flag=flag, confirmed_at=None).exists():
        raise Refused(_("A ruling on this burst is waiting for its second person already."))
    made = Ruling.objects.create(poll=locked, flag=flag, release=release, reason=reason, ballots=waiting, proposed_at=at, proposed_by=by)
    log(by=by, at=at, verb="awards.ruling.propose", target=locked.round, summary=flag, reason=reason, county_code=locked.county.code)
    return made


@transaction.atomic
def confirm_ruling(*, by: Any, at: datetime, ruling: Ruling) -> Ruling:
    """The second person's word: the ballots of the burst are counted, or void; what came in after the proposal is ruled on too."""
    poll = _lock(ruling.poll)
    refuse_if(policies.may_confirm_second(by, poll.round))
    locked = lock(ruling)
    if locked.confirmed_at is not None:
        return locked
    if locked.proposed_by_id == by.pk:
        raise Refused(_("Another person confirms what you proposed."))
    target = BALLOT_MOVES.target("release" if locked.release else "void", BallotStage.QUARANTINED)
    locked.ballots = poll.public_ballots.filter(stage=BallotStage.QUARANTINED, flag=locked.flag).update(stage=target)
    locked.confirmed_at, locked.confirmed_by = at, by
    locked.save(update_fields=["ballots", "confirmed_at", "confirmed_by"])
    log(
        by=by, at=at, verb="awards.ruling.confirm", target=poll.round, summary=f"{locked.flag} {locked.ballots}", reason=locked.reason,
        county_code=poll.county.code,
    )  # fmt: skip
    return locked


def _lock(poll: Poll) -> Poll:
    locked = lock(poll, "round__scheme")
    if locked.kind != PollKind.PUBLIC or locked.stage != PollStage.OPEN:
        raise Refused(_("This can be done while the public votes."), code="wrong_stage")
    return locked
