"""The editor of light text in a real browser: what is pasted from Word, WPS or a web page keeps its headings, lists and tables, and drops the rest."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

SCRIPT = Path(__file__).parents[2] / "jiafeng" / "static" / "js" / "prose.js"
PASTE = """([id, html]) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "as plain text");
  const area = document.getElementById(id);
  return area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {color:red} --></style><xml><o:p>x</o:p></xml></head>
<body lang=ZH-CN><!--StartFragment-->
<p class=MsoTitle align=center><b><span style='font-size:22.0pt'>家庭助廉活动<o:p></o:p></span></b></p>
<h2><span lang=EN-US>1.</span>活动概况</h2>
<p class=MsoNormal style='text-indent:2em'><span style='color:red;mso-bidi-font-size:16pt'>三月八日，全县
三百户家庭</span><b>参加</b>签名。<o:p></o:p></p>
<p class=MsoListParagraph style='margin-left:21.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='font-family:Wingdings;mso-list:Ignore'>l<span style='font:7.0pt "Times New Roman"'>&nbsp; </span></span><![endif]>写一封家书</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>l</span>签一份承诺</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>1.<span>&nbsp;</span></span>报名</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>2.</span>签到</p>
<table class=MsoTableGrid border=1><tr><td><p class=MsoNormal>乡镇</p></td><td><p class=MsoNormal>户数|人数</p></td></tr>
<tr><td colspan=2><p class=MsoNormal><b>示例镇</b></p></td></tr></table>
<p class=MsoNormal><img src="file:///C:/x.png">&nbsp;</p><script>alert(1)</script>
<!--EndFragment--></body></html>"""
FROM_WORD = """## 家庭助廉活动

## 1.活动概况

三月八日，全县三百户家庭参加签名。

- 写一封家书
- 签一份承诺

1. 报名
2. 签到

| 乡镇 | 户数\\|人数 |
|---|---|
| 示例镇 |  |"""

WEB = "<h1>题</h1><div>一<br>二</div><ul><li>甲<ul><li>乙</li></ul></li></ul><ol start=3><li>丙</ol>散字<table><tr><td><p>框里的话</p></td></tr></table>"
FROM_WEB = "## 题\n\n一\n二\n\n- 甲\n- 乙\n\n3. 丙\n\n散字\n\n框里的话"


@pytest.fixture
def editor(browser: Browser) -> Page:  # type: ignore[misc]
    page = browser.new_page()
    page.set_content(
        '<textarea id="body">开头\n</textarea><div data-prose="body" data-pasted="已粘贴。" data-pictures="图片没有带入。">'
        '<button data-sign="## ">题</button><button data-sign="1. ">编号</button><button data-alone="[图2]">图</button><p data-said></p></div>'
    )
    page.add_script_tag(path=str(SCRIPT))
    page.evaluate("() => { const area = document.getElementById('body'); area.setSelectionRange(area.value.length, area.value.length); }")
    yield page
    page.close()


def pasted(page: Page, html: str) -> str:
    assert page.evaluate(PASTE, ["body", html]) is False, "the browser's own paste is not wanted"
    return str(page.input_value("#body"))


def test_a_paste_from_word_keeps_headings_lists_and_tables(editor: Page) -> None:
    assert pasted(editor, WORD) == f"开头\n{FROM_WORD}"
    assert editor.text_content("[data-said]") == "已粘贴。图片没有带入。"


def test_a_paste_from_a_web_page_keeps_them_too(editor: Page) -> None:
    assert pasted(editor, WEB) == f"开头\n{FROM_WEB}"
    assert editor.text_content("[data-said]") == "已粘贴。"


def test_plain_text_is_pasted_by_the_browser_itself(editor: Page) -> None:
    assert editor.evaluate(PASTE, ["body", ""]) is True


def test_a_hostile_paste_runs_and_loads_nothing(editor: Page) -> None:
    asked: list[str] = []
    editor.on("request", lambda request: asked.append(request.url))
    editor.on("dialog", lambda dialog: asked.append(dialog.message))
    text = pasted(
        editor,
        '<p>甲<img src="http://example.invalid/x" onerror="alert(1)"><svg onload="alert(2)"></svg></p><iframe src="http://example.invalid/"></iframe>',
    )
    editor.wait_for_timeout(200)
    assert (text, asked) == ("开头\n甲", [])


def test_the_buttons_write_the_signs_and_can_be_undone(editor: Page) -> None:
    editor.fill("#body", "一\n二")
    editor.evaluate("() => document.getElementById('body').setSelectionRange(0, 3)")
    editor.click("text=编号")
    assert editor.input_value("#body") == "1. 一\n2. 二"
    editor.click("text=题")
    assert editor.input_value("#body").endswith("## 二")
    editor.click("text=图")
    assert "\n\n[图2]\n\n" in editor.input_value("#body")
    editor.keyboard.press("Control+z")
    assert "[图2]" not in editor.input_value("#body")
