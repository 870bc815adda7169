from dataclasses import dataclass

import pytest
from django.test import Client

from jiafeng.ground.accounts.models import Role, User
from jiafeng.ground.people.actions import add_person
from jiafeng.ground.people.models import Person
from tests.factories import AT, County, make_county, make_user, signed_in


@dataclass
class Scene:
    """A county whose school has one cadre with a number on record."""

    county: County
    staff: User
    coordinator: User
    person: Person
    client: Client

    def add(self, name: str, **facts: object) -> Person:
        facts = {"organisation": self.county.school, **facts}
        return add_person(by=self.staff, at=AT, county=self.county.region, name=name, **facts)

    def as_(self, role: Role, organisation: object = None) -> Client:
        return signed_in(make_user(role, organisation or self.county.school))


@pytest.fixture
def scene(db: None) -> Scene:
    county = make_county()
    staff = make_user(Role.COUNTY_STAFF, county.federation, name="示例杨")
    person = add_person(
        by=staff, at=AT, county=county.region, name="示例甲", organisation=county.school, phone="13800001234", post="校长",
        rank_as_written="正科级", cadre_relation="self", birth_year=1980,
    )  # fmt: skip
    return Scene(county, staff, make_user(Role.UNIT_COORDINATOR, county.school), person, signed_in(staff))
