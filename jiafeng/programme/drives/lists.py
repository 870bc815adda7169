"""What a list of drives shows."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from jiafeng.common.templatetags.ui import stage
from jiafeng.ground.lists import Column, List, choice, words
from jiafeng.programme.drives.queries import Kind


def list_of(kind: Kind, lead: Any, empty: Any) -> List:
    return List(
        kind.label,
        [
            Column(_("Title"), "title", 36, "title", link=f"{kind.room}:drive"),
            Column(_("Leading unit"), "organisation.label", 20),
            Column(_("First day"), "opens_on", 12, "opens_on"),
            Column(_("Last day"), "last_day", 12, "closes_on"),
            Column(_("Stage"), "get_stage_display", 10, "stage", stage),
        ],
        [words(_("Title"), "title"), choice("stage", _("Stage"), kind.model.moves.stages.choices, "stage")],
        lead=lead,
        empty=(_("No drive yet"), empty),
        sign=kind.icon,
    )
