"""What plans can prove."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiafeng.ground.records.figures import Figure, FigureScope
from jiafeng.programme.plans.models import Deployment, PlanLine
from jiafeng.programme.plans.stages import LineStage, PlanStage


def _lines(scope: FigureScope) -> QuerySet[PlanLine]:
    """Lines of issued plans whose year touches the period."""
    rows = PlanLine.objects.exclude(plan__stage=PlanStage.DRAFT).exclude(stage=LineStage.DROPPED)
    if scope.county_id is not None:
        rows = rows.filter(county_id=scope.county_id)
    if scope.start:
        rows = rows.filter(plan__year__gte=scope.start.year)
    if scope.end:
        rows = rows.filter(plan__year__lte=date_before(scope).year)
    return rows.order_by("pk")


def date_before(scope: FigureScope) -> Any:
    """The last day inside a scope with an end."""
    assert scope.end is not None
    return scope.end.fromordinal(scope.end.toordinal() - 1)


def _done(scope: FigureScope) -> QuerySet[PlanLine]:
    return _lines(scope).filter(stage=LineStage.DONE)


def _deployments(scope: FigureScope) -> QuerySet[Deployment]:
    rows = Deployment.objects.exclude(line__stage=LineStage.DROPPED)
    if scope.county_id is not None:
        rows = rows.filter(county_id=scope.county_id)
    if scope.start:
        rows = rows.filter(deployed_at__gte=timezone.make_aware(datetime.combine(scope.start, time.min)))
    if scope.end:
        rows = rows.filter(deployed_at__lt=timezone.make_aware(datetime.combine(scope.end, time.min)))
    return rows.order_by("pk")


def _receipts(scope: FigureScope) -> QuerySet[Deployment]:
    return _deployments(scope).filter(confirmed_at__isnull=False)


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
    rows=_done,
    columns={**_LINE_COLUMNS, "outcome": _("What was done")},
)
DEPLOYMENTS = Figure(
    code="plans.deployments",
    label=_("Deployments to units"),
    unit=_("deployments"),
    definition=_("Plan lines sent to units in the period, each line and unit once."),
    rows=_deployments,
    columns=_DEPLOYMENT_COLUMNS,
)
RECEIPTS = Figure(
    code="plans.receipts",
    label=_("Receipts confirmed"),
    unit=_("receipts"),
    definition=_("Deployments made in the period whose receipt the unit confirmed, on the screen or on paper."),
    rows=_receipts,
    columns=_DEPLOYMENT_COLUMNS,
    evidence="evidence",
)
