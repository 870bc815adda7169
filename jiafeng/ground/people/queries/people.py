"""Reads over people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from jiafeng.common.scoping import reach_of
from jiafeng.common.search import Hit
from jiafeng.common.text import normalise_name, normalise_phone
from jiafeng.ground.people import policies
from jiafeng.ground.people.models import Person, PersonQuerySet, Relation, RelationKind
from jiafeng.ground.units.models import Organisation
from jiafeng.library import press


def people_for(user: Any) -> PersonQuerySet:
    """The people the user may meet, in the order of their pinyin."""
    found: PersonQuerySet = Person.objects.visible_to(user).select_related("organisation").order_by("pinyin", "pk")
    return found


def named(people: PersonQuerySet, words: str) -> PersonQuerySet:
    """Those whose name, pinyin (wangfang, wf) or whole telephone number was typed; a part of a name where no name begins with it.

    A name that can be read in several ways is found by each of them.
    """
    key = normalise_name(words).replace(" ", "").replace("ü", "v")
    digits = normalise_phone(words)
    if len(digits) >= 7 and digits == key:
        return people.filter(phone=digits).order_by("pk")  # few: by the index of numbers, not down the list
    if key.isascii():
        return people.filter(Q(pinyin__startswith=key) | Q(initials__startswith=key) | Q(spellings__contains=f" {key}"))
    beginning = people.filter(name_key__startswith=key)
    return beginning if beginning.exists() else people.filter(name_key__contains=key)


def units_for(user: Any, county_id: int) -> QuerySet[Organisation]:
    """The units of the county whose people the user may list."""
    units: QuerySet[Organisation] = Organisation.objects.filter(county_id=county_id, closed_on=None)
    if county_id in reach_of(user).county_ids:
        return units
    return units.filter(pk__in=reach_of(user).organisation_ids)


@dataclass(frozen=True)
class Relative:
    """Somebody of the family, and what they are to the person at hand."""

    person: Person
    label: Any
    relation: Relation


def relatives(user: Any, person: Person) -> list[Relative]:
    """The person's relatives that the user may meet."""
    relations = (
        Relation.objects.filter(Q(person=person) | Q(to=person)).select_related("person__organisation", "to__organisation").order_by("pk")
    )
    ends = {relation.person_id for relation in relations} | {relation.to_id for relation in relations}
    visible = set(Person.objects.visible_to(user).filter(pk__in=ends).values_list("pk", flat=True))
    found = []
    for relation in relations:
        other = relation.to if relation.person_id == person.pk else relation.person
        if other.pk in visible:
            found.append(Relative(other, _label(relation, other), relation))
    return found


def _label(relation: Relation, other: Person) -> Any:
    """What `other` is: the relation as it is stored, or seen from its other end."""
    if relation.kind == RelationKind.CHILD and other.pk == relation.to_id:
        return RelationKind.PARENT.label
    return relation.get_kind_display()


def unprintable(name: str) -> list[str]:
    """The characters of a name that none of our printing fonts holds."""
    return [missing.character for missing in press.preflight({"": name}) if missing.fallback is None]


def search(user: Any, words: str, limit: int = 8) -> list[Hit]:
    """People found from the desk's search; the telephone number stays masked."""
    if policies.sees_people(user):
        return []
    return [
        Hit(
            room=_("People"),
            icon="users",
            title=person.name,
            detail=" · ".join(part for part in (str(person.organisation or ""), person.post, person.masked_phone) if part),
            url=reverse("people:person", args=[person.pk]),
        )
        for person in named(people_for(user).present(), words)[:limit]
    ]
