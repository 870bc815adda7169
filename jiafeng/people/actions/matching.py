"""Which person a row of a roster is, and who is married to whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from jiafeng.people.models import CadreRelation, Gender, Person, Relation, RelationKind
from jiafeng.sheets import CellError
from jiafeng.units.models import Region


@dataclass(slots=True)
class Draft:
    """A row of a roster whose cells are all sound. Blank cells are None; `unit` and the keys are as names are compared."""

    row: int
    name: str
    key: str
    unit: str
    gender: Gender | None
    post: str | None
    rank: tuple[str, str] | None
    phone: str
    relation: CadreRelation | None
    spouse: str | None
    spouse_key: str
    birth_year: int | None
    note: str | None
    partner: int = -1  # the place of the spouse's own row in the roster


def pair_up(drafts: Sequence[Draft]) -> None:
    """Let rows that are each other's spouse know it: named by both, or by one where the unit has only one person of that name."""
    couples: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    of_unit: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for place, draft in enumerate(drafts):
        of_unit[draft.key, draft.unit].append(place)
        if draft.spouse_key:
            couples[draft.key, draft.spouse_key].append(place)
    for place, draft in enumerate(drafts):
        if not draft.spouse_key or draft.partner >= 0:
            continue
        named = couples.get((draft.spouse_key, draft.key), [])
        silent = [other for other in of_unit.get((draft.spouse_key, draft.unit), []) if not drafts[other].spouse_key]
        found = named if len(couples[draft.key, draft.spouse_key]) == 1 and named else silent
        if len(found) == 1 and found[0] != place and drafts[found[0]].partner < 0:
            draft.partner, drafts[found[0]].partner = found[0], place


class Known:
    """The people of the county whose names occur in a batch, and their spouses."""

    def __init__(self, county: Region, keys: Iterable[str]) -> None:
        people = Person.objects.filter(county=county, name_key__in=set(keys))
        self.by_key: defaultdict[str, list[Person]] = defaultdict(list)
        self.by_id: dict[int, Person] = {}
        for person in people:
            self.by_key[person.name_key].append(person)
            self.by_id[person.pk] = person
        self._spouses: defaultdict[int, set[str]] = defaultdict(set)
        ids = list(self.by_id)
        relations = Relation.objects.filter(Q(person__in=ids) | Q(to__in=ids), kind=RelationKind.SPOUSE)
        for one, other, one_key, other_key in relations.values_list("person_id", "to_id", "person__name_key", "to__name_key"):
            self._spouses[one].add(other_key)
            self._spouses[other].add(one_key)

    def spouses(self, person: Person) -> set[str]:
        """The names (as compared) of the person's spouses on record."""
        return self._spouses.get(person.pk, set())

    def married(self, one: Person, other: Person) -> None:
        """Remember a marriage written in this batch."""
        for person, spouse in ((one, other), (other, one)):
            if person.pk is not None:
                self._spouses[person.pk].add(spouse.name_key)

    def find(self, draft: Draft, organisation_id: int | None, taken: set[int]) -> Person | None:
        """The person that the row is, or None for somebody new; raises CellError "several" where it cannot be told."""
        free = [person for person in self.by_key.get(draft.key, ()) if person.pk not in taken]
        here = [person for person in free if person.organisation_id == organisation_id]
        if draft.phone:
            same = [person for person in free if person.phone == draft.phone]
            if same:
                return next((person for person in same if person.organisation_id == organisation_id), same[0])
        if draft.spouse_key:
            couple = [person for person in free if draft.spouse_key in self.spouses(person)]
            if len(couple) == 1:
                return couple[0]
        fitting = [person for person in here if not self._contradicts(person, draft)]
        alike = [person for person in fitting if person.phone == draft.phone]
        born = [person for person in here if draft.birth_year and person.birth_year == draft.birth_year]
        for group in (alike, fitting, born):
            exact = [person for person in group if person.birth_year == draft.birth_year]
            if len(group) == 1 or len(exact) == 1:
                return exact[0] if len(exact) == 1 else group[0]
            if group:
                raise CellError("several")
        return None

    def unmarried(self, key: str, organisation_id: int | None) -> Person | None:
        """The one person of that name in the unit who has no spouse on record."""
        single = [person for person in self.by_key.get(key, ()) if person.organisation_id == organisation_id and not self.spouses(person)]
        return single[0] if len(single) == 1 else None

    def _contradicts(self, person: Person, draft: Draft) -> bool:
        phones = bool(person.phone and draft.phone and person.phone != draft.phone)
        years = bool(person.birth_year and draft.birth_year and person.birth_year != draft.birth_year)
        spouses = bool(draft.spouse_key and self.spouses(person) and draft.spouse_key not in self.spouses(person))
        return phones or years or spouses


def differences(person: Person, draft: Draft, organisation_id: int | None) -> dict[str, Any]:
    """What the row says otherwise than the record. A blank cell says nothing."""
    level, written = draft.rank or (None, None)
    said = {
        "gender": draft.gender,
        "post": draft.post,
        "rank": level,
        "rank_as_written": written,
        "phone": draft.phone or None,
        "cadre_relation": draft.relation,
        "birth_year": draft.birth_year,
        "note": draft.note,
        "organisation_id": organisation_id,
    }
    changed: dict[str, Any] = {field: value for field, value in said.items() if value is not None and getattr(person, field) != value}
    if person.name != draft.name:
        changed["name"] = draft.name
    if person.left_at is not None:
        changed["left_at"] = None
    return changed
