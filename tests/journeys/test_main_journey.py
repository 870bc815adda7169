"""From a plan line to a published bulletin whose every number opens its records, each step by the person whose step it is.

Staff plan and deploy · a unit confirms · families sign on their phones · guests sign in at the symposium · a claim without ground is refused ·
somebody else approves · the public reads · the archive pack is verified offline, and one altered byte is named.
"""

import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, Visitor
from tests.serving import Site

NOW = datetime.now(ZoneInfo("Asia/Shanghai"))
TODAY = f"{NOW:%Y-%m-%d}"
MEASURE = "示例：家庭助廉签名和座谈"
UNIT = "玉屏县教育局"
SIGNERS = (("示例甲", "13800000001"), ("示例乙", "13800000002"))
GUESTS = 3


def number_in(address: str) -> str:
    """The last number of an address: what was just made."""
    return re.findall(r"\d+", address.partition("//")[2].partition("/")[2])[-1]


def press(page: Page, path: str) -> None:
    """Press the button of the form that posts to `path`."""
    page.locator(f'form[action$="{path}"] button').last.click()
    page.wait_for_load_state()


def save(page: Page) -> None:
    """Press the one button of the page's own form, and land somewhere else."""
    before = page.url
    page.locator("main form[method=post]:not([action]) button.btn-primary").last.click()
    page.wait_for_url(lambda address: address != before)


def plan(staff: Visitor) -> str:
    """A line in this year's plan, deployed to a unit; returns its number."""
    page = staff.go("/plans/")
    page.get_by_role("link", name=re.compile(str(NOW.year))).first.click()
    page.locator('a[href$="/lines/new"]').click()
    page.fill("[name=title]", MEASURE)
    page.fill("[name=duty]", "示例：年度工作要点")
    page.select_option("[name=lead]", index=1)
    page.fill("[name=due_on]", f"{NOW + timedelta(days=30):%Y-%m-%d}")
    staff.look_over()
    save(page)
    page = staff.go("/plans/")
    page.get_by_role("link", name=re.compile(str(NOW.year))).first.click()
    page.get_by_role("link", name=MEASURE).click()
    line = number_in(page.url)
    page.locator(f'a[href$="/plans/lines/{line}/deploy"]').click()
    page.get_by_label(UNIT).check()
    staff.look_over()
    save(page)
    return line


def confirm(coordinator: Visitor) -> None:
    """The unit's coordinator confirms receipt on a phone."""
    page = coordinator.go("/plans/receipts")
    coordinator.look_over()
    page.locator(".card, li, tr").filter(has_text=MEASURE).locator('button[formaction$="/confirm"]').first.click()
    page.wait_for_load_state()


def open_drive(staff: Visitor) -> tuple[str, str]:
    """A pledge drive that carries the line out; returns its number and its address."""
    page = staff.go("/pledges/new")
    page.fill("[name=title]", "示例：家庭助廉 从我做起")
    page.select_option("[name=organisation]", index=1)
    page.fill("[name=opens_on]", TODAY)
    page.fill("[name=last_day]", f"{NOW + timedelta(days=7):%Y-%m-%d}")
    page.select_option(
        "[name=plan_line]", label=next(text for text in page.locator("[name=plan_line] option").all_inner_texts() if MEASURE in text)
    )
    save(page)
    drive = number_in(page.url)
    page = staff.go(f"/pledges/{drive}/text")
    page.fill("[name=clauses]", "当好家庭廉洁的守门人。\n常吹廉洁枕边风，常算家庭幸福账。")
    staff.settle()
    staff.settle(f"/pledges/{drive}/open")
    staff.go(f"/pledges/{drive}")
    staff.look_over()
    return drive, page.locator("#shared-address").inner_text().strip()


def sign(person: Visitor, address: str, name: str, phone: str, *, drawn: bool, photograph: bool = False) -> None:
    """Somebody reads the pledge and signs it on their own phone, with a finger or by typing."""
    page = person.go(address)
    page.fill("[name=name]", name)
    page.fill("[name=phone]", phone)
    page.select_option("[name=organisation]", label=UNIT)
    person.look_over()
    page.locator("#signer-form button").click()
    page.wait_for_url("**/sign")
    if drawn:
        box = page.locator("canvas").bounding_box()
        assert box is not None
        page.locator("canvas").scroll_into_view_if_needed()
        box = page.locator("canvas").bounding_box()
        assert box is not None
        for stroke in range(3):
            page.mouse.move(box["x"] + 40 + 70 * stroke, box["y"] + 40)
            page.mouse.down()
            for step in range(12):
                page.mouse.move(box["x"] + 40 + 70 * stroke + 5 * step, box["y"] + 40 + (step % 4) * 18)
            page.mouse.up()
    else:
        page.locator("details", has=page.locator("[name=typed_name]")).locator("summary").click()
        page.fill("[name=typed_name]", name)
    page.check("[name=have_read]")
    if photograph:
        person.photograph("pledge-phone")
    page.locator("button[name=step][value=check]").click()
    expect(page.locator("button[name=step][value=submit]")).to_be_visible()
    person.look_over()
    page.locator("button[name=step][value=submit]").click()
    page.wait_for_url("**/p/**")
    person.look_over()


def announce_symposium(staff: Visitor, measure: str = "") -> tuple[str, list[str]]:
    """A symposium that is going on, with its guests invited; returns its number and their names."""
    page = staff.go("/events/new")
    page.select_option("[name=kind]", "symposium")
    page.fill("[name=title]", "示例：家属座谈会")
    page.select_option("[name=organisation]", index=1)
    page.fill("[name=starts_at]", f"{NOW - timedelta(minutes=30):%Y-%m-%dT%H:%M}")
    page.fill("[name=ends_at]", f"{NOW + timedelta(hours=2):%Y-%m-%dT%H:%M}")
    page.fill("[name=place]", "示例会议室")
    if measure:
        lines = page.locator("[name=plan_line] option").all_inner_texts()
        page.select_option("[name=plan_line]", label=next(text for text in lines if measure in text))
    save(page)
    event = number_in(page.url)
    page = staff.go(f"/events/{event}/invitations")
    page.select_option("main [name=unit]", label=UNIT)
    page.locator("main form.filters button").first.click()
    page.wait_for_load_state()
    ticks = page.locator("[name=people]")
    expect(page.locator("[name=people]:checked")).to_have_count(0)
    for number in range(GUESTS):
        ticks.nth(number).check()
    expect(page.locator("button[data-count=people]")).to_contain_text(f"邀请 {GUESTS} 人")
    names = [ticks.nth(number).locator("xpath=..").locator("b").inner_text() for number in range(GUESTS)]
    staff.look_over()
    page.locator("button[data-count=people]").click()
    expect(page.locator(".toast-line form button")).to_be_visible()  # 撤销
    staff.settle(f"/events/{event}/announce")
    return event, names


def hold_symposium(staff: Visitor, door: Visitor) -> str:
    """A symposium that is going on: guests invited, signed in by number and by name, held; returns its number."""
    event, names = announce_symposium(staff, MEASURE)
    phone = door.go(f"/events/{event}/door")
    for number in (1, 2):
        phone.fill("[name=code]", str(number))
        phone.locator("form[data-scan] button").click()
        expect(phone.locator("[data-scan-answer]")).to_have_class(re.compile("outcome-accepted"))
    door.photograph("event-sign-in")
    phone.fill("[name=code]", "1")
    phone.locator("form[data-scan] button").click()
    expect(phone.locator("[data-scan-answer]")).to_have_class(re.compile("outcome-already"))
    for name in names:
        phone = door.go(f"/events/{event}/door?q={name}")
        if (tap := phone.locator(f'form[action*="/events/{event}/door/"] button')).count():
            tap.first.click()
            break
    expect(phone.locator("[data-scan-answer]")).to_have_class(re.compile("outcome-accepted"))

    page = staff.go(f"/events/{event}/held")
    page.fill("[name=summary]", "示例：参观展览、座谈交流。")
    staff.settle()
    return event


def bind(page: Page, words: str, figure: str) -> None:
    """Say in the claim check that `words` rest on a figure."""
    claim = page.locator("#claims .claim").filter(has=page.locator(f'input[name$="-words"][value="{words}"]'))
    claim.locator("summary").click()
    claim.locator("select[name$=-kind]").select_option("figure")
    claim.locator("select[name$=-figure]").select_option(figure)


def write_bulletin(staff: Visitor, drive: str, event: str) -> str:
    """A bulletin with one claim that no record bears out: refused; then with figures only: handed in. Returns its number."""
    page = staff.go("/bulletins/new")
    page.fill("[name=title]", "示例：廉洁家风进家庭")
    page.fill("[name=body]", f"家庭助廉活动中，{len(SIGNERS)}人签名承诺，{GUESTS}人参加座谈，参与率百分百。")
    page.fill("[name=start]", f"{NOW:%Y}-01-01")
    page.fill("[name=last]", f"{NOW:%Y-%m-%d}")
    if not page.locator("[name=masthead]").input_value():
        page.fill("[name=masthead]", "家风简报")
    if not page.locator("[name=organisation]").input_value():
        page.select_option("[name=organisation]", index=1)
    staff.look_over()
    save(page)
    bulletin = number_in(page.url)

    page = staff.go(f"/bulletins/{bulletin}/edit")
    bind(page, f"{len(SIGNERS)}人", f"pledges.signers?drive={drive}")
    bind(page, f"{GUESTS}人", f"events.attendees?event={event}")
    page.locator("button[name=submit]").click()
    page.wait_for_load_state()
    expect(page.locator("#claims")).to_contain_text("百分百")
    page.evaluate("scrollTo(0, 0)")
    staff.photograph("claim-refused")

    body = page.locator("[name=body]")
    body.fill(body.input_value().replace("，参与率百分百", ""))
    page.locator("button[name=save]").last.click()
    page.wait_for_load_state()
    staff.photograph("bulletin-editor")
    page.locator("button[name=submit]").click()
    page.wait_for_url(re.compile(rf"/bulletins/{bulletin}(#.*)?$"))
    return bulletin


def decide(staff: Visitor, partner: Visitor, bulletin: str) -> None:
    """The author cannot approve; the partner can."""
    page = staff.go(f"/bulletins/{bulletin}/review")
    assert page.locator(f'form[action$="/bulletins/{bulletin}/approve"] button').count() == 0
    page = partner.go(f"/bulletins/{bulletin}/review")
    partner.look_over()
    press(page, f"/bulletins/{bulletin}/approve")
    partner.look_over()


def publish(staff: Visitor, reader: Visitor, bulletin: str) -> str:
    """Issued by staff, read by anybody; returns the code, as it is printed."""
    page = staff.go(f"/bulletins/{bulletin}")
    page.locator(f'a[href$="/bulletins/{bulletin}/issue"]').click()
    staff.photograph("issue-check")
    staff.settle()
    staff.photograph("issue-done")
    staff.go(f"/bulletins/{bulletin}")
    staff.look_over()
    code = page.locator(".code-big").inner_text().strip()
    staff.go(f"/bulletins/{bulletin}/passports/1")
    staff.photograph("passport")

    page = reader.go(f"/bulletin/{bulletin}")
    expect(page.locator("article")).to_contain_text(f"{len(SIGNERS)}人")
    expect(page.locator("article")).to_contain_text(code)
    reader.photograph("article")
    page = reader.go(f"/bulletins/code/{code}")
    expect(page.locator("main")).to_contain_text("示例：廉洁家风进家庭")
    reader.look_over()
    return code


def verify_offline(staff: Visitor, bulletin: str, code: str, folder: Path) -> None:
    """The pack's own verify.py and our command agree with the printed code, and both name a part that was altered."""
    page = staff.go(f"/bulletins/{bulletin}")
    with page.expect_download() as download:
        page.locator(f'a[href$="/bulletins/{bulletin}/file.zip"]').click()
    pack, unpacked = folder / "pack.zip", folder / "unpacked"
    download.value.save_as(pack)
    with zipfile.ZipFile(pack) as archive:
        archive.extractall(unpacked)
    bare = [shutil.which("python3", path="/usr/bin:/usr/local/bin") or "python3", "-I", str(unpacked / "verify.py")]
    ours = [str(Path(staff.site.command_path)), "verify"]
    for command in ([*bare, str(pack)], [*ours, str(pack)]):
        whole = subprocess.run(command, capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"})
        assert whole.returncode == 0, whole.stdout + whole.stderr
        assert code in whole.stdout
    manifest = next(path for path in (unpacked / "manifests").iterdir())
    altered = bytearray(pack.read_bytes())
    with zipfile.ZipFile(pack) as archive:
        altered[archive.getinfo(f"manifests/{manifest.name}").header_offset + 120] ^= 1
    pack.write_bytes(altered)
    for command in ([*bare, str(pack)], [*ours, str(pack)]):
        found = subprocess.run(command, capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"})
        assert found.returncode == 1, found.stdout + found.stderr
        assert manifest.name in found.stdout + found.stderr


def test_from_a_plan_line_to_a_bulletin_verified_offline(visitor: Callable[..., Visitor], demo: Site, tmp_path: Path) -> None:
    staff, coordinator, partner = visitor(), visitor(PHONE), visitor()
    staff.sign_in("fulian", demo.password)
    staff.photograph("desk")
    coordinator.sign_in("lianluo", demo.password)
    partner.sign_in("jiwei", demo.password)

    line = plan(staff)
    confirm(coordinator)
    drive, address = open_drive(staff)
    for (name, phone), drawn in zip(SIGNERS, (True, False), strict=True):
        sign(visitor(PHONE), address, name, phone, drawn=drawn, photograph=drawn)
    staff.go(f"/pledges/{drive}")
    expect(staff.page.locator("#reckoning .total")).to_contain_text(str(len(SIGNERS)))

    door = visitor(PHONE)
    door.sign_in("fulian", demo.password)
    event = hold_symposium(staff, door)
    page = staff.go(f"/plans/lines/{line}")
    for done in (f"/pledges/{drive}", f"/events/{event}"):
        expect(page.locator(f'main a[href="{done}"]').first).to_be_visible()
    staff.photograph("plan-line")

    bulletin = write_bulletin(staff, drive, event)
    decide(staff, partner, bulletin)
    code = publish(staff, visitor(), bulletin)
    verify_offline(staff, bulletin, code, tmp_path)


@pytest.mark.parametrize(("name", "elder", "screen"), [("portal", False, {"width": 1280, "height": 860}), ("portal-elder", True, PHONE)])
def test_the_portal_shows_itself(visitor: Callable[..., Visitor], name: str, elder: bool, screen: dict[str, int]) -> None:
    reader = visitor(screen)
    page = reader.go("/")
    if elder:
        if not page.locator('form[action$="/elder"] button').first.is_visible():
            page.locator("[data-bs-toggle], summary, .menu-button").first.click()
        page.locator('form[action$="/elder"] button').first.click()
        page.wait_for_load_state()
        assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 18
    reader.photograph(name)
