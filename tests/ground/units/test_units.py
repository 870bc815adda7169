import datetime as dt

import pytest
from django.urls import reverse

from jiafeng.common.refusals import Refused
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.units import actions
from jiafeng.ground.units.models import Organisation, OrganisationKind, Region, RegionLevel
from jiafeng.ground.units.queries import by_spelling, profile_for_host
from tests.factories import AT, County, make_county, make_user, signed_in


@pytest.fixture
def county(db: None) -> County:
    return make_county()


def test_a_region_is_added_once_under_its_official_code(county: County) -> None:
    for _ in range(2):
        actions.add_region(by=None, at=AT, code="990301001", name="示例镇", level=RegionLevel.TOWNSHIP, parent=county.region)
    town = Region.objects.get(code="990301001")
    assert town.is_child_of(county.region)


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "1234567890123"])
def test_a_code_that_is_none_is_refused(db: None, code: str) -> None:
    with pytest.raises(Refused, match="6、9 或 12"):
        actions.add_region(by=None, at=AT, code=code, name="示例", level=RegionLevel.COUNTY)


def test_staff_add_a_unit_and_a_spelling_by_which_rosters_find_it(county: County) -> None:
    client = signed_in(make_user(Role.COUNTY_STAFF, county.federation))
    client.post(reverse("units:new_organisation"), {"name": "示例县林业局", "short_name": "林业局", "kind": OrganisationKind.UNIT})
    unit = Organisation.objects.get(name="示例县林业局")
    client.post(reverse("units:organisation", args=[unit.pk]), {"alias": "林 草 局"})
    found = by_spelling(county.region)
    assert {found["林草局"], found["林业局"], found["示例县林业局"]} == {unit.pk}
    assert "林业局、林草局" in client.get(reverse("units:organisations")).content.decode()


def test_other_spellings_of_a_unit_without_a_short_name_begin_with_a_spelling(county: County) -> None:
    client = signed_in(make_user(Role.COUNTY_STAFF, county.federation))
    client.post(reverse("units:new_organisation"), {"name": "示例镇", "short_name": "", "kind": OrganisationKind.UNIT})
    client.post(reverse("units:organisation", args=[Organisation.objects.get(name="示例镇").pk]), {"alias": "示例镇政府"})
    assert ">示例镇政府</td>" in client.get(reverse("units:organisations")).content.decode()


def test_a_name_that_is_taken_is_refused(county: County) -> None:
    client = signed_in(make_user(Role.COUNTY_STAFF, county.federation))
    response = client.post(reverse("units:new_organisation"), {"name": "示例县教育局", "kind": OrganisationKind.UNIT})
    assert response.status_code == 422
    assert "单位名录中已有" in response.content.decode()


def test_a_spelling_of_another_unit_is_refused(county: County) -> None:
    actions.add_alias(by=None, at=AT, organisation=county.school, alias="教科局")
    client = signed_in(make_user(Role.COUNTY_STAFF, county.federation))
    response = client.post(reverse("units:organisation", args=[county.water.pk]), {"alias": "教科局"})
    assert response.status_code == 422


def test_a_unit_is_closed_with_a_reason_and_keeps_its_records(county: County) -> None:
    client = signed_in(make_user(Role.COUNTY_STAFF, county.federation))
    url = reverse("units:close_organisation", args=[county.water.pk])
    assert client.post(url, {"on": "2026-04-01", "reason": " "}).status_code == 422
    assert client.post(url, {"on": "2026-04-01", "reason": "并入农业农村局", "typed": "别的单位"}).status_code == 422
    assert Organisation.objects.get(pk=county.water.pk).closed_on is None
    told = client.post(url, {"on": "2026-04-01", "reason": "并入农业农村局", "typed": county.water.name}, follow=True)
    assert "已撤并" in told.content.decode()
    # Closed once: pressed again, it is told again and stays closed from the day that it was.
    client.post(url, {"on": "2026-05-01", "reason": "再来", "typed": county.water.name})
    assert Organisation.objects.get(pk=county.water.pk).closed_on == dt.date(2026, 4, 1)
    assert county.water in Organisation.objects.open_on(dt.date(2026, 3, 31))
    assert county.water not in Organisation.objects.open_on(dt.date(2026, 4, 1))


@pytest.mark.parametrize("role", [Role.UNIT_COORDINATOR, Role.VOLUNTEER])
def test_the_people_of_a_unit_do_not_see_the_list(county: County, role: Role) -> None:
    assert signed_in(make_user(role, county.school)).get(reverse("units:organisations")).status_code == 403


@pytest.mark.parametrize("role", [Role.PARTNER_STAFF, Role.AUDITOR])
def test_readers_do_not_keep_the_list(county: County, role: Role) -> None:
    client = signed_in(make_user(role, county.commission))
    assert client.get(reverse("units:organisations")).status_code == 200
    assert client.get(reverse("units:new_organisation")).status_code == 403
    assert client.post(reverse("units:organisation", args=[county.water.pk]), {"alias": "水利局"}).status_code == 403


def test_another_countys_unit_is_not_there(county: County) -> None:
    away = make_county("990302", "别县")
    client = signed_in(make_user(Role.COUNTY_STAFF, away.federation))
    assert client.get(reverse("units:organisation", args=[county.water.pk])).status_code == 404


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_costs_the_same_queries_however_long(county: County, django_assert_num_queries, more: int) -> None:
    for number in range(more):
        actions.add_organisation(by=None, at=AT, county=county.region, name=f"单位{number}", kind=OrganisationKind.UNIT)
    client = signed_in(make_user(Role.COUNTY_STAFF, county.federation))
    with django_assert_num_queries(6):
        client.get(reverse("units:organisations"))


def test_each_county_has_its_own_portal_by_domain(county: County) -> None:
    make_county("990302", "别县")
    assert profile_for_host("990302.example:8000").county.name == "别县"
    assert profile_for_host("anything.else").county.name == "示例县"
