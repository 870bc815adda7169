"""What the lists of card runs and of their cards show."""

from django.utils.translation import gettext_lazy as _

from jiafeng.common.templatetags.ui import stage
from jiafeng.ground.lists import Column, List, choice, one_of, words
from jiafeng.ground.units.lists import UNIT
from jiafeng.library.press.sentences import remark_sentence
from jiafeng.programme.deskcards.models import Card
from jiafeng.programme.deskcards.stages import CardStage, RunStage

RUNS = List(
    _("Desk cards"),
    [
        Column(_("Card run"), "title", 36, "title", link="deskcards:run"),
        Column(_("Message drive"), "drive.title", 30, "drive__title"),
        Column(_("Size"), "size_label", 18),
        Column(_("Made"), "made_at", 18, "made_at"),
        Column(_("Stage"), "get_stage_display", 12, "stage", stage),
    ],
    [words(_("Words"), "title", "drive__title"), choice("stage", _("Stage"), RunStage.choices, "stage")],
    lead=_("Families' messages, set with artwork and printed for the cadre's desk, where the author agrees."),
    empty=(_("No card run yet"), _("A run takes the approved messages of a drive and sets them in one look, ready to print.")),
    sign="id-badge-2",
    per=30,
)


def _why(card: Card) -> str:
    return str(card.why) or "；".join(remark_sentence(code, params) for code, params in card.remarks)


CARDS = List(
    _("Cards"),
    [
        Column(_("Number"), "serial", 10, "number", link="deskcards:card"),
        Column(_("Name on the card"), "name", 14, "name"),
        UNIT,
        Column(_("Written by"), "person.name", 12, "person__pinyin"),
        Column(_("Stage"), "get_stage_display", 12, "stage", stage, note=lambda card: card.why if card.code else ""),
        Column(_("Why not, or worth a look"), _why, 60, page=False),
        Column(_("Handed over on"), "handed_on", 14, page=False),
        Column(_("Reason"), "reason", 40, page=False),
    ],
    [choice("state", _("Stage"), [*CardStage.choices, ("call_back", _("To call back"))]), one_of("unit", _("Unit"), "organisation")],
    empty=(_("No card here"), _("No card fits this filter. Change it, or show all.")),
    sign="id-badge-2",
)
