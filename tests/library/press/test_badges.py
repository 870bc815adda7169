"""Badges, seat cards and minutes: whole, printable, and readable again."""

import datetime as dt
import io

import pikepdf
import pytest

from jiafeng.library.press.badges import Named, badges_pdf, seat_cards_pdf
from jiafeng.library.press.faces import MissingGlyphs
from jiafeng.library.press.minutes import MinutesSheet, minutes_pdf
from jiafeng.library.press.sentences import unprintable_sentence

DAY = dt.date(2026, 3, 6)
PEOPLE = [Named("示例王芳", "示例县教育局", str(number), "1排1", f"https://x.example/events/i/{number}") for number in range(11)]


def pages(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def test_ten_badges_and_two_seat_cards_lie_on_a_sheet() -> None:
    assert [pages(badges_pdf("示例座谈会", "示例县妇联", PEOPLE[:number], DAY)) for number in (1, 10, 11)] == [1, 1, 2]
    assert [pages(seat_cards_pdf("示例座谈会", "示例县妇联", PEOPLE[:number], DAY)) for number in (1, 2, 3)] == [1, 1, 2]


def test_a_character_without_a_font_is_told_before_printing() -> None:
    with pytest.raises(MissingGlyphs) as refused:
        badges_pdf("示例座谈会", "示例县妇联", [Named("示例一", "示例"), Named("示例\U0002a6a5", "示例")], DAY)
    assert "示例\U0002a6a5: \U0002a6a5 U+2A6A5" in unprintable_sentence(refused.value)


def test_minutes_take_as_many_pages_as_they_need() -> None:
    def sheet(text: str) -> MinutesSheet:
        return MinutesSheet("示例座谈会", "会议纪要", (("时间", "3月6日"),), text, "议定事项", ("一", "二"), "第1稿")

    assert pages(minutes_pdf(sheet("示例。"), DAY)) == 1
    assert pages(minutes_pdf(sheet("示例一段话，写得很长。\n" * 120), DAY)) > 2
