"""What the lists of plans show."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiafeng.common.templatetags.ui import deadline, stage
from jiafeng.ground.lists import Column, List, choice, words, year
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
