"""Import of a roster: read and checked whole, then written in batches, each of which may be repeated without harm."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from datetime import datetime
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from jiafeng.common import sealing
from jiafeng.common.heaps import settled
from jiafeng.common.refusals import refuse_if
from jiafeng.common.scoping import reach_of
from jiafeng.common.text import normalise_name
from jiafeng.ground.people import policies
from jiafeng.ground.people.actions.columns import COLUMNS, FIRST_YEAR, LABELS, contradictions, told_by
from jiafeng.ground.people.actions.matching import Draft, pair_up
from jiafeng.ground.people.actions.report import ImportReport
from jiafeng.ground.people.actions.writing import Writer
from jiafeng.ground.people.models import Person
from jiafeng.ground.people.queries import unprintable
from jiafeng.ground.records.actions import log
from jiafeng.ground.units.actions import add_organisation
from jiafeng.ground.units.models import OrganisationKind, Region
from jiafeng.ground.units.queries import by_spelling
from jiafeng.library.calendars import local_day
from jiafeng.library.sheets import Broken, Problem, Row, Table, read_table
from jiafeng.library.sheets.sentences import sentence

BATCH = 2_000
MAX_NEW_UNITS = 300
MAX_WARNINGS = 50

Progress = Callable[[int, int], None]


@settled()
def import_people(
    *,
    by: Any,
    at: datetime,
    county: Region,
    path: str | os.PathLike[str],
    dry_run: bool,
    answers: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Read a roster (xlsx, xls, ods, CSV) of at most `settings.IMPORT_ROWS` rows and add or update the county's people by it; `dry_run` only says what would happen.

    by: who imports, or None for the machine's own operator; a unit's coordinator imports only into the own unit. Nothing is written before
    the whole file was read. Rows with errors are left out and told; the others are written in batches, each in a transaction of
    its own. An import that is broken off is repeated: what is on record already is found again and changes nothing. Units that the county
    does not know yet are added. A blank cell never erases what is on record. Another unit, post or rank than the one on record is a new post from the day
    of the import on, and the one before is kept; what the same day brought in is corrected.

    A row whose name and unit somebody on record has with another telephone is a question: `answers` says, by the row's number as text or for
    the `rest`, "same", "other" or the id of the person meant. A dry run tells the questions that are not answered; an import leaves those rows out.
    """
    if by is not None:
        refuse_if(policies.may_import(by, county.pk))
    report = ImportReport()
    with read_table(path, COLUMNS, max_rows=settings.IMPORT_ROWS) as table:
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
    writer = Writer(
        county=county, units=units.ids, drafts=drafts, report=report, today=local_day(at), dry_run=dry_run, answers=answers or {}
    )
    numbered = iter(range(len(drafts)))
    while batch := list(islice(numbered, BATCH)):
        # A dry run holds up nobody else's writing.
        with nullcontext() if dry_run else transaction.atomic():
            writer.write(batch)
        if progress:
            progress(batch[-1] + 1, len(drafts))
    _show_candidates(report)
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
    for row in table:
        report.rows += 1
        for note in row.notes:
            report.note(row.number, note)
        problems = [*row.problems, *contradictions(row.values)]
        if (row.values.get("birth_year") or 0) > at.year:
            problems.append(Problem(LABELS["birth_year"], "not_a_birth_year", {"first": FIRST_YEAR}))
        if problems:
            report.fail(row.number, row.texts, problems)
            continue
        draft = _draft(row)
        first = seen.setdefault((draft.key, draft.unit, draft.phone), row.number)
        if first != row.number:
            report.fail(row.number, row.texts, [Problem(LABELS["name"], "duplicate", {"row": first})])
            continue
        drafts.append(draft)
    report.end_notes(table.hidden)
    return drafts


def _draft(row: Row) -> Draft:
    values = row.values
    name, spouse = values["name"], values.get("spouse")
    key = normalise_name(name)
    phone, id_number = values.get("phone") or "", values.get("id_number") or ""
    born, gender = told_by(id_number) if id_number else (None, None)
    return Draft(
        row=row.number,
        name=name,
        key=name if key == name else key,  # of most names one text is kept, not two
        unit=values["unit"],
        gender=values.get("gender") or gender,
        post=values.get("post"),
        rank=values.get("rank"),
        phone=phone,
        relation=values.get("cadre_relation"),
        spouse=spouse,
        spouse_key=normalise_name(spouse) if spouse else "",
        birth_year=values.get("birth_year") or born,
        note=values.get("note"),
        id_number=id_number,
        phone_digest=sealing.digest(phone, "people.person.phone"),
        id_digest=sealing.digest(id_number, "people.person.id_number"),
    )


def _show_candidates(report: ImportReport) -> None:
    """What tells those apart of whom is asked."""
    people = Person.objects.in_bulk({pk for question in report.questions for pk in question.people})
    for question in report.questions:
        question.candidates = [(pk, people[pk].masked_phone, people[pk].post) for pk in question.people]


def _warn_of_glyphs(drafts: list[Draft], report: ImportReport) -> None:
    """Names that our printing fonts cannot set, told now and not when the cards are at the printer's."""
    blank = set(unprintable("".join({character for draft in drafts for character in draft.name + (draft.spouse or "")})))
    lacking_names = 0
    for draft in drafts if blank else ():
        lacking = "、".join(sorted(blank & {*draft.name, *(draft.spouse or "")}))
        if lacking:
            told = _("Row %(row)s, %(name)s: our printing fonts lack “%(characters)s”. The name is kept; it cannot be printed yet.")
            report.warnings.append(told % {"row": draft.row, "name": draft.name, "characters": lacking})
            lacking_names += 1
        if lacking_names >= MAX_WARNINGS:
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
                self._report.fail(draft.row, draft.texts(), [Problem(LABELS["unit"], "unit_not_yours", {"text": written})])
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
