"""Journeys drive the real thing: `jiafeng serve` on the demo county, and Debian's Chromium as people of every role hold it.

Everything a journey looks at is checked with axe, and what it photographs is the tour in README.md.
"""

import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, sync_playwright

from tests.serving import Site

HERE = Path(__file__).parent
AXE = HERE / "vendor" / "axe.min.js"
SCREENSHOTS = HERE.parent.parent / "docs" / "screenshots"
DESK = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}
# WCAG 2.1 A and AA, as the law on accessible sites names them, and axe's own best practices.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the demo county, built by the command a newcomer types, to be copied."""
    site = Site(tmp_path_factory.mktemp("built") / "data")
    site.command("demo", "--no-serve")
    return site.folder


@pytest.fixture(scope="module")
def demo(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo county, served to one journey: what others left behind does not decide what it meets."""
    site = Site(tmp_path_factory.mktemp("demo") / "data")
    shutil.copytree(built, site.folder)
    site.start()
    yield site
    site.stop()


# Not for the session: while Playwright's loop runs, Django refuses to touch a database in the same thread, and other tests follow.
@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    path = shutil.which("chromium")
    assert path, "Chromium is missing; `make test` installs it from Debian (tools/system.sh)."
    browser = playwright.chromium.launch(
        executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
    )
    yield browser
    browser.close()


def texted(site: Site, to: str) -> str:
    """The code that was sent to a telephone, masked as in the server's log, where the console's backend prints it."""
    give_up = time.monotonic() + 20
    while time.monotonic() < give_up:
        if codes := re.findall(rf"text message to {re.escape(to)}: \D*(\d{{6}})", site.log):
            return str(codes[-1])
        time.sleep(0.2)
    raise AssertionError(f"no message to {to} within 20 s")


@dataclass
class Visitor:
    """Somebody with a browser of their own. `go`, `press`, `fill` do as a person would, and every page they land on is looked over."""

    context: BrowserContext
    site: Site
    page: Page
    troubles: list[str] = field(default_factory=list)
    looked_over: set[str] = field(default_factory=set)

    def go(self, path: str) -> Page:
        """Open a page of the site."""
        answer = self.page.goto(path if path.startswith("http") else self.site.url + path)
        assert answer is not None
        assert answer.status < 400, f"{path}: {answer.status}"
        return self.page

    def sign_in(self, username: str, password: str) -> Page:
        """Sign in through the form."""
        self.go("/accounts/login/")
        self.page.fill("input[name=login]", username)
        self.page.fill("input[name=password]", password)
        self.page.locator("form:has(input[name=password]) button[type=submit]").click()
        self.page.wait_for_load_state()
        assert "/accounts/login/" not in self.page.url, f"{username} could not sign in:\n{self.page.inner_text('main')}"
        return self.page

    def settle(self, path: str = "", **typed: str) -> Page:
        """Do what cannot be taken back: read the page that asks, fill in what it asks for, press, and read the page that says it is done."""
        if path:
            self.go(path)
        for name, value in typed.items():
            self.page.fill(f".check-page [name={name}]", value)
        self.look_over()
        self.page.click(".check-page form button.btn")
        self.page.wait_for_selector(".receipt")
        self.look_over()
        return self.page

    def look_over(self) -> None:
        """Hold the page against axe and against the width of the screen."""
        self.page.wait_for_load_state()
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: dict[str, Any] = self.page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES)
        faults = [f"{each['id']}: {each['help']}: {[node['target'] for node in each['nodes']][:4]}" for each in found["violations"]]
        assert not faults, f"axe on {self.page.url}:\n" + "\n".join(faults)
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{self.page.url} is {wide} px wider than the screen"
        self.looked_over.add(re.sub(r"\d+|[0-9a-f-]{36}", "…", self.page.url.removeprefix(self.site.url)))

    def photograph(self, name: str, *, whole: bool = False) -> None:
        """Look the page over and, where TOUR is set (`make tour`), keep its picture for the tour in README.md, as a small PNG."""
        self.look_over()
        if not os.environ.get("TOUR"):
            return
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        target = SCREENSHOTS / f"{name}.png"
        self.page.screenshot(path=target, full_page=whole, animations="disabled")
        with Image.open(target) as picture:
            picture.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(target, optimize=True)

    def listen(self) -> None:
        """Note what the browser complains of: a blocked script, a missing file, an error in ours."""

        def heard(message: ConsoleMessage) -> None:
            if message.type == "error":
                self.troubles.append(f"{self.page.url}: {message.text}")

        self.page.on("console", heard)
        self.page.on("pageerror", lambda error: self.troubles.append(f"{self.page.url}: {error}"))


@pytest.fixture
def visitor(browser: Browser, demo: Site) -> Iterator[Callable[..., Visitor]]:
    """Call it for each person of a journey: `visitor()` at an office PC, `visitor(PHONE)` with a phone."""
    visitors: list[Visitor] = []

    def arrive(screen: dict[str, int] = DESK, **options: Any) -> Visitor:
        phone = screen["width"] < 600
        context = browser.new_context(viewport=screen, has_touch=phone, is_mobile=phone, locale="zh-CN", accept_downloads=True, **options)  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        someone = Visitor(context, demo, context.new_page())
        someone.listen()
        visitors.append(someone)
        return someone

    yield arrive
    for someone in visitors:
        someone.context.close()
    troubles = [trouble for someone in visitors for trouble in someone.troubles]
    assert not troubles, "the browser complained:\n" + "\n".join(troubles)
