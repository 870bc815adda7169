"""Import of a roster: read and checked whole, then written in batches, each of which may be repeated without harm."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from jiafeng import press
from jiafeng.common.refusals import refuse_if
from jiafeng.common.scoping import reach_of
from jiafeng.common.text import normalise_name
from jiafeng.people import policies
from jiafeng.people.actions.columns import COLUMNS, LABELS, reason
from jiafeng.people.actions.matching import Draft, Known, differences, pair_up
from jiafeng.people.actions.names import spelled
from jiafeng.people.actions.report import ImportReport, RowError
from jiafeng.people.models import CadreRelation, Household, Person, Relation, RelationKind, Source
from jiafeng.records.actions import log
from jiafeng.sheets import Broken, CellError, Problem, Row, Table, read_table
from jiafeng.sheets.sentences import sentence
from jiafeng.units.actions import add_organisation
from jiafeng.units.models import OrganisationKind, Region
from jiafeng.units.queries import by_spelling

BATCH = 1_000
MAX_NEW_UNITS = 300
MAX_WARNINGS = 50

_UPDATED = [
    "name", "name_key", "pinyin", "initials", "gender", "post", "rank", "rank_as_written", "phone", "cadre_relation", "birth_year", "note",
    "organisation", "household", "left_at", "revision",
]  # fmt: skip

Progress = Callable[[int, int], None]


def import_people(
    *,
    by: Any,
    at: datetime,
    county: Region,
    path: str | os.PathLike[str],
    dry_run: bool,
    progress: Progress | None = None,
) -> ImportReport:
    """Read a roster (xlsx, xls, ods, CSV) and add or update the county's people by it; `dry_run` only says what would happen.

    by: who imports, or None for the machine's own operator; a unit's coordinator imports only into the own unit. Nothing is written before
    the whole file was read. Rows with errors are left out and told; the others are written in batches of 1,000, each in a transaction of
    its own. An import that is broken off is repeated: what is on record already is found again and changes nothing. Units that the county
    does not know yet are added. A blank cell never erases what is on record.
    """
    if by is not None:
        refuse_if(policies.may_import(by, county.pk))
    report = ImportReport()
    with read_table(path, COLUMNS) as table:
        if table.refused:
            report.refused = sentence(table.refused)
            return report
        try:
            drafts = _read(table, report, at)
        except Broken as broken:
            return ImportReport(refused=sentence(broken.refusal))
    units = _Units(by=by, at=at, county=county, report=report)
    drafts = units.settle(drafts)
    if len(report.new_units) > MAX_NEW_UNITS:
        told = _("The roster names %(count)s units that the county does not have. Check the column 单位, or add the units first.")
        return ImportReport(refused=told % {"count": len(report.new_units)})
    if not dry_run:
        units.add()
    pair_up(drafts)
    _warn_of_glyphs(drafts, report)
    writer = _Writer(county=county, units=units.ids, drafts=drafts, report=report, dry_run=dry_run)
    numbered = iter(range(len(drafts)))
    while batch := list(islice(numbered, BATCH)):
        # A dry run holds up nobody else's writing.
        with nullcontext() if dry_run else transaction.atomic():
            writer.write(batch)
        if progress:
            progress(batch[-1] + 1, len(drafts))
    report.errors.sort(key=lambda error: error.row)
    if not dry_run:
        summary = _("%(new)s new, %(update)s updated, %(skipped)s unchanged, %(failed)s with errors")
        counts = {"new": report.new, "update": report.update, "skipped": report.skipped, "failed": report.failed}
        log(by=by, at=at, verb="people.roster.import", target=county, county_code=county.code, summary=summary % counts, counts=counts)
    return report


def _read(table: Table, report: ImportReport, at: datetime) -> list[Draft]:
    report.sheet = table.sheet
    if table.others:
        told = _("Only the sheet “%(sheet)s” is read. These have the same heading: %(others)s; import each as a file of its own.")
        report.warnings.append(told % {"sheet": table.sheet, "others": "、".join(table.others)})
    drafts: list[Draft] = []
    seen: dict[tuple[str, str, str], int] = {}
    shared: dict[Any, Any] = {}
    for row in table:
        report.rows += 1
        problems = list(row.problems)
        if (row.values.get("birth_year") or 0) > at.year:
            problems.append(Problem(LABELS["birth_year"], "not_a_birth_year", {"first": 1900}))
        if problems:
            _fail(report, row.number, row.texts, problems)
            continue
        draft = _draft(row, shared)
        first = seen.setdefault((draft.key, draft.unit, draft.phone), row.number)
        if first != row.number:
            _fail(report, row.number, row.texts, [Problem(LABELS["name"], "duplicate", {"row": first})])
            continue
        drafts.append(draft)
    return drafts


def _draft(row: Row, shared: dict[Any, Any]) -> Draft:
    """`shared` keeps one copy of what thousands of rows repeat: half the memory of a long roster."""

    def once(value: Any) -> Any:
        return shared.setdefault(value, value) if type(value) in (str, tuple) else value

    values = {column: once(value) for column, value in row.values.items()}
    spouse = values.get("spouse")
    return Draft(
        row=row.number,
        name=values["name"],
        key=once(normalise_name(values["name"])),
        unit=values["unit"],
        gender=values.get("gender"),
        post=values.get("post"),
        rank=values.get("rank"),
        phone=values.get("phone") or "",
        relation=values.get("cadre_relation"),
        spouse=spouse,
        spouse_key=once(normalise_name(spouse)) if spouse else "",
        birth_year=values.get("birth_year"),
        note=values.get("note"),
    )


def _fail(report: ImportReport, number: int, texts: dict[str, str], problems: list[Problem]) -> None:
    report.errors += [RowError(number, problem.column, reason(problem.code, problem.params)) for problem in problems]
    report.failed_texts.append((number, texts))


def _texts(draft: Draft) -> dict[str, str]:
    """The row as it can be given back to the office."""
    return {
        "name": draft.name,
        "gender": "" if draft.gender is None else str(draft.gender.label),
        "unit": draft.unit,
        "post": draft.post or "",
        "rank": draft.rank[1] if draft.rank else "",
        "phone": draft.phone,
        "cadre_relation": "" if draft.relation is None else str(draft.relation.label),
        "spouse": draft.spouse or "",
        "birth_year": str(draft.birth_year or ""),
        "note": draft.note or "",
    }


def _warn_of_glyphs(drafts: list[Draft], report: ImportReport) -> None:
    """Names that our printing fonts cannot set, told now and not when the cards are at the printer's."""
    characters = "".join(sorted({character for draft in drafts for character in draft.name + (draft.spouse or "")}))
    blank = {missing.character for missing in press.preflight({"": characters}) if missing.fallback is None}
    for draft in drafts if blank else ():
        lacking = "、".join(sorted(blank & {*draft.name, *(draft.spouse or "")}))
        if lacking:
            told = _("Row %(row)s, %(name)s: our printing fonts lack “%(characters)s”. The name is kept; it cannot be printed yet.")
            report.warnings.append(told % {"row": draft.row, "name": draft.name, "characters": lacking})
        if len(report.warnings) >= MAX_WARNINGS:
            break


class _Units:
    """The units a roster names: found under any spelling, or added."""

    def __init__(self, *, by: Any, at: datetime, county: Region, report: ImportReport) -> None:
        self._by, self._at, self._county, self._report = by, at, county, report
        self.ids = by_spelling(county)

    def settle(self, drafts: list[Draft]) -> list[Draft]:
        """The drafts that may be written, each with its unit's name as compared; those of other people's units become errors."""
        own = None if self._by is None or policies.covers_county(self._by, self._county.pk) else reach_of(self._by).organisation_ids
        new: dict[str, str] = {}
        kept = []
        for draft in drafts:
            written, draft.unit = draft.unit, normalise_name(draft.unit)
            known = self.ids.get(draft.unit)
            if own is not None and known not in own:
                draft.unit = written
                _fail(self._report, draft.row, _texts(draft), [Problem(LABELS["unit"], "unit_not_yours", {"text": written})])
                continue
            if known is None:
                new.setdefault(draft.unit, written)
            kept.append(draft)
        self._report.new_units = list(new.values())
        # Until they are added, new units are told apart by numbers that no unit has.
        self.ids.update({key: -number for number, key in enumerate(new, start=1)})
        return kept

    def add(self) -> None:
        for name in self._report.new_units:
            unit = add_organisation(by=self._by, at=self._at, county=self._county, name=name, kind=OrganisationKind.UNIT)
            self.ids[normalise_name(name)] = unit.pk


class _Writer:
    """Finds or makes the person of each draft, batch by batch."""

    def __init__(self, *, county: Region, units: dict[str, int], drafts: list[Draft], report: ImportReport, dry_run: bool) -> None:
        self._county, self._units, self._drafts, self._report, self._dry_run = county, units, drafts, report, dry_run
        self._known = Known(county, {key for draft in drafts for key in (draft.key, draft.spouse_key) if key})
        self._taken: set[int] = set()
        self._ids: dict[int, int | None] = {}  # place in the roster → the person it is; None: one that a dry run would add

    def write(self, places: list[int]) -> None:
        """One batch, inside the caller's transaction unless it is a dry run."""
        if not self._dry_run:
            # Two imports into one county take turns, so that neither adds whom the other has just added.
            Region.objects.select_for_update().get(pk=self._county.pk)
        self._known.refresh(self._taken)
        found: dict[int, int | None] = {}
        for place in places:
            try:
                found[place] = self._find(self._drafts[place])
            except CellError as error:
                label = LABELS["spouse" if error.code == "other_spouse" else "name"]
                _fail(self._report, self._drafts[place].row, _texts(self._drafts[place]), [Problem(label, error.code, error.params)])
        batch = _Batch(self._wanted(found))
        for place, pk in found.items():
            self._settle(place, self._drafts[place], pk, batch)
        if not self._dry_run:
            batch.save(self._county, self._known)
            # Whom this roster has just added is not whom another of its rows means; a dry run could not find them either.
            self._taken.update(person.pk for person in batch.new)
        self._ids.update({place: person.pk for place, person in batch.people.items()})

    def _find(self, draft: Draft) -> int | None:
        pk = self._known.find(draft, self._units[draft.unit], self._taken)
        if pk is not None:
            spouses = self._known.spouses(pk)
            if draft.spouse_key and spouses and draft.spouse_key not in spouses:
                raise CellError("other_spouse", text="、".join(sorted(spouses)))
            self._taken.add(pk)
        return pk

    def _wanted(self, found: dict[int, int | None]) -> dict[int, Person]:
        """The records the batch may change: who was found, and the partners written in earlier batches."""
        partners = (self._ids.get(self._drafts[place].partner) for place in found)
        return Person.objects.in_bulk({pk for pk in (*found.values(), *partners) if pk is not None})

    def _settle(self, place: int, draft: Draft, pk: int | None, batch: _Batch) -> None:
        organisation_id = self._units[draft.unit]
        if pk is None:
            person = self._new(draft, organisation_id)
            batch.add(person)
            batch.people[place] = person
            self._marry(draft, person, batch)
            self._report.new += 1
            return
        person = batch.people[place] = batch.records[pk]
        changed = differences(person, draft, organisation_id)
        for field, value in changed.items():
            setattr(person, field, value)
        if self._marry(draft, person, batch) or changed:
            batch.change(person)
            self._report.update += 1
        else:
            self._report.skipped += 1

    def _new(self, draft: Draft, organisation_id: int | None) -> Person:
        level, written = draft.rank or ("", "")
        return Person(
            county=self._county,
            organisation_id=organisation_id,
            **spelled(draft.name),
            gender=draft.gender or "",
            post=draft.post or "",
            rank=level,
            rank_as_written=written,
            phone=draft.phone,
            cadre_relation=draft.relation or "",
            birth_year=draft.birth_year,
            note=draft.note or "",
            source=Source.IMPORTED,
        )

    def _marry(self, draft: Draft, person: Person, batch: _Batch) -> bool:
        """Join the row's person to their spouse, who is found or added; whether anything new was joined."""
        spouses = self._known.spouses(person.pk) if person.pk else set()
        if draft.partner >= 0:
            return not spouses and self._marry_row(draft.partner, person, batch)
        if draft.spouse is None or spouses:
            return False
        pk = self._known.unmarried(draft.spouse_key, person.organisation_id)
        if pk is None:
            spouse = Person(
                county=self._county,
                organisation_id=person.organisation_id,
                **spelled(draft.spouse),
                cadre_relation=_SPOUSES_RELATION.get(draft.relation or "", CadreRelation.OTHER),
                source=Source.IMPORTED,
            )
            batch.add(spouse)
        else:
            spouse = batch.record(pk)
        self._report.spouses += 1
        batch.marry(person, spouse, self._known)
        return True

    def _marry_row(self, partner: int, person: Person, batch: _Batch) -> bool:
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


class _Batch:
    """What one transaction writes. `records`: those it found on record, by id; `people`: the person of each place in the roster."""

    def __init__(self, records: dict[int, Person]) -> None:
        self.records = records
        self.people: dict[int, Person] = {}
        self.new: list[Person] = []
        self._changed: dict[int, Person] = {}
        self._couples: list[tuple[Person, Person]] = []

    def record(self, pk: int) -> Person:
        if pk not in self.records:
            self.records[pk] = Person.objects.get(pk=pk)
        return self.records[pk]

    def add(self, person: Person) -> None:
        self.new.append(person)

    def change(self, person: Person) -> None:
        if person.pk not in self._changed:
            person.revision += 1
            self._changed[person.pk] = person

    def marry(self, one: Person, other: Person, known: Known) -> None:
        self._couples.append((one, other))
        if one.pk and other.pk:
            known.marry(one.pk, other.pk)
        for person in (one, other):
            if person.pk:
                self.change(person)

    def save(self, county: Region, known: Known) -> None:
        homeless = [(one, other) for one, other in self._couples if not (one.household_id or other.household_id)]
        made = Household.objects.bulk_create([Household(county=county) for _ in homeless])
        for (one, other), household in zip(homeless, made, strict=True):
            one.household_id = other.household_id = household.pk
        for one, other in self._couples:
            one.household_id = other.household_id = one.household_id or other.household_id
        fresh = {id(person) for person in self.new}
        Person.objects.bulk_create(self.new)
        for person in self._changed.values():
            for field, value in spelled(person.name).items():
                setattr(person, field, value)
        Person.objects.bulk_create(self._changed.values(), update_conflicts=True, unique_fields=["id"], update_fields=_UPDATED)
        relations = []
        for one, other in self._couples:
            if id(one) in fresh or id(other) in fresh:
                known.name(one.pk, one.name_key)
                known.name(other.pk, other.name_key)
                known.marry(one.pk, other.pk)
            first, second = sorted((one, other), key=lambda person: person.pk)
            relations.append(Relation(county=county, person=first, to=second, kind=RelationKind.SPOUSE))
        Relation.objects.bulk_create(relations, ignore_conflicts=True)
