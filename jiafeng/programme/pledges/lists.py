"""What the lists of pledges show."""

from itertools import combinations
from typing import Any

from django.utils.translation import gettext_lazy as _

from jiafeng.common.templatetags.ui import stage, tag
from jiafeng.ground.lists import Column, List, choice, one_of, words
from jiafeng.ground.people.lists import shown_name
from jiafeng.ground.units.lists import UNIT
from jiafeng.programme.pledges.models import Channel, Pledge
from jiafeng.programme.pledges.stages import DisputeStage

# “phone,paper” is who came by both, as the reconciliation's overlaps are opened.
_SETS = [each for size in range(1, len(Channel) + 1) for each in combinations(Channel, size)]


def _ways(pledge: Any) -> str:
    return "、".join(trace.get_channel_display() for trace in pledge.ways)


def _family(pledge: Pledge) -> str:
    return " · ".join(part for part in (pledge.cadre, pledge.get_relation_display()) if part)


def _state(pledge: Pledge) -> tuple[Any, str]:
    if pledge.withdrawn_at is not None:
        return _("Pledge withdrawn"), "bad"
    return (_("Disputed"), "bad") if pledge.disputed_at is not None else (_("Signed"), "good")


SIGNERS = List(
    _("Who signed"),
    [
        Column(_("Reference number"), "reference", 14, "reference"),
        Column(_("Name"), "person.name", 12, "person__pinyin", lambda pledge: shown_name(pledge.person), link="pledges:pledge"),
        UNIT,
        Column(_("Relation to the cadre"), "get_relation_display", 14, page=False),
        Column(_("Cadre's name"), "cadre", 12, page=False),
        Column(_("Cadre's family"), _family, 0),
        Column(_("Signed on"), "signed_on", 12, "signed_on"),
        Column(_("Ways of signing"), _ways, 24),
        Column(_("Sheet and row"), lambda pledge: "、".join(trace.sheet for trace in pledge.ways if trace.sheet), 12, page=False),
        Column(_("Version of the text"), "text.version", 10, page=False),
        Column(_("State"), lambda pledge: _state(pledge)[0], 10, show=lambda pledge: tag(*_state(pledge))),
    ],
    [
        words(_("Name or reference number")),
        choice("channel", _("Way of signing"), [(",".join(each), "、".join(str(channel.label) for channel in each)) for each in _SETS]),
        one_of("unit", _("Unit")),
        choice(
            "state",
            _("State"),
            [("withdrawn", _("Pledge withdrawn")), ("disputed", _("Disputed")), ("all", _("Signed, withdrawn and disputed"))],
            nothing=_("Signed, and counts"),
        ),
    ],
    empty=(_("No signature yet"), _("Those who sign appear here at once, from whatever channel.")),
    sign="signature",
)
DISPUTES = List(
    _("Disputed signatures"),
    [
        Column(_("Receipt number"), "receipt", 14, "receipt", link="pledges:dispute"),
        Column(_("Name"), "pledge.person.name", 12, "pledge__person__pinyin"),
        Column(_("Received at"), "opened_at", 18, "opened_at"),
        Column(_("To be decided by"), "due_on", 12, "due_on"),
        Column(_("Stage"), "get_stage_display", 16, "stage", stage),
    ],
    [words(_("Name or reference number"), "pledge__person__name", "receipt"), choice("stage", _("Stage"), DisputeStage.choices, "stage")],
    lead=_("While one is open, and when it is upheld, the pledge counts nowhere."),
    empty=(_("Nothing is disputed"), _("Whoever says “I did not sign this” by their own link, or tells staff, appears here.")),
    sign="circle-check",
)
