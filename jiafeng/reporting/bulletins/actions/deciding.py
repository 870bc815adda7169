"""Approval, by somebody who wrote none of it: at the desk, or behind an approver's link."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from jiafeng.common.refusals import Refused, refuse_if, stated
from jiafeng.ground.links import actions as links
from jiafeng.ground.links.models import Approver
from jiafeng.ground.records.actions import lock, log, move, refuse_stale
from jiafeng.reporting.bulletins import policies
from jiafeng.reporting.bulletins.actions.telling import tell
from jiafeng.reporting.bulletins.actions.writing import refuse_claims
from jiafeng.reporting.bulletins.models import Bulletin, BulletinApproval, MarkKind
from jiafeng.reporting.bulletins.queries import checking
from jiafeng.reporting.bulletins.stages import MOVES


@transaction.atomic
def approve(*, by: Any, at: datetime, bulletin: Bulletin, revision: int, confirmed: Collection[int]) -> Bulletin:
    """Approve exactly the text of `revision`. `confirmed`: the numbers of all marks that are cited or claim nothing, each looked at.

    The claims are checked again, because records may have changed since the text was handed in.
    """
    locked = lock(bulletin, "approved_by", "approver")
    refuse_if(policies.may_approve(by, locked))
    refuse_stale(locked, revision)
    return _approve(locked, at=at, confirmed=confirmed, by=by)


def _approve(locked: Bulletin, *, at: datetime, confirmed: Collection[int], by: Any, approver: Approver | None = None) -> Bulletin:
    resting_on_words = locked.marks.exclude(kind=MarkKind.FIGURE)
    missing = [str(n) for n in resting_on_words.exclude(n__in=confirmed).values_list("n", flat=True)]
    if missing:
        raise Refused(
            _("Look at each cited number and each “not a claim”, and tick it. Not ticked: mark %(marks)s.") % {"marks": "、".join(missing)}
        )
    refuse_claims(check=checking.check_bulletin(locked))
    resting_on_words.update(confirmed_by=by)
    locked.approved_by, locked.approver, locked.approved_at = by, approver, at
    who = {"approver": str(approver)} if approver else {}
    approved = move(locked, MOVES, by=by, at=at, verb="bulletins.bulletin.approve", confirmed=sorted(confirmed), **who)
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
    locked = lock(bulletin, "approved_by", "approver")
    refuse_if(policies.may_return(by, locked))
    refuse_stale(locked, revision)
    return _return(locked, by=by, at=at, reason=stated(reason, _("Say what is to be changed.")))


def _return(locked: Bulletin, *, by: Any, at: datetime, reason: str, **who: str) -> Bulletin:
    locked.approved_by = locked.approver = locked.approved_at = locked.year = locked.number = None
    locked.return_reason = reason[:300]
    returned = move(locked, MOVES, by=by, at=at, verb="bulletins.bulletin.return", reason=reason, **who)
    tell(
        returned,
        locked.writers.values_list("pk", flat=True),
        _l("Your bulletin was returned, with a reason: %(title)s"),
        "edit",
        by=by,
        at=at,
    )
    return returned


@transaction.atomic
def ask_approver(*, by: Any, at: datetime, bulletin: Bulletin, key: UUID, approver: Approver, ends_at: datetime) -> BulletinApproval:
    """Make the link by which an approver without an account reads the text and decides; the same form sent again finds the first."""
    locked = lock(bulletin, "approved_by", "approver")
    refuse_if(policies.may_ask(by, locked))
    if approver.county_id != locked.county_id or approver.closed_at:
        raise Refused(_("This approver is not on the county's register."), field="approver")
    link = BulletinApproval(key=key, bulletin=locked, approver=approver, revision=locked.revision, made_by=by, made_at=at, ends_at=ends_at)
    kept, created = links.hand_out(link=link)
    if created:
        log(by=by, at=at, verb="bulletins.bulletin.ask", target=locked, approver=str(approver))
    return kept


@transaction.atomic
def approve_by_link(*, at: datetime, approval: BulletinApproval, confirmed: Collection[int]) -> BulletinApproval:
    """What an approver agrees to is approved as `approve` has it. Call it once their code was typed."""
    locked = lock(approval.bulletin)
    held = links.decide(at=at, approval=approval, revision=locked.revision, move="approve")
    _approve(locked, at=at, confirmed=confirmed, by=None, approver=held.approver)
    return held


@transaction.atomic
def return_by_link(*, at: datetime, approval: BulletinApproval, words: str) -> BulletinApproval:
    """An approver sends the text back with a reason."""
    locked = lock(approval.bulletin)
    held = links.decide(at=at, approval=approval, revision=locked.revision, move="return", words=words)
    _return(locked, by=None, at=at, reason=held.words, approver=str(held.approver))
    return held
