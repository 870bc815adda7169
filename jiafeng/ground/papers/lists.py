"""What the list of paper sheets shows."""

from django.utils.translation import gettext_lazy as _

from jiafeng.common.templatetags.ui import stage
from jiafeng.ground.lists import Column, List, choice
from jiafeng.ground.papers.stages import SheetStage
from jiafeng.ground.units.lists import UNIT

SHEETS = List(
    _("Paper sheets"),
    [
        Column(
            _("Sheet number"), "number", 10, "number", lambda sheet: _("Sheet %(number)s") % {"number": sheet.number}, link="papers:sheet"
        ),
        Column(_("Stage"), "get_stage_display", 12, "stage", stage),
        Column(_("Entered"), "entered", 10, num=True),
        Column(_("To decide"), "to_settle", 10, num=True),
        Column(_("Printed"), "printed_at", 18, "printed_at"),
        UNIT,
    ],
    [choice("stage", _("Stage"), SheetStage.choices, "stage")],
    empty=(_("No sheet yet"), _("A sheet has a number and a code of its own, so that a photo of it is recognised.")),
    sign="printer",
    per=30,
)
