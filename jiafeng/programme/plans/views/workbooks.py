"""Lines from a workbook: read, looked at, taken over."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.common.forms import posted
from jiafeng.common.pages import allow, button, form_page
from jiafeng.common.uploads import saved
from jiafeng.ground.lists.views import answer
from jiafeng.ground.units.models import BODIES, Organisation
from jiafeng.library.sheets.responses import xlsx_response
from jiafeng.programme.plans import actions, forms, lists, policies, queries
from jiafeng.programme.plans.models import LineSheet, Plan
from jiafeng.programme.plans.views.parts import plan_of


@login_required
@require_http_methods(["GET", "POST"])
def import_lines(request: HttpRequest, pk: int) -> HttpResponse:
    """Lines from a workbook: read here, looked at on the next page, taken over from there."""
    found = plan_of(request, pk)
    allow(policies.may_edit_plan(request.user, found))

    def act(data: dict[str, Any]) -> str:
        with saved(data["file"]) as path:
            rows = queries.read_lines(path)
        facts = {"plan": found, "key": data["key"], "name": data["file"].name, "rows": rows}
        return reverse("plans:line_sheet", args=[actions.upload_lines(by=request.user, at=timezone.now(), **facts).pk])

    return form_page(
        request,
        forms.LinesFileForm(posted(request), request.FILES or None),
        act,
        template="plans/import.html",
        title=_("Plan lines from Excel"),
        of=found,
        back=reverse("plans:plan", args=[pk]),
        action=_("Upload and check"),
        around={"plan": found},
    )


@login_required
@require_GET
def lines_template(request: HttpRequest, pk: int) -> HttpResponseBase:
    """An empty workbook to fill in, with bodies and figures as drop-downs."""
    found = plan_of(request, pk)
    allow(policies.may_edit_plan(request.user, found))
    bodies = Organisation.objects.filter(county=found.county_id, kind__in=BODIES, closed_on=None)
    choices = {
        str(queries.SHEET["lead"][0]): [unit.label for unit in bodies],
        str(queries.SHEET["target_figure"][0]): [str(label) for _code, label in queries.figure_choices()],
    }
    notes = [
        _("One row for each measure. Measure, source duty, lead organisation and due date must be there; the others may stay blank."),
        _("A measure that the plan has already is changed; the same file again changes nothing."),
        _("Several co-owners stand in one cell, with 、 between them."),
    ]
    columns = [(str(label), width) for label, _others, width in queries.SHEET.values()]
    return xlsx_response(_("Template of plan lines"), "", columns, [], notes=notes, choices=choices)


def _sheet(request: HttpRequest, pk: UUID) -> LineSheet:
    visible = Plan.objects.visible_to(request.user)
    found = get_object_or_404(LineSheet.objects.filter(plan__in=visible).select_related("plan__county"), pk=pk)
    allow(policies.may_edit_plan(request.user, found.plan))
    return found


@login_required
@require_GET
def line_sheet(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """What a workbook would do, row by row and counted; or what it did."""
    found = _sheet(request, pk)
    rows = queries.check_lines(found.plan, found.rows)
    counts = found.outcome or Counter(row.kind for row in rows)
    return answer(
        request,
        lists.SHEET_ROWS,
        lambda asked: [row for row in rows if asked["kind"] in (None, row.kind)],
        template="plans/sheet.html",
        of=found.name,
        sheet=found,
        counts={kind: counts.get(kind, 0) for kind in ("new", "change", "same", "error")},
        changes=counts.get("new", 0) + counts.get("change", 0),
    )


@login_required
@require_POST
def take_lines(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _sheet(request, pk)
    back = reverse("plans:line_sheet", args=[pk])
    return button(
        request, lambda: bool(actions.take_lines(by=request.user, at=timezone.now(), sheet=found)), _("The lines are in the plan."), back
    )


@login_required
@require_GET
def failed_lines(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The rows that were left out, as they were typed, each with its reasons; corrected, the file is uploaded as it is."""
    found = _sheet(request, pk)
    columns = [(str(label), width) for label, _others, width in queries.SHEET.values()]
    rows = (
        [*(row.texts.get(name, "") for name in queries.SHEET), lists.why(row)]
        for row in queries.check_lines(found.plan, found.rows)
        if row.wrong
    )
    return xlsx_response(_("Rows to correct"), "", [*columns, (_("What to correct"), 60)], rows)
