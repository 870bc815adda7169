"""Reads over plans, and the work that rooms above add to a line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiafeng.common.due import Due, at_home, counted, told
from jiafeng.common.facts import facts_of
from jiafeng.common.navigation import address_of, address_of_row
from jiafeng.common.prepared import Prepared
from jiafeng.common.refusals import Refused
from jiafeng.common.scoping import Reach, reach_of
from jiafeng.common.search import Hit
from jiafeng.common.text import tidy
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.accounts.policies import holds
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.units.models import BODIES, Organisation
from jiafeng.library.sheets import Broken, Column, read_table
from jiafeng.library.sheets.sentences import sentence as refusal_sentence
from jiafeng.programme.plans.models import Deployment, LineOwner, Plan, PlanLine, UnitGroup
from jiafeng.programme.plans.stages import LineStage, PlanStage


@dataclass(frozen=True)
class Work:
    """One thing done for a line, as a room above tells it."""

    icon: str
    title: str
    detail: Any
    on: date | None
    url: str


@dataclass(frozen=True)
class Target:
    """A line's target, as the catalogue above tells it: the figure, its value today in its unit, and the address of the rows that it
    counts, empty for who may not open them."""

    label: Any
    unit: Any
    value: int
    url: str


_work_sources: list[Callable[[PlanLine, Any], Iterable[Work]]] = []
_targets: list[Callable[[PlanLine, Any], Target | None]] = []
_figure_choices: list[Callable[[], Iterable[tuple[str, Any]]]] = []


def add_work_source(source: Callable[[PlanLine, Any], Iterable[Work]]) -> None:
    """A room above tells what was done for a line, as far as a user may see it; called once, from its AppConfig.ready.

    Plans knows no room above it, so those rooms come to it.
    """
    _work_sources.append(source)


def set_figures(choices: Callable[[], Iterable[tuple[str, Any]]], target: Callable[[PlanLine, Any], Target | None]) -> None:
    """The catalogue above offers the figures a line may take as its target, and tells a user what a line's stands at in the year of its plan."""
    _figure_choices[:] = [choices]
    _targets[:] = [target]


def figure_choices() -> list[tuple[str, Any]]:
    return [choice for offer in _figure_choices for choice in offer()]


def work_of(line: PlanLine, user: Any) -> list[Work]:
    """Everything that was done for the line and the user may open, latest first."""
    found = [work for source in _work_sources for work in source(line, user)]
    return sorted(found, key=lambda work: work.on or date.min, reverse=True)


def target_of(line: PlanLine, user: Any) -> Target | None:
    """Of a line that names a target figure, what that stands at; None where it names none, or one that no longer exists."""
    return next((target(line, user) for target in _targets), None) if line.target_figure else None


def facts_of_plan(plan: Plan) -> list[tuple[Any, Any]]:
    """What is read once more before a plan is issued or closed."""
    lines = plan.lines.exclude(stage=LineStage.DROPPED)
    open_lines = lines.exclude(stage=LineStage.DONE)
    return [*facts_of(plan, "title", "theme", "year"), (_("Plan lines"), lines.count()), (_("Not yet carried out"), open_lines.count())]


def facts_of_line(line: PlanLine) -> list[tuple[Any, Any]]:
    """What is read once more before a line is dropped."""
    units = "、".join(deployment.organisation.label for deployment in line.deployments.select_related("organisation"))
    return [(_("Plan"), line.plan), *facts_of(line, "number", "title", "due_on"), (_("Deployed to"), units)]


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


def offered_units(line: PlanLine) -> QuerySet[Organisation]:
    """The units that do not have the line yet."""
    standing = line.deployments.values("organisation_id")
    return Organisation.objects.filter(county=line.county_id, closed_on=None).exclude(kind__in=BODIES).exclude(pk__in=standing)


def groups_for(user: Any) -> QuerySet[UnitGroup]:
    return UnitGroup.objects.visible_to(user).prefetch_related("organisations").order_by("title", "pk")


def deployments_of(user: Any, line: PlanLine) -> QuerySet[Deployment]:
    """To whom the line went; `openable`: the user may open the sheet that the receipt stands on."""
    return (
        Deployment.objects.visible_to(user)
        .filter(line=line)
        .select_related("organisation")
        .annotate(openable=Exists(Evidence.objects.visible_to(user).filter(pk=OuterRef("evidence_id"))))
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
def _near(reach: Reach, today: date, by: date) -> Any:
    """Open lines that fall due by a day, with who leads them."""
    lines = PlanLine.objects.within(reach).filter(
        plan__stage=PlanStage.ISSUED, stage__in=[LineStage.PLANNED, LineStage.DEPLOYED], due_on__lte=by
    )
    owners = LineOwner.objects.filter(line=OuterRef("pk"))
    led = Subquery(owners.filter(leads=True).values("organisation__name")[:1])
    mine = Q(Exists(owners.filter(at_home(reach, "organisation"))))
    found = counted(lines.annotate(lead=led).order_by("due_on", "pk"), "due_on", today, mine)
    told_of = ("pk", "number", "title", "due_on", "plan__title", "plan__issued_at", "lead")  # a line's own text is long
    return found.values_list(*told_of, "is_mine", "of_all", "of_mine", "of_late", "of_now", named=True)


@Prepared
def _late(reach: Reach, before: datetime) -> Any:
    """Open lines with receipts that were asked for before a moment and are not there: how many, and since when."""
    waits = Deployment.objects.filter(line=OuterRef("pk"), confirmed_at=None, deployed_at__lt=before)
    lines = PlanLine.objects.within(reach).filter(Exists(waits), plan__stage=PlanStage.ISSUED, stage=LineStage.DEPLOYED)
    missing = Subquery(waits.order_by().values("line").annotate(number=Count("pk")).values("number"))
    since = Subquery(waits.order_by("deployed_at").values("deployed_at")[:1])
    found = counted(lines.annotate(missing=missing, since=since).order_by("due_on", "pk"))
    return found.values_list("pk", "title", "missing", "since", "of_mine", named=True)


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
    return Due(
        room=_("Plans"),
        icon="clipboard-check",
        what=line.title,
        detail=_("Plan line %(number)s of %(plan)s") % {"number": line.number, "plan": line.plan__title},
        due=line.due_on,
        url=address_of_row("plans:finish_line" if line.is_mine else "plans:line", line.pk),
        action=_("Enter what was done") if line.is_mine else _("See how far it is"),
        whose=line.lead or "",
        since=line.plan__issued_at and timezone.localdate(line.plan__issued_at),
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


# --- lines from a workbook --------------------------------------------------------------------------------------------

SHEET = {
    "title": (_("Measure"), ("工作条目", "工作任务", "工作内容", "措施"), 30),
    "content": (_("What is to be done"), ("主要内容", "具体内容", "工作要求"), 40),
    "duty": (_("Source duty"), ("职责依据", "依据", "来源"), 24),
    "lead": (_("Lead organisation"), ("牵头单位", "责任单位", "主办单位"), 24),
    "co_owners": (_("Co-owners"), ("配合单位", "协办单位", "参与单位"), 24),
    "due_on": (_("Due date"), ("完成时限", "完成时间", "截止日期", "时限"), 14),
    "target_figure": (_("Target figure"), ("目标指标", "指标"), 20),
    "target_value": (_("Target value"), ("目标值",), 10),
}
"""The columns of a workbook of lines, by field: heading, headings that offices use instead, width in characters."""
_NEEDED = ("title", "duty", "lead", "due_on")
MOST_LINES = 500


@dataclass(frozen=True)
class Checked:
    """A row of a workbook as it was typed, and what it would do: its fields for a new line, or for `line` that it changes; `same` where it says
    nothing new; what keeps it out, by column."""

    number: int
    texts: Mapping[str, str]
    fields: Mapping[str, Any] = field(default_factory=dict)
    line: PlanLine | None = None
    same: bool = False
    wrong: Sequence[tuple[str, str]] = ()

    @property
    def kind(self) -> str:
        """`error`, `same`, `change` or `new`."""
        return "error" if self.wrong else "same" if self.same else "change" if self.line else "new"


def read_lines(path: Path) -> list[tuple[int, dict[str, str]]]:
    """The rows of a workbook as they were typed, by field. Raises Refused where it is no table of lines, or has none."""
    columns = [Column(name, str(label), aliases, required=name in _NEEDED) for name, (label, aliases, _width) in SHEET.items()]
    try:
        with read_table(path, columns, max_rows=MOST_LINES) as table:
            if table.refused is not None:
                raise Refused(refusal_sentence(table.refused), field="file")
            rows = [(row.number, {name: (text or "").strip() for name, text in row.texts.items()}) for row in table]
    except Broken as broken:
        raise Refused(refusal_sentence(broken.refusal), field="file") from broken
    if not rows:
        raise Refused(_("The file has no row with a measure. Fill in the template, or choose another file."), field="file")
    return rows


def check_lines(plan: Plan, rows: Iterable[tuple[int, Mapping[str, str]]]) -> list[Checked]:
    """What each row would do to the plan; a line is known by its title. Nothing is written."""
    bodies = Organisation.objects.filter(county=plan.county_id, kind__in=BODIES, closed_on=None).prefetch_related("aliases")
    units = {
        name: unit for unit in bodies for name in (unit.name, unit.short_name, *(each.normalised for each in unit.aliases.all())) if name
    }
    figures = {str(label): code for code, label in figure_choices()}
    known = {line.title: line for line in plan.lines.select_related("plan").prefetch_related("ownerships")}
    seen: dict[str, int] = {}
    found = []
    for number, texts in rows:
        fields, wrong = _fields(texts, units, figures)
        title = fields.get("title", "")
        line = known.get(title)
        if title and title in seen:
            wrong.append((str(SHEET["title"][0]), _("Row %(row)s says the same measure. Leave one of them out.") % {"row": seen[title]}))
        elif line is not None and line.stage in (LineStage.DONE, LineStage.DROPPED):
            wrong.append((str(SHEET["title"][0]), str(_("This line is finished. Reopen it first."))))
        seen.setdefault(title, number)
        found.append(Checked(number, texts, fields, line, line is not None and not wrong and _says_the_same(line, fields), tuple(wrong)))
    return found


def _fields(
    texts: Mapping[str, str], units: Mapping[str, Organisation], figures: Mapping[str, str]
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The fields of a line, and by column what is wrong with them."""
    wrong: list[tuple[str, str]] = []

    def say(name: str, sentence: Any) -> None:
        wrong.append((str(SHEET[name][0]), str(sentence)))

    def unit(name: str, typed: str) -> Organisation | None:
        if typed not in units:
            say(
                name,
                _("“%(name)s” is none of the bodies that own lines: %(known)s.")
                % {"name": typed, "known": "、".join(map(str, dict.fromkeys(units.values())))},
            )
        return units.get(typed)

    for name in _NEEDED:
        if not texts.get(name):
            say(name, _("This must be filled in."))
    fields: dict[str, Any] = {
        "title": tidy(texts.get("title", "")),
        "duty": tidy(texts.get("duty", "")),
        "content": texts.get("content", ""),
    }
    for name, most in (("title", 120), ("duty", 120), ("content", 2000)):
        if len(fields[name]) > most:
            say(name, _("At most %(most)s characters; now there are %(number)s.") % {"most": most, "number": len(fields[name])})
    fields["lead"] = unit("lead", texts["lead"]) if texts.get("lead") else None
    others = [unit("co_owners", each) for each in re.split(r"[、，,;；\s]+", texts.get("co_owners", "")) if each]
    fields["co_owners"] = [each for each in others if each is not None and each != fields["lead"]]
    day = re.fullmatch(r"(20\d\d)\D+(\d{1,2})\D+(\d{1,2})\D*(?:0?0:00.*)?", texts.get("due_on", ""))
    try:
        fields["due_on"] = date(int(day[1]), int(day[2]), int(day[3])) if day else None
    except ValueError:
        fields["due_on"] = None
    if texts.get("due_on") and fields["due_on"] is None:
        say("due_on", _("“%(text)s” is no day. Type it like 2026-12-01.") % {"text": texts["due_on"]})
    figure, value = texts.get("target_figure", ""), texts.get("target_value", "").removesuffix(".0")
    fields["target_figure"] = figures.get(figure, "")
    fields["target_value"] = int(value) if value.isascii() and value.isdigit() and len(value) < 9 else None
    if figure and not fields["target_figure"]:
        say("target_figure", _("“%(name)s” is no figure of the catalogue. Choose one from the template.") % {"name": figure})
    elif bool(figure) != (fields["target_value"] is not None):
        say("target_value", _("Give the target figure and its value together, or neither."))
    return fields, wrong


def _says_the_same(line: PlanLine, fields: Mapping[str, Any]) -> bool:
    owners = {owner.organisation_id: owner.leads for owner in line.ownerships.all()}
    wanted = {fields["lead"].pk: True, **{unit.pk: False for unit in fields["co_owners"]}}
    names = ("title", "duty", "content", "due_on", "target_figure", "target_value")
    return owners == wanted and all(getattr(line, name) == fields[name] for name in names)


def search(user: Any, words: str, limit: int = 8) -> list[Hit]:
    lines = PlanLine.objects.visible_to(user).filter(Q(title__icontains=words) | Q(content__icontains=words)).select_related("plan")[:limit]
    return [
        Hit(room=_("Plans"), icon="clipboard-check", title=line.title, detail=line.plan.title, url=reverse("plans:line", args=[line.pk]))
        for line in lines
    ]
