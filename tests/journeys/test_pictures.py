"""An article with pictures, from a gathering's photo and an upload to a reader's telephone; each page looked over by axe."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, Visitor
from tests.programme.pictures.files import a_hard_photograph, a_pdf
from tests.serving import Site

OFFICE = {"width": 1366, "height": 768}


def read_by_a_second_person(writer: Visitor, reader: Visitor) -> None:
    """The demo county asks for one: the writer hands in what is on the screen, a partner reads it."""
    page = writer.page
    page.get_by_role("link", name="送审").click()
    page.get_by_label("我已校对").check()
    page.get_by_role("button", name="送审").click()
    expect(page.get_by_text("待审校").first).to_be_visible()
    reader.sign_in("jiwei", reader.site.password)
    reader.go(f"{page.url}/review")
    reader.page.get_by_label("我已校对").check()
    reader.page.get_by_role("button", name="审校通过").click()
    page.reload()


def test_an_article_with_pictures(demo: Site, visitor: Callable[..., Visitor], tmp_path: Path) -> None:
    staff = visitor(OFFICE)
    staff.sign_in("fulian", demo.password)
    page = staff.go("/manage/articles/new")
    page.fill("input[name=title]", "联谊晚会花絮（示例）")
    page.fill("input[name=source]", "县妇联办公室")
    page.fill("textarea[name=body]", "晚会上，大家读家书、谈家风。\n\n- 朗诵\n- 合唱\n\n结尾一段。")
    page.get_by_role("button", name="预览").click()
    expect(page.locator(".prose-shown li").first).to_have_text("朗诵")
    staff.look_over()
    page.get_by_role("button", name="存为草稿").click()
    page.get_by_role("link", name="图片与附件").click()
    staff.look_over()

    page.get_by_role("link", name="从活动照片中选").click()
    page.select_option("#event", page.locator("#event option", has_text="联谊晚会").get_attribute("value"))
    page.get_by_role("button", name="查看照片").click()
    page.locator(".photo-choices input").first.check()
    page.fill("textarea[name=alt]", "晚会现场")
    page.get_by_label("图片说明").fill("晚会现场")
    page.get_by_role("button", name="添加").click()
    expect(page.locator(".error-summary, .errorlist").first).to_contain_text("图片说明")
    staff.look_over()
    staff.troubles.clear()  # the browser notes that the form was refused, as it should be
    page.fill("textarea[name=alt]", "横幅下坐着一排人，正在听台上读家书")
    page.get_by_role("button", name="添加").click()
    expect(page.locator(".picture-list")).to_contain_text("可公开")

    page.get_by_role("link", name="上传图片").first.click()
    staff.look_over()
    page.set_input_files("input[type=file]", str(a_hard_photograph(tmp_path)))
    page.get_by_label("认不出任何人").check()
    page.fill("textarea[name=alt]", "院子里满地的落叶和碎石")
    page.get_by_role("button", name="添加").click()
    staff.look_over()
    page.get_by_role("link", name="添加附件").click()
    page.fill("input[name=title]", "节目单")
    page.set_input_files("input[type=file]", str(a_pdf(tmp_path)))
    page.get_by_role("button", name="添加").click()

    page.get_by_role("link", name="回到文稿").click()
    area = page.locator("textarea[name=body]")
    area.evaluate("area => { const at = area.value.indexOf('结尾'); area.setSelectionRange(at, at); }")
    page.get_by_role("button", name="[图2]").click()
    page.get_by_role("button", name="保存").click()
    expect(area).to_have_value(re.compile(r"合唱\s+\[图2\]\s+结尾"))
    read_by_a_second_person(staff, visitor(OFFICE))
    page.get_by_role("link", name="发布", exact=True).click()
    page.get_by_role("button", name="发布").click()
    address = page.get_by_role("link", name="在门户查看").get_attribute("href")

    reader = visitor(PHONE, device_scale_factor=2)
    sent: dict[str, int] = {}
    reader.page.on("response", lambda answer: sent.update({answer.url: len(answer.body())}) if ".webp" in answer.url else None)
    shown = reader.go(str(address))
    expect(shown.locator("figure img")).to_have_count(2)
    for each in shown.locator("figure img").all():
        each.scroll_into_view_if_needed()
        expect(each).to_have_js_property("complete", True)
        assert each.evaluate("image => image.naturalWidth") > 0
    assert sent
    assert max(sent.values()) <= 60 * 1024, sent
    expect(shown.get_by_role("link", name="节目单")).to_be_visible()
    reader.look_over()
    reader.go("/news")
    reader.look_over()
    reader.go("/letters/wall")
    reader.look_over()
