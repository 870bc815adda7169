"""Pages of figures: parse, one call, render."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiafeng.common.pages import allow
from jiafeng.common.paging import page_of
from jiafeng.common.refusals import Refused
from jiafeng.ground.accounts.queries import working_county
from jiafeng.ground.lists.views import answer
from jiafeng.ground.records.figures import Figure, FigureScope
from jiafeng.ground.units.models import Region
from jiafeng.library.sheets.responses import xlsx_response
from jiafeng.reporting.figures import lists, policies, queries
from jiafeng.reporting.figures.forms import FigureForm, PeriodForm


def _county(request: HttpRequest) -> Region:
    county = working_county(request.user)
    allow(policies.sees_figures(request.user, county.pk))
    return county


@login_required
@require_GET
def figures(request: HttpRequest) -> HttpResponseBase:
    """Every figure of the catalogue with its value in the year asked for."""
    county = _county(request)
    form = PeriodForm(request.GET, today=timezone.localdate())
    start, end = form.period
    scope = FigureScope(county.pk, start, end)
    year = f"?year={start.year if start else ''}"
    rows = [(each, each.value(scope), reverse("figures:figure", args=[each.code]) + year) for each in queries.all_figures()]
    return answer(request, lists.FIGURES, rows, template="figures/figures.html", filter=form, county=county)


@login_required
@require_GET
def figure(request: HttpRequest, code: str) -> HttpResponseBase:
    """One figure: definition, value, and the rows it counts with their evidence; ?format=xlsx is just those rows."""
    county = _county(request)
    try:
        found = queries.get(code)
    except Refused as refused:
        raise Http404(str(refused)) from refused
    form = FigureForm(request.GET, today=timezone.localdate(), figure=found, county_id=county.pk)
    scope = form.reference.scope(county.pk, *form.period)
    if request.GET.get("format") == "xlsx":
        return _sheet(found, scope)
    page: Any = page_of(found.rows(scope).order_by("pk"), request)
    counted = queries.read_rows(found, [row.pk for row in page.items], scope)
    context = {
        "figure": found,
        "value": found.value(scope),
        "filter": form,
        "page": page,
        "counted": counted,
        "evidence": queries.evidence_of(counted, request.user),
        "county": county,
        "period": form.period,
    }
    return render(request, "figures/figure.html", context)


def _sheet(found: Figure, scope: FigureScope) -> HttpResponseBase:
    columns = [(_("Record"), 12), *((str(label), 20) for label in found.columns.values()), (_("Adds"), 8), (_("Evidence (SHA-256)"), 40)]
    rows = ([str(row.pk), *row.cells, row.amount, " ".join(row.evidence)] for row in queries.counted_rows(found, scope))
    return xlsx_response(str(found.label), str(found.label), columns, rows)
