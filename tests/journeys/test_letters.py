"""From a family's phone to the cadre's desk and back: a message, a letter, and sixty photographs with their roster."""

import io
import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from jiafeng.library.sheets import write_table
from tests.journeys.conftest import PHONE, Visitor
from tests.programme.letters.factories import on_a_desk
from tests.serving import Site

Arrive = Callable[..., Visitor]
# SIXTY=FOLDER takes the sixty photographs through the screen (minutes) and leaves the PDF there.
SIXTY = os.environ.get("SIXTY", "")
MANY = 60


def drive_of(staff: Visitor) -> tuple[str, str]:
    """The demo's open drive: its page's path, and the address of the writing page."""
    page = staff.go("/letters/")
    page.locator("main th a[href^='/letters/'], main td a[href^='/letters/']").first.click()
    page.wait_for_load_state()
    return page.url.removeprefix(staff.site.url), page.inner_text("#shared-address")


def choose(page: Page, design: str, size: str) -> None:
    page.check(f"input[name=design][value={design}]")
    page.select_option("select[name=size]", size)


def set_cards(staff: Visitor) -> Page:
    """From a run's page have it set, and wait on the job's page until it is."""
    page = staff.page
    run = page.url
    page.locator("form[action$='/print'] button").click()
    page.wait_for_load_state()
    expect(page.locator("#job .note-g")).to_be_visible(timeout=300_000)
    staff.look_over()
    page.goto(run)
    return page


def pages_of(pdf: Path) -> int:
    told = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, text=True, check=True).stdout
    found = re.search(r"^Pages:\s+(\d+)", told, re.MULTILINE)
    assert found
    return int(found[1])


def download(page: Page, link: str, target: Path) -> Path:
    with page.expect_download() as started:
        page.locator(link).first.click()
    started.value.save_as(target)
    return target


def undo_and_repeat(staff: Visitor, button: str) -> None:
    """Decide, take it back by the line that offers it, and decide again."""
    page = staff.page
    page.locator(button).first.click()
    page.wait_for_load_state()
    staff.look_over()
    page.locator(".toast-line form button").click()
    page.wait_for_load_state()
    page.locator(button).first.click()
    page.wait_for_load_state()


def test_a_message_from_a_phone_to_the_desk_and_its_withdrawal(visitor: Arrive, demo: Site, tmp_path: Path) -> None:
    staff = visitor()
    staff.sign_in("fulian", demo.password)
    drive, address = drive_of(staff)
    staff.look_over()

    family = visitor(PHONE)
    page = family.go(address)
    family.look_over()
    page.fill("#id_name", "示例周小满")
    page.fill("#id_cadre", "示例周正")
    page.select_option("#id_organisation", index=3)
    page.fill("#id_phone", "13911112222")
    page.locator("main form button.btn-lotus").click()
    photo = tmp_path / "寄语.jpg"
    photo.write_bytes(on_a_desk("家和人安，清白做事"))
    page.set_input_files("#id_photo", photo)
    expect(page.locator("#photo-hints")).to_be_visible()
    page.check("input[name=purposes][value=desk_card]")
    page.check("input[name=purposes][value=wall]")
    family.look_over()
    page.locator("main form button.btn-lotus").click()
    page.wait_for_url("**/letters/p/*")
    family.look_over()
    mine = page.url
    expect(page.locator("main img").first).to_be_visible()
    page.locator("a[href$='/cut']").click()
    family.look_over()

    page = staff.go(f"{drive}/messages?q=示例周小满")
    staff.look_over()
    page.locator("main tbody th a").first.click()
    page.wait_for_load_state()
    staff.look_over()
    message = page.url
    undo_and_repeat(staff, "form[action$='/approve'] button")

    reader = visitor(PHONE)
    assert "示例周小满" in reader.go("/letters/wall").inner_text("main")
    reader.look_over()

    page = staff.go(f"/deskcards/new?drive={drive.rsplit('/', 1)[-1]}")
    choose(page, "bamboo", "200x100-tent")
    staff.look_over()
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(re.compile(r"/deskcards/\d+$"))
    staff.look_over()
    run = page.url
    page.locator("main .page-head a[href^='/deskcards/card']").click()
    expect(page.locator("svg[height='100mm']")).to_be_visible()
    staff.look_over()
    page.goto(run)
    page = set_cards(staff)
    staff.look_over()
    cards = page.locator("main tbody tr:has-text('示例周小满')").count()
    assert cards == 1
    pdf = download(page, "a[href$='/cards.pdf']", tmp_path / "cards.pdf")
    assert pages_of(pdf) >= 1
    text = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    assert "示例周正" in text

    page.locator("a[href$='/handover']").click()
    staff.look_over()
    page.locator("tr:has-text('示例周正') input[name=card]").check()
    page.locator("main form button.btn-primary").click()
    page.wait_for_load_state()
    staff.look_over()

    page = family.go(mine)
    page.locator("a[href$='/withdraw']").click()
    family.look_over()
    page.locator("main form button.btn-grave").click()
    page.wait_for_load_state()
    family.look_over()
    assert "示例周小满" not in reader.go("/letters/wall").inner_text("main")
    page = staff.go(run)
    assert "收回" in page.inner_text("main .note-r, main .note-b, main [class*=note]")
    staff.look_over()
    answer = staff.context.request.get(f"{run}/cards.pdf")
    assert answer.status == 403
    page.goto(f"{run}?state=call_back")
    page.locator("main tbody a").first.click()
    page.locator("a[href$='/recall']").click()
    staff.look_over()
    page.fill("#id_reason", "作者撤回")
    page.locator("main form button.btn-grave").click()
    page.wait_for_load_state()
    staff.look_over()
    assert staff.go(message.removeprefix(demo.url)).locator("main").inner_text().count("示例周小满")


def test_a_family_letter_from_a_phone_to_a_booklet_and_its_withdrawal(visitor: Arrive, demo: Site, tmp_path: Path) -> None:
    staff = visitor()
    staff.sign_in("fulian", demo.password)
    drive, _address = drive_of(staff)
    page = staff.go(f"{drive}/links?q=王")
    page.get_by_role("button", name=re.compile("^显示链接")).first.click()
    page.wait_for_load_state()
    staff.look_over()
    found = re.search(r"/letters/p/[\w-]+", page.inner_text("main"))
    assert found
    own = found[0]

    family = visitor(PHONE)
    family.go(own)
    family.look_over()
    page = family.go(f"{own}/letter/write")
    family.look_over()
    page.fill("#id_title", "写给家里的话")
    for number, words in enumerate(("爸爸您好，见字如面", "愿您清白一生，平安")):
        (tmp_path / f"{number}.jpg").write_bytes(on_a_desk(words))
    page.set_input_files("#id_pages", [tmp_path / "0.jpg", tmp_path / "1.jpg"])
    page.check("input[name=purposes][value=wall]")
    page.locator("main form button.btn-lotus").click()
    page.wait_for_url("**/letter")
    expect(page.locator("main img").nth(1)).to_be_visible()
    family.look_over()

    page = staff.go("/letters/family?stage=received")
    staff.look_over()
    page.get_by_role("link", name="写给家里的话").first.click()
    page.wait_for_load_state()
    undo_and_repeat(staff, "button[name=decision][value=approve]")
    staff.look_over()

    reader = visitor(PHONE)
    page = reader.go("/letters/reading")
    reader.look_over()
    page.get_by_role("link", name="写给家里的话").first.click()
    page.wait_for_load_state()
    reader.look_over()
    read = page.url

    page = staff.go("/letters/family/booklet")
    page.locator("main form button.btn-primary").click()
    expect(page.locator("#job .note-g")).to_be_visible(timeout=120_000)
    staff.look_over()
    job = page.url
    assert pages_of(download(page, "#job a[href$='/result']", tmp_path / "booklet.pdf")) >= 2

    page = family.go(f"{own}/letter")
    page.locator("a[href$='/letter/withdraw']").click()
    family.look_over()
    page.locator("main form button.btn-grave").click()
    page.wait_for_load_state()
    family.look_over()
    assert reader.context.request.get(read).status == 404
    page = staff.go(job.removeprefix(demo.url))
    assert "重新制作" in page.inner_text("#job")
    assert not page.locator("#job a[href$='/result']").count()
    staff.look_over()
    assert staff.context.request.get(f"{job}/result").status == 403


# People of the list who were not asked for anything yet.
_PEOPLE = f"""
import json
from jiafeng.programme.letters.models import Message
from jiafeng.ground.people.models import Person
rows = Person.objects.present().exclude(pk__in=Message.objects.values("person")).exclude(organisation=None).order_by("-pk")
print("PEOPLE " + json.dumps([[each.name, each.organisation.name] for each in rows[:{MANY}]]))
"""


@pytest.mark.skipif(not SIXTY, reason="minutes; SIXTY=FOLDER runs it")
def test_sixty_photographs_and_a_roster_become_a_pdf(visitor: Arrive, demo: Site, tmp_path: Path) -> None:
    from benchmarks.ink.sets import specimen

    told = demo.command("manage", "shell", "-c", _PEOPLE).stdout
    people = json.loads(told.partition("PEOPLE ")[2].splitlines()[0])
    assert len(people) == MANY
    photos = []
    for number in range(MANY):
        kind = ("jpg", "jpg", "jpg", "png", "webp")[number % 5]
        file = tmp_path / f"IMG_{number:04}.{kind}"
        data = specimen(number, other=number % 2 == 1, megapixels=3, font="kai", orientation=None if kind == "jpg" else 1).data
        if kind == "jpg":
            file.write_bytes(data)
        else:
            with Image.open(io.BytesIO(data)) as picture:
                picture.save(file)
        photos.append(file)
    roster = tmp_path / "名册.xlsx"
    rows = [(name, unit, f"示例{number}", photos[number].name) for number, (name, unit) in enumerate(people)]
    write_table(roster, "名册", [("姓名", 12), ("单位", 28), ("干部姓名", 12), ("照片", 20)], rows)

    staff = visitor()
    staff.sign_in("fulian", demo.password)
    drive, _address = drive_of(staff)
    page = staff.go(f"{drive}/upload")
    page.set_input_files("#id_pictures", photos)
    page.set_input_files("#id_roster", roster)
    page.check("input[name=purposes][value=desk_card]")
    staff.look_over()
    page.locator("main form button.btn-primary").click(timeout=120_000)
    page.wait_for_url("**/jobs/*", timeout=120_000)
    expect(page.locator("#job .note-g")).to_be_visible(timeout=900_000)
    staff.look_over()
    page.locator("#job .actions a").last.click()
    page.wait_for_load_state()
    staff.look_over()
    taken = int(page.locator("a[href='?stage=taken'] b").inner_text())
    page.screenshot(path=Path(SIXTY) / "intake.png", full_page=True)

    page = staff.go(f"{drive}/messages?stage=received&channel=upload")
    approved = 0
    while page.locator("input[name=message]").count():
        approved += page.locator("input[name=message]").count()
        page.locator("[data-tick-all]").click()
        page.locator("button[data-count=message]").click()
        page.wait_for_load_state()
        page = staff.go(f"{drive}/messages?stage=received&channel=upload")
    assert approved == taken
    page = staff.go(f"/deskcards/new?drive={drive.rsplit('/', 1)[-1]}")
    choose(page, "plum", "200x100-tent")
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(re.compile(r"/deskcards/\d+$"))
    page = set_cards(staff)
    page.screenshot(path=Path(SIXTY) / "run.png", full_page=True)
    pdf = download(page, "a[href$='/cards.pdf']", Path(SIXTY) / "sixty.pdf")
    text = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    printed = set(re.findall(r"示例 ?\d+", text))
    assert len(printed) == taken
    # Small photographs of large sheets, some of them rightly refused as too far away: each says so on the upload's page.
    assert taken >= MANY * 0.8
