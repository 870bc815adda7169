"""Writes to disputes: 这不是我签的."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import refuse_if, stated
from jiafeng.common.text import tidy
from jiafeng.common.tokens import reference
from jiafeng.ground.records.actions import lock, log
from jiafeng.library.calendars import add_working_days, local_day
from jiafeng.programme.pledges import policies
from jiafeng.programme.pledges.actions.signing import hide
from jiafeng.programme.pledges.models import Pledge, PledgeDispute
from jiafeng.programme.pledges.stages import DISPUTE_MOVES, DisputeStage

# As objections to an award are answered; the office may be quicker.
WORKING_DAYS = 10


@transaction.atomic
def dispute_pledge(*, by: Any = None, at: datetime, pledge: Pledge, words: str = "") -> PledgeDispute:
    """Note that somebody says “I did not sign”: from now on the pledge counts nowhere, until it is decided.

    `by` is None for the person, who comes by their own link and need not explain; staff say who told them and how.
    """
    locked = lock(pledge, "person")
    refuse_if(policies.may_dispute(locked, list(locked.disputes.all())))
    if by is not None:
        refuse_if(policies.may_note_dispute(by, locked))
        stated(words, _("Say who told you and how, for example “by telephone on 3 March”."), field="words")
    dispute = PledgeDispute.objects.create(
        county=locked.county,
        organisation=locked.organisation,
        pledge=locked,
        receipt=reference(),
        words=tidy(words)[:300],
        opened_at=at,
        opened_by=by,
        due_on=add_working_days(local_day(at), WORKING_DAYS).day,
    )
    locked.disputed_at = at
    locked.save(update_fields=["disputed_at"])
    hide(at=at, pledge=locked)
    log(by=by, at=at, verb="pledges.pledge.dispute", target=locked)
    return dispute


@transaction.atomic
def uphold_dispute(*, by: Any, at: datetime, dispute: PledgeDispute, reason: str) -> PledgeDispute:
    """It is not their signature: the pledge goes on counting nowhere, and its record stays."""
    return _decide(by=by, at=at, dispute=dispute, step="uphold", reason=reason)


@transaction.atomic
def reject_dispute(*, by: Any, at: datetime, dispute: PledgeDispute, reason: str) -> PledgeDispute:
    """It is their signature: the pledge counts again. The consent to show the name is not restored with it."""
    return _decide(by=by, at=at, dispute=dispute, step="reject", reason=reason)


def _decide(*, by: Any, at: datetime, dispute: PledgeDispute, step: str, reason: str) -> PledgeDispute:
    pledge = Pledge.objects.select_for_update(of=("self",)).select_related("county").get(disputes=dispute.pk)
    locked = lock(dispute, "decided_with")
    refuse_if(policies.may_decide(by, locked))
    reason = stated(reason, _("Say what you looked at and what it showed; the person reads it."))[:300]
    target = DISPUTE_MOVES.target(step, locked.stage)
    locked.stage, locked.decided_at, locked.decided_by, locked.reason = target, at, by, reason
    locked.save(update_fields=["stage", "decided_at", "decided_by", "reason"])
    with_it = PledgeDispute.objects.filter(pledge=pledge, stage=DisputeStage.OPEN).exclude(decided_with=None)
    with_it.update(stage=target, decided_at=at, decided_by=by, reason=locked.reason)
    if target == DisputeStage.REJECTED:
        pledge.disputed_at = None
        pledge.save(update_fields=["disputed_at"])
    log(by=by, at=at, verb=f"pledges.dispute.{step}", target=pledge, reason=reason)
    return locked
