"""Approval, by somebody who wrote none of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from jiafeng.common.refusals import Refused, Stale, refuse_if
from jiafeng.common.text import tidy
from jiafeng.ground.records.queries import last_change
from jiafeng.reporting.bulletins import policies
from jiafeng.reporting.bulletins.actions.writing import note, refuse_claims
from jiafeng.reporting.bulletins.models import Bulletin, MarkKind
from jiafeng.reporting.bulletins.queries import checking
from jiafeng.reporting.bulletins.stages import MOVES


def _locked(bulletin: Bulletin) -> Bulletin:
    return Bulletin.objects.select_for_update(of=("self",)).select_related("county", "organisation", "approved_by").get(pk=bulletin.pk)


@transaction.atomic
def approve(*, by: Any, at: datetime, bulletin: Bulletin, revision: int, confirmed: Collection[int]) -> Bulletin:
    """Approve exactly the text of `revision`. `confirmed`: the numbers of all marks that are cited or claim nothing, each looked at.

    The claims are checked again, because records may have changed since the text was handed in.
    """
    locked = _locked(bulletin)
    refuse_if(policies.may_approve(by, locked))
    if locked.revision != revision:
        raise Stale(**last_change(locked))
    resting_on_words = locked.marks.exclude(kind=MarkKind.FIGURE)
    missing = [str(n) for n in resting_on_words.exclude(n__in=confirmed).values_list("n", flat=True)]
    if missing:
        raise Refused(
            _("Look at each cited number and each “not a claim”, and tick it. Not ticked: mark %(marks)s.") % {"marks": "、".join(missing)}
        )
    refuse_claims(check=checking.check_bulletin(locked))
    resting_on_words.update(confirmed_by=by)
    locked.stage = MOVES.target("approve", locked.stage)
    locked.approved_by, locked.approved_at = by, at
    locked.revision += 1
    locked.save(update_fields=["stage", "approved_by", "approved_at", "revision"])
    note(
        by=by,
        at=at,
        verb="approve",
        bulletin=locked,
        confirmed=sorted(confirmed),
    )
    return locked


@transaction.atomic
def return_to_writer(*, by: Any, at: datetime, bulletin: Bulletin, revision: int, reason: str) -> Bulletin:
    """Send the text back with a reason; an approval given before falls away."""
    locked = _locked(bulletin)
    refuse_if(policies.may_return(by, locked))
    if locked.revision != revision:
        raise Stale(**last_change(locked))
    reason = tidy(reason)
    if not reason:
        raise Refused(_("Say what is to be changed."), field="reason")
    locked.stage = MOVES.target("return", locked.stage)
    locked.approved_by = locked.approved_at = locked.year = locked.number = None
    locked.return_reason = reason[:300]
    locked.revision += 1
    locked.save()
    note(by=by, at=at, verb="return", bulletin=locked, reason=reason)
    return locked
