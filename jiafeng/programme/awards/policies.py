"""Who may do what with an award's file, and when: a refusal sentence, or None."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import not_now
from jiafeng.common.stages import wrong_stage
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.accounts.policies import acts_for, holds
from jiafeng.ground.units.models import Organisation
from jiafeng.library.calendars import local_day
from jiafeng.programme.awards.models import (
    READERS,
    KeyHolder,
    Nomination,
    Notice,
    Objection,
    Poll,
    ReviewSheet,
    Round,
    RoundBody,
    Ruling,
    Title,
)
from jiafeng.programme.awards.stages import NOMINATION_MOVES, OBJECTION_MOVES, POLL_MOVES, ROUND_MOVES, NoticeStage, PollStage, RoundStage


def sees_awards(user: Any) -> Any:
    if not holds(user, *READERS, Role.UNIT_COORDINATOR):
        return _("Awards are seen by county staff, partners, auditors and the coordinators of units.")
    return None


def reads_files(user: Any) -> Any:
    """Polls, notices, titles: those who keep the file, those who hold the round with them, and the auditor."""
    if not holds(user, *READERS):
        return _("The file of an award is read by county staff, partners and auditors.")
    return None


def may_keep(user: Any, county_id: int) -> Any:
    """Schemes and rounds are the Federation's."""
    if not holds(user, Role.COUNTY_STAFF, county_id=county_id):
        return _("The file of an award is kept by the county Federation's staff.")
    return None


def _stands_at(round_: Round, *stages: RoundStage) -> Any:
    return None if round_.stage in stages else wrong_stage(round_.get_stage_display())


def stands_at(round_: Round, stage: RoundStage) -> bool:
    """Whether a move that leads to this stage was the last one made."""
    return round_.stage == stage


_OVER = (RoundStage.GRANTED, RoundStage.CANCELLED)


def may_edit(user: Any, round_: Round) -> Any:
    """A round is changed while it is a draft; afterwards its rules stand."""
    if round_.stage != RoundStage.DRAFT:
        return not_now(_("The round has begun; its rules stand. A deadline is moved by two people, with a reason."))
    return may_keep(user, round_.county_id)


def may_move(user: Any, round_: Round, verb: str) -> Any:
    """A move of the round along its table is made by those who keep the file."""
    return may_keep(user, round_.county_id) or ROUND_MOVES.refusal(verb, round_.stage)


def may_move_poll(user: Any, poll: Poll, verb: str) -> Any:
    return may_keep(user, poll.county_id) or POLL_MOVES.refusal(verb, poll.stage)


def may_reissue(user: Any, poll: Poll) -> Any:
    """Codes are made anew while the committee votes and nobody has."""
    return may_keep(user, poll.county_id) or (None if poll.stage == PollStage.OPEN else wrong_stage(poll.get_stage_display()))


def may_revoke(user: Any, title: Title) -> Any:
    return may_keep(user, title.county_id) or (_("This title was revoked.") if title.revoked_at else None)


def may_publish_story(user: Any, title: Title, published: bool) -> Any:
    return may_keep(user, title.county_id) or (_("The story is published.") if published else None)


def may_move_deadline(user: Any, round_: Round) -> Any:
    """Another last day is proposed until the round is over."""
    return may_keep(user, round_.county_id) or (_("The round is over.") if round_.stage in _OVER else None)


def may_name_reviewers(user: Any, round_: Round) -> Any:
    """Reviewers are named until the review has ended."""
    if round_.stage not in (RoundStage.DRAFT, RoundStage.NOMINATING, RoundStage.CLEARING, RoundStage.REVIEWING):
        return not_now(_("The review is over."))
    return may_keep(user, round_.county_id)


def may_accept(nomination: Nomination) -> Any:
    """A nomination is accepted while the round calls for nominations."""
    if nomination.round.stage != RoundStage.NOMINATING:
        return not_now(_("Nominations are closed; the acceptance comes too late."))
    return None


def may_decline(nomination: Nomination) -> Any:
    """The nominee declines until the decision."""
    return _("The round is over.") if nomination.round.stage in _OVER else NOMINATION_MOVES.refusal("decline", nomination.stage)


def may_withdraw(user: Any, nomination: Nomination) -> Any:
    """A nomination is withdrawn by those who keep the file, until the decision."""
    if nomination.round.stage in _OVER:
        return not_now(_("The round is over. A title is revoked, with a reason."))
    return may_keep(user, nomination.county_id) or NOMINATION_MOVES.refusal("withdraw", nomination.stage)


def in_time(round_: Round, stage: RoundStage, at: datetime) -> Any:
    """Whether the last day of a stage is not over yet, in Shanghai."""
    deadline = round_.deadlines.filter(stage=stage).first()
    if deadline is not None and local_day(at) > deadline.on:
        return _("The last day was %(day)s; it is over.") % {"day": deadline.on}
    return None


def may_nominate(round_: Round, at: datetime) -> Any:
    return _stands_at(round_, RoundStage.NOMINATING) or in_time(round_, RoundStage.NOMINATING, at)


def may_nominate_for(user: Any, round_: Round, unit: Organisation, at: datetime) -> Any:
    """A unit nominates through its coordinator, or through county staff who enter its paper."""
    refusal = may_nominate(round_, at)
    if refusal is None and not acts_for(user, unit):
        return _("You nominate for your own unit.")
    return refusal


def may_clear(user: Any, body: RoundBody) -> Any:
    """A body's word is given by its own staff; the Federation's by county staff."""
    refusal = _stands_at(body.round, RoundStage.CLEARING)
    if refusal:
        return refusal
    return may_speak_for(user, body)


def may_speak_for(user: Any, body: RoundBody) -> Any:
    """Whether the user works for one of the bodies that hold the round."""
    roles = (Role.PARTNER_STAFF, Role.COUNTY_STAFF)
    if holds(user, *roles, county_id=body.round.county_id):
        own = user.memberships.filter(role__in=roles, until=None, organisation_id=body.organisation_id)
        if own.exists():
            return None
    return _("%(body)s speaks through its own staff.") % {"body": body.organisation.label}


def may_name_contact(user: Any, body: RoundBody) -> Any:
    """Whom a body wants reminded is said by its own staff, while the round runs."""
    refusal = _stands_at(
        body.round,
        RoundStage.NOMINATING,
        RoundStage.CLEARING,
        RoundStage.REVIEWING,
        RoundStage.VOTING,
        RoundStage.NOTICE,
        RoundStage.DECIDING,
    )
    return refusal or may_speak_for(user, body)


def may_speak_for_any(user: Any, round_: Round) -> Any:
    """Whether the user works for any of the round's bodies."""
    refusal: Any = _("This is done by the staff of the bodies that hold the round.")
    for body in round_.bodies.select_related("organisation", "round"):
        if not may_speak_for(user, body):
            return None
    return refusal


def may_confirm_second(user: Any, round_: Round) -> Any:
    """The second person of two: county staff, or the staff of another body that holds the round."""
    return may_keep(user, round_.county_id) and may_speak_for_any(user, round_)


def may_confirm_ruling(user: Any, ruling: Ruling) -> Any:
    """Once, by another than who proposed it."""
    if ruling.proposed_by_id == getattr(user, "pk", None):
        return _("Another person confirms what you proposed.")
    return may_confirm_second(user, ruling.poll.round) or (_("The ruling stands.") if ruling.confirmed_at else None)


def may_take_part(user: Any, poll: Poll, number: int) -> Any:
    """Who prints which part of a poll's key: the Federation's staff theirs, another body's staff theirs, either the one for the envelope."""
    keeps = may_keep(user, poll.county_id)
    if number == KeyHolder.FEDERATION:
        return keeps
    if number == KeyHolder.PARTNER and keeps is None:
        return _("This part belongs to another body that holds the round: its own staff print it.")
    return may_confirm_second(user, poll.round)


def may_sign(user: Any, body: RoundBody) -> Any:
    return _stands_at(body.round, RoundStage.DECIDING) or may_speak_for(user, body)


def may_review(round_: Round) -> Any:
    return _stands_at(round_, RoundStage.REVIEWING)


def may_recuse(sheet: ReviewSheet) -> Any:
    """A reviewer steps back from a nomination while the review lasts, once."""
    return may_review(sheet.nomination.round) or (_("You are recused from this nomination.") if sheet.recused else None)


def may_see_scores(round_: Round) -> Any:
    """Scores are hidden, from those who keep the file too, until the review has ended."""
    if round_.stage in (RoundStage.DRAFT, RoundStage.NOMINATING, RoundStage.CLEARING, RoundStage.REVIEWING):
        return not_now(_("Scores are shown when the review has ended."))
    return None


def may_vote(poll: Poll, at: datetime) -> Any:
    """Whether a poll takes ballots."""
    if poll.stage == PollStage.SETUP:
        return not_now(_("Voting has not begun yet."))
    if poll.stage == PollStage.CLOSED:
        return not_now(_("Voting has ended."))
    return in_time(poll.round, RoundStage.VOTING, at)


def may_object(notice: Notice, at: datetime) -> Any:
    """Objections are in time from the posting to the last moment of the term, also where staff have gone on at its end a moment before one was written."""
    if notice.stage == NoticeStage.REPLACED or not notice.posted_at <= at < notice.ends_at:
        return not_now(_("The time for objections is over. You can still write to the Federation under “Complaints and suggestions”."))
    return None


def may_enter_objection(user: Any, notice: Notice, at: datetime) -> Any:
    """A letter or a call is entered by those who keep the file, in time."""
    return may_keep(user, notice.county_id) or may_object(notice, at)


def may_answer(user: Any, objection: Objection) -> Any:
    return may_keep(user, objection.county_id) or OBJECTION_MOVES.refusal("answer", objection.stage)


def may_certify(title: Title) -> Any:
    """No certificate without the approval document and its quota (评比达标表彰)."""
    if not title.scheme.may_certify:
        return not_now(_("No certificate without an approval document and its quota. Enter them in the scheme."))
    if title.revoked_at:
        return not_now(_("This title was revoked."))
    return None


def barred_until(titles: Any, day: date) -> date | None:
    """Until when a revoked title bars a new nomination, None where it does not."""
    latest: date | None = titles.filter(barred_until__gt=day).order_by("-barred_until").values_list("barred_until", flat=True).first()
    return latest
