"""Reads over plans, and the work that rooms above add to a line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiafeng.common.due import Due, at_home, counted, told
from jiafeng.common.navigation import address_of, address_of_row
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


RECEIPT_WITHIN = timedelta(days=7)


@Prepared
def _owed(units: frozenset[int], today: date) -> QuerySet[Deployment]:
    return counted(_receipts(units).filter(confirmed_at=None).order_by("line__due_on", "pk"), "line__due_on", today)


@Prepared
def _near(reach: Reach, today: date, by: date) -> QuerySet[PlanLine]:
    """Open lines that fall due by a day, with who leads them."""
    lines = PlanLine.objects.within(reach).filter(
        plan__stage=PlanStage.ISSUED, stage__in=[LineStage.PLANNED, LineStage.DEPLOYED], due_on__lte=by
    )
    owners = LineOwner.objects.filter(line=OuterRef("pk"))
    led = Subquery(owners.filter(leads=True).values("organisation__name")[:1])
    mine = Q(Exists(owners.filter(at_home(reach, "organisation"))))
    return counted(lines.select_related("plan").annotate(lead=led).order_by("due_on", "pk"), "due_on", today, mine)


@Prepared
def _late(reach: Reach, before: datetime) -> QuerySet[PlanLine]:
    """Open lines with receipts that were asked for before a moment and are not there: how many, and since when."""
    waits = Deployment.objects.filter(line=OuterRef("pk"), confirmed_at=None, deployed_at__lt=before)
    lines = PlanLine.objects.within(reach).filter(Exists(waits), plan__stage=PlanStage.ISSUED, stage=LineStage.DEPLOYED)
    missing = Subquery(waits.order_by().values("line").annotate(number=Count("pk")).values("number"))
    return counted(
        lines.annotate(missing=missing, since=Subquery(waits.order_by("deployed_at").values("deployed_at")[:1])).order_by("due_on", "pk")
    )


def due(user: Any, at: datetime) -> list[Due]:
    """Receipts the user's units owe; open lines that fall due within 14 days, and receipts a week late, for those who write the lines."""
    today = timezone.localdate(at)
    found: list[Due] = []
    if holds(user, Role.UNIT_COORDINATOR):
        found += told(_owed(reach_of(user).organisation_ids, today), _receipt_due, today, address_of("plans:receipts"))
    if holds(user, Role.COUNTY_STAFF, Role.PARTNER_STAFF):
        by = date.fromordinal(today.toordinal() + 14)
        found += told(_near(reach_of(user), today, by), _line_due, today, address_of("plans:plans"))
        found += told(_late(reach_of(user), at - RECEIPT_WITHIN), _late_due, today, address_of("plans:plans"))
    return found


def _receipt_due(deployment: Deployment) -> Due:
    return Due(
        room=_("Plans"),
        icon="clipboard-check",
        what=_("Confirm receipt: %(line)s") % {"line": deployment.line.title},
        detail=deployment.line.plan.title,
        due=deployment.line.due_on,
        url=address_of("plans:receipts"),
        action=_("Confirm receipt"),
        whose=deployment.organisation.label,
        since=timezone.localdate(deployment.deployed_at),
    )


def _line_due(line: Any) -> Due:
    issued = line.plan.issued_at
    return Due(
        room=_("Plans"),
        icon="clipboard-check",
        what=line.title,
        detail=_("Plan line %(number)s of %(plan)s") % {"number": line.number, "plan": line.plan.title},
        due=line.due_on,
        url=address_of_row("plans:finish_line" if line.is_mine else "plans:line", line.pk),
        action=_("Enter what was done") if line.is_mine else _("See how far it is"),
        whose=line.lead or "",
        since=issued and timezone.localdate(issued),
        mine=line.is_mine,
    )


def _late_due(line: Any) -> Due:
    return Due(
        room=_("Plans"),
        icon="checklist",
        what=_("Receipts are missing: %(line)s") % {"line": line.title},
        detail=_("%(count)s units were asked more than a week ago.") % {"count": line.missing},
        due=None,
        url=address_of_row("plans:line", line.pk),
        action=_("See which are missing"),
        whose=_("the units it was deployed to"),
        since=timezone.localdate(line.since),
        mine=False,
    )


def search(user: Any, words: str, limit: int = 8) -> list[Hit]:
    lines = PlanLine.objects.visible_to(user).filter(Q(title__icontains=words) | Q(content__icontains=words)).select_related("plan")[:limit]
    return [
        Hit(room=_("Plans"), icon="clipboard-check", title=line.title, detail=line.plan.title, url=reverse("plans:line", args=[line.pk]))
        for line in lines
    ]
