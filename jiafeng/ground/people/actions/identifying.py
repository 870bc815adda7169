"""Who is meant by a name, a unit and a telephone number given at a door, on a sheet or on somebody's own phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused
from jiafeng.common.text import normalise_name
from jiafeng.ground.people.actions.names import spelled
from jiafeng.ground.people.models import Person, Source
from jiafeng.ground.records.actions import log
from jiafeng.ground.units.models import Organisation, Region
from jiafeng.library.calendars import local_day


@dataclass(frozen=True)
class Identity:
    """The person meant, where that is certain; else those whom somebody who knows the people should look at."""

    person: Person | None
    candidates: list[Person]


def identify(*, county: Region, name: str, organisation: Organisation | None, phone: str) -> Identity:
    """Certain: the same name and telephone; or the only one of that name in the unit, where no telephone says otherwise.

    Everybody else of that name in the county is a candidate, the same unit first.
    """
    alike = list(
        Person.objects.present().filter(county=county, name_key=normalise_name(name)).select_related("organisation").order_by("pk")
    )
    unit = organisation.pk if organisation else None
    alike.sort(key=lambda person: person.organisation_id != unit)
    if phone:
        called = [person for person in alike if person.phone == phone]
        if called:
            return Identity(called[0], [])
    here = [person for person in alike if person.organisation_id == unit and unit is not None]
    if len(here) == 1 and not (phone and here[0].phone):
        return Identity(here[0], [])
    return Identity(None, alike)


@transaction.atomic
def note_person(
    *, by: Any, at: datetime, county: Region, name: str, organisation: Organisation | None, phone: str, key: UUID, **facts: Any
) -> Person:
    """Put somebody new on the list by what was given: by staff, or with `by=None` by the person, whose word is then marked as such.

    `key` is that of the form, so that a form sent twice notes one person; two forms at once with one name, unit and telephone likewise.
    """
    fields = {"county": county, "organisation": organisation, "phone": phone}
    if len(normalise_name(name)) < 2:
        raise Refused(_("Give the whole name, surname and given name."), field="name")
    source = Source.ENTERED if by else Source.SELF
    person = Person(**fields, **spelled(name), key=key, source=source, added_on=local_day(at), **facts)
    Person.objects.bulk_create([person], ignore_conflicts=True)
    noted = Person.objects.filter(key=key).first()
    if noted is None:
        return Person.objects.get(**fields, name_key=normalise_name(name))
    log(by=by, at=at, verb="people.person.note", target=noted, summary=noted.name if by else "", county_code=county.code)
    return noted
