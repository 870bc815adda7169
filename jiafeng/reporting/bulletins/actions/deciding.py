"""Approval, by somebody who wrote none of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from jiafeng.common.refusals import Refused, refuse_if, stated
from jiafeng.ground.records.actions import lock, move, refuse_stale
from jiafeng.reporting.bulletins import policies
from jiafeng.reporting.bulletins.actions.telling import tell
from jiafeng.reporting.bulletins.actions.writing import refuse_claims
from jiafeng.reporting.bulletins.models import Bulletin, MarkKind
from jiafeng.reporting.bulletins.queries import checking
from jiafeng.reporting.bulletins.stages import MOVES


@transaction.atomic
def approve(*, by: Any, at: datetime, bulletin: Bulletin, revision: int, confirmed: Collection[int]) -> Bulletin:
    """Approve exactly the text of `revision`. `confirmed`: the numbers of all marks that are cited or claim nothing, each looked at.

    The claims are checked again, because records may have changed since the text was handed in.
    """
    locked = lock(bulletin, "approved_by")
    refuse_if(policies.may_approve(by, locked))
    refuse_stale(locked, revision)
    resting_on_words = locked.marks.exclude(kind=MarkKind.FIGURE)
    missing = [str(n) for n in resting_on_words.exclude(n__in=confirmed).values_list("n", flat=True)]
    if missing:
        raise Refused(
            _("Look at each cited number and each “not a claim”, and tick it. Not ticked: mark %(marks)s.") % {"marks": "、".join(missing)}
        )
    refuse_claims(check=checking.check_bulletin(locked))
    resting_on_words.update(confirmed_by=by)
    locked.approved_by, locked.approved_at = by, at
    approved = move(locked, MOVES, by=by, at=at, verb="bulletins.bulletin.approve", confirmed=sorted(confirmed))
    tell(
        approved,
        locked.writers.values_list("pk", flat=True),
        _l("Your bulletin is approved and can be issued: %(title)s"),
        "bulletin",
        by=by,
        at=at,
    )
    return approved


@transaction.atomic
def return_to_writer(*, by: Any, at: datetime, bulletin: Bulletin, revision: int, reason: str) -> Bulletin:
    """Send the text back with a reason; an approval given before falls away."""
    locked = lock(bulletin, "approved_by")
    refuse_if(policies.may_return(by, locked))
    refuse_stale(locked, revision)
    reason = stated(reason, _("Say what is to be changed."))
    locked.approved_by = locked.approved_at = locked.year = locked.number = None
    locked.return_reason = reason[:300]
    returned = move(locked, MOVES, by=by, at=at, verb="bulletins.bulletin.return", reason=reason)
    tell(
        returned,
        locked.writers.values_list("pk", flat=True),
        _l("Your bulletin was returned, with a reason: %(title)s"),
        "edit",
        by=by,
        at=at,
    )
    return returned
