"""GB/T 9704-2012 measured on the rendered page, in millimetres."""

import io
from dataclasses import replace

import numpy as np
import pikepdf
import pypdfium2
import pytest
import zxingcpp

from jiafeng.library.press import Face, MissingGlyphs, Paragraph, Run, official_pdf
from tests.library.press.ruler import Page, pages
from tests.library.press.samples import BULLETIN, FULL, NOTICE

TOP, LEFT, RIGHT, BOTTOM = 37, 28, 184, 262
HOSTILE = r'#import "x" #panic() $x^2$ *a* _b_ `c` <d> @e [f] \u{41} // g /* h */ = i "j" ～ — &lt; {{ k }}'


@pytest.fixture(scope="module")
def bulletin() -> list[Page]:
    return pages(official_pdf(BULLETIN))


@pytest.fixture(scope="module")
def notice() -> list[Page]:
    return pages(official_pdf(NOTICE))


def line_text(line) -> str:
    return "".join(glyph.character for glyph in line)


def body_of(page: Page) -> list:
    return [line for line in page.lines if line[0].baseline < BOTTOM and line[0].size < 17]


def test_the_paper_is_a4(bulletin):
    assert {(round(page.width, 1), round(page.height, 1)) for page in bulletin} == {(210.0, 297.0)}


def test_a_full_page_has_22_lines_of_28_characters_within_the_type_area(bulletin):
    lines = body_of(bulletin[1])
    assert len(lines) == 22
    full = [line for line in lines if len(line) == 28]
    assert len(full) >= 19
    for line in full:
        assert line[0].x == pytest.approx(LEFT, abs=0.1)
        assert line[-1].x + 156 / 28 == pytest.approx(RIGHT, abs=0.5)
    assert lines[0][0].top == pytest.approx(TOP, abs=1.5)
    assert all(glyph.top >= TOP - 0.1 and glyph.bottom <= BOTTOM + 0.1 for line in lines for glyph in line)


def test_lines_stand_at_one_pitch(bulletin):
    baselines = [line[0].baseline for line in body_of(bulletin[1])]
    assert np.diff(baselines) == pytest.approx(225 / 22, abs=0.02)


def test_the_first_page_stands_on_the_same_grid(bulletin):
    grid = body_of(bulletin[1])[0][0].baseline
    last = body_of(bulletin[0])[-1][0].baseline
    assert (last - grid) / (225 / 22) == pytest.approx(21, abs=0.01)


def test_the_body_is_fangsong_of_3(bulletin):
    line = body_of(bulletin[1])[5]
    assert {round(glyph.size, 1) for glyph in line} == {16.0}


@pytest.mark.parametrize("number", [1, 2, 3])
def test_page_numbers_stand_outside_7_mm_below_the_type_area(bulletin, number):
    page = bulletin[number - 1]
    dash, digit, other = page.lines[-1]
    assert line_text(page.lines[-1]) == f"—{number}—"
    assert digit.size == pytest.approx(14, abs=0.1)
    assert (dash.top + dash.bottom) / 2 - BOTTOM == pytest.approx(7, abs=0.3)
    if number % 2:
        assert RIGHT - other.right == pytest.approx(14 * 0.3528, abs=0.5)
    else:
        assert dash.left - LEFT == pytest.approx(14 * 0.3528, abs=0.5)


def test_the_masthead_is_red_and_centred_over_a_thick_red_line(bulletin):
    first = bulletin[0].lines[0]
    assert line_text(first) == BULLETIN.masthead
    assert (first[0].left + first[-1].right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=1)
    (rule,) = bulletin[0].rules
    assert (rule.left, rule.right) == pytest.approx((LEFT, RIGHT), abs=0.2)
    assert rule.thickness == pytest.approx(1.1, abs=0.05)
    red, green, blue = rule.colour
    assert red > 200
    assert max(green, blue) < 40
    number, sender = bulletin[0].lines[1:3]
    assert (number[0].left + number[-1].right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=1)
    assert line_text(sender) == "示例县妇女联合会2026年3月9日"
    assert sender[-1].baseline < rule.top


def test_the_title_is_of_2_and_centred(bulletin):
    title = bulletin[0].lines[3]
    assert line_text(title) == BULLETIN.title
    assert {round(glyph.size) for glyph in title} == {22}
    assert (title[0].left + title[-1].right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=1)


def test_the_foot_ends_on_the_lower_edge_of_the_last_page(bulletin):
    rules = sorted(bulletin[-1].rules, key=lambda rule: rule.middle)
    assert [round(rule.thickness, 2) for rule in rules] == [0.35, 0.25, 0.25, 0.25, 0.35]
    assert rules[-1].middle == pytest.approx(BOTTOM, abs=0.3)
    for label in ("报：县委、县政府", "送：县纪委监委", "发：各乡镇妇联", "共印80份"):
        assert rules[0].top < bulletin[-1].find(label).baseline < BOTTOM
    assert not any(page.rules for page in bulletin[1:-1])


def test_a_foot_that_finds_no_room_takes_a_page_of_its_own_and_still_ends_at_the_edge():
    lengths = [len(pages(official_pdf(replace(BULLETIN, code="", qr_text="", paragraphs=(FULL,) * count)))) for count in (1, 2, 3)]
    assert lengths == sorted(lengths)
    for count in range(1, 6):
        last = pages(official_pdf(replace(BULLETIN, paragraphs=(FULL,) * count)))[-1]
        assert max(rule.middle for rule in last.rules) == pytest.approx(BOTTOM, abs=0.3)


def test_the_code_and_its_qr_stand_after_the_last_words():
    pdf = official_pdf(BULLETIN)
    last = pages(pdf)[-1]
    assert last.find(BULLETIN.code).baseline < min(rule.top for rule in last.rules)
    document = pypdfium2.PdfDocument(pdf)
    picture = document[len(document) - 1].render(scale=3).to_numpy()
    (code,) = zxingcpp.read_barcodes(np.ascontiguousarray(picture))
    assert code.text == BULLETIN.qr_text
    document.close()


def test_a_notice_has_its_mark_35_mm_and_its_line_4_mm_down(notice):
    assert notice[0].find("特急").top == pytest.approx(TOP, abs=1.5)
    mark = notice[0].lines[1]
    assert line_text(mark) == NOTICE.masthead
    assert min(glyph.top for glyph in mark) - TOP == pytest.approx(35, abs=0.5)
    number = notice[0].lines[2]
    assert line_text(number) == NOTICE.issue
    (rule,) = notice[0].rules
    assert rule.top - max(glyph.bottom for glyph in number) == pytest.approx(4, abs=1)
    assert (rule.left, rule.right) == pytest.approx((LEFT, RIGHT), abs=0.2)


def test_a_notice_names_its_addressee_attachments_signature_and_copies(notice):
    assert notice[0].find("各乡镇妇联，县直各单位妇委会：").x == pytest.approx(LEFT, abs=0.1)
    last = notice[-1]
    assert last.find("附件：1.家庭助廉承诺书").x == pytest.approx(LEFT + 2 * 156 / 28, abs=0.2)
    date = last.find("2026年3月9日")
    line = next(line for line in last.lines if date in line)
    assert RIGHT - (line[-1].x + 156 / 28) == pytest.approx(4 * 156 / 28, abs=0.1)
    assert last.find("抄送：县纪委监委").baseline < BOTTOM
    assert last.find("2026年3月9日印发")


@pytest.mark.parametrize("last", [0, 1, 2, 3, 4])
def test_a_signature_is_never_left_alone_on_a_page(last):
    """`last`: lines of the last paragraph; 0: there is but one paragraph."""
    breaks = 0
    for lines in range(1, 36):
        texts = ["风" * (28 * lines - 2), *(["廉" * (28 * last - 2)] if last else [])]
        printed = pages(official_pdf(replace(NOTICE, attachments=(), paragraphs=tuple(map(Paragraph.of, texts)))))
        (page,) = [page for page in printed if NOTICE.issuer in map(line_text, body_of(page))]
        words = [line_text(line) for line in body_of(page)]
        above = words[: words.index(NOTICE.issuer)]
        assert above
        assert set(above[-1]) == {texts[-1][0]}
        breaks += len(above) <= max(2, last)
    assert breaks, "none of these lengths put the end at a page's edge, so the test would prove nothing"


def test_several_issuers_stand_in_lines_of_one_width():
    page = pages(official_pdf(replace(NOTICE, masthead="示例县妇女联合会\n中共示例县纪律检查委员会", marks=())))[0]
    first, second = page.lines[:2]
    assert first[0].left == pytest.approx(second[0].left, abs=1)
    assert first[-1].right == pytest.approx(second[-1].right, abs=1)


def test_no_line_begins_or_ends_with_a_mark_that_may_not():
    text = Paragraph.of("县妇联、县纪委，县委组织部：“家庭助廉”《倡议书》（示例）。" * 40)
    for page in pages(official_pdf(replace(BULLETIN, paragraphs=(text,)))):
        for line in body_of(page):
            assert line[0].character not in "、，。：；”》）"
            assert line[-1].character not in "“《（"


def test_no_users_character_is_read_as_markup():
    document = replace(
        BULLETIN, masthead="简报#x", issue=HOSTILE[:20], issuer="$x$", title="*题* #panic()", report_to=HOSTILE[:30],
        paragraphs=(Paragraph("body", (Run(HOSTILE), Run("_x_ #y", Face.KAI))),),
    )  # fmt: skip
    printed = pages(official_pdf(document))
    text = "".join(line_text(line) for page in printed for line in page.lines)
    assert HOSTILE.replace(" ", "") + "_x_#y" in text
    assert "*题*#panic()" in text
    assert "报：" + HOSTILE[:30].replace(" ", "") in text


@pytest.mark.parametrize("word", ["a" * 300, "https://example.org/" + "x" * 120 + "?page=2", "0123456789" * 9])
def test_a_word_longer_than_a_line_stays_on_the_paper_whole(word):
    (page,) = pages(official_pdf(replace(BULLETIN, code="", qr_text="", paragraphs=(Paragraph.of(f"示例{word}示例"),))))
    assert max(glyph.right for glyph in page.glyphs) < RIGHT + 0.5
    assert word in "".join(line_text(line) for line in page.lines)


def test_several_marks_stand_clear_of_the_masthead():
    page = pages(official_pdf(replace(BULLETIN, marks=("内部资料", "注意保存", "特急"))))[0]
    assert page.find("特急").bottom < page.find(BULLETIN.masthead).top


def test_empty_parts_are_left_out_with_their_labels():
    bare = replace(
        BULLETIN, report_to="", send_to="", distribute_to="", copies=None, code="", qr_text="", code_note="", issue="", paragraphs=()
    )
    (page,) = pages(official_pdf(bare))
    assert not any(label in page.text for label in ("报：", "送：", "发：", "共印"))
    assert len(page.rules) == 1


def test_a_character_without_a_font_is_refused_before_printing():
    with pytest.raises(MissingGlyphs) as refused:
        official_pdf(replace(BULLETIN, title="通报😀", paragraphs=(Paragraph.of("好"), Paragraph.of("\ue864"))))
    assert [(missing.key, missing.character) for missing in refused.value.missing] == [("title", "😀"), ("paragraphs 2", "\ue864")]


def test_rare_names_are_printed_and_can_be_searched():
    names = "李㛃、王䶮、张𬱖、赵龑"
    assert names in pages(official_pdf(replace(BULLETIN, paragraphs=(Paragraph.of(names),))))[0].text


def test_a_document_without_a_title_is_refused():
    with pytest.raises(ValueError, match="title"):
        replace(BULLETIN, title=" \n")


def test_it_is_pdf_a_with_every_font_embedded():
    with pikepdf.open(io.BytesIO(official_pdf(BULLETIN))) as pdf:
        with pdf.open_metadata() as metadata:
            assert metadata.pdfa_status == "2B"
            assert metadata["dc:title"] == BULLETIN.title
        descriptors = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"]
        assert len(descriptors) >= 4
        assert all("/FontFile3" in item or "/FontFile2" in item for item in descriptors)


def test_its_headings_are_its_outline():
    with pikepdf.open(io.BytesIO(official_pdf(BULLETIN))) as pdf, pdf.open_outline() as outline:
        (title,) = outline.root
        assert title.title == BULLETIN.title
        assert [heading.title for heading in title.children] == ["一、制度先行"]
        assert [heading.title for heading in title.children[0].children] == ["（一）联合部署"]


def test_the_same_document_gives_the_same_bytes():
    assert official_pdf(BULLETIN) == official_pdf(BULLETIN)
