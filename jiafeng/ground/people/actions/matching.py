"""Which person a row of a roster is, and who is married to whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiafeng.ground.people.actions.columns import is_one_rank
from jiafeng.ground.people.models import CadreRelation, Gender, Person, Posting, Relation, RelationKind
from jiafeng.ground.units.models import Region
from jiafeng.library.sheets import CellError


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
    id_number: str = ""
    phone_digest: str = ""  # as the numbers on record are compared, which nobody has to open for it
    id_digest: str = ""
    partner: int = -1  # the place of the spouse's own row in the roster

    def texts(self) -> dict[str, str]:
        """The row as it can be given back to the office."""
        return {
            "name": self.name,
            "gender": "" if self.gender is None else str(self.gender.label),
            "unit": self.unit,
            "post": self.post or "",
            "rank": self.rank[1] if self.rank else "",
            "phone": self.phone,
            "cadre_relation": "" if self.relation is None else str(self.relation.label),
            "spouse": self.spouse or "",
            "birth_year": str(self.birth_year or ""),
            "id_number": self.id_number,
            "note": self.note or "",
        }


def pair_up(drafts: Sequence[Draft]) -> None:
    """Let rows that are each other's spouse know it: named by both, or by one where the unit has only one person of that name."""
    wanted = {draft.spouse_key for draft in drafts if draft.spouse_key}
    couples: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    silent: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for place, draft in enumerate(drafts):
        if draft.spouse_key:
            couples[draft.key, draft.spouse_key].append(place)
        elif draft.key in wanted:
            silent[draft.key, draft.unit].append(place)
    for place, draft in enumerate(drafts):
        if not draft.spouse_key or draft.partner >= 0:
            continue
        both = couples.get((draft.spouse_key, draft.key), [])
        alone = both and len(couples[draft.key, draft.spouse_key]) == 1
        found = both if alone else silent.get((draft.spouse_key, draft.unit), [])
        if len(found) == 1 and found[0] != place and drafts[found[0]].partner < 0:
            draft.partner, drafts[found[0]].partner = found[0], place


@dataclass(slots=True, frozen=True)
class Candidate:
    """What of somebody on record decides whether a row means them; of the numbers, their digests."""

    pk: int
    key: str
    organisation_id: int | None
    phone: str
    birth_year: int | None
    id_number: str


class Known:
    """The people of the county whose names occur in a roster, and who is married to whom; read once, then only what was added since."""

    def __init__(self, county: Region, drafts: Sequence[Draft]) -> None:
        self._county, self._last = county, 0
        self._added: Sequence[int] = ()  # the ids that this roster added last
        self._keys = {key for draft in drafts for key in (draft.key, draft.spouse_key) if key}
        self._in_roster = {(draft.key, draft.phone_digest) for draft in drafts if draft.phone}
        self._by_key: defaultdict[str, list[Candidate]] = defaultdict(list)
        self._keys_of: dict[int, str] = {}
        self._spouses: dict[int, tuple[int, ...]] = {}
        self._engaged: set[int] = set()  # about to be joined to somebody whom the batch has yet to add
        self.refresh()
        relations = Relation.objects.filter(county=county, kind=RelationKind.SPOUSE).values_list(
            "person_id", "to_id", "person__name_key", "to__name_key"
        )
        for one, other, one_key, other_key in relations.iterator(chunk_size=5_000):
            if one in self._keys_of or other in self._keys_of:
                self._keys_of |= {one: one_key, other: other_key}
                self.marry(one, other)

    def added(self, ids: Sequence[int]) -> None:
        """Remember whom the roster itself has just added, in order: they are nobody's match."""
        self._added = ids

    def refresh(self) -> None:
        """Learn whom others have added since."""
        people = Person.objects.filter(county=self._county, pk__gt=self._last).order_by("pk")
        ours = self._added
        if ours and ours[-1] - ours[0] == len(ours) - 1:  # as always on SQLite; on PostgreSQL others may have taken a number between
            people = people.exclude(pk__range=(ours[0], ours[-1]))
            self._last, ours = ours[-1], ()
        self._added = ()
        fields = people.filter(erased_at=None).values_list(
            "pk", "merged_into", "name_key", "organisation_id", "phone_digest", "birth_year", "id_digest"
        )
        for pk, kept, key, organisation_id, phone, birth_year, id_number in fields.iterator(chunk_size=5_000):
            self._last = max(self._last, pk)
            if key in self._keys and pk not in ours:
                # An entry that was merged still tells whom a row means: the one it became.
                self._by_key[key].append(Candidate(kept or pk, key, organisation_id, phone, birth_year, id_number))
                self._keys_of[pk] = key

    def marry(self, one: int, other: int) -> None:
        """Remember a marriage."""
        for person, spouse in ((one, other), (other, one)):
            self._spouses[person] = (*self._spouses.get(person, ()), spouse)

    def engage(self, pk: int) -> None:
        """Remember that somebody is taken as a spouse, though the other is not on record yet."""
        self._engaged.add(pk)

    def name(self, pk: int, key: str) -> None:
        """Remember the name of somebody just added."""
        self._keys_of[pk] = key

    def spouses(self, pk: int) -> set[str]:
        """The names (as compared) of the person's spouses on record."""
        return {self._keys_of.get(spouse, "") for spouse in self._spouses.get(pk, ())}

    def find(self, draft: Draft, organisation_id: int | None, taken: set[int]) -> int | None:
        """The person that the row is, or None for somebody new; raises CellError "several" where it cannot be told."""
        free = [person for person in self._by_key.get(draft.key, ()) if person.pk not in taken]
        if draft.id_digest:
            if same := [person for person in free if person.id_number == draft.id_digest]:
                return same[0].pk
            free = [person for person in free if not person.id_number]
        here = [person for person in free if person.organisation_id == organisation_id]
        if draft.phone and (same := [person for person in free if person.phone == draft.phone_digest]):
            return next((person.pk for person in same if person.organisation_id == organisation_id), same[0].pk)
        if draft.spouse_key:
            couple = [person for person in free if draft.spouse_key in self.spouses(person.pk)]
            if len({person.pk for person in couple}) == 1:
                return couple[0].pk
        fitting = [person for person in here if not self._contradicts(person, draft)]
        alike = [person for person in fitting if person.phone == draft.phone_digest]
        born = [person for person in here if draft.birth_year and person.birth_year == draft.birth_year]
        for group in (alike, fitting, born):
            exact = [person for person in group if person.birth_year == draft.birth_year]
            for choice in (exact, group):
                if len({person.pk for person in choice}) == 1:
                    return choice[0].pk
            if group:
                raise CellError("several")
        return None

    def with_another_phone(self, draft: Draft, organisation_id: int | None, taken: set[int], meant: Container[int]) -> list[Candidate]:
        """Those of the row's name and unit whose telephone is another one, where nothing else says that they are somebody else.

        Who has a row of their own in the roster, by the telephone on record, is not meant by this one.
        """
        if not draft.phone or organisation_id is None:
            return []
        found = {}
        for person in self._by_key.get(draft.key, ()):
            if person.organisation_id != organisation_id or not person.phone or person.phone == draft.phone_digest:
                continue
            if person.pk in taken and person.pk not in meant:
                continue
            if (person.key, person.phone) in self._in_roster or (draft.id_digest and person.id_number):
                continue
            if not self._contradicts(person, draft, phones=False):
                found[person.pk] = person
        return list(found.values())

    def unmarried(self, key: str, organisation_id: int | None) -> int | None:
        """The one person of that name in the unit who has no spouse on record."""
        here = [person.pk for person in self._by_key.get(key, ()) if person.organisation_id == organisation_id]
        single = [pk for pk in here if pk not in self._spouses and pk not in self._engaged]
        return single[0] if len(single) == 1 else None

    def _contradicts(self, person: Candidate, draft: Draft, *, phones: bool = True) -> bool:
        if phones and person.phone and draft.phone and person.phone != draft.phone_digest:
            return True
        if person.birth_year and draft.birth_year and person.birth_year != draft.birth_year:
            return True
        return bool(draft.spouse_key and person.pk in self._spouses and draft.spouse_key not in self.spouses(person.pk))


POST = ("organisation_id", "post", "rank", "rank_as_written")


def post_until(today: date, person: Person, changed: Mapping[str, Any]) -> Posting | None:
    """The post that ends with the row: where it gives another one, and does not only fill in what was unknown or write a rank otherwise.

    What began or was entered today is corrected by the row; then nothing ends.
    """
    told = [field for field in POST if field in changed and getattr(person, field)]
    if told == ["rank_as_written"] and is_one_rank(person.rank_as_written, changed["rank_as_written"]):
        return None
    if (
        told == ["organisation_id"]
        and person.cadre_relation not in ("", CadreRelation.SELF)
        and not (person.post or person.rank_as_written)
    ):
        return None  # the unit through which a family is reached is no post of theirs
    if not told or today in (person.posted_on, person.added_on):
        return None
    return Posting(person=person, since=person.posted_on, until=today, **{field: getattr(person, field) for field in POST})


def differences(person: Person, draft: Draft, organisation_id: int | None) -> dict[str, Any]:
    """What the row says otherwise than the record. A blank cell says nothing."""
    level, written = draft.rank or (None, None)
    said = {
        "gender": draft.gender,
        "post": draft.post,
        "rank": level,
        "rank_as_written": written,
        "phone": draft.phone or None,
        "id_number": draft.id_number or None,
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
