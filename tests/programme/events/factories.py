"""A county with its people, made by the same actions that users call."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image

from jiafeng.ground.accounts.actions import add_user, give_role
from jiafeng.ground.accounts.models import Role, User
from jiafeng.ground.people.actions.names import spelled
from jiafeng.ground.people.models import Person
from jiafeng.ground.records.actions import add_evidence
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.units.actions import add_organisation, add_region, set_up_county
from jiafeng.ground.units.models import Organisation, OrganisationKind, Region, RegionLevel
from jiafeng.library.calendars import SHANGHAI
from jiafeng.programme.events import actions
from jiafeng.programme.events.models import Event, EventKind
from tests.factories import with_second_factor

NOW = datetime(2026, 3, 6, 14, 0, tzinfo=SHANGHAI)
_numbers = count(1)


@dataclass
class Place:
    """A county: its Federation and commission, two units, and one user for each role."""

    county: Region
    federation: Organisation
    commission: Organisation
    water: Organisation
    school: Organisation
    users: dict[str, User] = field(default_factory=dict)

    @property
    def staff(self) -> User:
        return self.users[Role.COUNTY_STAFF]


def user(role: Role, organisation: Organisation) -> User:
    name = f"示例{role}{next(_numbers)}"
    made = add_user(by=None, at=NOW, county_code=organisation.county.code, username=name, name=name, password="", check_password=False)
    give_role(by=None, at=NOW, user=made, organisation=organisation, role=role, since=date(2020, 1, 1))
    return with_second_factor(made)


def place(code: str = "990101", domain: str | None = None) -> Place:
    county = add_region(by=None, at=NOW, code=code, name=f"示例县{code}", level=RegionLevel.COUNTY)
    set_up_county(by=None, at=NOW, county=county, site_name="示例清风", tagline="示例", domain=domain)

    def unit(name: str, kind: OrganisationKind) -> Organisation:
        return add_organisation(by=None, at=NOW, county=county, name=name, kind=kind)

    made = Place(
        county,
        unit("示例县妇联", OrganisationKind.FEDERATION),
        unit("示例县纪委", OrganisationKind.COMMISSION),
        unit("示例县水务局", OrganisationKind.UNIT),
        unit("示例小学", OrganisationKind.SCHOOL),
    )
    seats = {Role.UNIT_COORDINATOR: made.water, Role.VOLUNTEER: made.water, Role.PARTNER_STAFF: made.commission}
    made.users = {role: user(role, seats.get(role, made.federation)) for role in Role if role != Role.ADMINISTRATOR}
    return made


def person(at: Place, name: str = "", organisation: Organisation | None = None, **fields: Any) -> Person:
    number = next(_numbers)
    name = name or f"示例人{number}"
    return Person.objects.create(
        county=at.county,
        organisation=organisation or at.water,
        **spelled(name),
        phone=fields.pop("phone", f"138{number:08d}"),
        **fields,
    )


def evidence(at: Place, colour: str = "green") -> Evidence:
    with TemporaryDirectory() as folder:
        photograph = Path(folder) / "photograph.png"
        Image.new("RGB", (64, 48), colour).save(photograph)
        return add_evidence(by=at.staff, at=NOW, county_code=at.county.code, file=photograph, name="示例.png")


def event(at: Place, *, organisation: Organisation | None = None, opened: bool = True, **fields: Any) -> Event:
    """A symposium that begins in an hour, announced unless told otherwise."""
    facts = {
        "kind": EventKind.SYMPOSIUM,
        "title": f"示例座谈会{next(_numbers)}",
        "starts_at": NOW + timedelta(hours=1),
        "ends_at": NOW + timedelta(hours=3),
        "place": "示例会议室",
    }
    made = actions.create_event(by=at.staff, at=NOW, organisation=organisation or at.federation, **{**facts, **fields})
    return actions.open_event(by=at.staff, at=NOW, event=made) if opened else made
