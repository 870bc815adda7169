"""Lists by criteria: who is meant, and as of which day."""

from datetime import date
from typing import Any

import pytest

from jiafeng.common.refusals import Refused
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.people.actions import add_relative, edit_list, make_list
from jiafeng.ground.people.models import CadreRelation, Household, Person, Posting, RelationKind, SavedList
from jiafeng.ground.people.queries import matching, parse_criteria, saved_lists
from tests.factories import AT, make_county, make_user
from tests.ground.people.conftest import Scene
from tests.ground.people.factories import make_unit

TODAY = date(2026, 3, 2)
SPOUSES = {"relations": ["spouse"], "ranks": ["section_chief", "section_deputy"]}


def names(scene: Scene, criteria: dict[str, Any], on: date = TODAY) -> set[str]:
    return set(matching(criteria, scene.county.region, on).values_list("name", flat=True))


def test_spouses_of_section_level_cadres_are_found_by_the_relation(scene: Scene) -> None:
    add_relative(by=scene.staff, at=AT, person=scene.person, kind=RelationKind.SPOUSE, name="示例妻")
    clerk = scene.add("示例丙", rank_as_written="科员", cadre_relation="self")
    add_relative(by=scene.staff, at=AT, person=clerk, kind=RelationKind.SPOUSE, name="示例丁")
    assert names(scene, SPOUSES) == {"示例妻"}
    assert names(scene, {"relations": ["spouse"]}) == {"示例妻", "示例丁"}


def test_a_cadre_married_to_a_cadre_is_a_spouse_too(scene: Scene) -> None:
    scene.add("示例乙", phone="13800000002", cadre_relation="self", rank_as_written="科员")
    add_relative(by=scene.staff, at=AT, person=scene.person, kind=RelationKind.SPOUSE, name="示例乙")
    assert names(scene, SPOUSES) == {"示例乙"}


def test_family_is_found_by_the_household_where_the_roster_gives_no_relation(scene: Scene) -> None:
    household = Household.objects.create(county=scene.county.region)
    wife, child = scene.add("示例妻", cadre_relation="spouse"), scene.add("示例小", cadre_relation="child")
    Person.objects.filter(pk__in=[scene.person.pk, wife.pk, child.pk]).update(household=household)
    assert names(scene, SPOUSES) == {"示例妻"}
    assert names(scene, {**SPOUSES, "relations": ["child"]}) == {"示例小"}


@pytest.mark.parametrize(("day", "found"), [(date(2015, 6, 1), set()), (date(2019, 12, 31), {"示例妻"}), (date(2020, 1, 1), set())])
def test_the_rank_is_that_of_the_day(scene: Scene, day: date, found: set[str]) -> None:
    add_relative(by=scene.staff, at=AT, person=scene.person, kind=RelationKind.SPOUSE, name="示例妻")
    Person.objects.filter(pk=scene.person.pk).update(posted_on=date(2020, 1, 1), rank="county_deputy")
    Posting.objects.create(person=scene.person, since=date(2016, 1, 1), until=date(2020, 1, 1), rank="section_chief")
    Posting.objects.create(person=scene.person, until=date(2016, 1, 1), rank="staff")
    assert names(scene, SPOUSES, day) == found
    assert names(scene, {**SPOUSES, "day": day.isoformat()}) == found


def test_units_are_taken_with_all_below_them(scene: Scene) -> None:
    below = make_unit(scene.county.region, "示例小学", parent=scene.county.school)
    scene.add("示例丙", organisation=below)
    scene.add("示例丁", organisation=scene.county.water)
    assert names(scene, {"units": [scene.county.school.pk]}) == {"示例甲", "示例丙"}
    assert names(scene, {"unit_kinds": ["township"]}) == set()


def test_gender_and_age_narrow_the_list(scene: Scene) -> None:
    scene.add("示例丙", gender="female", birth_year=1990)
    assert names(scene, {"gender": "female", "age_from": 36, "age_until": 36}) == {"示例丙"}
    assert names(scene, {"age_from": 37}) == {"示例甲"}


@pytest.mark.parametrize(
    "hostile",
    [
        None, [], "relations", {"sql": "1=1"}, {"relations": "spouse"}, {"relations": ["wife"]}, {"relations": [{}]}, {"ranks": [1]},
        {"units": [True]}, {"units": [2**70]}, {"units": [-1]}, {"units": ["1"]}, {"units": [999_999]}, {"units": list(range(1, 9_999))},
        {"age_from": "30"}, {"age_from": -1}, {"age_from": 50, "age_until": 40}, {"gender": ["female"]}, {"gender": {}}, {"day": "2026-02-30"},
        {"day": 5}, {"day": "0001-01-01"},
    ],
)  # fmt: skip
def test_hostile_criteria_are_refused_with_a_sentence(scene: Scene, hostile: Any) -> None:
    with pytest.raises(Refused):
        parse_criteria(hostile, scene.county.region)


def test_units_of_another_county_are_refused(scene: Scene) -> None:
    with pytest.raises(Refused, match="本县"):
        parse_criteria({"units": [make_county("990302", "示例乙县").school.pk]}, scene.county.region)


def test_a_list_is_made_once_edited_and_used_by_coordinators(scene: Scene) -> None:
    saved = make_list(by=scene.staff, at=AT, county=scene.county.region, title="科级领导干部配偶", criteria=SPOUSES)
    with pytest.raises(Refused):
        make_list(by=scene.staff, at=AT, county=scene.county.region, title="科级领导干部配偶", criteria={})
    with pytest.raises(Refused):
        make_list(by=scene.coordinator, at=AT, county=scene.county.region, title="示例", criteria={})
    edit_list(by=scene.staff, at=AT, saved=saved, revision=1, title="正科级领导干部配偶", criteria={**SPOUSES, "ranks": ["section_chief"]})
    with pytest.raises(Refused, match="示例杨"):
        edit_list(by=scene.staff, at=AT, saved=saved, revision=1, title="示例", criteria={})
    assert SavedList.objects.get().criteria == {"relations": [CadreRelation.SPOUSE], "ranks": ["section_chief"]}
    assert list(saved_lists(scene.coordinator)) == [saved]
    assert list(saved_lists(make_user(Role.VOLUNTEER, scene.county.school))) == []
    assert list(saved_lists(make_user(Role.COUNTY_STAFF, make_county("990302", "示例乙县").federation))) == []
