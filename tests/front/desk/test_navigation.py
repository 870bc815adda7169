"""The menu of areas, the tabs of an area, three favourites, the command box, the bar on a phone."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiafeng.common.navigation import staff_menu
from jiafeng.ground.accounts.models import Role, User
from jiafeng.ground.people import actions as people
from jiafeng.programme.plans import actions as plans
from tests.factories import County, make_county, make_user, signed_in

pytestmark = pytest.mark.django_db

AREAS = ["今天", "计划与制度", "活动与承诺", "寄语与桌签", "评选", "简报与门户", "名册与设置"]


@pytest.fixture
def county() -> County:
    return make_county()


@pytest.fixture
def staff(county: County) -> User:
    return make_user(Role.COUNTY_STAFF, county.federation)


@pytest.fixture
def desk(staff: User) -> Client:
    return signed_in(staff)


def bare(markup: str) -> str:
    return re.sub(r"<[^>]*>", "", markup).strip()


def side(page: str) -> list[str]:
    """The areas of the menu beside the page."""
    return [bare(part) for part in page.split('<ul class="areas">')[1].split("</ul>")[0].split("</li>")[:-1]]


def tabs(page: str) -> tuple[list[str], list[str]]:
    """The tabs of the page, and those of them that are current."""
    if '<div class="tabs' not in page:
        return [], []
    entries = page.split('<div class="tabs')[1].split("</ul>")[0].split("</li>")[:-1]
    return [bare(each.split("<li")[1].partition(">")[2]) for each in entries], [
        bare(each.split("<li")[1].partition(">")[2]) for each in entries if "aria-current" in each
    ]


def page_of(client: Client, name: str, *args: Any) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def test_the_menu_has_six_areas_and_the_registers_below(desk: Client) -> None:
    assert side(page_of(desk, "desk:home")) == AREAS


def test_every_room_stands_in_an_area_and_is_a_tab_of_its_pages(desk: Client, staff: User) -> None:
    for area in staff_menu.areas(staff, ""):
        for entry in area.entries:
            shown, current = tabs(desk.get(entry.url).content.decode())
            assert shown == [str(each.label) for each in area.entries], entry.name
            assert current == [str(entry.label)], entry.name


@pytest.mark.parametrize("role", list(Role))
def test_what_a_role_may_not_open_is_not_there(county: County, role: Role) -> None:
    user = make_user(role, county.school if role in (Role.VOLUNTEER, Role.UNIT_COORDINATOR) else county.federation)
    client = signed_in(user)
    for area in staff_menu.areas(user, ""):
        assert [entry.name for entry in area.entries if client.get(entry.url).status_code != 200] == []


def test_a_volunteer_sees_their_two_areas(county: County) -> None:
    assert side(page_of(signed_in(make_user(Role.VOLUNTEER, county.school)), "desk:home")) == ["今天", "活动与承诺"]


def test_a_page_below_a_list_keeps_its_tab(desk: Client, staff: User, county: County) -> None:
    plan = plans.create_plan(by=staff, at=timezone.now(), county=county.region, year=2026, title="示例计划", theme="家")
    assert tabs(page_of(desk, "plans:plan", plan.pk))[1] == ["工作计划"]


def test_the_menus_page_holds_all_of_it(desk: Client, staff: User) -> None:
    page = page_of(desk, "desk:menu")
    for area in staff_menu.areas(staff, ""):
        for entry in area.entries:
            assert f'href="{entry.url}"' in page


def test_a_phone_has_a_bar_of_four(desk: Client) -> None:
    bar = page_of(desk, "desk:menu").split('class="bottom-bar')[1].split("</nav>")[0]
    assert [bare(part.split("</svg>")[1]) for part in bar.split("</a>")[:-1]] == ["今天", "搜索", "通知", "菜单"]
    assert bar.count("aria-current") == 1


# --- favourites -----------------------------------------------------------------------------------------------------------


def star(client: Client, page: str, **more: str) -> Any:
    return client.post(reverse("accounts:favourite"), {"page": page, **more}, follow=True)


def test_three_are_kept_and_a_fourth_is_refused_with_a_sentence(desk: Client, staff: User) -> None:
    for name in ("plans:plans", "events:events", "units:organisations"):
        star(desk, name)
    answer = star(desk, "awards:rounds").content.decode()
    assert "最多收藏三个栏目" in answer
    staff.refresh_from_db()
    assert staff.favourites == ["plans:plans", "events:events", "units:organisations"]
    assert "我的收藏" in page_of(desk, "desk:home")


def test_pressing_the_star_again_takes_it_out(desk: Client, staff: User) -> None:
    star(desk, "plans:plans")
    star(desk, "plans:plans")
    staff.refresh_from_db()
    assert staff.favourites == []


def test_it_leads_back_to_the_page_and_nowhere_else(desk: Client) -> None:
    there = {"page": "plans:plans"}
    assert desk.post(reverse("accounts:favourite"), {**there, "next": "/plans/"}).headers["Location"] == "/plans/"
    assert desk.post(reverse("accounts:favourite"), {**there, "next": "//evil.example/"}).headers["Location"] == "/plans/"


@pytest.mark.parametrize("name", ["", "accounts:users", "no:such", "\x00"])
def test_what_the_menu_does_not_offer_cannot_be_starred(desk: Client, staff: User, name: str) -> None:
    assert star(desk, name).status_code == 404
    staff.refresh_from_db()
    assert staff.favourites == []


def test_a_favourite_that_a_role_may_open_no_longer_is_left_out(county: County) -> None:
    volunteer = make_user(Role.VOLUNTEER, county.school)
    User.objects.filter(pk=volunteer.pk).update(favourites=["plans:plans", "events:events"])
    page = page_of(signed_in(volunteer), "desk:home")
    assert "我的收藏" in page
    assert reverse("plans:plans") + '"' not in page


# --- the command box ------------------------------------------------------------------------------------------------------


def found(client: Client, words: str) -> str:
    return client.get(reverse("desk:found"), {"q": words}).content.decode()


@pytest.mark.parametrize("words", ["工作计划", "计划", "gzjh"])
def test_it_finds_a_page_by_its_name_or_initials(desk: Client, words: str) -> None:
    assert f'href="{reverse("plans:plans")}"' in found(desk, words)


def test_it_finds_people_within_ones_rights_only(desk: Client, staff: User, county: County) -> None:
    person = people.add_person(by=staff, at=timezone.now(), county=county.region, name="示例林", organisation=county.school)
    address = reverse("people:person", args=[person.pk])
    assert address in found(desk, "示例林")
    assert address not in found(signed_in(make_user(Role.UNIT_COORDINATOR, county.water)), "示例林")
    assert address not in found(signed_in(make_user(Role.VOLUNTEER, county.school)), "示例林")
    assert address not in found(signed_in(make_user(Role.COUNTY_STAFF, make_county("990777").federation)), "示例林")


def test_it_finds_plan_lines(desk: Client, staff: User, county: County) -> None:
    plan = plans.create_plan(by=staff, at=timezone.now(), county=county.region, year=2026, title="示例计划", theme="家")
    line = plans.add_line(
        by=staff,
        at=timezone.now(),
        plan=plan,
        title="社区宣传板",
        duty="职责",
        due_on=timezone.localdate(),
        lead=county.federation,
        co_owners=[],
    )
    assert reverse("plans:line", args=[line.pk]) in found(desk, "宣传板")


def test_what_begins_something_is_found_too(desk: Client) -> None:
    assert reverse("events:new_event") in found(desk, "新建活动")


def test_without_a_script_it_is_a_search_with_a_page(desk: Client) -> None:
    page = desk.get(reverse("desk:search"), {"q": "工作计划"}).content.decode()
    assert f'href="{reverse("plans:plans")}"' in page
    form = page.split('role="search"')[1].split("</form>")[0]
    assert f'action="{reverse("desk:search")}"' in form
    assert 'name="q"' in form


@pytest.mark.parametrize("words", ["", " ", "无此词无此词", "<script>alert(1)</script>", "%", "字" * 500])
def test_whatever_is_typed_is_answered(desk: Client, words: str) -> None:
    answer = desk.get(reverse("desk:found"), {"q": words})
    assert answer.status_code == 200
    assert "<script" not in answer.content.decode()
