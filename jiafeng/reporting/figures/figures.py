"""The catalogue: every figure that the rooms offer, one line each. A figure that is not here does not exist for bulletins and lists."""

from __future__ import annotations

from jiafeng.ground.people import figures as people
from jiafeng.ground.records.figures import Figure
from jiafeng.programme.awards import figures as awards
from jiafeng.programme.deskcards import figures as deskcards
from jiafeng.programme.events import figures as events
from jiafeng.programme.letters import figures as letters
from jiafeng.programme.plans import figures as plans
from jiafeng.programme.pledges import figures as pledges


def catalogue(*figures: Figure) -> dict[str, Figure]:
    """The figures by code. Two with one code are a ValueError: a code names one definition for ever."""
    found: dict[str, Figure] = {}
    for figure in figures:
        if figure.code in found:
            raise ValueError(f"two figures share the code {figure.code}")
        found[figure.code] = figure
    return found


CATALOGUE = catalogue(
    people.LISTED,
    people.SPOUSES,
    plans.LINES,
    plans.LINES_DONE,
    plans.DEPLOYMENTS,
    plans.RECEIPTS,
    pledges.SIGNERS,
    pledges.PEOPLE,
    pledges.ON_PHONE,
    pledges.ON_PAPER,
    pledges.ON_TABLET,
    events.HELD,
    events.ATTENDEES,
    events.PARTICIPANTS,
    events.REPORTED,
    awards.NOMINATED,
    awards.CLEARED,
    awards.BALLOTS,
    awards.OBJECTIONS,
    awards.ANSWERED,
    awards.TITLES,
    awards.STORIES,
    awards.PLACEMENTS,
    letters.ASKED,
    letters.RECEIVED,
    letters.ON_PHONE,
    letters.ON_PAPER,
    letters.APPROVED,
    letters.LETTERS,
    deskcards.PRINTED,
    deskcards.HANDED_OVER,
)
