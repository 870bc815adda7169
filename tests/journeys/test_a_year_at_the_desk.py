"""One measure through the year, each step by the person whose step it is and on the screen they have.

Staff plan it and deploy it to a group of units · a coordinator confirms · staff announce a gathering and name a helper · families sign up on their
phones · the helper opens the door · staff add photos, of which only those with consent are offered to the article · a second person reads it ·
a bulletin with a picture is approved and issued after a page that asks · a unit falls out, and the correction says what should have stood there.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, Visitor, texted
from tests.journeys.test_main_journey import NOW, UNIT, bind, number_in, press, save
from tests.journeys.test_pictures import read_by_a_second_person
from tests.programme.pictures.files import a_hard_photograph, a_photograph
from tests.serving import Site

Arrive = Callable[..., Visitor]
OFFICE = {"width": 1366, "height": 768}
MEASURE = "示例：家风故事会进校园"
TRIAL = "示例：家风故事会试讲"
GROUP = "示例：试点单位"
GATHERING = "示例：家风故事会"
ARTICLE = "示例：家风故事会走进校园"
BULLETIN = "示例：家风故事会工作简报"
AGREES, KEEPS_TO_HERSELF = ("示例家长甲", "13700000001"), ("示例家长乙", "13700000002")
HELPER = "罗志愿者（示例）"


def choose_line(staff: Visitor) -> None:
    """Pick the measure in a form that asks which one is carried out."""
    options = staff.page.locator("[name=plan_line] option").all_inner_texts()
    staff.page.select_option("[name=plan_line]", label=next(text for text in options if MEASURE in text))


def plan_and_deploy(staff: Visitor) -> str:
    """Two lines: the first is deployed to two units that are kept as a group, the second to that group; returns the second's number."""
    page = staff.go("/plans/")
    page.get_by_role("link", name=re.compile(str(NOW.year))).first.click()
    plan = number_in(page.url)
    for title in (TRIAL, MEASURE):
        staff.go(f"/plans/{plan}/lines/new")
        page.fill("[name=title]", title)
        page.fill("[name=duty]", "示例：年度工作要点")
        page.select_option("[name=lead]", index=1)
        page.fill("[name=due_on]", f"{NOW + timedelta(days=30):%Y-%m-%d}")
        save(page)
    staff.look_over()
    lines = {}
    for title in (TRIAL, MEASURE):
        staff.go(f"/plans/{plan}")
        page.get_by_role("link", name=title, exact=True).click()
        lines[title] = number_in(page.url)
    staff.go(f"/plans/lines/{lines[TRIAL]}/deploy")
    page.get_by_label(UNIT).check()
    page.locator("[name=organisations]:not(:checked)").first.check()
    page.fill("[name=keep_as]", GROUP)
    save(page)
    line = lines[MEASURE]
    staff.go(f"/plans/lines/{line}/deploy")
    page.get_by_label(re.compile(GROUP)).check()
    page.fill("[name=note]", "请于本月内组织家庭参加。")
    staff.look_over()
    expect(page.locator("button[data-count]")).to_contain_text("2")
    save(page)
    expect(page.locator(".toast-line form button")).to_be_visible()  # 撤销
    staff.look_over()
    return line


def confirm(coordinator: Visitor) -> None:
    page = coordinator.go("/plans/receipts")
    coordinator.look_over()
    page.locator(".card, li, tr").filter(has_text=MEASURE).locator('button[formaction$="/confirm"]').first.click()
    page.wait_for_load_state()
    coordinator.look_over()


def announce(staff: Visitor) -> str:
    """A gathering of the measure that anybody may sign up for, with a helper at its door; returns its number."""
    page = staff.go("/events/new")
    page.select_option("[name=kind]", "performance")
    page.fill("[name=title]", GATHERING)
    page.select_option("[name=organisation]", index=1)
    page.fill("[name=starts_at]", f"{NOW + timedelta(hours=1):%Y-%m-%dT%H:%M}")
    page.fill("[name=ends_at]", f"{NOW + timedelta(hours=3):%Y-%m-%dT%H:%M}")
    page.fill("[name=place]", "示例小学礼堂")
    page.fill("[name=capacity]", "60")
    page.fill("[name=companions_most]", "2")
    page.locator("[name=access][value=open]").check()
    page.fill("[name=about]", "孩子讲家风故事，家长一起听。欢迎全家参加。")
    choose_line(staff)
    staff.look_over()
    save(page)
    gathering = number_in(page.url)
    staff.settle(f"/events/{gathering}/announce")
    staff.look_over()
    staff.go(f"/events/{gathering}")
    page.get_by_role("link", name="指定协助人员").click()
    page.select_option("[name=user]", label=HELPER)
    page.get_by_role("button", name="指定").click()
    expect(page.locator("main")).to_contain_text(HELPER)
    staff.look_over()
    return gathering


def sign_up(family: Visitor, name: str, phone: str, *, agrees: bool) -> None:
    """A family finds the gathering on the portal, from its first page on, and signs up with a code on the telephone."""
    page = family.go("/")
    family.go("/events/public")
    family.look_over()
    page.get_by_role("link", name=GATHERING).first.click()
    family.look_over()
    page.locator(".act-join a").click()
    page.fill("[name=name]", name)
    page.fill("[name=phone]", phone)
    page.fill("[name=companions]", "1")
    if agrees:
        page.check("[name=photo]")
    family.look_over()
    page.get_by_role("button", name="获取验证码").click()
    page.wait_for_url("**/join/code")
    page.fill("[name=code]", texted(family.site, f"{phone[:3]}****{phone[-4:]}"))
    family.look_over()
    page.get_by_role("button", name="报名").first.click()
    page.wait_for_url("**/i/*")
    expect(page.locator("main")).to_contain_text(name)
    family.look_over()


def keep_the_door(helper: Visitor, gathering: str) -> None:
    """The helper opens the door from their own desk, and signs in by number and by name."""
    phone = helper.go("/desk/")
    helper.look_over()
    phone.locator(".todo li", has_text=GATHERING).get_by_role("link", name="去签到").first.click()
    phone.wait_for_url(f"**/events/{gathering}/door")
    helper.look_over()
    phone.fill("[name=code]", "1")
    phone.locator("form[data-scan] button").click()
    expect(phone.locator("[data-scan-answer]")).to_have_class(re.compile("outcome-accepted"))
    helper.look_over()
    phone.fill("[name=q]", KEEPS_TO_HERSELF[0])
    phone.locator("form[role=search] button").click()
    phone.locator(f'form[action*="/events/{gathering}/door/"] button').first.click()
    expect(phone.locator("[data-scan-answer]")).to_have_class(re.compile("outcome-accepted"))
    helper.look_over()


def begin_and_hold(staff: Visitor, gathering: str) -> None:
    """Everybody was early: staff move the start to when it was, and mark it as held."""
    page = staff.go(f"/events/{gathering}/edit")
    page.fill("[name=starts_at]", f"{NOW - timedelta(minutes=5):%Y-%m-%dT%H:%M}")
    save(page)
    staff.go(f"/events/{gathering}/held")
    page.fill("[name=summary]", "示例：孩子讲家风故事，家长一起听。")
    staff.settle()
    staff.look_over()


def add_photos(staff: Visitor, gathering: str, folder: Path) -> None:
    """Three photos: nobody on it, somebody who agrees, somebody who did not say so."""
    page = staff.page
    for number, (file, who) in enumerate(
        (
            (a_hard_photograph(folder), ""),
            (a_photograph(folder, "teal", (1200, 900)), AGREES[0]),
            (a_photograph(folder, "maroon", (1200, 900)), KEEPS_TO_HERSELF[0]),
        ),
        start=1,
    ):
        staff.go(f"/events/{gathering}/photos")
        page.set_input_files("[name=photo]", str(file))
        page.fill("[name=caption]", f"故事会现场{number}")
        save(page)
        if who:
            page.locator("[name=faces][value=named]").check()
            page.get_by_label(who).check()
        else:
            page.locator("[name=faces][value=nobody]").check()
        save_here = page.locator("main form[method=post] button.btn-primary").last
        save_here.click()
        page.wait_for_load_state()
        staff.look_over()
    staff.go(f"/events/{gathering}")
    expect(page.locator(".thumb-list")).to_contain_text("仅内部")
    staff.look_over()


def take_a_photo(staff: Visitor, gathering: str, alt: str, *, offered: int) -> None:
    """On the pictures of a text: the first of those that consent allows and that do not stand in it yet."""
    page = staff.page
    page.get_by_role("link", name="从活动照片中选").click()
    page.select_option("#event", gathering)
    page.get_by_role("button", name="查看照片").click()
    expect(page.locator(".photo-choices input")).to_have_count(offered)
    page.locator(".photo-choices input").first.check()
    page.fill("textarea[name=alt]", alt)
    staff.look_over()
    page.get_by_role("button", name="添加").click()
    expect(page.locator(".picture-list")).to_contain_text("可公开")


def publish_article(staff: Visitor, second: Visitor, reader: Visitor, gathering: str) -> None:
    """An article with two pictures of the gathering, read by a second person, published, seen by a family."""
    page = staff.go("/manage/articles/new")
    page.fill("input[name=title]", ARTICLE)
    page.fill("input[name=source]", "县妇联办公室")
    page.fill("textarea[name=body]", "孩子们讲了自家的家风故事。\n\n家长们听得认真。")
    page.get_by_role("button", name="存为草稿").click()
    page.get_by_role("link", name="图片与附件").click()
    take_a_photo(staff, gathering, "礼堂前的院子里落满了叶子", offered=2)
    take_a_photo(staff, gathering, "一位家长站在台前讲话", offered=1)
    staff.look_over()
    page.get_by_role("link", name="回到文稿").click()
    area = page.locator("textarea[name=body]")
    area.evaluate("area => { const at = area.value.indexOf('家长们'); area.setSelectionRange(at, at); }")
    page.get_by_role("button", name="[图1]").click()
    page.get_by_role("button", name="保存").click()
    expect(area).to_have_value(re.compile(r"故事。\s+\[图1\]\s+家长们"))
    staff.look_over()
    read_by_a_second_person(staff, second)
    second.look_over()
    page.get_by_role("link", name="发布", exact=True).click()
    staff.look_over()
    page.get_by_role("button", name="发布").click()
    address = str(page.get_by_role("link", name="在门户查看").get_attribute("href"))
    shown = reader.go(address)
    expect(shown.locator("figure img")).to_have_count(2)
    reader.look_over()


def write_bulletin(staff: Visitor, gathering: str) -> tuple[str, int]:
    """A bulletin whose figures come from the picker and the claim check, with a picture; returns its number and the deployments it says."""
    page = staff.go("/bulletins/new")
    page.fill("[name=title]", BULLETIN)
    page.fill("[name=body]", "家风故事会2人参加。")
    page.fill("[name=start]", f"{NOW:%Y}-01-01")
    page.fill("[name=last]", f"{NOW:%Y-%m-%d}")
    staff.look_over()
    save(page)
    bulletin = number_in(page.url)
    staff.go(f"/bulletins/{bulletin}/edit")
    bind(page, "2人", f"events.attendees?event={gathering}")
    page.locator("button[name=save]").last.click()
    page.wait_for_load_state()

    staff.go(f"/bulletins/{bulletin}")
    page.get_by_role("link", name="图片", exact=True).click()
    take_a_photo(staff, gathering, "礼堂前的院子里落满了叶子", offered=2)
    staff.go(f"/bulletins/{bulletin}/edit")
    page.locator("#picker-h").click()
    offer = page.locator(".offer", has=page.locator('[data-token="plans.deployments"]'))
    said = int(re.sub(r"\D", "", offer.locator(".top b").inner_text()))
    page.locator("[name=body]").evaluate("area => area.setSelectionRange(area.value.length, area.value.length)")
    offer.locator("button").first.click()
    body = page.locator("[name=body]")
    body.fill(f"{body.input_value()}。\n[图1]")
    page.locator("button[name=save]").last.click()
    page.wait_for_load_state()
    staff.look_over()

    staff.go(f"/bulletins/{bulletin}")
    staff.look_over()
    press(page, f"/bulletins/{bulletin}/submit")
    return bulletin, said


def issue(staff: Visitor, second: Visitor, bulletin: str) -> None:
    """A second person approves; staff read the page that asks, issue, and read what comes next."""
    page = second.go(f"/bulletins/{bulletin}/review")
    for tick in page.locator("[name=confirmed]").all():
        tick.check()
    second.look_over()
    press(page, f"/bulletins/{bulletin}/approve")
    page = staff.go(f"/bulletins/{bulletin}")
    page.locator(f'a[href$="/bulletins/{bulletin}/issue"]').click()
    staff.look_over()
    staff.settle()
    staff.look_over()


def correct(staff: Visitor, second: Visitor, reader: Visitor, line: str, bulletin: str, said: int) -> None:
    """A unit that never confirmed falls out: the issued number was one too high, and a notice says so, approved and issued the same way."""
    page = staff.go(f"/bulletins/{bulletin}")
    expect(page.locator("main")).to_contain_text("本期数据没有差错")
    staff.go(f"/plans/lines/{line}")
    page.locator('button[formaction*="/plans/deployments/"]').first.click()
    page.wait_for_load_state()
    staff.go(f"/bulletins/{bulletin}")
    expect(page.locator("main")).to_contain_text(f"应为 {said - 1}")
    staff.look_over()
    page.locator(f'form[action$="/bulletins/{bulletin}/correct"] button').click()
    page.wait_for_url(lambda address: number_in(address) != bulletin)
    notice = number_in(page.url)
    staff.go(f"/bulletins/{notice}/edit")
    expect(page.locator("[name=body]")).to_have_value(re.compile(str(said - 1)))
    staff.look_over()
    page.locator("button[name=submit]").click()
    page.wait_for_url(re.compile(rf"/bulletins/{notice}(#.*)?$"))
    issue(staff, second, notice)
    shown = reader.go(f"/bulletin/{bulletin}")
    expect(shown.locator("article figure img, article img").first).to_be_visible()
    expect(shown.locator("main").get_by_role("link", name=re.compile("更正")).first).to_be_visible()
    reader.look_over()
    reader.go(f"/bulletin/{notice}")
    reader.look_over()


def test_a_measure_from_its_line_to_the_correction_of_what_was_said_of_it(visitor: Arrive, demo: Site, tmp_path: Path) -> None:
    staff, second, coordinator, helper = visitor(OFFICE), visitor(OFFICE), visitor(PHONE), visitor(PHONE)
    reader = visitor(PHONE, device_scale_factor=2)
    staff.sign_in("fulian", demo.password)
    coordinator.sign_in("lianluo", demo.password)
    helper.sign_in("zhiyuan", demo.password)

    line = plan_and_deploy(staff)
    confirm(coordinator)
    gathering = announce(staff)
    sign_up(visitor(PHONE), *AGREES, agrees=True)
    sign_up(visitor(PHONE), *KEEPS_TO_HERSELF, agrees=False)
    keep_the_door(helper, gathering)
    begin_and_hold(staff, gathering)
    add_photos(staff, gathering, tmp_path)
    publish_article(staff, second, reader, gathering)
    bulletin, said = write_bulletin(staff, gathering)
    issue(staff, second, bulletin)
    correct(staff, second, reader, line, bulletin, said)
