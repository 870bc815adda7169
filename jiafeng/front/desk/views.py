"""Pages of the desk."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from jiafeng.common.scoping import reach_of
from jiafeng.front.desk import queries
from jiafeng.ground.records.queries import upkeep_of

SHOWN = 8

GREETINGS = {"morning": _("Good morning, %(name)s"), "afternoon": _("Good afternoon, %(name)s"), "evening": _("Good evening, %(name)s")}


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What to do today, the county's figures, work under way."""
    now = timezone.now()
    today = timezone.localdate(now)
    items = queries.due_for(request.user, now)
    year = queries.working_year(request.user, today)
    county = min(reach_of(request.user).county_ids, default=0)
    figures, months = queries.months_for(request.user, county, year) if county else ([], [])
    context = {
        "greeting": GREETINGS[queries.part_of_day(now)] % {"name": request.user},
        "items": items[:SHOWN],
        "total": len(items),
        "counts": queries.counts(items, today),
        "year": year,
        "cards": queries.cards_for(request.user, county, year) if county else [],
        "figures": figures,
        "months": months,
        "jobs": queries.running_jobs(request.user),
        "upkeep": upkeep_of(request.user),
    }
    return render(request, "desk/home.html", context)


@login_required
@require_GET
def due(request: HttpRequest) -> HttpResponse:
    """All of it."""
    return render(request, "desk/due.html", {"items": queries.due_for(request.user, timezone.now())})


@login_required
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Every room at once."""
    words = request.GET.get("q", "").strip()[:60]
    return render(request, "desk/search.html", {"query": words, "groups": queries.found_for(request.user, words) if words else []})


@login_required
@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    """The list of work under way, asked for again and again by the page."""
    return render(request, "desk/jobs.html", {"jobs": queries.running_jobs(request.user)})
