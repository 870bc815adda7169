"""Pages of the desk."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from jiafeng.common.acts import acts_for
from jiafeng.common.scoping import reach_of
from jiafeng.common.search import quick, sources
from jiafeng.front.desk import queries
from jiafeng.ground.records.queries import upkeep_of
from jiafeng.reporting.figures.policies import sees_figures

SHOWN, SHOWN_OF_OTHERS = 8, 5
MOST_AT_ONCE = 6
"""Hits of one kind in the command box."""

GREETINGS = {"morning": _("Good morning, %(name)s"), "afternoon": _("Good afternoon, %(name)s"), "evening": _("Good evening, %(name)s")}


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What to do today, the county's figures, work under way."""
    now = timezone.now()
    today = timezone.localdate(now)
    mine, others = queries.shared_out(queries.due_for(request.user, now))
    counts = queries.counts(mine, today)
    year = queries.working_year(request.user, today)
    county = min(reach_of(request.user).county_ids, default=0)
    context = {
        "greeting": GREETINGS[queries.part_of_day(now)] % {"name": request.user},
        "items": mine[:SHOWN],
        "more": counts["all"] > sum(item.number for item in mine[:SHOWN]) or any(item.number > 1 for item in mine[:SHOWN]),
        "others": others[:SHOWN_OF_OTHERS],
        "others_more": len(others) > SHOWN_OF_OTHERS,
        "counts": counts,
        "acts": acts_for(request.user),
        "numbers": _numbers(request, county, year) if county and not sees_figures(request.user, county) else None,
        "jobs": queries.running_jobs(request.user),
        "upkeep": upkeep_of(request.user),
    }
    return render(request, "desk/home.html", context)


def _numbers(request: HttpRequest, county: int, year: int) -> dict[str, str]:
    """The county's figures and the chart of their months as they stand on the page. They may be as old as `FIGURES_FOR`; so are these pieces of it."""

    def drawn() -> dict[str, str]:
        figures, months = queries.months_for(request.user, county, year)
        around = {"year": year, "cards": queries.cards_for(request.user, county, year), "figures": figures, "months": months}
        return {part: render_to_string(f"desk/{part}.html", around) for part in ("figures", "chart")}

    found: dict[str, str] = cache.get_or_set(f"desk:numbers:{county}:{year}:{get_language()}", drawn, queries.FIGURES_FOR) or {}
    return found


@login_required
@require_GET
def due(request: HttpRequest) -> HttpResponse:
    """All of it."""
    now = timezone.now()
    mine, others = queries.shared_out(queries.due_for(request.user, now))
    counts = queries.counts(mine, timezone.localdate(now))
    return render(request, "desk/due.html", {"items": mine, "others": others, "counts": counts})


def _words(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()[:60]


@login_required
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Every room at once."""
    words = _words(request)
    groups = queries.found_for(request.user, words, sources) if words else []
    return render(request, "desk/search.html", {"query": words, "groups": groups})


@login_required
@never_cache
@require_GET
def found(request: HttpRequest) -> HttpResponse:
    """What the command box shows beneath it while somebody types: pages, people, plan lines. The whole search is a page of its own."""
    words = _words(request)
    groups = queries.found_for(request.user, words, quick) if words else []
    return render(request, "desk/found.html", {"query": words, "groups": [(room, hits[:MOST_AT_ONCE]) for room, hits in groups]})


@login_required
@require_GET
def menu(request: HttpRequest) -> HttpResponse:
    """The whole menu on a page: where a phone's bar leads."""
    return render(request, "desk/menu.html", {})


@login_required
@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    """The list of work under way, asked for again and again by the page."""
    return render(request, "desk/jobs.html", {"jobs": queries.running_jobs(request.user)})
