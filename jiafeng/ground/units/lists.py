"""What the list of units shows, and the column that lists of other rooms have of a unit."""

from django.utils.translation import gettext_lazy as _

from jiafeng.ground.lists import Column, List, choice, words
from jiafeng.ground.units.models import Organisation, OrganisationKind

UNIT = Column(_("Unit"), "organisation.name", 26, "organisation__name", show="organisation.label")


def _spellings(unit: Organisation) -> str:
    return "、".join(filter(None, (unit.short_name, *(alias.normalised for alias in unit.aliases.all()))))


ORGANISATIONS = List(
    _("Units"),
    [
        Column(_("Full name"), "name", 40, "name", link="units:organisation", note=lambda unit: _("Closed") if unit.closed_on else ""),
        Column(_("Short name"), "short_name", 20, page=False),
        Column(_("Kind"), "get_kind_display", 16, "kind"),
        Column(_("Region"), "region.name", 24, "region__code"),
        Column(_("Official code"), "region.code", 16, page=False),
        Column(_("Other spellings"), _spellings, 30),
    ],
    [words(_("Words"), "name"), choice("kind", _("Kind"), OrganisationKind.choices, "kind")],
    lead=_("The three bodies, county units, townships, villages and communities. Rosters find a unit by any of its spellings."),
    empty=(
        _("No unit here"),
        _("Add the county's units once; plans, people and activities refer to them. If you filtered, show all again."),
    ),
    sign="building-community",
)
