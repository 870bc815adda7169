"""Entries that are probably one person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from jiafeng.common.text import normalise_name, normalise_phone
from jiafeng.ground.people import holdings
from jiafeng.ground.people.models import Distinction, Merge, Person, PersonQuerySet
from jiafeng.ground.units.models import Organisation, Region

_PAIRS_OF_A_NAME = 20


@dataclass(frozen=True)
class Pair:
    """Two entries of one name; `why`: what else they share."""

    one: Person
    other: Person
    why: Any

    @property
    def both(self) -> tuple[Person, Person]:
        return self.one, self.other


def doubtful_names(user: Any) -> QuerySet[Any, Any]:
    """The names that several entries share, within a unit or with one telephone, as names are compared."""
    people = Person.objects.visible_to(user).present()
    # Where every entry of a name and unit has a telephone, only one with the same number can be the same person.
    in_a_unit = people.filter(organisation__isnull=False).values("name_key", "organisation")
    in_a_unit = in_a_unit.annotate(entries=Count("pk"), silent=Count("pk", filter=Q(phone_digest=""))).filter(entries__gt=1, silent__gt=0)
    of_a_phone = people.exclude(phone_digest="").values("name_key", "phone_digest").annotate(entries=Count("pk")).filter(entries__gt=1)
    shared = Q(name_key__in=in_a_unit.values("name_key")) | Q(name_key__in=of_a_phone.values("name_key"))
    names: QuerySet[Any, Any] = people.filter(shared).order_by("name_key").values_list("name_key", flat=True).distinct()
    return names


def pairs(user: Any, names: Iterable[str]) -> list[Pair]:
    """The probable pairs among the people of these names: one unit or one telephone, nothing that contradicts, and not told apart yet."""
    groups: defaultdict[str, list[Person]] = defaultdict(list)
    people = (
        Person.objects.visible_to(user).present().filter(name_key__in=list(names)).select_related("organisation").order_by("name_key", "pk")
    )
    for person in people:
        groups[person.name_key].append(person)
    apart = set(Distinction.objects.filter(one__name_key__in=list(groups)).values_list("one_id", "other_id"))
    found = []
    for group in groups.values():
        likely = [(one, other) for one, other in combinations(group, 2) if (one.pk, other.pk) not in apart]
        found += [Pair(one, other, why) for one, other in likely if (why := _why(one, other))][:_PAIRS_OF_A_NAME]
    return found


def probably_same(
    *, county: Region, name: str, organisation: Organisation | None, phone: str = "", birth_year: int | None = None
) -> PersonQuerySet:
    """Those on the county's list who may be the one about to be entered: the same name, with one unit or telephone, and no other year of birth."""
    shared = Q(organisation=organisation) if organisation else Q(pk__in=[])
    if number := normalise_phone(phone):
        shared = (shared & Q(phone="")) | Q(phone=number)
    found = Person.objects.present().filter(shared, county=county, name_key=normalise_name(name))
    if birth_year:
        found = found.filter(Q(birth_year=None) | Q(birth_year=birth_year))
    return found.select_related("organisation").order_by("pk")


def merge_preview(gone: Person) -> list[tuple[Any, int]]:
    """What would move to the entry that stands: (kind of row, how many)."""
    counts: dict[Any, int] = {}
    for model, field in holdings.keys_to_person():
        if number := model._base_manager.filter(**{field.attname: gone.pk}).count():
            label = model._meta.verbose_name
            counts[label] = counts.get(label, 0) + number
    return list(counts.items())


def standing_merges(user: Any, person: Person) -> QuerySet[Merge]:
    """The merges into the person that can still be undone, latest first."""
    return Merge.objects.visible_to(user).filter(kept=person, undone_at=None).select_related("gone__organisation", "kept").order_by("-at")


def _why(one: Person, other: Person) -> Any:
    if one.birth_year and other.birth_year and one.birth_year != other.birth_year:
        return None
    if one.gender and other.gender and one.gender != other.gender:
        return None
    if one.id_number and other.id_number:
        return None  # two identity numbers are two people; one number twice the database refuses
    if one.phone and one.phone == other.phone:
        return _("the same telephone")
    same_unit = one.organisation_id is not None and one.organisation_id == other.organisation_id
    return _("the same unit") if same_unit and not (one.phone and other.phone) else None
