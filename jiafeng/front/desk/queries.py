"""What the desk asks of the rooms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jiafeng.common import due, search
from jiafeng.common.acts import acts_for
from jiafeng.common.due import Due
from jiafeng.common.navigation import staff_menu
from jiafeng.common.pinyin import spell
from jiafeng.common.prepared import Prepared
from jiafeng.common.scoping import Reach, reach_of
from jiafeng.common.search import Hit
from jiafeng.ground.accounts.models import Membership, User
from jiafeng.ground.jobs.models import Job
from jiafeng.ground.jobs.stages import JobStage
from jiafeng.ground.notices.models import DigestDay
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

    @property
    def label(self) -> str:
        return _("month %(number)s") % {"number": self.first.month}


def due_for(user: Any, at: datetime) -> list[Due]:
    """Everything that is to be done, the user's own and what others have to do: overdue first, then by day, what has no day last."""
    found = [item for source in due.sources for item in source(user, at)]
    return sorted(found, key=lambda item: (item.due or date.max, item.number > 1))


def shared_out(items: list[Due]) -> tuple[list[Due], list[Due]]:
    """What the user has to do, and what others have to."""
    return [item for item in items if item.mine], [item for item in items if not item.mine]


def counts(items: list[Due], today: date) -> dict[str, int]:
    """How many things there are, how many of them are overdue, and how many due today."""
    return {
        "all": sum(item.number for item in items),
        "overdue": sum(item.overdue(today) for item in items),
        "today": sum(item.due_today(today) for item in items),
    }


def digest_users(day: date) -> QuerySet[User]:
    """Who works here on a day and has no digest of it yet."""
    made = DigestDay.objects.filter(day=day).values("user")
    return User.objects.filter(is_active=True, memberships__in=Membership.objects.on(day)).exclude(pk__in=made).distinct().order_by("pk")


def pages_named(user: Any, words: str) -> list[Hit]:
    """The menu's entries whose name, or whose area's, holds the words, and those that begin something; pinyin initials do as well (ygtz)."""
    wanted = words.casefold().replace(" ", "")
    areas = staff_menu.areas(user, "")
    known = [(entry.label, area.group.label, entry.icon, entry.url) for area in areas for entry in area.entries]
    known += [(act.label, _("Begin"), act.icon, act.url) for act in acts_for(user)]
    return [
        Hit(room=_("Pages of the desk"), icon=sign, title=str(label), detail=str(area), url=url)
        for label, area, sign, url in known
        if wanted in f"{label}{area}".casefold() or wanted in spell(str(label)).initials
    ]


def found_for(user: Any, words: str, sources: list[search.Source]) -> list[tuple[Any, list[Hit]]]:
    """Pages of that name, and what the rooms find, a heading to each room."""
    found = [pages_named(user, words), *(source(user, words) for source in sources)]
    return [(hits[0].room, hits) for hits in found if hits]


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
    return [Card(figure, figure.value(scope), f"{reverse('figures:figure', args=[figure.code])}?year={year}") for figure in figures]


def months_for(user: Any, county_id: int, year: int) -> tuple[list[Figure], list[Month]]:
    """The chart's figures and the months of the year; empty for those who may not open figures."""
    if sees_figures(user, county_id):
        return [], []
    figures = _known(CHART)
    firsts = [date(year + at // 12, at % 12 + 1, 1) for at in range(13)]

    scopes = [FigureScope(county_id, first, after) for first, after in pairwise(firsts)]
    return figures, [Month(first, [figure.value(scope) for figure in figures]) for first, scope in zip(firsts, scopes, strict=False)]


def _known(codes: tuple[str, ...]) -> list[Figure]:
    return [CATALOGUE[code] for code in codes if code in CATALOGUE]
