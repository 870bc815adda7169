"""What plans can prove."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jiafeng.ground.records.figures import Figure, FigureScope, in_scope
from jiafeng.programme.plans.models import Deployment, PlanLine
from jiafeng.programme.plans.stages import LineStage, PlanStage

_DEPLOYMENTS = Deployment.objects.exclude(line__stage=LineStage.DROPPED)


def _lines(scope: FigureScope) -> QuerySet[PlanLine]:
    """Lines of issued plans whose year touches the period."""
    rows = in_scope(PlanLine.objects.exclude(plan__stage=PlanStage.DRAFT).exclude(stage=LineStage.DROPPED))(scope)
    if scope.start:
        rows = rows.filter(plan__year__gte=scope.start.year)
    if scope.end:
        rows = rows.filter(plan__year__lte=(scope.end - timedelta(days=1)).year)
    return rows


_LINE_COLUMNS = {"plan__title": _("Plan"), "number": _("No."), "title": _("Measure"), "due_on": _("Due date"), "stage": _("Stage")}
_DEPLOYMENT_COLUMNS = {
    "line__title": _("Measure"),
    "organisation__name": _("Unit"),
    "deployed_at": _("Deployed"),
    "received_on": _("Received on"),
    "received_channel": _("Channel"),
}

LINES = Figure(
    code="plans.lines",
    label=_("Measures planned"),
    unit=_("measures"),
    definition=_("Lines of issued plans of the years in the period, without those dropped."),
    rows=_lines,
    columns=_LINE_COLUMNS,
)
LINES_DONE = Figure(
    code="plans.lines_done",
    label=_("Measures carried out"),
    unit=_("measures"),
    definition=_("Lines of issued plans of the years in the period that were marked as carried out."),
    rows=lambda scope: _lines(scope).filter(stage=LineStage.DONE),
    columns={**_LINE_COLUMNS, "outcome": _("What was done")},
)
DEPLOYMENTS = Figure(
    code="plans.deployments",
    label=_("Deployments to units"),
    unit=_("deployments"),
    definition=_("Plan lines sent to units in the period, each line and unit once."),
    rows=in_scope(_DEPLOYMENTS, "deployed_at"),
    columns=_DEPLOYMENT_COLUMNS,
)
RECEIPTS = Figure(
    code="plans.receipts",
    label=_("Receipts confirmed"),
    unit=_("receipts"),
    definition=_("Deployments made in the period whose receipt the unit confirmed, on the screen or on paper."),
    rows=in_scope(_DEPLOYMENTS.filter(confirmed_at__isnull=False), "deployed_at"),
    columns=_DEPLOYMENT_COLUMNS,
    evidence="evidence",
)
