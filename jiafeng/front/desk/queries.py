"""What the desk asks of the rooms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from jiafeng.common import due, search
from jiafeng.common.due import Due
from jiafeng.common.prepared import Prepared
from jiafeng.common.scoping import Reach, reach_of
from jiafeng.common.search import Hit
from jiafeng.ground.jobs.models import Job
from jiafeng.ground.jobs.stages import JobStage
from jiafeng.ground.records.figures import Figure, FigureScope
from jiafeng.programme.plans.models import Plan
from jiafeng.reporting.figures.figures import CATALOGUE
from jiafeng.reporting.figures.policies import sees_figures

CARDS = ("plans.lines_done", "pledges.signers", "events.held", "events.attendees")
CHART = ("pledges.signers", "events.attendees")
# Counting a large table takes a while, and the desk is opened often: the numbers may be this old.
FIGURES_FOR = 300  # seconds


@dataclass(frozen=True)
class Card:
    """A figure of the year, and the page that opens its records."""

    figure: Figure
    value: int
    url: str


@dataclass(frozen=True)
class Month:
    """One month of the chart: its first day, and a number for each figure of it."""

    first: date
    values: list[int]


def due_for(user: Any, at: datetime) -> list[Due]:
    """Everything the user has to do: overdue first, then by day, what has no day last."""
    found = [item for source in due.sources for item in source(user, at)]
    return sorted(found, key=lambda item: item.due or date.max)


def counts(items: list[Due], today: date) -> dict[str, int]:
    """How many are overdue, and how many are due today."""
    days = [item.due for item in items if item.due is not None]
    return {"overdue": sum(day < today for day in days), "today": sum(day == today for day in days)}


def found_for(user: Any, words: str) -> list[tuple[Any, list[Hit]]]:
    """What the rooms find, a heading to each room."""
    return [(hits[0].room, hits) for source in search.sources if (hits := source(user, words))]


@Prepared
def _running(user_id: int) -> QuerySet[Job]:
    return Job.objects.filter(by_id=user_id, stage__in=[JobStage.WAITING, JobStage.RUNNING]).order_by("-asked_at")[:5]


def running_jobs(user: Any) -> list[Job]:
    """The user's work that is under way, and what ended last."""
    return _running(user.pk)


def part_of_day(at: datetime) -> str:
    """morning, afternoon or evening in Shanghai, for the greeting."""
    hour = timezone.localtime(at).hour
    return "morning" if 4 <= hour < 12 else "afternoon" if hour < 18 and hour >= 12 else "evening"


@Prepared
def _years(reach: Reach, years: range) -> Any:
    return Plan.objects.within(reach).filter(year__lt=years.stop).order_by("-year").values_list("year", flat=True)[:1]


def working_year(user: Any, today: date) -> int:
    """The year the desk speaks of: that of the latest plan that has begun, or this one."""
    return next(iter(_years(reach_of(user), range(today.year + 1))), today.year)


def cards_for(user: Any, county_id: int, year: int) -> list[Card]:
    """The county's figures of the year; nothing for those who may not open them."""
    if sees_figures(user, county_id):
        return []
    scope = FigureScope(county_id, date(year, 1, 1), date(year + 1, 1, 1))
    figures = _known(CARDS)
    values = _kept(f"cards:{county_id}:{year}", lambda: [figure.value(scope) for figure in figures])
    return [
        Card(figure, value, f"{reverse('figures:figure', args=[figure.code])}?year={year}")
        for figure, value in zip(figures, values, strict=True)
    ]


def months_for(user: Any, county_id: int, year: int) -> tuple[list[Figure], list[Month]]:
    """The chart's figures and the months of the year; empty for those who may not open figures."""
    if sees_figures(user, county_id):
        return [], []
    figures = _known(CHART)
    firsts = [date(year + at // 12, at % 12 + 1, 1) for at in range(13)]

    def count() -> list[list[int]]:
        scopes = [FigureScope(county_id, first, after) for first, after in pairwise(firsts)]
        return [[figure.value(scope) for figure in figures] for scope in scopes]

    return figures, [Month(first, values) for first, values in zip(firsts, _kept(f"months:{county_id}:{year}", count), strict=False)]


def _known(codes: tuple[str, ...]) -> list[Figure]:
    return [CATALOGUE[code] for code in codes if code in CATALOGUE]


def _kept(key: str, count: Callable[[], list[Any]]) -> list[Any]:
    found: list[Any] = cache.get_or_set(f"desk:{key}", count, FIGURES_FOR) or []
    return found
