"""A day at the desk: the menu, the command box, a favourite, and a helper who opens the door of a gathering from their own desk, on a phone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, Visitor
from tests.journeys.test_main_journey import NOW, number_in, save
from tests.serving import Site

Arrive = Callable[..., Visitor]


@pytest.fixture
def staff(visitor: Arrive, demo: Site) -> Visitor:
    someone = visitor({"width": 1366, "height": 768})
    someone.sign_in("fulian", demo.password)
    return someone


def test_the_menu_fits_a_small_screen_and_says_where_one_is(staff: Visitor) -> None:
    page = staff.go("/desk/")
    staff.look_over()
    for area in page.locator(".side .areas a").all():
        box = area.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 768
    page.locator(".side .areas a", has_text="名册与设置").click()
    expect(page.locator(".side .areas [aria-current]")).to_have_text("名册与设置")
    expect(page.locator(".tabs [aria-current]")).to_have_text("人员")
    page.get_by_role("button", name="收藏“人员”").click()
    expect(page.locator(".side")).to_contain_text("我的收藏")
    staff.look_over()


def test_the_command_box_is_worked_from_the_keyboard(staff: Visitor) -> None:
    page = staff.go("/units/")
    page.keyboard.press("Control+k")
    page.keyboard.type("座谈")
    expect(page.locator("#desk-found")).to_contain_text("家庭助廉座谈会")
    staff.look_over()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/plans/lines/*")
    page.keyboard.press("Control+k")
    page.keyboard.type("gzjh")
    expect(page.locator("#desk-found")).to_contain_text("工作计划")
    page.keyboard.press("Escape")
    expect(page.locator("#desk-found")).to_be_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/search?q=gzjh")
    expect(page.locator("main")).to_contain_text("工作计划")


def announced(staff: Visitor) -> str:
    """A gathering that is going on; returns its number."""
    page = staff.go("/events/new")
    page.select_option("[name=kind]", "class")
    page.fill("[name=title]", "示例：家风讲座")
    page.select_option("[name=organisation]", index=1)
    page.fill("[name=starts_at]", f"{NOW - timedelta(minutes=30):%Y-%m-%dT%H:%M}")
    page.fill("[name=ends_at]", f"{NOW + timedelta(hours=2):%Y-%m-%dT%H:%M}")
    page.fill("[name=place]", "示例会议室")
    save(page)
    gathering = number_in(page.url)
    staff.settle(f"/events/{gathering}/announce")
    return gathering


def test_a_helper_opens_the_door_from_their_own_desk(staff: Visitor, visitor: Arrive, demo: Site) -> None:
    gathering = announced(staff)
    page = staff.go(f"/events/{gathering}")
    page.get_by_role("link", name="指定协助人员").click()
    page.select_option("[name=user]", label="罗志愿者（示例）")
    staff.look_over()
    page.get_by_role("button", name="指定").click()
    expect(page.locator("main")).to_contain_text("罗志愿者（示例）")
    staff.look_over()

    helper = visitor(PHONE)
    phone = helper.sign_in("zhiyuan", demo.password)
    helper.go("/desk/")
    helper.look_over()
    expect(phone.locator(".bottom-bar b")).not_to_have_count(0)
    phone.locator(".todo li", has_text="示例：家风讲座").get_by_role("link", name="去签到").first.click()
    phone.wait_for_url(f"**/events/{gathering}/door")
    helper.look_over()
    assert helper.context.request.get(f"{demo.url}/events/{gathering}/invitations").status in (403, 404)
    helper.go("/notices/")
    helper.look_over()
    phone.get_by_role("button", name="您已被指定协助").first.click()
    phone.wait_for_url("**/desk/")
    helper.go("/desk/menu")
    helper.look_over()
