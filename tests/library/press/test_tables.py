import datetime as dt

import pytest

from jiafeng.library.press import Column, MissingGlyphs, table_sheet_pdf
from jiafeng.library.press.sentences import unprintable_sentence
from tests.library.press.ruler import pages

DATE = dt.date(2026, 3, 8)
COLUMNS = (Column("姓名", 1, centred=True), Column("单位", 3), Column("签名", 2))
ROWS = [[f"示例{number}", "示例县教育局", ""] for number in range(1, 41)]


def texts(pdf: bytes) -> list[str]:
    return ["".join(glyph.character for line in page.lines for glyph in line) for page in pages(pdf)]


def test_each_page_has_the_head_and_its_number_and_no_row_is_lost():
    printed = texts(table_sheet_pdf("承诺签名册", COLUMNS, ROWS, DATE, note="自愿签名", blank_rows=5))
    assert len(printed) == 2
    for number, page in enumerate(printed, 1):
        assert "序号姓名单位签名" in page
        assert f"第{number}页，共2页" in page
        assert "自愿签名" in page
    for number in range(1, 41):
        assert f"{number}示例{number}示例县教育局" in "".join(printed)
    assert "4142434445" in printed[-1]


def test_rows_are_high_enough_to_sign_and_grow_with_a_long_text():
    (page,) = pages(
        table_sheet_pdf("册", COLUMNS, [["甲", "短", ""], ["乙", "长" * 60, ""], ["丙", "短", ""], ["丁", "短", ""]], DATE, row_height=12)
    )
    at = {name: page.find(name).baseline for name in "甲乙丙丁"}
    assert at["丁"] - at["丙"] == pytest.approx(12, abs=0.3)
    assert at["乙"] - at["甲"] > 12.5


def test_without_numbers_and_across():
    (page,) = pages(table_sheet_pdf("回执", COLUMNS, ROWS[:3], DATE, numbered=False, landscape=True))
    assert (page.width, page.height) == pytest.approx((297, 210), abs=0.2)
    assert "序号" not in page.text


def test_the_code_stands_on_the_first_page_only():
    printed = texts(table_sheet_pdf("册", COLUMNS, ROWS, DATE, qr_text="示例", code="批次7F3A"))
    assert ["批次7F3A" in page for page in printed] == [True, False]


def test_a_ragged_row_is_refused_with_its_number():
    with pytest.raises(ValueError, match="row 2 has 1 cells for 3 columns"):
        table_sheet_pdf("册", COLUMNS, [ROWS[0], ["x"]], DATE)


def test_a_name_without_a_font_is_refused_with_its_row_and_column():
    with pytest.raises(MissingGlyphs) as refused:
        table_sheet_pdf("册", COLUMNS, [ROWS[0], ["李\ue864", "", ""]], DATE)
    assert refused.value.missing[0].key == "row 2, 姓名"


def test_a_cell_is_never_markup():
    (page,) = texts(table_sheet_pdf("#x", COLUMNS, [["*甲*", "#panic()$x$", "<a>"]], DATE))
    assert "*甲*#panic()$x$<a>" in page


def test_a_long_number_stays_in_its_cell():
    (page,) = pages(table_sheet_pdf("册", COLUMNS, [["123456789012345678", "示例", ""]], DATE))
    cell = [glyph for glyph in page.glyphs if glyph.character in "0123456789" and glyph.baseline > page.find("姓名").baseline + 2][1:19]
    assert "".join(glyph.character for glyph in cell) == "123456789012345678"
    assert max(glyph.right for glyph in cell) < page.find("示例").left


def test_what_is_said_of_it_names_the_person():
    with pytest.raises(MissingGlyphs) as refused:
        table_sheet_pdf("册", COLUMNS, [ROWS[0], ["李\ue864示例", "", ""]], DATE)
    assert "李\ue864示例: \ue864 U+E864" in unprintable_sentence(refused.value)
