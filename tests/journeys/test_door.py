"""The door of a gathering without network: scanned, killed, opened again, sent when the network is back; walk-ins too; and by oneself."""

import os
import re
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.journeys.conftest import PHONE, Visitor, texted
from tests.journeys.test_main_journey import announce_symposium
from tests.serving import Site

Arrive = Callable[..., Visitor]


def open_phone(playwright: Playwright, profile: Path) -> BrowserContext:
    """A browser whose profile stays on the disk, as a phone's does."""
    return playwright.chromium.launch_persistent_context(
        profile, executable_path=shutil.which("chromium"), viewport=PHONE, is_mobile=True, has_touch=True, locale="zh-CN",
        args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"],
    )  # fmt: skip


def kill(profile: Path) -> None:
    """End the browser of a profile as a flat battery does."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if str(profile) in command:
            os.kill(int(process.name), signal.SIGKILL)
    time.sleep(0.5)
    for lock in profile.glob("Singleton*"):
        lock.unlink()


def blank(page: Page) -> None:
    """Take the last answer away, so that the next one is not mistaken for it."""
    page.locator("[data-answer]").evaluate("box => { box.className = box.textContent = '' }")


def type_number(page: Page, code: str, outcome: str) -> str:
    blank(page)
    page.fill("[name=code]", code)
    page.locator("[data-type] button").click()
    expect(page.locator("[data-answer]")).to_have_class(re.compile(f"outcome-{outcome}"))
    expect(page.locator("[name=code]")).to_have_value("")
    return page.locator("[data-answer]").inner_text()


def walk_in(page: Page, name: str, phone: str, outcome: str) -> str:
    """Somebody who is not on the list; returns what the page answers."""
    blank(page)
    page.locator("[data-walk-in] summary").click()
    page.fill("[data-walk-in] [name=name]", name)
    page.fill("[data-walk-in] [name=phone]", phone)
    page.select_option("[data-walk-in] [name=organisation]", index=1)
    page.locator("[data-walk-in] button").click()
    expect(page.locator("[data-answer]")).to_contain_text(name)
    expect(page.locator("[data-answer]")).to_have_class(re.compile(f"outcome-{outcome}"))
    return page.locator("[data-answer]").inner_text()


@pytest.fixture
def gathering(visitor: Arrive, demo: Site) -> str:
    staff = visitor()
    staff.sign_in("fulian", demo.password)
    return announce_symposium(staff)[0]


def test_nothing_is_lost_without_network(gathering: str, visitor: Arrive, demo: Site, playwright: Playwright, tmp_path: Path) -> None:
    profile, address = tmp_path / "phone", f"{demo.url}/events/{gathering}/scan"
    context = open_phone(playwright, profile)
    someone = Visitor(context, demo, context.pages[0])
    page = someone.sign_in("fulian", demo.password)
    page.goto(address)
    page.locator("[data-prepare] button").click()
    expect(page.locator("[data-door]")).to_have_attribute("data-kept", "1")
    expect(page.locator("[data-count]")).to_contain_text("名单")
    assert "签到成功" in type_number(page, "1", "accepted")
    someone.look_over()

    context.set_offline(True)
    assert "稍后上传" in type_number(page, "2", "accepted")
    assert "已签到" in type_number(page, "2", "already")
    assert "名单" in type_number(page, f"{demo.url}/events/i/{'A' * 22}", "refused")
    expect(page.locator("[data-waiting]")).to_contain_text("3")
    someone.look_over()
    kill(profile)

    context = open_phone(playwright, profile)
    page = context.pages[0]
    context.set_offline(True)
    page.goto(address)
    expect(page.locator("[data-waiting]")).to_contain_text("3")
    assert "稍后上传" in type_number(page, "3", "accepted")
    context.set_offline(False)
    expect(page.locator("[data-waiting]")).to_have_text("已全部上传", timeout=30_000)
    page.locator("[data-wipe]").click()
    page.wait_for_url("**/accounts/login/**")  # the session went with the battery, and the wiped page is not kept any more
    stores = (
        "new Promise(r => { const q = indexedDB.open('door', 1); q.onsuccess = () => { const t = q.result.transaction(['phones', 'scans']);"
    )
    count = f"{stores} const a = t.objectStore('phones').count(), b = t.objectStore('scans').count(); t.oncomplete = () => r(a.result + b.result) }} }})"
    assert page.evaluate(count) == 0
    context.close()

    staff = visitor()
    staff.sign_in("fulian", demo.password)
    page = staff.go(f"/events/{gathering}/came")
    expect(page.locator("tbody tr")).to_have_count(3)
    staff.look_over()
    page = staff.go(f"/events/{gathering}/arithmetic")
    expect(page.locator("#reckoning .total td")).to_have_text("3")
    staff.look_over()


def test_walk_ins_without_network_come_in_once(gathering: str, visitor: Arrive, demo: Site, playwright: Playwright, tmp_path: Path) -> None:
    profile, address = tmp_path / "phone", f"{demo.url}/events/{gathering}/scan"
    context = open_phone(playwright, profile)
    someone = Visitor(context, demo, context.pages[0])
    page = someone.sign_in("fulian", demo.password)
    page.goto(address)
    page.locator("[data-prepare] button").click()
    expect(page.locator("[data-door]")).to_have_attribute("data-kept", "1")
    expect(page.locator("[data-walk-in] option")).not_to_have_count(1)
    walk_in(page, "示例来客甲", "13900000001", "accepted")
    expect(page.locator("[data-waiting]")).to_have_text("已全部上传")

    context.set_offline(True)
    assert "稍后上传" in walk_in(page, "示例来客乙", "13900000002", "accepted")
    assert "未重复计入" in walk_in(page, "示例来客乙", "", "already")
    assert "未重复计入" in walk_in(page, "示例来客甲", "13900000001", "already")
    page.locator("[data-walk-in] summary").click()
    someone.look_over()
    kill(profile)

    context = open_phone(playwright, profile)
    page = context.pages[0]
    context.set_offline(True)
    page.goto(address)
    expect(page.locator("[data-waiting]")).to_contain_text("3")
    walk_in(page, "示例来客丙", "13900000003", "accepted")
    context.set_offline(False)
    expect(page.locator("[data-waiting]")).to_have_text("已全部上传", timeout=30_000)
    page.locator("details", has=page.locator("[data-log]")).locator("summary").click()
    expect(page.locator("[data-log]")).to_contain_text("示例来客丙")
    kept = (
        "new Promise(r => { const q = indexedDB.open('door', 1); q.onsuccess = () => { const t = q.result.transaction('scans').objectStore('scans').getAll();"
        " t.onsuccess = () => r(JSON.stringify(t.result)) } })"
    )
    assert "1390000000" not in page.evaluate(kept)  # a number leaves the phone with the record
    context.close()

    staff = visitor()
    staff.sign_in("fulian", demo.password)
    page = staff.go(f"/events/{gathering}/came")
    expect(page.locator("tbody tr")).to_have_count(3)
    for name in ("示例来客甲", "示例来客乙", "示例来客丙"):
        expect(page.locator("tbody tr", has_text=name)).to_have_count(1)


def test_a_code_on_the_telephone_lets_somebody_in_at_the_screen(gathering: str, visitor: Arrive, demo: Site) -> None:
    staff, guest = visitor(), visitor(PHONE)
    staff.sign_in("fulian", demo.password)
    screen = staff.go(f"/events/{gathering}/screen")
    page = guest.go(screen.locator(".big-screen-code").get_attribute("data-address") or "")
    page.get_by_role("link", name="用手机验证码签到").click()
    guest.look_over()
    page.fill("[name=name]", "示例扫码")
    page.fill("[name=phone]", "13700000011")
    page.get_by_role("button", name="获取验证码").click()
    page.wait_for_url("**/in/phone/code")
    guest.look_over()
    page.fill("[name=code]", texted(demo, "137****0011"))
    page.get_by_role("button", name="签到").click()
    expect(page.locator(".outcome")).to_contain_text("示例扫码")
    guest.look_over()
    expect(screen.locator(".big-screen-count b")).to_have_text("1", timeout=15_000)


def test_the_screen_lets_people_sign_in_by_themselves(gathering: str, visitor: Arrive, demo: Site) -> None:
    staff, guest = visitor(), visitor(PHONE)
    staff.sign_in("fulian", demo.password)
    screen = staff.go(f"/events/{gathering}/screen")
    expect(screen.locator(".big-screen-code svg")).to_be_visible()
    staff.look_over()
    guest.go(f"/events/{gathering}/in")
    guest.look_over()
    page = guest.go(screen.locator(".big-screen-code").get_attribute("data-address") or "")
    guest.look_over()
    page.locator("details summary").click()
    page.locator("details [name=name]").fill("示例自助")
    page.locator("details button").click()
    expect(page.locator(".outcome")).to_contain_text("示例自助")
    guest.look_over()
    expect(screen.locator(".big-screen-count b")).to_have_text("1", timeout=15_000)
