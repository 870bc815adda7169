"""What the lists of plans show."""

from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from jiafeng.common.templatetags.ui import deadline, stage, tag
from jiafeng.ground.lists import Column, List, Rows, choice, words, year
from jiafeng.ground.lists.views import press
from jiafeng.programme.plans.models import Deployment
from jiafeng.programme.plans.queries import Checked
from jiafeng.programme.plans.stages import LineStage, PlanStage

PLANS = List(
    _("Plans"),
    [
        Column(_("Title"), "title", 36, "title", link="plans:plan", note="theme"),
        Column(_("Theme"), "theme", 36, page=False),
        Column(_("Year"), "year", 8, "year"),
        Column(_("Stage"), "get_stage_display", 10, "stage", stage),
        Column(_("Plan lines"), "line_count", 8, num=True),
        Column(_("Carried out"), "done_count", 8, num=True),
    ],
    [words(_("Words"), "title", "theme"), year(_("Year"), "year"), choice("stage", _("Stage"), PlanStage.choices, "stage")],
    lead=_("Each year's measures: deployed, inspected and assessed with the Federation's central work."),
    empty=(
        _("No plan yet"),
        _("A plan holds the year's theme and its measures. Begin one, add its lines, issue it, then deploy the lines to the units."),
    ),
    sign="clipboard-check",
)
LINES = List(
    _("Plan lines"),
    [
        Column(_("No."), "number", 6, "number"),
        Column(_("Measure"), "title", 36, "title", link="plans:line", note="duty"),
        Column(_("Source duty"), "duty", 28, page=False),
        Column(_("Lead and co-owners"), lambda line: "、".join(owner.organisation.label for owner in line.ownerships.all()), 30),
        Column(
            _("Due date"), "due_on", 12, "due_on", note=lambda line: deadline(line.due_on, timezone.localdate()) if line.is_open else ""
        ),
        Column(_("Stage"), "get_stage_display", 10, "stage", stage),
        Column(_("Deployed"), "deployed_count", 10, num=True),
        Column(_("Receipts confirmed"), "received_count", 10, num=True),
        Column(_("What was done"), "outcome", 40, page=False),
    ],
    [words(_("Words"), "title"), choice("stage", _("Stage"), LineStage.choices, "stage")],
    empty=(_("No line here"), _("A line says what is to be done, who owns it and by when. If you filtered, show all again.")),
    sign="clipboard-check",
)


def _receipt(row: Deployment) -> str:
    if row.confirmed_at is None:
        return tag(_("Waiting"), "wait")
    return tag(_("%(day)s, %(channel)s") % {"day": row.received_on, "channel": row.get_received_channel_display()}, "good")


def _confirmed(rows: Rows, value: str) -> Rows:
    return rows.filter(confirmed_at__isnull=value == "waiting")


def _confirm(row: Deployment) -> str:
    if row.confirmed_at is not None:
        return ""
    return press(_("Confirm receipt"), reverse("plans:confirm_receipt", args=[row.pk]), row.line.title, "circle-check")


_STANDING = [("waiting", _("Waiting")), ("received", _("Receipt is there"))]
_RECEIVED = replace(choice("receipt", _("Receipt"), _STANDING), narrow=_confirmed)

DEPLOYMENTS = List(
    _("Deployed to"),
    [
        Column(_("Unit"), "organisation.name", 28, "organisation__name", note="note"),
        Column(_("Note to the unit"), "note", 36, page=False),
        Column(_("Deployed"), "deployed_at", 14, "deployed_at", lambda row: timezone.localdate(row.deployed_at)),
        Column(_("Received on"), "received_on", 14, page=False),
        Column(_("Receipt"), "get_received_channel_display", 14, "received_on", _receipt),
        Column(
            _("Sheet"), lambda row: "", 0,
            show=lambda row: format_html('<a href="{}">{}</a>', reverse("records:preview", args=[row.evidence_id]), _("Sheet")) if row.openable else "",
        ),
    ],
    [words(_("Unit"), "organisation__name", "organisation__short_name"), _RECEIVED],
    empty=(_("Not deployed yet."), _("Deploy the line to units; each confirms that it has it.")),
    sign="send",
)  # fmt: skip


def _take_back(row: Deployment) -> Any:
    if row.confirmed_at is not None:
        return ""
    return press(_("Take back"), reverse("plans:undeploy_unit", args=[row.pk]), row.organisation.name, "arrow-back-up")


SENT = replace(DEPLOYMENTS, columns=[*DEPLOYMENTS.columns, Column(_("Take back"), lambda row: "", 0, show=_take_back, control=True)])
"""The same for whoever may deploy: what was sent by mistake and not confirmed is taken back."""
RECEIPTS = List(
    _("Receipts"),
    [
        Column(_("Measure"), "line.title", 36, "line__title", link=lambda row: reverse("plans:line", args=[row.line_id]), note="note"),
        Column(_("Note from the county"), "note", 36, page=False),
        Column(_("Unit"), "organisation.label", 20, "organisation__name"),
        Column(_("Plan"), "line.plan.title", 28),
        Column(
            _("Due date"),
            "line.due_on",
            12,
            "line__due_on",
            note=lambda row: "" if row.confirmed_at else deadline(row.line.due_on, timezone.localdate()),
        ),
        Column(_("Receipt"), "received_on", 14, "received_on", _receipt),
        Column(_("Confirm receipt"), lambda row: "", 0, show=_confirm, control=True),
    ],
    [words(_("Words"), "line__title", "note"), _RECEIVED],
    lead=_("Measures that were deployed to your unit. Confirm that you have received them; one tap is enough."),
    empty=(_("Nothing to confirm"), _("When the county deploys a measure to your unit, it appears here.")),
    sign="checklist",
)
GROUPS = List(
    _("Groups of units"),
    [
        Column(_("Group"), "title", 24, "title", link="plans:edit_group"),
        Column(_("Units"), lambda group: "、".join(unit.label for unit in group.organisations.all()), 60),
        Column(_("Number of units"), lambda group: len(group.organisations.all()), 10, num=True),
        Column(
            _("Remove"),
            lambda group: "",
            0,
            show=lambda group: press(_("Remove"), reverse("plans:remove_group", args=[group.pk]), group.title, "trash"),
            control=True,
        ),
    ],
    [words(_("Words"), "title")],
    lead=_("Units that are deployed to together. Groups are made while a line is deployed."),
    empty=(_("No group yet"), _("Choose units while you deploy a line, and give them a name there.")),
    sign="users",
)

_KINDS = {
    "new": (_("New lines"), "good"),
    "change": (_("To change"), "info"),
    "same": (_("Unchanged"), ""),
    "error": (_("With errors"), "bad"),
}


def _typed(name: str) -> Any:
    return lambda row: row.texts.get(name, "")


def why(row: Checked) -> str:
    """What keeps a row out, by column."""
    return "；".join(f"{column}：{reason.rstrip('。')}" for column, reason in row.wrong)


SHEET_ROWS = List(
    _("Rows of the workbook"),
    [
        Column(_("Row"), "number", 6, num=True),
        Column(_("Measure"), _typed("title"), 30, link=lambda row: reverse("plans:line", args=[row.line.pk]) if row.line else ""),
        Column(_("What happens"), lambda row: _KINDS[row.kind][0], 12, show=lambda row: tag(*_KINDS[row.kind])),
        Column(_("What to correct"), why, 60),
        Column(_("Lead organisation"), _typed("lead"), 24),
        Column(_("Due date"), _typed("due_on"), 14),
    ],
    [choice("kind", _("What happens"), [(kind, label) for kind, (label, _tone) in _KINDS.items()])],
    sign="file-spreadsheet",
    per=100,
)
