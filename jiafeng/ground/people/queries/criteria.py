"""People found by criteria: relation to a cadre of a level, unit, gender and age, as things stood on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from jiafeng.common.refusals import Refused
from jiafeng.ground.people.models import CadreRelation, Gender, Person, PersonQuerySet, Posting, Rank, Relation, RelationKind, SavedList
from jiafeng.ground.units.models import Organisation, OrganisationKind, Region
from jiafeng.ground.units.queries import with_descendants

MAX_AGE = 150
_MAX_UNITS = 500


@dataclass(frozen=True)
class Criteria:
    """What a list asks; an empty part asks nothing. Ranks are of the cadre: the person's own, or the one whose family they are.

    `units` are taken with all below them. `day` holds the question to one day; without it the list is asked as of the day it is used.
    """

    relations: tuple[str, ...] = ()
    ranks: tuple[str, ...] = ()
    units: tuple[int, ...] = ()
    unit_kinds: tuple[str, ...] = ()
    gender: str = ""
    age_from: int | None = None
    age_until: int | None = None
    day: date | None = None

    def as_json(self) -> dict[str, Any]:
        """As it is kept in SavedList.criteria; what asks nothing is left out."""
        parts = {
            "relations": list(self.relations),
            "ranks": list(self.ranks),
            "units": list(self.units),
            "unit_kinds": list(self.unit_kinds),
            "gender": self.gender,
            "age_from": self.age_from,
            "age_until": self.age_until,
            "day": self.day.isoformat() if self.day else None,
        }
        return {name: value for name, value in parts.items() if value not in ("", None, [])}


def parse_criteria(given: Any, county: Region) -> Criteria:
    """Criteria from JSON that anybody may have written: Refused, with the part that is wrong, unless every part is one of ours."""
    if not isinstance(given, Mapping):
        raise Refused(_("The criteria are not understood. Make the list anew."))
    unknown = set(given) - set(Criteria.__dataclass_fields__)
    if unknown:
        raise Refused(
            _("The criteria are not understood: %(parts)s.") % {"parts": "、".join(sorted(str(each)[:20] for each in unknown)[:5])}
        )
    units = _whole_numbers(given.get("units", []), "units")
    if units:
        known = set(Organisation.objects.filter(county=county, pk__in=units).values_list("pk", flat=True))
        if known != set(units):
            raise Refused(_("One of these units is not a unit of this county. Choose the units again."), field="units")
    age_from, age_until = _age(given.get("age_from"), "age_from"), _age(given.get("age_until"), "age_until")
    if age_from is not None and age_until is not None and age_from > age_until:
        raise Refused(_("The lower age is above the upper age."), field="age_until")
    gender = given.get("gender", "")
    if gender not in ("", *Gender.values):
        raise _not_understood("gender")
    return Criteria(
        relations=_choices(given.get("relations", []), CadreRelation.values, "relations"),
        ranks=_choices(given.get("ranks", []), Rank.values, "ranks"),
        units=units,
        unit_kinds=_choices(given.get("unit_kinds", []), OrganisationKind.values, "unit_kinds"),
        gender=gender,
        age_from=age_from,
        age_until=age_until,
        day=_day(given.get("day")),
    )


def saved_lists(user: Any) -> QuerySet[SavedList]:
    """The lists by criteria that the user may use."""
    return SavedList.objects.visible_to(user).order_by("title", "pk")


def matching(criteria: Criteria | Mapping[str, Any], county: Region, on: date) -> PersonQuerySet:
    """The county's people who meet the criteria on a day (Shanghai), without order; narrow it by `visible_to` before showing it.

    Somebody is the spouse, child or parent of a cadre by the relation on record, or by what the roster calls them within the
    household; the cadre's level is the one held on that day.
    """
    asked = criteria if isinstance(criteria, Criteria) else parse_criteria(criteria, county)
    day = asked.day or on
    found: PersonQuerySet = Person.objects.filter(county=county).filter(Q(left_at=None) | Q(left_at__date__gt=day))
    if asked.relations:
        condition = Q()
        for relation in asked.relations:
            condition |= _is(relation, asked.ranks, county, day)
        found = found.filter(condition)
    elif asked.ranks:
        found = found.filter(_ranked(asked.ranks, day))
    if asked.units or asked.unit_kinds:
        found = found.filter(_stands_in(asked, county, day))
    if asked.gender:
        found = found.filter(gender=asked.gender)
    if asked.age_from is not None:
        found = found.filter(birth_year__lte=day.year - asked.age_from)
    if asked.age_until is not None:
        found = found.filter(birth_year__gte=day.year - asked.age_until)
    return found


def _is(relation: str, ranks: tuple[str, ...], county: Region, day: date) -> Q:
    """Whether somebody is the cadre, or of the cadre's family in this way; of a cadre of these ranks, where any are asked.

    The cadres are looked for once, not for each member of each family: conditions on sets, none of them correlated.
    """
    if relation == CadreRelation.SELF:
        return Q(cadre_relation=CadreRelation.SELF) & (_ranked(ranks, day) if ranks else Q())
    listed = Person.objects.filter(county=county)
    cadres = listed.filter(_ranked(ranks, day)) if ranks else listed.filter(cadre_relation=CadreRelation.SELF)
    called = Q(cadre_relation=relation)
    if ranks:
        # The family of a cadre of that level, as the roster names it within one household.
        heads = cadres.filter(household__isnull=False, cadre_relation__in=[CadreRelation.SELF, ""])
        called &= Q(household__in=heads.values("household"))
    return called | _related(relation, cadres)


def _related(relation: str, cadres: PersonQuerySet) -> Q:
    """Whether the relation on record leads from somebody to one of the cadres."""
    ties = Relation.objects.filter(kind=RelationKind.SPOUSE if relation == CadreRelation.SPOUSE else RelationKind.CHILD)
    outward = Q(pk__in=ties.filter(to__in=cadres.values("pk")).values("person"))
    inward = Q(pk__in=ties.filter(person__in=cadres.values("pk")).values("to"))
    if relation == CadreRelation.SPOUSE:
        return outward | inward
    if relation == CadreRelation.CHILD:
        return outward
    return inward if relation == CadreRelation.PARENT else Q(pk__in=[])


def _ranked(ranks: tuple[str, ...], day: date) -> Q:
    return _on_day(day, rank__in=ranks)


def _stands_in(asked: Criteria, county: Region, day: date) -> Q:
    condition: dict[str, Any] = {}
    if asked.units:
        condition["organisation__in"] = with_descendants(Organisation.objects.filter(county=county, pk__in=asked.units))
    if asked.unit_kinds:
        condition["organisation__kind__in"] = asked.unit_kinds
    return _on_day(day, **condition)


def _on_day(day: date, **condition: Any) -> Q:
    """Whether the condition held on the day: by today's post if it had begun, else by the post that was held then."""
    today = (Q(posted_on=None) | Q(posted_on__lte=day)) & Q(**condition)
    held = Posting.objects.annotate(begun=Coalesce(F("since"), Value(date.min))).filter(
        person=OuterRef("pk"), begun__lte=day, until__gt=day
    )
    return today | Q(Q(posted_on__gt=day), Exists(held.filter(**condition)))


def _not_understood(part: str) -> Refused:
    return Refused(_("The criteria are not understood: %(parts)s.") % {"parts": part}, field=part)


def _choices(given: Any, allowed: list[str], part: str) -> tuple[str, ...]:
    if not isinstance(given, list) or not all(isinstance(each, str) and each in allowed for each in given):
        raise _not_understood(part)
    return tuple(each for each in allowed if each in given)


def _whole_numbers(given: Any, part: str) -> tuple[int, ...]:
    # bool is an int to Python, and SQLite cannot be asked for a number beyond 64 bits.
    if not isinstance(given, list) or len(given) > _MAX_UNITS or not all(type(each) is int and 0 < each < 2**63 for each in given):
        raise _not_understood(part)
    return tuple(sorted(set(given)))


def _age(given: Any, part: str) -> int | None:
    if given is not None and (type(given) is not int or not 0 <= given <= MAX_AGE):
        raise _not_understood(part)
    age: int | None = given
    return age


def _day(given: Any) -> date | None:
    if given is None:
        return None
    try:
        day = date.fromisoformat(given)
    except (TypeError, ValueError):
        raise _not_understood("day") from None
    if not 1900 <= day.year < 2200:
        raise _not_understood("day")
    return day


def in_words(saved: SavedList) -> list[tuple[Any, str]]:
    """What a list asks, as (part, answer) in the reader's language."""
    asked = parse_criteria(saved.criteria, saved.county)
    units = "、".join(Organisation.objects.filter(pk__in=asked.units).values_list("name", flat=True)) if asked.units else ""
    ages = (asked.age_from, asked.age_until)
    lines = [
        (_("Relation to the cadre"), "、".join(str(CadreRelation(each).label) for each in asked.relations)),
        (_("Level of the cadre"), "、".join(str(Rank(each).label) for each in asked.ranks)),
        (_("Units, with all below them"), units),
        (_("Kinds of unit"), "、".join(str(OrganisationKind(each).label) for each in asked.unit_kinds)),
        (_("Gender"), str(Gender(asked.gender).label) if asked.gender else ""),
        (_("Age"), "" if ages == (None, None) else "–".join("" if age is None else str(age) for age in ages)),
        (_("As of"), asked.day.isoformat() if asked.day else ""),
    ]
    return [line for line in lines if line[1]]
