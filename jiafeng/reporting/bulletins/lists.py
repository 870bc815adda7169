"""What the list of bulletins shows."""

from django.utils.translation import gettext_lazy as _

from jiafeng.common.templatetags.ui import stage
from jiafeng.ground.lists import Column, List, choice, words, year
from jiafeng.reporting.bulletins.models import Bulletin
from jiafeng.reporting.bulletins.stages import Stage


def _issue(bulletin: Bulletin) -> str:
    if not bulletin.number:
        return bulletin.masthead
    return f"{bulletin.masthead} " + _("%(year)s, No. %(number)s") % {"year": bulletin.year, "number": bulletin.number}


BULLETINS = List(
    _("Bulletins"),
    [
        Column(
            _("Headline"), "title", 50, "title", link="bulletins:bulletin",
            note=lambda bulletin: _("Correction notice") if bulletin.corrects_id else "",
        ),
        Column(_("Masthead"), "masthead", 16, page=False),
        Column(_("Year"), "year", 8, page=False),
        Column(_("Issue number"), "number", 8, show=_issue),
        Column(_("Stage"), "get_stage_display", 12, "stage", stage),
        Column(_("Author"), "author", 14, "author__name"),
        Column(_("Date of issue"), "issued_on", 14, "issued_at"),
        Column(_("Verification code"), "code", 24),
    ],
    [words(_("Title or code")), choice("stage", _("Stage"), Stage.choices), year(_("Year"))],
    lead=_("Written from the records, approved by another, issued once. Every number opens its records."),
    empty=(_("No bulletin here"), _("A bulletin reports to the county what was done, in numbers that the records prove. If you filtered, show all again.")),
    sign="news",
    exported=50_000,
)  # fmt: skip
