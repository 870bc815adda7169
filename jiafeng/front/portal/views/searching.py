"""The portal's search: everything public, by kind and newest first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from jiafeng.common.limits import limited
from jiafeng.front.portal.queries.searching import PER, bulletin_of_code, search_public
from jiafeng.front.portal.queries.sources import KINDS
from jiafeng.ground.units.queries import county_of

LAST_PAGE = 50


@require_GET
@limited("portal.search", times=600, seconds=600, methods=("GET",))
def search(request: HttpRequest) -> HttpResponse:
    """What has every word that was typed: some of each kind, or a page of the kind that was chosen; a bulletin's printed code leads to it."""
    words = " ".join(request.GET.get("q", "").split())[:60]
    county, kind = county_of(request), request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    raw = request.GET.get("page", "1")
    page = min(max(int(raw), 1), LAST_PAGE) if kind and raw.isascii() and raw.isdigit() and len(raw) < 6 else 1
    if words and (bulletin := bulletin_of_code(county, words)) is not None:
        return redirect("portal:bulletin", bulletin)
    found = search_public(county, words, timezone.now(), kind=kind, page=page)
    before, after = (page - 1 if page > 1 else None), (page + 1 if kind and found and found[0].more and page < LAST_PAGE else None)
    context = {
        "query": words,
        "found": found,
        "kind": kind,
        "label": KINDS.get(kind),
        "before": before,
        "after": after,
        "first": (page - 1) * PER + 1,
    }
    return render(request, "portal/search.html", context)
