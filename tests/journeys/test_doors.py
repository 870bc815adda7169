"""The door in a real browser: who leaves the desk is signed out and keeps what was typed, and sees where they are signed in."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, Visitor
from tests.serving import Site

Arrive = Callable[..., Visitor]
IDLE = 15  # seconds, where a county has half an hour


@pytest.fixture(scope="module")
def demo(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("idle") / "data")
    shutil.copytree(built, site.folder)
    site.environment["JIAFENG_IDLE_MINUTES"] = str(IDLE / 60)
    site.start()
    yield site
    site.stop()


def test_who_leaves_the_desk_is_signed_out_and_keeps_what_was_typed(visitor: Arrive, demo: Site) -> None:
    someone = visitor()
    page = someone.sign_in("fulian", demo.password)
    someone.go("/manage/articles/new")
    page.fill("#id_title", "写了一上午的文章")
    page.fill("#id_source", "县妇联")
    page.fill("#id_body", "正文很长。")
    time.sleep(IDLE + 1)
    page.get_by_role("button", name="存为草稿").click()
    expect(page.get_by_text("已自动退出登录")).to_be_visible()
    page.fill("input[name=login]", "fulian")
    page.fill("input[name=password]", demo.password)
    page.locator("main button[type=submit]").click()
    expect(page.locator("#id_body")).to_have_value("正文很长。")
    expect(page.locator("#id_title")).to_have_value("写了一上午的文章")


@pytest.mark.parametrize("screen", [None, PHONE])
def test_the_pages_of_the_door_can_be_used_by_everybody(visitor: Arrive, demo: Site, screen: dict[str, int] | None) -> None:
    someone = visitor(screen) if screen else visitor()
    someone.sign_in("fulian", demo.password)
    for address in ("/accounts/users/sessions", "/accounts/users/resets", "/accounts/password/change/", "/accounts/2fa/"):
        someone.go(address)
        someone.look_over()
    auditor = visitor(screen) if screen else visitor()
    auditor.sign_in("shenji", demo.password)
    auditor.go("/accounts/users/door")
    auditor.look_over()
