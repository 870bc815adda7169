"""A sheet on its way: printed in the office, signed in a village, photographed with a telephone, read by two, settled, and counted."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from jiafeng.library.press.rowsheets import Layout
from tests.ground.papers import camera
from tests.journeys.conftest import PHONE, Visitor
from tests.serving import Site

Arrive = Callable[..., Visitor]
SIGNERS = (("示例周桂兰", "13911110001"), ("示例吴秀英", "13911110002"))


def type_row(page: Page, name: str, phone: str, day: str) -> None:
    """As typists do: the cursor stands in the first field, and Enter goes on to the next row."""
    expect(page.locator("#id_name")).to_be_focused()
    page.keyboard.type(name)
    page.fill("#id_phone", phone)
    page.fill("#id_signed_on", day)
    page.locator("#id_phone").press("Enter")
    page.wait_for_load_state()


def test_paper_from_the_printer_to_the_count(visitor: Arrive, demo: Site, tmp_path: Path) -> None:
    office = visitor()
    page = office.sign_in("fulian", demo.password)
    office.go("/pledges/")
    page.get_by_role("link", name="清风润家 家庭助廉承诺").click()
    drive = re.search(r"/pledges/(\d+)", page.url)
    assert drive
    before = int(page.locator("#reckoning tr:has-text('纸') td").first.inner_text().replace(",", ""))
    day = page.evaluate("new Date().toLocaleDateString('sv', {timeZone: 'Asia/Shanghai'})")

    # Printed: a number of its own. What the button would open in the browser's viewer is fetched as a file.
    office.go(f"/papers/pledge/{drive[1]}")
    office.look_over()
    form = page.locator("form:has(button:text('编号并打印'))")
    token = form.locator("[name=csrfmiddlewaretoken]").input_value()
    printed = office.context.request.post(
        f"{demo.url}{form.get_attribute('action')}",
        form={"csrfmiddlewaretoken": token, "count": "1"},
        headers={"Referer": page.url},
    )
    pdf, number = printed.body(), re.search(r"number=(\d+)", printed.url)
    assert number

    # Signed by hand in the village, and photographed there.
    (sheet,) = camera.pages(pdf)
    rows = {
        row: [(12.0, name), (34.0, "教育局"), (98.0, phone), (128.0, name), (166.0, day[5:])]
        for row, (name, phone) in enumerate(SIGNERS, 1)
    }
    photo = camera.save(camera.photograph(camera.write(sheet, Layout(17), rows), shadow=True), tmp_path / "village.jpg")
    half = camera.save(camera.photograph(sheet, shift=(110, 0)), tmp_path / "half.jpg")
    phone = visitor(PHONE)
    small = phone.sign_in("fulian", demo.password)
    phone.go(f"/papers/pledge/{drive[1]}")
    small.set_input_files("#id_photos", [half, photo])
    small.get_by_role("button", name="上传", exact=True).click()
    expect(small.get_by_text("表没有拍全")).to_be_visible(timeout=60_000)
    small.get_by_role("link", name=f"去看第{number[1]}张").click(timeout=60_000)
    phone.look_over()

    # Read by two, who differ in one row.
    colleague = visitor()
    other = colleague.sign_in("fulian2", demo.password)
    for reader, screen, second in ((phone, small, "13911110002"), (colleague, other, "13911110003")):
        reader.go(re.sub(r"^https?://[^/]+", "", small.url if "/read" not in small.url else small.url.removesuffix("/read")))
        screen.get_by_role("link", name="逐行录入").click()
        expect(screen.locator(".paper-row img")).to_be_visible()
        reader.look_over()
        type_row(screen, *SIGNERS[0], day)
        type_row(screen, SIGNERS[1][0], second, day)
        screen.get_by_role("button", name="从这一行起都是空白").click()
        screen.wait_for_load_state()
    expect(other.get_by_text("两人录得不同")).to_be_visible()
    other.get_by_role("link", name=re.compile("^看")).click()
    expect(other.get_by_text("13911110003", exact=True)).to_be_visible()
    colleague.look_over()
    other.fill("#id_phone", "13911110002")
    other.get_by_role("button", name="已签名").click()
    other.wait_for_load_state()
    expect(other.get_by_text("已处理")).to_be_visible()
    other.get_by_role("link", name="办结这张表").click()
    colleague.look_over()
    other.get_by_role("button", name="办结这张表").click()
    expect(other.get_by_text("照片留作凭证")).to_be_visible()
    colleague.look_over()

    # And counted.
    office.go(f"/pledges/{drive[1]}")
    assert int(page.locator("#reckoning tr:has-text('纸') td").first.inner_text().replace(",", "")) == before + len(SIGNERS)
