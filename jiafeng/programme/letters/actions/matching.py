"""Whose picture it is: by the code on the printed sheet, by the roster, or by the file's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid5

from django.utils.translation import gettext as _

from jiafeng.common.refusals import Refused
from jiafeng.common.text import normalise_name, tidy, tidy_lines, tidy_name
from jiafeng.common.tokens import digest
from jiafeng.ground.people.actions.identifying import identify, note_person
from jiafeng.ground.people.models import CadreRelation, Person
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.units.models import Organisation, Region
from jiafeng.ground.units.queries import by_spelling
from jiafeng.library.sheets import Broken, Column, Row, Table
from jiafeng.library.sheets.sentences import cell_sentence
from jiafeng.library.sheets.sentences import sentence as refusal_sentence
from jiafeng.programme.letters.actions.inks import sheets_in
from jiafeng.programme.letters.models import IntakeItem, MessageDrive, MessageLink

_BETWEEN = re.compile(r"[\s_+,，、.·()（）\[\]【】-]+|[—－–]+")
_COUNTER = re.compile(r"^(?:IMG|DSC|微信图片|照片|寄语|扫描)?\d*$", re.IGNORECASE)

_RELATIONS = {normalise_name(word): value for value, words in {
    CadreRelation.SPOUSE: ("配偶", "妻子", "丈夫", "爱人", "妻", "夫", "spouse"),
    CadreRelation.CHILD: ("子女", "儿子", "女儿", "孩子", "child"),
    CadreRelation.PARENT: ("父母", "父亲", "母亲", "parent"),
    CadreRelation.SELF: ("本人", "self"),
    CadreRelation.OTHER: ("其他", "亲属", "other"),
}.items() for word in words}  # fmt: skip

COLUMNS = (
    Column("name", "姓名", ("名字", "作者", "家属姓名", "name"), required=True, parse=tidy_name),
    Column("unit", "单位", ("工作单位", "所在单位", "unit"), parse=tidy),
    Column("cadre", "干部姓名", ("干部", "收寄语人", "cadre"), parse=tidy_name),
    Column("relation", "关系", ("与干部关系", "relation"), parse=tidy),
    Column("guardian", "监护人", ("家长", "guardian"), parse=tidy_name),
    Column("text", "寄语", ("寄语内容", "内容", "message"), parse=tidy_lines),
    Column("photo", "照片", ("照片文件", "图片", "文件名", "photo"), parse=tidy),
)
"""The roster that comes with a folder of pictures; only the name must be there."""


@dataclass(frozen=True)
class Clue:
    """One row of the roster: who, and either the name of their picture or their words."""

    row: int
    name: str
    unit: str = ""
    cadre: str = ""
    relation: str = ""
    guardian: str = ""
    text: str = ""
    photo: str = ""

    @property
    def photo_key(self) -> str:
        return Path(self.photo).stem.casefold()

    @property
    def facts(self) -> dict[str, str]:
        given = {"name": self.name, "unit": self.unit, "cadre": self.cadre, "guardian": self.guardian}
        given["relation"] = str(_RELATIONS.get(normalise_name(self.relation), ""))
        return {key: value for key, value in given.items() if value}


@dataclass(frozen=True)
class Match:
    """The person, and how they were found; or the sentence that says why nobody is certain."""

    person: Person | None = None
    found_by: str = ""
    reason: str = ""
    candidates: list[Person] = field(default_factory=list)


def read_clues(table: Table) -> tuple[list[Clue], list[tuple[int, str]]]:
    """The rows of a roster that can be used, and what is to be said of rows, such as why one cannot. Raises Refused where there is no roster."""
    if table.refused is not None:
        raise Refused(
            _("The roster cannot be read as a table. It needs at least the column 姓名; save it as xlsx and choose it again."),
            field="roster",
        )
    clues, notes = [], []
    for row in _rows(table):
        clue = _clue(row)
        said = [f"{each.column}：{cell_sentence(each)}" for each in (*row.problems, *row.notes) if each.code != "required"]
        notes += [(row.number, each) for each in said]
        if any(each.code != "required" for each in row.problems):
            continue  # a number without its last digits is nobody's
        if not clue.name:
            notes.append((row.number, _("There is no name in this row.")))
        elif not clue.text and not clue.photo:
            notes.append((row.number, _("%(name)s: neither words nor the name of a picture.") % {"name": clue.name}))
        else:
            clues.append(clue)
    return clues, notes


def _rows(table: Table) -> Iterator[Row]:
    try:
        yield from table
    except Broken as broken:
        raise Refused(refusal_sentence(broken.refusal), field="roster") from broken


def _clue(row: Row) -> Clue:
    return Clue(row.number, **{name: value or "" for name, value in row.values.items()})


def link_in(evidence: Evidence | None, drive: MessageDrive) -> Person | None:
    """The person whose sheet was photographed, by the code that was printed on it for this drive."""
    if evidence is None:
        return None
    tokens = [sheet.token for sheet in sheets_in(evidence)]
    link = (
        MessageLink.objects.filter(drive=drive, digest__in=[digest(token) for token in tokens])
        .select_related("person__organisation")
        .first()
    )
    return link.person if link else None


def find_person(*, by: Any, at: datetime, county: Region, item: IntakeItem) -> Match:
    """By the roster's row, where there is one, else by the file's name. A roster's name and unit that nobody bears yet are noted as a new person."""
    if item.given.get("name"):
        return _by_roster(by=by, at=at, county=county, item=item)
    for name, unit in _readings(item.name, by_spelling(county)):
        known = identify(county=county, name=name, organisation=Organisation.objects.filter(pk=unit).first(), phone="")
        alike = [known.person] if known.person else known.candidates
        if len(alike) == 1 and (known.person or unit is None):
            return Match(alike[0], "file")
        if alike:
            return Match(reason=_("Several people are called %(name)s. Choose the right one.") % {"name": name}, candidates=alike)
    return Match(reason=_("The file's name names nobody on the list."))


def _by_roster(*, by: Any, at: datetime, county: Region, item: IntakeItem) -> Match:
    name, spelled = item.given["name"], item.given.get("unit", "")
    pk = by_spelling(county).get(normalise_name(spelled)) if spelled else None
    if spelled and pk is None:
        return Match(reason=_("The unit “%(unit)s” is not known. Choose the person, or add the unit first.") % {"unit": spelled})
    unit = Organisation.objects.filter(pk=pk).first()
    known = identify(county=county, name=name, organisation=unit, phone="")
    if known.person:
        return Match(known.person, "roster")
    here = [person for person in known.candidates if unit is None or person.organisation_id == unit.pk]
    if len(here) == 1 and unit is None:
        return Match(here[0], "roster")
    if here:
        return Match(reason=_("Several people are called %(name)s. Choose the right one.") % {"name": name}, candidates=here)
    if unit is None:
        return Match(reason=_("%(name)s is not on the list, and the roster names no unit.") % {"name": name}, candidates=known.candidates)
    try:
        key = uuid5(item.intake_id, f"person {item.number}")
        return Match(note_person(by=by, at=at, county=county, name=name, organisation=unit, phone="", key=key), "roster")
    except Refused as refused:
        return Match(reason=str(refused))


def _readings(file: str, units: dict[str, int]) -> Iterator[tuple[str, int | None]]:
    """(name, unit) as a file may be called: 王芳, 县水务局-王芳, 县水务局王芳, 03_王芳."""
    stem = Path(file.replace("\\", "/")).stem
    parts = [part for part in _BETWEEN.split(stem) if part and not _COUNTER.match(part)]
    parts = [re.sub(r"^\d+|\d+$", "", part) for part in parts]
    unit = next((units[normalise_name(part)] for part in parts if normalise_name(part) in units), None)
    folder = Path(file.replace("\\", "/")).parent.name
    if unit is None and folder:
        unit = units.get(normalise_name(folder))
    for part in reversed(parts):
        key = normalise_name(part)
        if key in units:
            continue
        glued = max((spelling for spelling in units if spelling and key.startswith(spelling)), key=len, default="")
        if glued:
            yield key[len(glued) :], units[glued]
        yield part, unit
