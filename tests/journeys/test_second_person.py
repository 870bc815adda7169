"""An article on its way: written, read by a second person, approved by a leader on a phone, published, corrected."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, Visitor, texted
from tests.serving import Site

OFFICE = {"width": 1366, "height": 768}
Arrive = Callable[..., Visitor]


def ticked(someone: Visitor, button: str) -> None:
    someone.page.get_by_label("我已校对").check()
    someone.page.get_by_role("button", name=button).click()
    someone.page.wait_for_load_state()


# Two leaders: a telephone is sent a code once a minute.
@pytest.mark.parametrize(
    ("screen", "approver", "telephone"),
    [(OFFICE, "示例主席（县妇联主席（示例））", "139****0011"), (PHONE, "示例书记（县纪委副书记（示例））", "139****0012")],
    ids=["office", "phone"],
)
def test_an_article_and_its_second_person(demo: Site, visitor: Arrive, screen: dict[str, int], approver: str, telephone: str) -> None:
    writer, reader = visitor(screen), visitor(screen)
    page = writer.sign_in("fulian", demo.password)
    writer.go("/manage/articles/new")
    page.select_option("#from", label="活动预告")
    page.get_by_role("button", name="套用").click()
    expect(page.locator("textarea[name=body]")).to_have_value(re.compile("欢迎家庭参加"))
    title = f"示例读书会预告{screen['width']}"
    page.fill("input[name=title]", title)
    page.fill("textarea[name=body]", "周六上午九点开始。欢迎参加！")
    page.fill("input[name=source]", "县妇联")
    page.get_by_role("button", name="存为草稿").click()
    writer.look_over()
    page.get_by_role("link", name="送审").click()
    writer.look_over()
    ticked(writer, "送审")
    edit = page.url

    there = reader.sign_in("jiwei", demo.password)
    there.get_by_role("link", name=f"审校《{title}》", exact=True).click()
    there.get_by_role("link", name="周六上午九点开始。").click()
    there.locator("#say textarea").fill("请核实时间")
    there.get_by_role("button", name="提交意见").click()
    reader.look_over()
    there.locator("textarea[name=reason]").fill("时间有误")
    there.get_by_role("button", name="退回撰稿人").click()

    page.goto(edit)
    expect(page.get_by_text("时间有误").first).to_be_visible()
    expect(page.get_by_text("请核实时间").first).to_be_visible()
    page.fill("textarea[name=body]", "周六下午三点开始。欢迎参加！")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("button", name="已处理").first.click()
    page.goto(edit)
    page.get_by_role("link", name="比较").click()
    expect(page.locator("ins").first).to_contain_text("下午三")
    writer.look_over()
    page.goto(edit)
    page.get_by_role("link", name="送审").click()
    ticked(writer, "送审")

    page.get_by_role("link", name="链接送签").click()
    page.select_option("#id_approver", label=approver)
    writer.look_over()
    page.get_by_role("button", name="生成链接").click()
    link = page.locator(".link-row input").first.input_value()

    leader = visitor(PHONE)
    phone = leader.go(link)
    assert title not in phone.inner_text("main")
    leader.look_over()
    phone.get_by_role("button", name="获取验证码").click()
    phone.fill("input[name=code]", texted(demo, telephone))
    leader.look_over()
    phone.locator("#code-form button").click()
    expect(phone.get_by_text(title).first).to_be_visible()
    leader.look_over()
    ticked(leader, "同意")
    expect(phone.get_by_text("无需再操作")).to_be_visible()
    leader.troubles.clear()  # the browser notes that the link is over, as it should be

    page.goto(edit)
    page.get_by_role("link", name="发布", exact=True).click()
    writer.look_over()
    page.get_by_role("button", name="发布").click()
    expect(page.locator("#receipt-code")).to_contain_text("/news/")
    writer.look_over()
    address = str(page.get_by_role("link", name="在门户查看").get_attribute("href"))

    page.goto(edit)
    page.fill("textarea[name=body]", "周六下午四点开始。欢迎参加！")
    page.fill("input[name=note]", "开始时间更正为下午四点")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("读者看到的仍是原文").first).to_be_visible()
    public = visitor(PHONE)
    public.go(address)
    expect(public.page.get_by_text("下午三点")).to_be_visible()
    reader.go(f"{edit.removeprefix(demo.url)}/review")
    reader.look_over()
    ticked(reader, "同意更正")
    public.go(address)
    expect(public.page.get_by_text("下午四点开始")).to_be_visible()
    expect(public.page.locator(".corrections")).to_contain_text("开始时间更正为下午四点")
    public.look_over()
