"""Writes to public notices and objections."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if, stated
from jiafeng.common.text import tidy, tidy_name
from jiafeng.common.tokens import reference
from jiafeng.ground.records.actions import lock, log, move
from jiafeng.library.calendars import add_working_days, local_day, notice_period
from jiafeng.programme.awards import policies, queries
from jiafeng.programme.awards.models import Nomination, Notice, Objection, ObjectionChannel, Round
from jiafeng.programme.awards.stages import NOTICE_MOVES, OBJECTION_MOVES, ROUND_MOVES, NoticeStage

ANSWER_DAYS, EXTENDED_DAYS = 10, 30
"""Working days from the receipt of an objection to its answer, and at the most where the term is extended once (by analogy with complaints)."""


@transaction.atomic
def announce(*, by: Any, at: datetime, round_: Round, reason: str = "") -> Notice:
    """Post the result as a public notice, for the term that the scheme's rule gives. A changed list, with its reason, starts the term anew.

    Refused while a poll is open, a place is tied, or the list is the one that stands already.
    """
    locked = lock(round_, "scheme")
    refuse_if(policies.may_keep(by, locked.county_id))
    ROUND_MOVES.target("announce", locked.stage)
    refuse_if(queries.not_ready_to_announce(locked))
    listed = [
        {
            "nomination": row.nomination.pk,
            "code": row.nomination.code,
            "name": queries.masked(row.nomination),
            "unit": row.nomination.organisation.label if row.nomination.organisation else "",
        }
        for row in queries.ranking(locked)
        if row.selected
    ]
    if not listed:
        raise Refused(_("Nobody was elected; there is no list to post. Hold a run-off, or cancel the round with the reason."))
    before = locked.notices.select_for_update().first()
    if before is not None:
        if [row["nomination"] for row in before.listed] == [row["nomination"] for row in listed]:
            raise Refused(_("This list is posted already."))
        stated(reason, _("Say why the list changed; the reason is posted with it."))
        before.stage, before.ended_at = NOTICE_MOVES.target("replace", before.stage), at
        before.save(update_fields=["stage", "ended_at"])
        locked.bodies.update(signed_at=None, signed_by=None, document="")  # they signed another list
    scheme = locked.scheme
    term = notice_period(local_day(at), scheme.notice_days, working=scheme.notice_working, from_next_day=scheme.notice_from_next_day)
    notice = Notice.objects.create(
        county=locked.county,
        round=locked,
        number=before.number + 1 if before else 1,
        listed=listed,
        posted_at=at,
        posted_by=by,
        starts_at=term.start,
        ends_at=term.end,
        provisional=term.provisional,
        reason=tidy(reason),
    )
    move(locked, ROUND_MOVES, by=by, at=at, verb="awards.round.announce", reason=tidy(reason), notice=notice.number)
    return notice


@transaction.atomic
def object_to(
    *,
    by: Any = None,
    at: datetime,
    notice: Notice,
    key: UUID,
    text: str,
    nomination: Nomination | None = None,
    channel: ObjectionChannel = ObjectionChannel.WEB,
    name: str = "",
    phone: str = "",
) -> Objection:
    """Take an objection in, within the term, decided here and not when the page was opened. by: who enters a letter or a call, None on the web.

    Without a name it is anonymous: no telephone is kept, and no address ever is. The answer is due in ten working days.
    """
    standing = Objection.objects.filter(key=key).first()
    if standing is not None:
        return standing
    current = lock(notice, "round")
    refuse_if(policies.may_object(current, at) if by is None else policies.may_enter_objection(by, current, at))
    stated(text, _("Write what you object to, and how it can be checked."), field="text")
    if nomination is not None and nomination.pk not in [row["nomination"] for row in current.listed]:
        raise Refused(_("Choose somebody on this list."), field="nomination")
    due = add_working_days(local_day(at), ANSWER_DAYS)
    objection, created = Objection.objects.get_or_create(
        key=key,
        defaults={
            "county": current.county,
            "notice": current,
            "nomination": nomination,
            "receipt": reference(),
            "channel": channel,
            "name": tidy_name(name),
            "phone": phone if tidy(name) else "",
            "text": text.strip(),
            "received_at": at,
            "entered_by": by if getattr(by, "pk", None) else None,
            "due_on": due.day,
            "due_provisional": due.provisional,
        },
    )
    if created:
        log(by=by, at=at, verb="awards.objection.receive", target=current.round, summary=objection.receipt)
    return objection


@transaction.atomic
def extend_answer(*, by: Any, at: datetime, objection: Objection, reason: str) -> Objection:
    """Give the answer more time, once: thirty working days from the receipt, with a reason that the objector reads."""
    locked = lock(objection, "notice__round__county")
    refuse_if(policies.may_answer(by, locked))
    OBJECTION_MOVES.target("extend", locked.stage)
    if locked.extended_at is not None:
        raise Refused(_("The term was extended once already."), code="twice")
    reason = stated(reason, _("Say why the answer takes longer."))
    due = add_working_days(local_day(locked.received_at), EXTENDED_DAYS)
    locked.due_on, locked.due_provisional = due.day, due.provisional
    locked.extended_at, locked.extended_by, locked.extended_reason = at, by, reason
    locked.save()
    log(by=by, at=at, verb="awards.objection.extend", target=locked.notice.round, summary=locked.receipt, reason=reason)
    return locked


@transaction.atomic
def answer_objection(*, by: Any, at: datetime, objection: Objection, answer: str, upheld: bool) -> Objection:
    """Answer in writing. Upheld, it does not change the list by itself: the nomination is withdrawn with that reason, and the list posted anew."""
    locked = lock(objection, "notice__round__county")
    refuse_if(policies.may_answer(by, locked))
    target = OBJECTION_MOVES.target("answer", locked.stage)
    if not answer.strip():
        raise Refused(_("Write the answer; the objector reads it under the receipt number."), field="answer")
    locked.stage, locked.answer, locked.upheld, locked.answered_at, locked.answered_by = target, answer.strip(), upheld, at, by
    locked.save()
    log(by=by, at=at, verb="awards.objection.answer", target=locked.notice.round, summary=locked.receipt, upheld=upheld)
    return locked


@transaction.atomic
def take_down(*, at: datetime) -> int:
    """End the notices whose term is over; how many. Pages show none past its term even before this ran."""
    ended = 0
    for notice in Notice.objects.select_for_update().filter(stage=NoticeStage.POSTED, ends_at__lte=at):
        notice.stage, notice.ended_at = NOTICE_MOVES.target("end", notice.stage), notice.ends_at
        notice.save(update_fields=["stage", "ended_at"])
        ended += 1
    return ended
