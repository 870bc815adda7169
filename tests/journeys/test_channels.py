"""The ways by which a county's people sign and a unit reports, each in one sitting: a tablet, a wall, a code on the telephone, a phone at work."""

import io
import re
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, Visitor, texted
from tests.journeys.test_main_journey import NOW, TODAY, UNIT, number_in, press, save
from tests.serving import Site

Arrive = Callable[..., Visitor]
TABLET = {"width": 820, "height": 1180}
SCREEN = {"width": 1600, "height": 900}


@pytest.fixture
def staff(visitor: Arrive, demo: Site) -> Visitor:
    someone = visitor()
    someone.sign_in("fulian", demo.password)
    return someone


def new_drive(staff: Visitor, title: str, identity: str = "none") -> tuple[str, str]:
    """An open drive; returns its number and its shared address."""
    page = staff.go("/pledges/new")
    page.fill("[name=title]", title)
    page.select_option("[name=organisation]", index=1)
    page.fill("[name=opens_on]", TODAY)
    page.fill("[name=last_day]", TODAY)
    page.check(f"[name=identity][value={identity}]")
    save(page)
    drive = number_in(page.url)
    page = staff.go(f"/pledges/{drive}/text")
    page.fill("[name=clauses]", "常提醒，守底线。")
    staff.settle()
    staff.settle(f"/pledges/{drive}/open")
    staff.go(f"/pledges/{drive}")
    return drive, page.locator("#shared-address").inner_text().strip()


def give(page: Page, name: str, phone: str) -> None:
    page.fill("[name=name]", name)
    page.fill("[name=phone]", phone)
    page.select_option("[name=organisation]", label=UNIT)
    page.locator("#signer-form button").click()


def type_signature(page: Page, name: str, *, shown: bool = False) -> None:
    """Read, type the name, agree to be shown or not, check, send."""
    page.wait_for_url("**/sign")
    page.locator("details", has=page.locator("[name=typed_name]")).locator("summary").click()
    page.fill("[name=typed_name]", name)
    page.check("[name=have_read]")
    if shown:
        page.check("[name=show_name]")
    page.locator("button[name=step][value=check]").click()
    page.locator("button[name=step][value=submit]").click()


def test_the_tablet_signs_two_people_and_forgets_between_them(staff: Visitor, visitor: Arrive, demo: Site) -> None:
    drive, _address = new_drive(staff, "示例：现场平板签名")
    tablet = visitor(TABLET)
    tablet.sign_in("fulian", demo.password)
    page = tablet.go(f"/pledges/{drive}/kiosk")
    page.fill("[name=pin]", "2468")
    tablet.look_over()
    page.locator("main form button").last.click()
    page.wait_for_url("**/pledges/k/")
    for name, phone in (("示例平板甲", "13600000021"), ("示例平板乙", "13600000022")):
        assert "示例平板" not in page.content()
        expect(page.locator("[name=name]")).to_have_value("")
        expect(page.locator("[name=phone]")).to_have_value("")
        tablet.look_over()
        give(page, name, phone)
        type_signature(page, name)
        page.wait_for_url("**/k/done")
        tablet.look_over()
        page.get_by_role("link", name=re.compile("下一位")).click()
        page.wait_for_url("**/pledges/k/")
        page.go_back()
        page.wait_for_load_state()
        assert name not in page.content()
        page = tablet.go("/pledges/k/sign")
        assert page.url.endswith("/pledges/k/")
    page = tablet.go("/desk/")
    assert "/accounts/login/" in page.url  # nobody who signs is left with a desk
    page = staff.go(f"/pledges/{drive}")
    expect(page.locator("#reckoning .total").last).to_contain_text("2")


def test_the_wall_shows_who_agrees_while_they_sign(staff: Visitor, visitor: Arrive) -> None:
    drive, address = new_drive(staff, "示例：签名墙")
    page = staff.go(f"/pledges/{drive}")
    press(page, f"/pledges/{drive}/wall/open")
    link = page.locator('a[href*="/pledges/w/"]').first.get_attribute("href") or ""
    screen = visitor(SCREEN)
    wall = screen.go(link)
    expect(wall.locator("[data-empty]")).to_be_visible()
    screen.look_over()
    for name, phone, shown, count in (("示例上墙", "13600000031", True, "1"), ("示例不上墙", "13600000032", False, "1")):
        signer = visitor(PHONE)
        give(signer.go(address), name, phone)
        type_signature(signer.page, name, shown=shown)
        signer.page.wait_for_url("**/p/**")
        expect(wall.locator("[data-count]")).to_have_text(count, timeout=15_000)
    expect(wall.locator("[data-empty]")).to_be_hidden()
    screen.look_over()


def test_a_code_on_the_telephone_stands_between_the_shared_link_and_the_pledge(staff: Visitor, visitor: Arrive, demo: Site) -> None:
    drive, address = new_drive(staff, "示例：短信验证签名", identity="code")
    signer = visitor(PHONE)
    page = signer.go(address)
    give(page, "示例验证", "13600000041")
    page.wait_for_url("**/code")
    signer.look_over()
    right = texted(demo, "136****0041")
    page.fill("[name=code]", f"{(int(right) + 1) % 10**6:06d}")
    page.locator("#code-form button").click()
    expect(page.locator("#code-form [name=code]")).to_have_attribute("aria-invalid", "true")
    signer.look_over()
    signer.troubles.clear()  # the browser notes the 422 of a wrong code
    page.fill("[name=code]", right)
    page.locator("#code-form button").click()
    type_signature(page, "示例验证")
    page.wait_for_url("**/p/**")
    signer.look_over()
    page = staff.go(f"/pledges/{drive}/signers")
    page.get_by_role("link", name="示例验证").click()
    expect(page.locator("main")).to_contain_text("手机验证码")


def test_a_unit_reports_once_and_it_counts_everywhere(staff: Visitor, visitor: Arrive, demo: Site) -> None:
    title, unit = "示例：机关家属参观廉政教育基地", visitor(PHONE)
    unit.sign_in("lianluo", demo.password)
    page = unit.go("/events/report")
    unit.look_over()
    page.fill("[name=title]", title)
    page.select_option("[name=kind]", "exhibition")
    page.fill("[name=place]", "示例教育基地")
    page.fill("[name=attendance]", "37")
    picture = io.BytesIO()
    Image.new("RGB", (640, 480), (90, 130, 90)).save(picture, "JPEG")
    page.set_input_files("[name=photo]", {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()})
    page.select_option("[name=plan_line]", index=1)
    line = page.locator("[name=plan_line]").input_value()
    page.locator("main form button").last.click()
    page.wait_for_url("**/reported")
    unit.look_over()
    event = number_in(page.url.removesuffix("/reported"))

    page = staff.go(f"/plans/lines/{line}")
    expect(page.locator(f'main a[href="/events/{event}"]').first).to_contain_text(title)
    staff.go(f"/events/{event}").locator("main a[href*='/events/photos/']").first.click()
    staff.look_over()
    page = staff.go(f"/events/ledger?year={NOW.year}")
    expect(page.locator("tr", has_text=title)).to_contain_text("37")
    page = staff.go(f"/figures/events.reported?event={event}")
    expect(page.locator("main")).to_contain_text("37")
    expect(page.locator("main tr", has_text=title)).to_be_visible()
    staff.look_over()

    page = staff.go("/bulletins/new")
    page.fill("[name=title]", "示例：单位活动进简报")
    page.fill("[name=body]", "教育局组织参观，37人参加。")
    page.fill("[name=start]", f"{NOW:%Y}-01-01")
    page.fill("[name=last]", f"{NOW:%Y-%m-%d}")
    if not page.locator("[name=masthead]").input_value():
        page.fill("[name=masthead]", "家风简报")
    if not page.locator("[name=organisation]").input_value():
        page.select_option("[name=organisation]", index=1)
    save(page)
    page = staff.go(f"/bulletins/{number_in(page.url)}/edit")
    offered = page.locator("#claims select[name$=-figure]").first.locator(f'option[value="events.reported?event={event}"]').first
    assert title in (offered.text_content() or "")
