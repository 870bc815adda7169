"""What the list of people can prove. It is counted as it stands; the period says nothing here."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jiafeng.ground.people.models import CadreRelation, Person
from jiafeng.ground.records.figures import Figure, in_scope

_COLUMNS = {"name": _("Name"), "organisation__name": _("Unit"), "rank_as_written": _("Rank"), "cadre_relation": _("Relation to the cadre")}

LISTED = Figure(
    code="people.listed",
    label=_("People on the list"),
    unit=_("people"),
    definition=_("People on the county's list today, cadres and family members alike, without those who left it."),
    rows=in_scope(Person.objects.present()),
    columns=_COLUMNS,
)
SPOUSES = Figure(
    code="people.spouses",
    label=_("Spouses of cadres on the list"),
    unit=_("people"),
    definition=_("People on the county's list today who are entered as a cadre's spouse, without those who left it."),
    rows=in_scope(Person.objects.present().filter(cadre_relation=CadreRelation.SPOUSE)),
    columns=_COLUMNS,
)
