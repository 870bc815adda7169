"""What scripts add to pages that work without them: the large text, kept drafts, one sending for two presses, reading by keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, Visitor
from tests.serving import Site

Arrive = Callable[..., Visitor]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_the_large_text_is_remembered(visitor: Arrive, scripts: bool) -> None:
    someone = visitor(PHONE, java_script_enabled=scripts)
    page = someone.go("/")
    page.locator(".util form").first.get_by_role("button").click()
    page.wait_for_load_state()
    someone.go("/feedback")
    expect(page.locator("html")).to_have_class("elder js" if scripts else "elder")
    expect(page.get_by_role("button", name="标准版")).to_be_visible()


def test_everything_is_large_enough_to_touch(visitor: Arrive) -> None:
    someone = visitor(PHONE)
    page = someone.go("/feedback")
    page.get_by_role("button", name="长辈版").click()
    heights = page.eval_on_selector_all(
        "main button, main input[type=text], .phone-top button", "all => all.map(each => each.offsetHeight)"
    )
    assert heights
    assert min(heights) >= 60
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('main *')].filter(e => e.innerText).map(e => parseFloat(getComputedStyle(e).fontSize)))"
    )
    assert smallest >= 18


def test_a_draft_survives_leaving_and_goes_when_sent(visitor: Arrive) -> None:
    someone = visitor(PHONE)
    page = someone.go("/feedback")
    page.fill("#id_text", "书屋周末也开放吧")
    someone.go("/")
    someone.go("/feedback")
    expect(page.locator("#id_text")).to_have_value("书屋周末也开放吧")
    expect(page.get_by_text("已恢复您上次填写的内容")).to_be_visible()
    someone.look_over()
    page.get_by_role("button", name="提交").click()
    expect(page.locator(".receipt")).to_be_visible()
    someone.go("/feedback")
    expect(page.locator("#id_text")).to_have_value("")


def test_a_long_text_survives_an_expired_session(visitor: Arrive, demo: Site) -> None:
    someone = visitor()
    page = someone.sign_in("fulian", demo.password)
    someone.go("/manage/articles/new")
    page.fill("#id_title", "写了一上午的文章")
    page.fill("#id_source", "县妇联")
    page.fill("#id_body", "正文很长。")
    someone.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="存为草稿").click()
    expect(page.locator("input[name=password]")).to_be_visible()
    page.fill("input[name=login]", "fulian")
    page.fill("input[name=password]", demo.password)
    page.locator("main button[type=submit]").click()
    expect(page.locator("#id_body")).to_have_value("正文很长。")
    expect(page.locator("#id_title")).to_have_value("写了一上午的文章")


def test_whoever_signs_out_leaves_no_text_to_the_next(visitor: Arrive, demo: Site) -> None:
    someone = visitor()
    page = someone.sign_in("fulian", demo.password)
    someone.go("/manage/articles/new")
    page.fill("#id_body", "还没写完的文章")
    someone.go("/desk/")
    assert "还没写完" in page.evaluate("Object.values(sessionStorage).join()")
    page.locator(".user-menu summary").click()
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_load_state()
    expect(page.get_by_role("link", name="登录").first).to_be_visible()
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('draft:'))") == []


def presses(page: Page, selector: str, times: int) -> None:
    page.eval_on_selector(selector, f"button => {{ for (let n = 0; n < {times}; n++) button.click() }}")


def test_two_presses_are_one_sending(visitor: Arrive) -> None:
    someone = visitor(PHONE)
    page = someone.go("/feedback")
    page.fill("#id_text", "急性子连按两次")
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    presses(page, "form[data-keep] button:not([type=button])", 3)
    expect(page.locator(".receipt")).to_be_visible()
    assert len(sent) == 1


def test_the_keyboard_skips_the_menus(visitor: Arrive) -> None:
    someone = visitor()
    page = someone.go("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到主要内容")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("address", ["/", "/news", "/feedback", "/bulletin"])
def test_pages_fit_a_screen_of_320_pixels(visitor: Arrive, address: str) -> None:
    """WCAG 1.4.10: 320 px is also a page of 1280 px enlarged to 400 %."""
    someone = visitor({"width": 320, "height": 640})
    someone.go(address)
    someone.look_over()


def test_the_chart_has_its_table_and_draws(visitor: Arrive, demo: Site) -> None:
    someone = visitor()
    page = someone.sign_in("fulian", demo.password)
    someone.go("/desk/")
    expect(page.locator("[data-chart] svg")).to_be_visible()
    page.get_by_text("查看数据表").click()
    expect(page.locator("#chart-table tbody tr")).to_have_count(12)
    someone.look_over()
