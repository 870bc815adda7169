"""One person at a time: added, edited, gone and back, and the showing of a telephone number."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if, stated
from jiafeng.common.text import normalise_name, normalise_phone, tidy
from jiafeng.ground.people import policies
from jiafeng.ground.people.actions.columns import contradictions, parse_id_number, parse_name, parse_rank, reason, told_by
from jiafeng.ground.people.actions.names import chosen_reading, renamed, spelled
from jiafeng.ground.people.models import Person, PersonQuerySet, Source
from jiafeng.ground.records.actions import lock, log, put, refuse_stale
from jiafeng.ground.units.models import Organisation, Region
from jiafeng.library.calendars import local_day
from jiafeng.library.sheets import CellError


@transaction.atomic
def add_person(
    *,
    by: Any,
    at: datetime,
    county: Region,
    name: str,
    organisation: Organisation | None,
    key: uuid.UUID | None = None,
    gender: str = "",
    cadre_relation: str = "",
    post: str = "",
    rank_as_written: str = "",
    phone: str = "",
    id_number: str = "",
    birth_year: int | None = None,
    note: str = "",
    reading: str = "",
    source: Source = Source.ENTERED,
) -> Person:
    """Add somebody to the list; the same `key` again returns the first. Refused where they stand there already.

    by: who adds, or None for the person themself, whom another room lets in by an action of its own. The level follows from the rank.
    """
    if by is not None:
        refuse_if(policies.may_add_to(by, county.pk, organisation))
    standing = Person.objects.filter(key=key).first() if key else None
    if standing is not None:
        return standing
    person = Person(county=county, organisation=organisation, source=source, key=key, added_on=local_day(at))
    _fill(person, name=name, gender=gender, cadre_relation=cadre_relation, post=post, birth_year=birth_year, note=note, reading=reading)
    person.rank, person.rank_as_written = level_of(rank_as_written)
    person.phone = normalise_phone(phone)
    _identify(person, id_number)
    lock(county)  # two that add the same person take turns
    _refuse_double(person)
    return put(person, by=by, at=at, verb="people.person.add", county_code=county.code)


@transaction.atomic
def edit_person(
    *,
    by: Any,
    at: datetime,
    person: Person,
    revision: int,
    name: str,
    organisation: Organisation | None,
    gender: str = "",
    cadre_relation: str = "",
    post: str = "",
    rank_as_written: str = "",
    phone: str | None = None,
    id_number: str | None = None,
    birth_year: int | None = None,
    note: str = "",
    reading: str | None = None,
) -> Person:
    """Change what is on record; None keeps a telephone or identity number, and the reading of a name that stays the same. Refused when somebody else changed the person since `revision`."""
    locked = lock(person, "organisation__county")
    refuse_if(policies.may_edit(by, locked))
    refuse_stale(locked, revision)
    if organisation != locked.organisation:
        refuse_if(policies.may_add_to(by, locked.county_id, organisation))
    before = _facts(locked)
    locked.organisation = organisation
    _fill(locked, name=name, gender=gender, cadre_relation=cadre_relation, post=post, birth_year=birth_year, note=note, reading=reading)
    if tidy(rank_as_written) != locked.rank_as_written:
        locked.rank, locked.rank_as_written = level_of(rank_as_written)
    if phone is not None:
        locked.phone = normalise_phone(phone)
    _identify(locked, locked.id_number if id_number is None else id_number)
    after = _facts(locked)
    changed = [field for field in before if before[field] != after[field]]
    if {"name", "organisation", "phone", "id_number"} & set(changed):
        _refuse_double(locked)
    return put(locked, by=by, at=at, verb="people.person.edit", changed=changed)


@transaction.atomic
def leave_list(*, by: Any, at: datetime, person: Person, reason: str) -> Person:
    """Take somebody off the list (moved away, retired, died). What they did stays on record."""
    locked = lock(person, "organisation__county")
    refuse_if(policies.may_edit(by, locked))
    reason = stated(reason, _("Say why the person leaves the list (moved, retired, left the unit)."))
    if locked.left_at is None:
        locked.left_at = at
        put(locked, by=by, at=at, verb="people.person.leave", reason=reason)
    return locked


@transaction.atomic
def return_to_list(*, by: Any, at: datetime, person: Person) -> Person:
    """Put somebody back on the list."""
    locked = lock(person, "organisation__county")
    refuse_if(policies.may_edit(by, locked))
    if locked.left_at is not None:
        locked.left_at = None
        put(locked, by=by, at=at, verb="people.person.return")
    return locked


@transaction.atomic
def reveal_phone(*, by: Any, at: datetime, person: Person, reason: str) -> str:
    """The whole telephone number, for the reason given, which is logged."""
    refuse_if(policies.may_reveal_phone(by, person))
    _log_reveal(by=by, at=at, person=person, why=reason, field="phone")
    return str(person.phone)


@transaction.atomic
def reveal_id_number(*, by: Any, at: datetime, person: Person, reason: str) -> str:
    """The whole identity number, for the reason given, which is logged."""
    refuse_if(policies.may_reveal_id_number(by, person))
    _log_reveal(by=by, at=at, person=person, why=reason, field="id_number")
    return str(person.id_number)


@transaction.atomic
def note_denial(*, by: Any, at: datetime, person: Person, wanted: str, sentence: str) -> None:
    """Note that somebody was refused what they asked to see of a person."""
    log(by=by, at=at, verb="people.access.deny", target=person, reason=sentence, fields=[wanted])


def _log_reveal(*, by: Any, at: datetime, person: Person, why: str, field: str) -> None:
    why = stated(why, _("Say what you need the number for."), least=2)
    log(by=by, at=at, verb=f"people.{field}.reveal", target=person, reason=why, fields=[field])


def _fill(
    person: Person, *, name: str, gender: str, cadre_relation: str, post: str, birth_year: int | None, note: str, reading: str | None
) -> None:  # fmt: skip
    try:
        written = parse_name(name)
    except CellError as error:
        raise Refused(reason(error.code, error.params), field="name") from None
    # The form shows the reading of the name before: sent along unchanged with another name, it was nobody's choice.
    kept = reading is None or (reading == person.reading and normalise_name(written) != person.name_key)
    fields = renamed(person, written) if kept else spelled(written, chosen_reading(written, reading or ""))
    for field, value in fields.items():
        setattr(person, field, value)
    person.gender, person.cadre_relation, person.birth_year = gender, cadre_relation, birth_year
    person.post, person.note = tidy(post), tidy(note)


def _identify(person: Person, id_number: str) -> None:
    """Take an identity number in; what it says of birth and gender fills a blank, and contradicts nothing."""
    try:
        number = parse_id_number(id_number) if tidy(id_number) else None
    except CellError as error:
        raise Refused(reason(error.code, error.params), field="id_number") from None
    person.id_number = number or ""
    if number is None:
        return
    if contradictions({"id_number": number, "birth_year": person.birth_year, "gender": person.gender or None}):
        raise Refused(_("The identity number says another year of birth or gender. Correct whichever is wrong."), field="id_number")
    person.birth_year, person.gender = told_by(number)


def level_of(rank_as_written: str) -> tuple[str, str]:
    """(level, rank as written); refused where it is no rank."""
    if not tidy(rank_as_written):
        return "", ""
    try:
        return parse_rank(rank_as_written) or ("", "")
    except CellError as error:
        raise Refused(reason(error.code, error.params), field="rank_as_written") from None


def _facts(person: Person) -> dict[str, Any]:
    fields = ("name", "gender", "cadre_relation", "post", "rank_as_written", "phone", "id_number", "birth_year", "note", "reading")
    return {**{field: getattr(person, field) for field in fields}, "organisation": person.organisation_id}


def _refuse_double(person: Person) -> None:
    """Namesakes of one unit are told apart by the telephone, else by the year of birth."""
    alike: PersonQuerySet = Person.objects.filter(
        county_id=person.county_id, organisation=person.organisation, name_key=normalise_name(person.name), phone=person.phone
    ).exclude(pk=person.pk)
    if person.id_number and Person.objects.filter(county_id=person.county_id, id_number=person.id_number).exclude(pk=person.pk).exists():
        raise Refused(_("Somebody with this identity number is already on the list. Open that entry."), field="id_number")
    if person.phone and alike.exists():
        raise Refused(_("This person is already on the list, with the same unit and telephone. Open that entry."), field="name")
    if not person.phone and any(not (other.birth_year and person.birth_year) or other.birth_year == person.birth_year for other in alike):
        raise Refused(
            _("Somebody of this name is already on the unit's list. Give the telephone, or both years of birth, to tell them apart."),
            field="name",
        )
