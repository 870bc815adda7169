"""The ranking: one formula, exact, every number of which opens its sheets and ballots."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jiafeng.common.text import mask_name
from jiafeng.programme.awards.models import Nomination, Poll, PollKind, ReviewSheet, Round, WeightedCriterion
from jiafeng.programme.awards.stages import NominationStage, PollStage


@dataclass(frozen=True)
class Ranked:
    """One candidate. `review`, `ballot`, `public`: each out of 100, None where the round has none yet; `total` weighs them.

    `selected`: on the list; `tied`: level with others at the last place, which a run-off decides.
    """

    nomination: Nomination
    review: Fraction | None
    ballot: Fraction | None
    public: Fraction | None
    total: Fraction
    sheets: int
    spread: tuple[Fraction, Fraction] | None
    votes: int | None
    elected: bool
    selected: bool = False
    tied: bool = False
    place: int = 0


def criteria_of(round_: Round) -> list[WeightedCriterion]:
    """The criteria by which a round runs, or would run if it began today."""
    version = round_.version or round_.scheme.versions.first()
    return list(version.criteria.select_related("criterion")) if version else []


def score_of(sheet: ReviewSheet, criteria: list[WeightedCriterion]) -> Fraction:
    """A sheet's score out of 100: Σ weight × score / 100."""
    return sum((Fraction(each.weight * int(sheet.scores[str(each.pk)]), 100) for each in criteria), Fraction(0))


def cleared(round_: Round) -> QuerySet[Nomination]:
    return round_.nominations.filter(stage=NominationStage.CLEARED).select_related("person", "organisation").order_by("number")


def polls_of(round_: Round, kind: PollKind) -> list[Poll]:
    return list(round_.polls.filter(kind=kind).order_by("ordinal"))


def ranking(round_: Round) -> list[Ranked]:
    """Every candidate who is cleared, best first: by total, then by the committee's votes, then as a run-off decided; what is still level is tied.

    total = (review weight × R + ballot weight × B + public weight × P) / 100, where R is the mean score of the sheets handed in, B the share of
    the valid ballots of the committee that chose the candidate, P the same of the public's. Only whom the committee elected is selected.
    """
    criteria = criteria_of(round_)
    committee = [poll for poll in polls_of(round_, PollKind.COMMITTEE) if poll.stage == PollStage.CLOSED]
    public = next((poll for poll in polls_of(round_, PollKind.PUBLIC) if poll.stage == PollStage.CLOSED), None)
    first = committee[0].tally if committee else None
    run_offs = [poll.tally or {} for poll in committee[1:]]
    rows = []
    for nomination in cleared(round_).prefetch_related("sheets"):
        scores = [score_of(sheet, criteria) for sheet in nomination.sheets.all() if sheet.submitted_at]
        review = sum(scores, Fraction(0)) / len(scores) if scores else None
        ballot, votes = _share(first, nomination.code)
        liked, _votes = _share(public.tally if public else None, nomination.code)
        parts = ((round_.review_weight, review), (round_.ballot_weight, ballot), (round_.public_weight, liked))
        total = sum((weight * (value or Fraction(0)) for weight, value in parts), Fraction(0)) / 100
        elected = _elected(first, committee[0] if committee else None, nomination.code)
        spread = (min(scores), max(scores)) if scores else None
        rows.append(Ranked(nomination, review, ballot, liked, total, len(scores), spread, votes, elected))
    return _placed(rows, round_.honours, run_offs)


def _share(tally: dict[str, Any] | None, code: str) -> tuple[Fraction | None, int | None]:
    if tally is None or code not in tally["votes"]:
        return None, None
    return Fraction(100 * tally["votes"][code], tally["ballots"]) if tally["ballots"] else Fraction(0), tally["votes"][code]


def _elected(tally: dict[str, Any] | None, poll: Poll | None, code: str) -> bool:
    """Whether the committee's ballot lets the candidate stand: quorum met, some votes, and more than half where the poll asks for it."""
    if tally is None or poll is None or not tally["valid"]:
        return False
    votes = tally["votes"].get(code, 0)
    return votes > 0 and (not poll.majority or 2 * votes > tally["ballots"])


def _placed(rows: list[Ranked], honours: int, run_offs: list[dict[str, Any]]) -> list[Ranked]:
    """Order, and mark who is selected or tied at the last place."""

    def merit(row: Ranked) -> tuple[Any, ...]:
        later = tuple(tally.get("votes", {}).get(row.nomination.code, -1) for tally in run_offs)
        return (row.elected, row.total, row.votes or 0, *later)

    lots = {code: place for tally in run_offs for place, code in enumerate(reversed(tally.get("elected", [])))}

    def order(row: Ranked) -> tuple[Any, ...]:
        return (*merit(row), lots.get(row.nomination.code, -1))

    rows = sorted(sorted(rows, key=lambda row: row.nomination.number), key=order, reverse=True)
    standing = [row for row in rows if row.elected]
    chosen, level = standing[:honours], []
    if len(standing) > honours and order(standing[honours - 1]) == order(standing[honours]):
        edge = order(standing[honours])
        level = [row.nomination.pk for row in standing if order(row) == edge]
        chosen = [row for row in chosen if order(row) != edge]
    selected = {row.nomination.pk for row in chosen}
    return [
        replace(row, selected=row.nomination.pk in selected, tied=row.nomination.pk in level, place=place)
        for place, row in enumerate(rows, 1)
    ]


def tied_places(round_: Round) -> tuple[list[Nomination], int]:
    """Who is level at the last place, and how many places they stand for; ([], 0) where none is."""
    rows = ranking(round_)
    tied = [row.nomination for row in rows if row.tied]
    return tied, round_.honours - sum(row.selected for row in rows) if tied else 0


def candidates_of(round_: Round, *, tied_only: bool = False) -> list[dict[str, Any]]:
    """Who stands for election, as a poll fixes it: {"id", "name" (masked), "nomination"}."""
    standing = tied_places(round_)[0] if tied_only else list(cleared(round_))
    return [{"id": each.code, "name": masked(each), "nomination": each.pk} for each in sorted(standing, key=lambda one: one.number)]


def masked(nomination: Nomination) -> str:
    """A nominee's name as notices and boards show it."""
    return mask_name(nomination.person.name)


def not_ready_to_announce(round_: Round) -> Any:
    """Why the result cannot be posted yet, None where it can."""
    if round_.polls.exclude(stage=PollStage.CLOSED).exists():
        return _("Close every poll first.")
    if not round_.polls.filter(kind=PollKind.COMMITTEE).exists():
        return _("The committee has not voted yet. Set its ballot up.")
    if round_.public_weight and not round_.polls.filter(kind=PollKind.PUBLIC).exists():
        return _("The vote of the public has a weight in this round, and was not held.")
    tied, places = tied_places(round_)
    if tied:
        return _("%(count)s candidates are level for %(places)s places. Hold a run-off.") % {"count": len(tied), "places": places}
    return None
