"""Families: who is whose spouse, child or parent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if, stated
from jiafeng.common.text import normalise_name, normalise_phone
from jiafeng.ground.people import policies
from jiafeng.ground.people.actions.persons import add_person
from jiafeng.ground.people.models import CadreRelation, Household, Person, Relation, RelationKind
from jiafeng.ground.records.actions import lock, log


@transaction.atomic
def add_relative(*, by: Any, at: datetime, person: Person, kind: RelationKind, name: str, phone: str = "") -> Relation:
    """Join `person` to a relative, who is `kind` to them: somebody of that name (and telephone) on the unit's list, or else a new entry.

    Both are of one household from then on. Repeating it changes nothing. A second spouse is refused.
    """
    refuse_if(policies.may_edit(by, person))
    locked = lock(person, "organisation__county")
    relative = _relative(locked, name, phone)
    if kind == RelationKind.SPOUSE:
        _refuse_second_spouse(locked, relative, name)
    if relative is None:
        is_cadre = locked.cadre_relation in (CadreRelation.SELF, "")
        relative = add_person(
            by=by,
            at=at,
            county=locked.county,
            name=name,
            organisation=locked.organisation,
            phone=phone,
            cadre_relation=_TO_THE_CADRE[kind] if is_cadre else CadreRelation.OTHER,
        )
    first, second, stored = _ends(locked, relative, kind)
    relation, created = Relation.objects.get_or_create(person=first, to=second, kind=stored, defaults={"county": locked.county})
    if created:
        _share_household(locked, relative)
        log(by=by, at=at, verb="people.relation.add", target=locked, summary=f"{locked} · {relative}", kind=str(kind), relative=relative.pk)
    return relation


@transaction.atomic
def remove_relation(*, by: Any, at: datetime, person: Person, relation: Relation, reason: str) -> None:
    """Part two people who were joined by mistake, or no longer are; `person` is the one at whose page it was done."""
    refuse_if(policies.may_edit(by, person))
    reason = stated(reason, _("Say why the two are no longer joined (entered by mistake, divorced)."))
    other = relation.to if relation.person_id == person.pk else relation.person
    relation.delete()
    if relation.kind == RelationKind.SPOUSE:
        Person.objects.filter(pk=other.pk).update(household=None)
    log(by=by, at=at, verb="people.relation.remove", target=person, summary=f"{person} · {other}", reason=reason, relative=other.pk)


_TO_THE_CADRE = {
    RelationKind.SPOUSE: CadreRelation.SPOUSE,
    RelationKind.CHILD: CadreRelation.CHILD,
    RelationKind.PARENT: CadreRelation.PARENT,
}


def _relative(person: Person, name: str, phone: str) -> Person | None:
    """The one on the unit's list who is meant, or None."""
    found = Person.objects.filter(county_id=person.county_id, organisation=person.organisation, name_key=normalise_name(name))
    if phone:
        found = found.filter(Q(phone=normalise_phone(phone)) | Q(phone=""))
    people = list(found.exclude(pk=person.pk)[:2])
    if len(people) > 1:
        raise Refused(_("Several people of this name are on the unit's list. Give the telephone that tells which one."), field="phone")
    return people[0] if people else None


def _refuse_second_spouse(person: Person, relative: Person | None, name: str) -> None:
    standing = Relation.objects.filter(kind=RelationKind.SPOUSE)
    for one, other in ((person, relative), (relative, person)):
        if one is None:
            continue
        spouses = (
            standing.filter(Q(person=one) | Q(to=one)).exclude(Q(person=other) | Q(to=other))
            if other
            else standing.filter(Q(person=one) | Q(to=one))
        )
        if spouses.exists():
            raise Refused(_("%(name)s already has a spouse on record. Remove that relation first.") % {"name": one.name}, field="name")


def _ends(person: Person, relative: Person, kind: RelationKind) -> tuple[Person, Person, RelationKind]:
    """How the relation is stored: a spouse from the lower id, a child or parent from the child."""
    if kind == RelationKind.SPOUSE:
        first, second = sorted((person, relative), key=lambda one: one.pk)
        return first, second, kind
    return (relative, person, RelationKind.CHILD) if kind == RelationKind.CHILD else (person, relative, RelationKind.CHILD)


def _share_household(one: Person, other: Person) -> None:
    household = one.household or other.household or Household.objects.create(county=one.county)
    Person.objects.filter(pk__in=(one.pk, other.pk)).update(household=household)
