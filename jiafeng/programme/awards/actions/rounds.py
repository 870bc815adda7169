"""Writes to a round: its days, and the moves from stage to stage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if, stated
from jiafeng.common.text import tidy
from jiafeng.common.tokens import reference, shared_token
from jiafeng.ground.records.actions import lock, log, move, put, refuse_stale
from jiafeng.ground.units.models import Organisation
from jiafeng.library.calendars import local_day
from jiafeng.programme.awards import policies, queries
from jiafeng.programme.awards.actions.reviews import hand_out
from jiafeng.programme.awards.models import (
    DATED_STAGES,
    Clearance,
    Deadline,
    DeadlineChange,
    Nomination,
    Round,
    RoundBody,
    Scheme,
    SchemeKind,
    Title,
)
from jiafeng.programme.awards.stages import (
    NOMINATION_MOVES,
    NOTICE_MOVES,
    ROUND_MOVES,
    NominationStage,
    NoticeStage,
    ObjectionStage,
    PollStage,
    RoundStage,
)
from jiafeng.programme.plans.models import PlanLine


@transaction.atomic
def create_round(
    *,
    by: Any,
    at: datetime,
    scheme: Scheme,
    year: int,
    title: str,
    honours: int,
    bodies: Iterable[Organisation],
    days: Mapping[RoundStage, date],
    weights: tuple[int, int, int] = (50, 50, 0),
    plan_line: PlanLine | None = None,
) -> Round:
    """Begin a round as a draft. `bodies` clear and decide together; `days`: the last day of each dated stage; `weights`: review, committee, public."""
    refuse_if(policies.may_keep(by, scheme.county_id))
    round_ = Round(county=scheme.county, scheme=scheme, token=shared_token())
    _fill(round_, year=year, title=title, honours=honours, weights=weights, plan_line=plan_line)
    round_.save()
    _set_bodies(round_, bodies)
    _set_days(round_, days)
    log(by=by, at=at, verb="awards.round.create", target=round_)
    return round_


@transaction.atomic
def edit_round(
    *,
    by: Any,
    at: datetime,
    round_: Round,
    revision: int,
    year: int,
    title: str,
    honours: int,
    bodies: Iterable[Organisation],
    days: Mapping[RoundStage, date],
    weights: tuple[int, int, int],
    plan_line: PlanLine | None = None,
) -> Round:
    """Change a round while it is a draft; afterwards only its deadlines move, by two people."""
    locked = lock(round_, "scheme")
    refuse_if(policies.may_edit(by, locked))
    refuse_stale(locked, revision)
    _fill(locked, year=year, title=title, honours=honours, weights=weights, plan_line=plan_line)
    _set_bodies(locked, bodies)
    _set_days(locked, days)
    return put(locked, by=by, at=at, verb="awards.round.edit")


def _fill(round_: Round, *, year: int, title: str, honours: int, weights: tuple[int, int, int], plan_line: PlanLine | None) -> None:
    scheme = round_.scheme
    title = stated(title, _("Give the round a title."), field="title")
    if sum(weights) != 100:
        raise Refused(_("The weights must add up to 100; they come to %(sum)s.") % {"sum": sum(weights)}, field="review_weight")
    if weights[2] and not scheme.public_vote:
        raise Refused(_("This scheme has no vote of the public."), field="public_weight")
    if scheme.quota is not None and honours > scheme.quota:
        raise Refused(_("The approval allows %(quota)s honours a round.") % {"quota": scheme.quota}, field="honours")
    if plan_line is not None and plan_line.county_id != round_.county_id:
        raise Refused(_("Choose a plan line of this county."), field="plan_line")
    if Round.objects.filter(scheme=scheme, year=year, title=title).exclude(pk=round_.pk).exists():
        raise Refused(_("There is already a round of this title."), field="title")
    round_.year, round_.title, round_.honours, round_.plan_line = year, title, honours, plan_line
    round_.review_weight, round_.ballot_weight, round_.public_weight = weights


def _set_bodies(round_: Round, bodies: Iterable[Organisation]) -> None:
    order = list(dict.fromkeys(bodies))
    if not order or any(body.county_id != round_.county_id for body in order):
        raise Refused(_("Choose the bodies of this county that hold the round together."), field="bodies")
    round_.bodies.all().delete()
    RoundBody.objects.bulk_create(RoundBody(round=round_, organisation=body, place=place) for place, body in enumerate(order))


def _set_days(round_: Round, days: Mapping[RoundStage, date]) -> None:
    """A day for every dated stage, none before the one of the stage before it."""
    missing = [stage for stage in DATED_STAGES if stage not in days]
    if missing:
        raise Refused(_("Give every stage its last day."), field=missing[0].value)
    for earlier, later in pairwise(DATED_STAGES):
        if days[later] < days[earlier]:
            raise Refused(_("A stage cannot end before the one before it."), field=later.value)
    round_.deadlines.all().delete()
    Deadline.objects.bulk_create(Deadline(round=round_, stage=stage, on=days[stage]) for stage in DATED_STAGES)


@transaction.atomic
def propose_deadline(*, by: Any, at: datetime, deadline: Deadline, to: date, reason: str) -> DeadlineChange:
    """Propose another last day for a stage that is not over; a second person confirms it."""
    round_ = lock(deadline.round)
    refuse_if(policies.may_move_deadline(by, round_))
    current = Deadline.objects.get(pk=deadline.pk)
    reason = stated(reason, _("Say why the deadline moves."))
    if to == current.on or to < local_day(at):
        raise Refused(_("Choose another day, today or later."), field="to")
    others = {each.stage: each.on for each in round_.deadlines.exclude(pk=current.pk)}
    place = [stage.value for stage in DATED_STAGES].index(current.stage)
    if any(others[stage] > to for stage in DATED_STAGES[:place]) or any(others[stage] < to for stage in DATED_STAGES[place + 1 :]):
        raise Refused(_("A stage cannot end before the one before it."), field="to")
    if current.changes.filter(confirmed_at=None).exists():
        raise Refused(_("A change of this deadline is waiting for its second person already."), field="to")
    change = DeadlineChange.objects.create(deadline=current, earlier=current.on, to=to, reason=reason, proposed_at=at, proposed_by=by)
    log(by=by, at=at, verb="awards.deadline.propose", target=round_, summary=str(change), reason=tidy(reason))
    return change


@transaction.atomic
def confirm_deadline(*, by: Any, at: datetime, change: DeadlineChange) -> DeadlineChange:
    """The second person's word: the deadline moves now."""
    round_ = lock(change.deadline.round)
    refuse_if(policies.may_confirm_second(by, round_))
    locked = lock(change, "deadline")
    if locked.confirmed_at is not None:
        return locked
    if locked.proposed_by_id == by.pk:
        raise Refused(_("Another person confirms what you proposed."))
    locked.confirmed_at, locked.confirmed_by = at, by
    locked.save(update_fields=["confirmed_at", "confirmed_by"])
    locked.deadline.on = locked.to
    locked.deadline.save(update_fields=["on"])
    log(by=by, at=at, verb="awards.deadline.confirm", target=round_, summary=str(locked), reason=locked.reason)
    return locked


@transaction.atomic
def open_round(*, by: Any, at: datetime, round_: Round) -> Round:
    """Call for nominations, by the newest version of the criteria."""
    locked = _begin(by, round_, "open")
    locked.version = locked.scheme.versions.first()
    if locked.version is None:
        raise Refused(_("Publish the scheme's criteria first."))
    return move(locked, ROUND_MOVES, by=by, at=at, verb="awards.round.open")


@transaction.atomic
def start_clearing(*, by: Any, at: datetime, round_: Round) -> Round:
    """Close nominations and ask the bodies for their word. Who has not accepted by now is no candidate; the nomination stays on record."""
    locked = _begin(by, round_, "clear")
    if not locked.nominations.filter(stage=NominationStage.ACCEPTED).exists():
        raise Refused(_("Nobody has accepted a nomination yet."))
    waiting = locked.nominations.filter(stage=NominationStage.PROPOSED).count()
    if waiting:
        raise Refused(_("%(count)s nominations wait for acceptance. Ask for it, or withdraw them with a reason.") % {"count": waiting})
    return move(locked, ROUND_MOVES, by=by, at=at, verb="awards.round.clear")


@transaction.atomic
def start_review(*, by: Any, at: datetime, round_: Round) -> Round:
    """Once every body gave its word on every nomination: hand the sheets to the reviewers, recusals computed."""
    locked = _begin(by, round_, "review")
    bodies = locked.bodies.count()
    for nomination in locked.nominations.filter(stage=NominationStage.ACCEPTED):
        given = Clearance.objects.filter(nomination=nomination).count()
        if given < bodies:
            raise Refused(
                _("No. %(number)s still waits for the word of %(count)s bodies.") % {"number": nomination.code, "count": bodies - given}
            )
        nomination.stage = NOMINATION_MOVES.target("clear", nomination.stage)
        nomination.save(update_fields=["stage"])
    if not locked.nominations.filter(stage=NominationStage.CLEARED).exists():
        raise Refused(_("Nobody was cleared; there is nothing to review. Cancel the round, with the reason."))
    if locked.review_weight and not locked.reviewers.exists():
        raise Refused(_("Name the reviewers first."))
    hand_out(round_=locked)
    return move(locked, ROUND_MOVES, by=by, at=at, verb="awards.round.review")


@transaction.atomic
def start_voting(*, by: Any, at: datetime, round_: Round) -> Round:
    """End the review once every sheet is handed in, excused or recused; from now on scores are shown."""
    locked = _begin(by, round_, "vote")
    missing = queries.missing_sheets(locked).count()
    if missing:
        raise Refused(_("%(count)s sheets are missing. Ask for them, or excuse them with a reason.") % {"count": missing})
    for nomination in locked.nominations.filter(stage=NominationStage.CLEARED):
        if locked.review_weight and not nomination.sheets.filter(submitted_at__isnull=False).exists():
            raise Refused(_("No. %(number)s was scored by nobody. Name another reviewer.") % {"number": nomination.code})
    return move(locked, ROUND_MOVES, by=by, at=at, verb="awards.round.vote")


@transaction.atomic
def start_deciding(*, by: Any, at: datetime, round_: Round) -> Round:
    """After the notice's term, with every objection answered, the bodies decide. Refused to the last moment of the term."""
    locked = _begin(by, round_, "decide")
    notice = locked.notices.select_for_update().first()
    assert notice is not None
    if at < notice.ends_at:
        raise Refused(_("The public notice stands until the end of %(day)s.") % {"day": queries.last_day(notice)})
    _refuse_open_objections(locked)
    _refuse_changed_list(locked, notice.listed)
    if notice.stage == NoticeStage.POSTED:
        notice.stage, notice.ended_at = NOTICE_MOVES.target("end", notice.stage), at
        notice.save(update_fields=["stage", "ended_at"])
    return move(locked, ROUND_MOVES, by=by, at=at, verb="awards.round.decide")


@transaction.atomic
def sign_decision(*, by: Any, at: datetime, body: RoundBody, document: str) -> RoundBody:
    """One body signs the decision, with the number of its document."""
    round_ = lock(body.round)
    locked = lock(body, "round")
    refuse_if(policies.may_sign(by, locked))
    document = stated(document, _("Enter the number of the document."), field="document")
    if locked.signed_at is None:
        locked.signed_at, locked.signed_by, locked.document = at, by, document
        locked.save(update_fields=["signed_at", "signed_by", "document"])
        log(by=by, at=at, verb="awards.decision.sign", target=round_, summary=f"{locked.organisation.label} {locked.document}")
    return locked


@transaction.atomic
def grant(*, by: Any, at: datetime, round_: Round) -> list[Title]:
    """Grant the titles on the list that stood on the notice, once every body signed. Impossible while an objection is open."""
    locked = _begin(by, round_, "grant")
    waiting = locked.bodies.filter(signed_at=None).count()
    if waiting:
        raise Refused(_("%(count)s bodies have not signed the decision yet.") % {"count": waiting})
    notice = locked.notices.first()
    assert notice is not None
    _refuse_open_objections(locked)
    _refuse_changed_list(locked, notice.listed)
    scheme = locked.scheme
    if scheme.kind == SchemeKind.COMMEND and not scheme.may_certify:
        raise Refused(_("A commendation needs its approval document and the number of honours it allows."))
    if scheme.quota is not None and len(notice.listed) > scheme.quota:
        raise Refused(_("The approval allows %(quota)s honours a round.") % {"quota": scheme.quota})
    day = local_day(at)
    titles = [
        Title(
            county=locked.county,
            scheme=scheme,
            round=locked,
            nomination=nomination,
            person_id=nomination.person_id,
            honour=scheme.honour,
            serial=f"{day.year}-{reference()}",
            granted_on=day,
            review_on=years_on(day, scheme.review_years),
        )
        for nomination in Nomination.objects.filter(pk__in=[row["nomination"] for row in notice.listed]).order_by("number")
    ]
    Title.objects.bulk_create(titles)
    move(locked, ROUND_MOVES, by=by, at=at, verb="awards.round.grant", titles=len(titles))
    return titles


@transaction.atomic
def cancel_round(*, by: Any, at: datetime, round_: Round, reason: str) -> Round:
    """End a round without titles. What was done stays on record."""
    locked = _begin(by, round_, "cancel")
    locked.ended_reason = stated(reason, _("Say why the round is cancelled."))
    if locked.polls.filter(stage=PollStage.OPEN).exists():
        raise Refused(_("Close the open poll first."))
    locked.notices.filter(stage=NoticeStage.POSTED).update(stage=NoticeStage.REPLACED, ended_at=at, reason=locked.ended_reason)
    return move(locked, ROUND_MOVES, by=by, at=at, verb="awards.round.cancel", reason=locked.ended_reason)


def _begin(by: Any, round_: Round, step: str) -> Round:
    """The round, held, where this step may be taken now: every step and every poll of a round takes its turn at this row."""
    locked = lock(round_, "scheme")
    refuse_if(policies.may_keep(by, locked.county_id))
    ROUND_MOVES.target(step, locked.stage)
    return locked


def _refuse_open_objections(round_: Round) -> None:
    waiting = [receipt for notice in round_.notices.all() for receipt in notice.objections.filter(stage=ObjectionStage.OPEN)]
    if waiting:
        raise Refused(_("%(count)s objections wait for their answer. Answer them first.") % {"count": len(waiting)}, code="open_objections")


def _refuse_changed_list(round_: Round, listed: list[dict[str, Any]]) -> None:
    """Whoever stood on the notice and is no candidate any more changes the list, which is then posted anew."""
    gone = round_.nominations.filter(pk__in=[row["nomination"] for row in listed]).filter(~Q(stage=NominationStage.CLEARED))
    if gone.exists():
        raise Refused(
            _("The list has changed since it was posted. Post it anew; the term of the notice starts again."), code="changed_list"
        )


def years_on(day: date, years: int) -> date:
    """The same day `years` later; of 29 February, the last of the month."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
