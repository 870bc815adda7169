"""Reads over plans, and the work that rooms above add to a line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiafeng.common.due import Due
from jiafeng.common.prepared import Prepared
from jiafeng.common.scoping import Reach, reach_of
from jiafeng.common.search import Hit
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.accounts.policies import holds
from jiafeng.programme.plans.models import Deployment, LineOwner, Plan, PlanLine
from jiafeng.programme.plans.stages import LineStage, PlanStage


@dataclass(frozen=True)
class Work:
    """One thing done for a line, as a room above tells it."""

    icon: str
    title: str
    detail: Any
    on: date | None
    url: str


_work_sources: list[Callable[[PlanLine, Any], Iterable[Work]]] = []
_figures: dict[str, Callable[[str, PlanLine], int | None]] = {}
_figure_choices: list[Callable[[], Iterable[tuple[str, Any]]]] = []


def add_work_source(source: Callable[[PlanLine, Any], Iterable[Work]]) -> None:
    """A room above tells what was done for a line, as far as a user may see it; called once, from its AppConfig.ready.

    Plans knows no room above it, so those rooms come to it.
    """
    _work_sources.append(source)


def set_figures(choices: Callable[[], Iterable[tuple[str, Any]]], value: Callable[[str, PlanLine], int | None]) -> None:
    """The catalogue above offers the figures a line may take as its target, and their value for the line's plan year."""
    _figure_choices[:] = [choices]
    _figures["value"] = value


def figure_choices() -> list[tuple[str, Any]]:
    return [choice for offer in _figure_choices for choice in offer()]


def work_of(line: PlanLine, user: Any) -> list[Work]:
    """Everything that was done for the line and the user may open, latest first."""
    found = [work for source in _work_sources for work in source(line, user)]
    return sorted(found, key=lambda work: work.on or date.min, reverse=True)


def target_of(line: PlanLine) -> tuple[int | None, int] | None:
    """(value today, target) of a line that names a target figure; None where it names none."""
    if not line.target_figure or line.target_value is None:
        return None
    value = _figures["value"](line.target_figure, line) if "value" in _figures else None
    return value, line.target_value


def plans_for(user: Any) -> QuerySet[Plan]:
    """The plans the user may see, with their number of lines."""
    dropped = Q(lines__stage=LineStage.DROPPED)
    return (
        Plan.objects.visible_to(user)
        .select_related("county")
        .annotate(line_count=Count("lines", filter=~dropped), done_count=Count("lines", filter=Q(lines__stage=LineStage.DONE)))
        .order_by("-year", "title")
    )


def lines_for(user: Any, plan: Plan) -> QuerySet[PlanLine]:
    """The plan's lines the user may see, with owners and receipts counted."""
    return (
        PlanLine.objects.visible_to(user)
        .filter(plan=plan)
        .select_related("plan")
        .prefetch_related(Prefetch("ownerships", LineOwner.objects.select_related("organisation")))
        .annotate(
            deployed_count=Count("deployments", distinct=True),
            received_count=Count("deployments", filter=Q(deployments__confirmed_at__isnull=False), distinct=True),
        )
        .order_by("number")
    )


def lines_on_offer(lines: QuerySet[PlanLine], current: PlanLine | None = None) -> QuerySet[PlanLine]:
    """Of these lines, those that work can still be linked to, newest plan first; `current` stays on offer where it was chosen before."""
    open_lines = Q(stage__in=[LineStage.PLANNED, LineStage.DEPLOYED]) & ~Q(plan__stage=PlanStage.CLOSED)
    return lines.filter(open_lines | Q(pk=current.pk if current else None)).order_by("-plan__year", "number")


def deployments_of(user: Any, line: PlanLine) -> QuerySet[Deployment]:
    return (
        Deployment.objects.visible_to(user)
        .filter(line=line)
        .select_related("organisation", "confirmed_by", "evidence")
        .order_by("organisation__path")
    )


def receipts_for(user: Any) -> QuerySet[Deployment]:
    """What was deployed to the user's own units, unconfirmed first; what was not confirmed while it mattered is asked for no more."""
    return _receipts(reach_of(user).organisation_ids)


def _receipts(units: frozenset[int]) -> QuerySet[Deployment]:
    asked = Q(line__plan__stage=PlanStage.ISSUED, line__stage=LineStage.DEPLOYED)
    return (
        Deployment.objects.filter(asked | Q(confirmed_at__isnull=False), organisation_id__in=units)
        .select_related("organisation", "line__plan")
        .order_by("confirmed_at", "line__due_on", "pk")
    )


_owed = Prepared(lambda units: _receipts(units).filter(confirmed_at=None)[:20])


@Prepared
def _near(reach: Reach, by: date) -> QuerySet[PlanLine]:
    """Open lines that fall due by a day."""
    lines = PlanLine.objects.within(reach).filter(plan__stage=PlanStage.ISSUED, stage__in=[LineStage.PLANNED, LineStage.DEPLOYED])
    return lines.filter(due_on__lte=by).select_related("plan").order_by("due_on", "pk")[:20]


def due(user: Any, at: datetime) -> list[Due]:
    """Receipts the user's units owe, and open lines that fall due within 14 days for those who write them."""
    today = timezone.localdate(at)
    owed = _owed(reach_of(user).organisation_ids) if holds(user, Role.UNIT_COORDINATOR) else []
    found = [
        Due(
            room="plans",
            icon="clipboard-check",
            what=_("Confirm receipt: %(line)s") % {"line": deployment.line.title},
            detail=deployment.organisation.label,
            due=deployment.line.due_on,
            url=reverse("plans:receipts"),
            action=_("Confirm receipt"),
        )
        for deployment in owed
    ]
    if holds(user, Role.COUNTY_STAFF, Role.PARTNER_STAFF):
        found += [
            Due(
                room="plans",
                icon="clipboard-check",
                what=line.title,
                detail=_("Plan line %(number)s of %(plan)s") % {"number": line.number, "plan": line.plan.title},
                due=line.due_on,
                url=reverse("plans:line", args=[line.pk]),
                action=_("Open"),
            )
            for line in _near(reach_of(user), date.fromordinal(today.toordinal() + 14))
        ]
    return found


def search(user: Any, words: str, limit: int = 8) -> list[Hit]:
    lines = PlanLine.objects.visible_to(user).filter(Q(title__icontains=words) | Q(content__icontains=words)).select_related("plan")[:limit]
    return [
        Hit(room=_("Plans"), icon="clipboard-check", title=line.title, detail=line.plan.title, url=reverse("plans:line", args=[line.pk]))
        for line in lines
    ]
