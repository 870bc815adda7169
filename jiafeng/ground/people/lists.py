"""What the lists of people show, and the columns that lists of other rooms have of a person."""

from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jiafeng.common.templatetags.ui import tag
from jiafeng.ground.lists import Column, List, choice, one_of, ticked, words
from jiafeng.ground.people.models import CadreRelation, Person, Rank, Source
from jiafeng.ground.units.lists import UNIT


def shown_name(person: Person) -> Any:
    """A name as a list shows it: of whoever entered themselves, that nobody has looked at it yet."""
    return format_html("{} {}", person.name, tag(_("not verified"), "wait")) if person.source == Source.SELF else person.name


_NAME = Column(_("Name"), "name", 12, "pinyin", link="people:person", note=lambda person: _("Left the list") if person.left_at else "")
_POST = Column(_("Post"), "post", 20)
PHONE = Column(_("Mobile phone"), "masked_phone", 16)
_RANK = Column(_("Rank"), "rank_label", 14, "rank")
_RELATION = Column(_("Relation to the cadre"), "get_cadre_relation_display", 14, "cadre_relation")
FIELDS = ["name", "gender", "organisation", "post", "rank", "masked_phone", "cadre_relation", "birth_year", "note"]
"""What a workbook of people holds, as the log says it."""

PEOPLE = List(
    _("People"),
    [
        _NAME,
        Column(_("Gender"), "get_gender_display", 6, page=False),
        UNIT,
        _POST,
        _RANK,
        PHONE,
        _RELATION,
        Column(_("Year of birth"), "birth_year", 10, page=False),
        Column(_("Remark"), "note", 30, page=False),
    ],
    [
        words(_("Name, pinyin or whole number")),
        one_of("unit", _("Unit"), nothing=_("All units")),
        choice("relation", _("Relation to the cadre"), CadreRelation.choices),
        choice("rank", _("Cadre level"), Rank.choices),
        choice("order", _("Order"), [("strokes", _("Strokes of the surname"))], nothing=_("Pinyin")),
        ticked("left", _("Those who left")),
    ],
    lead=_("Cadres and their families. Telephone numbers are masked."),
    empty=(
        _("Nobody on the list yet"),
        _("Everything reaches people through this list. Import the roster your office has; its headings and order do not matter."),
    ),
    sign="users",
)
WHOLE = replace(PEOPLE, columns=[replace(each, value="phone") if each is PHONE else each for each in PEOPLE.columns])
"""The same with whole telephone numbers, for whoever said why."""
MEANT = replace(
    PEOPLE,
    filters=(),
    empty=(_("Nobody meets these criteria"), _("Ask for less, or look whether ranks and relations are entered.")),
)
SAVED = List(
    _("Lists by criteria"),
    [Column(_("Title"), "title", 40, "title", link="people:list")],
    [words(_("Title"), "title")],
    lead=_("Who is meant is found anew each time, so a list is never out of date. Invitations and messages go out by them."),
    empty=(_("No list yet"), _("Make one for the people you write to every year, such as the spouses of section-level cadres.")),
    sign="list-check",
)


Kept = tuple[Any, int | None, bool]


def _how_long(row: Kept) -> Any:
    kept = row[0]
    if kept.years:
        return ngettext("%(years)s year after %(since)s", "%(years)s years after %(since)s", kept.years) % {
            "years": kept.years,
            "since": kept.term.since,
        }
    if kept.months:
        return ngettext("%(months)s month after %(since)s", "%(months)s months after %(since)s", kept.months) % {
            "months": kept.months,
            "since": kept.term.since,
        }
    return kept.term.since


def _change(row: Kept) -> Any:
    kept, _due, may_set = row
    if not may_set or not kept.months:
        return ""
    address = reverse("people:term", args=[kept.term.code])
    return format_html('<a class="lined" href="{}">{}<span class="visually-hidden"> {}</span></a>', address, _("Change"), kept.term.what)


RETENTION = List(
    _("How long it is kept"),
    [
        Column(_("What"), lambda row: row[0].term.what, 28),
        Column(_("What for"), lambda row: row[0].term.why, 40),
        Column(_("How long"), _how_long, 30),
        Column(_("Due today"), lambda row: row[1], 10, num=True),
        Column(_("Change"), lambda row: "", 0, show=_change, control=True),
    ],
    sign="archive",
    per=100,
)
