"""What an import writes: the people of a roster's rows, and their families."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiafeng.common.rows import Row
from jiafeng.ground.people.actions.columns import LABELS
from jiafeng.ground.people.actions.matching import POST, Draft, Known, differences, post_until
from jiafeng.ground.people.actions.names import renamed, spelled
from jiafeng.ground.people.actions.report import ImportReport
from jiafeng.ground.people.models import CadreRelation, Household, Person, Posting, Relation, RelationKind, Source
from jiafeng.ground.records.actions import lock
from jiafeng.ground.units.models import Region
from jiafeng.library.sheets import CellError, Problem

# What may be answered where somebody of the row's name and unit has another telephone: a person's id, or one of these; REST stands for all rows
# that are not answered by themselves.
SAME, OTHER, REST = "same", "other", "rest"

_COLUMN_OF = {"other_spouse": "spouse", "other_phone": "phone", "meant_twice": "phone"}


class _Unanswered(Exception):
    """Only people know whether these are whom the row means."""

    def __init__(self, candidates: list[int]) -> None:
        super().__init__(candidates)
        self.candidates = candidates


_UPDATED = [
    "name", "name_key", "reading", "pinyin", "initials", "spellings", "strokes", "gender", "post", "rank", "rank_as_written", "phone", "id_number", "cadre_relation", "birth_year", "note",
    "organisation", "household", "posted_on", "left_at", "revision",
]  # fmt: skip


class Writer:
    """Finds or makes the person of each draft, batch by batch."""

    def __init__(
        self, *, county: Region, units: dict[str, int], drafts: list[Draft], report: ImportReport, today: date, dry_run: bool,
        answers: Mapping[str, str],
    ) -> None:  # fmt: skip
        self._county, self._units, self._drafts, self._report, self._dry_run = county, units, drafts, report, dry_run
        self._today = today
        self._answers = answers
        self._meant: dict[int, int] = {}  # somebody on record → the row that was said to be them
        self._known = Known(county, drafts)
        self._taken: set[int] = set()
        self._ids: dict[int, int | None] = {}  # place in the roster → the person it is; None: one that a dry run would add

    def write(self, places: list[int]) -> None:
        """One batch, inside the caller's transaction unless it is a dry run."""
        if not self._dry_run:
            # Two imports into one county take turns, so that neither adds whom the other has just added.
            lock(self._county)
        self._known.refresh()
        found: dict[int, int | None] = {}
        for place in places:
            try:
                found[place] = self._find(self._drafts[place])
            except _Unanswered as asked:
                self._report.ask(self._drafts[place], asked.candidates)
            except CellError as error:
                label = LABELS[_COLUMN_OF.get(error.code, "name")]
                draft = self._drafts[place]
                self._report.fail(draft.row, draft.texts(), [Problem(label, error.code, error.params)])
        batch = _Batch(self._wanted(found))
        for place, pk in found.items():
            self._settle(place, self._drafts[place], pk, batch)
        if not self._dry_run:
            # Whom this roster has just added is not whom another of its rows means; a dry run could not find them either.
            self._taken.update(batch.save(self._county, self._known, self._today))
        self._ids.update({place: person.pk for place, person in batch.people.items()})

    def _find(self, draft: Draft) -> int | None:
        pk = self._known.find(draft, self._units[draft.unit], self._taken)
        if pk is None:
            pk = self._answered(draft)
        if pk is not None:
            spouses = self._known.spouses(pk)
            if draft.spouse_key and spouses and draft.spouse_key not in spouses:
                raise CellError("other_spouse", text="、".join(sorted(spouses)))
            self._taken.add(pk)
        return pk

    def _answered(self, draft: Draft) -> int | None:
        """Whom somebody said a row with another telephone means; None: somebody new."""
        others = self._known.with_another_phone(draft, self._units[draft.unit], self._taken, self._meant)
        candidates = [str(person.pk) for person in others]
        answer = self._answers.get(str(draft.row)) or self._answers.get(REST, "")
        if not candidates or answer == OTHER:
            return None
        if answer == SAME and len(candidates) == 1:
            answer = candidates[0]
        if answer in candidates:
            first = self._meant.setdefault(int(answer), draft.row)
            if first != draft.row:
                raise CellError("meant_twice", row=first)
            return int(answer)
        if self._dry_run:
            raise _Unanswered([int(pk) for pk in candidates])
        raise CellError("other_phone")

    def _wanted(self, found: dict[int, int | None]) -> dict[int, Person]:
        """The records the batch may change: who was found, and the partners written in earlier batches."""
        partners = (self._ids.get(self._drafts[place].partner) for place in found)
        return Person.objects.in_bulk({pk for pk in (*found.values(), *partners) if pk is not None})

    def _settle(self, place: int, draft: Draft, pk: int | None, batch: _Batch) -> None:
        organisation_id = self._units[draft.unit]
        if pk is None:
            fresh = batch.people[place] = self._new(draft, organisation_id)
            batch.add(fresh)
            self._marry(draft, fresh, batch)
            self._report.new += 1
            return
        person = batch.people[place] = batch.records[pk]
        changed = differences(person, draft, organisation_id)
        if earlier := post_until(self._today, person, changed):
            batch.earlier.append(earlier)
            changed["posted_on"] = self._today
            self._report.posts += 1
        elif person.posted_on == self._today and not changed.keys().isdisjoint(POST):
            batch.corrected.append(person)
        for field, value in changed.items():
            setattr(person, field, value)
        if self._marry(draft, person, batch) or changed:
            batch.change(person)
            self._report.update += 1
        else:
            self._report.skipped += 1

    def _new(self, draft: Draft, organisation_id: int | None) -> _New:
        level, written = draft.rank or ("", "")
        told = (
            draft.gender or "", draft.post or "", level, written, draft.phone, draft.id_number, draft.relation or "", draft.birth_year, draft.note or ""
        )  # fmt: skip
        return _New(organisation_id, draft.name, told)

    def _marry(self, draft: Draft, person: _Somebody, batch: _Batch) -> bool:
        """Join the row's person to their spouse, who is found or added; whether anything new was joined."""
        spouses = self._known.spouses(person.pk) if person.pk else set()
        if draft.partner >= 0:
            return not spouses and self._marry_row(draft.partner, person, batch)
        if draft.spouse is None or spouses:
            return False
        pk = self._known.unmarried(draft.spouse_key, person.organisation_id)
        spouse: _Somebody
        if pk is None:
            relation = _SPOUSES_RELATION.get(draft.relation or "", CadreRelation.OTHER)
            spouse = _New(person.organisation_id, draft.spouse, ("", "", "", "", "", "", relation, None, ""))
            batch.add(spouse)
        else:
            spouse = batch.record(pk)
        self._report.spouses += 1
        batch.marry(person, spouse, self._known)
        return True

    def _marry_row(self, partner: int, person: _Somebody, batch: _Batch) -> bool:
        """Join two people who have a row each, when the second of the two rows is reached."""
        if partner not in batch.people and partner not in self._ids:
            return False
        other = batch.people.get(partner) or batch.records.get(self._ids.get(partner) or 0)
        if other is None:
            return self._dry_run
        if other.pk and self._known.spouses(other.pk):
            return False
        batch.marry(person, other, self._known)
        return True


# What the spouse of somebody is to the cadre, where the roster does not say.
_SPOUSES_RELATION: dict[str, CadreRelation] = {
    "": CadreRelation.SPOUSE,
    CadreRelation.SELF: CadreRelation.SPOUSE,
    CadreRelation.SPOUSE: CadreRelation.SELF,
}


@dataclass(slots=True, eq=False)
class _New:
    """Somebody about to be added, without the weight of a `Person`; told: what the row says, as `_TOLD` names it."""

    organisation_id: int | None
    name: str
    told: tuple[Any, ...]
    household_id: int | None = None
    pk: int | None = None
    name_key: str = ""


_Somebody = Person | _New
_TOLD = ("gender", "post", "rank", "rank_as_written", "phone", "id_number", "cadre_relation", "birth_year", "note")
_NAMED = ("name", "name_key", "reading", "pinyin", "initials", "spellings", "strokes")
_COLUMNS = ("county_id", "added_on", "organisation_id", "household_id", *_TOLD, *_NAMED)
_PEOPLE = Row(Person, always={"source": Source.IMPORTED})
_HOUSEHOLDS = Row(Household)


class _Batch:
    """What one transaction writes. `records`: those it found on record, by id; `people`: the person of each place in the roster;
    `earlier`: posts that end; `corrected`: whose post began today and is another one now.
    """

    def __init__(self, records: dict[int, Person]) -> None:
        self.records = records
        self.people: dict[int, _Somebody] = {}
        self.new: list[_New] = []
        self.earlier: list[Posting] = []
        self.corrected: list[Person] = []
        self._changed: dict[int, Person] = {}
        self._couples: list[tuple[_Somebody, _Somebody]] = []

    def record(self, pk: int) -> Person:
        if pk not in self.records:
            self.records[pk] = Person.objects.get(pk=pk)
        return self.records[pk]

    def add(self, person: _New) -> None:
        self.new.append(person)

    def change(self, person: Person) -> None:
        if person.pk not in self._changed:
            person.revision += 1
            self._changed[person.pk] = person

    def marry(self, one: _Somebody, other: _Somebody, known: Known) -> None:
        self._couples.append((one, other))
        if one.pk and other.pk:
            known.marry(one.pk, other.pk)
        for person in (one, other):
            if isinstance(person, Person):
                known.engage(person.pk)
                self.change(person)

    def save(self, county: Region, known: Known, today: date) -> Sequence[int]:
        """Write it all; returns the ids of those added."""
        self._take_back_changes(today)
        homeless = [(one, other) for one, other in self._couples if not (one.household_id or other.household_id)]
        made = _HOUSEHOLDS.insert_all(["county_id"], [[county.pk]] * len(homeless))
        for (one, other), household in zip(homeless, made, strict=True):
            one.household_id = other.household_id = household
        for one, other in self._couples:
            one.household_id = other.household_id = one.household_id or other.household_id
        added = self._add(county, known, today)
        for person in self._changed.values():
            for field, value in renamed(person, person.name).items():
                setattr(person, field, value)
        Person.objects.bulk_create(self._changed.values(), update_conflicts=True, unique_fields=["id"], update_fields=_UPDATED)
        # Two entries that were merged may have left an earlier post that ends today; it stands.
        Posting.objects.bulk_create(self.earlier, ignore_conflicts=True)
        relations = []
        for one, other in self._couples:
            assert one.pk
            assert other.pk
            if isinstance(one, _New) or isinstance(other, _New):
                known.name(one.pk, one.name_key)
                known.name(other.pk, other.name_key)
                known.marry(one.pk, other.pk)
            first, second = sorted((one.pk, other.pk))
            relations.append(Relation(county_id=county.pk, person_id=first, to_id=second, kind=RelationKind.SPOUSE))
        Relation.objects.bulk_create(relations, ignore_conflicts=True)
        return added

    def _add(self, county: Region, known: Known, today: date) -> Sequence[int]:
        rows = []
        for person in self.new:
            names = spelled(person.name)
            person.name_key = names["name_key"]
            rows.append((county.pk, today, person.organisation_id, person.household_id, *person.told, *(names[each] for each in _NAMED)))
        ids = _PEOPLE.insert_all(_COLUMNS, rows)
        for person, pk in zip(self.new, ids, strict=True):
            person.pk = pk
        known.added(ids)
        return ids

    def _take_back_changes(self, today: date) -> None:
        """Who is corrected to the post that ended today, by a wrong roster before the right one, never left it."""
        people = {person.pk: person for person in self.corrected}
        held_on = []
        for ended in Posting.objects.filter(person__in=people, until=today) if people else ():
            person = people[ended.person_id]
            if all(getattr(person, field) == getattr(ended, field) for field in POST):
                person.posted_on = ended.since
                held_on.append(ended.pk)
        Posting.objects.filter(pk__in=held_on).delete()
