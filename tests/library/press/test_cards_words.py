"""Lines, columns and names of desk cards as they stand on the paper."""

import dataclasses
import io
import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from PIL import Image

from jiafeng.library.press.cards import Card, CardSize, CardStyle, preview
from jiafeng.library.press.designs import load, names
from jiafeng.library.press.pictures import ink_jpeg
from jiafeng.library.press.words import NEVER_FIRST
from tests.library.press.ruler import MM, Glyph, pages
from tests.library.press.test_cards_pages import card, printed, style

POEM = "亲爱的爸爸：\n两袖清风朝天去，\n一身正气为民来。\n家和万事皆如意，\n廉洁传家福满怀。\n——女儿小雅"


def words_of(tmp_path, message, *, vertical=False, design="lotus", name="王示例", size="200x100-flat"):
    """The message's glyphs, in the order in which they are read."""
    look = style(design, size, vertical=vertical)
    pdf, (outcome,) = printed(tmp_path, [card(message=message, name=name, unit="")], look)
    assert outcome.printed, outcome
    (page,) = pages(pdf)
    return [glyph for glyph in page.glyphs if "Kai" in glyph.font]


def rows(glyphs: list[Glyph], vertical: bool) -> list[str]:
    """Lines from the top, or columns from the right, each with its characters in the order in which they were set."""
    found: list[tuple[float, list[Glyph]]] = []
    for glyph in glyphs:
        at = (glyph.left + glyph.right) / 2 if vertical else glyph.baseline
        near = next((row for middle, row in found if abs(middle - at) < 0.7 * glyph.size * MM), None)
        if near is None:
            found.append((at, [glyph]))
        else:
            near.append(glyph)
    ordered = sorted(found, key=lambda row: -row[0] if vertical else row[0])
    return ["".join(glyph.character for glyph in row) for _, row in ordered]


@pytest.mark.parametrize("vertical", [False, True])
@pytest.mark.parametrize("design", names())
def test_a_poem_keeps_the_lines_that_were_typed(tmp_path, design, vertical):
    told = rows(words_of(tmp_path, POEM, vertical=vertical, design=design), vertical)
    assert [row.replace("—", "") for row in told] == [row.replace("—", "") for row in POEM.split("\n")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\v", "\u2028"])
def test_whatever_ends_a_line_in_a_spreadsheet_or_on_a_phone_ends_it_on_the_card(tmp_path, end):
    assert rows(words_of(tmp_path, f"家和{end}万事兴"), False) == ["家和", "万事兴"]


def test_two_and_three_digits_stand_upright_in_one_square_of_a_column(tmp_path):
    glyphs = words_of(tmp_path, "一年12个月365天", vertical=True)
    square = next(glyph for glyph in glyphs if glyph.character == "年").size * MM
    for digits in ("12", "365"):
        at = [next(glyph for glyph in glyphs if glyph.character == digit) for digit in digits]
        assert max(glyph.baseline for glyph in at) == pytest.approx(min(glyph.baseline for glyph in at), abs=0.01)
        assert [glyph.left for glyph in at] == sorted(glyph.left for glyph in at)
        assert at[-1].right - at[0].left <= square


@pytest.mark.parametrize("run", ["95.8%", "2015", "WeChat", "H₂O"])
def test_longer_numbers_and_words_are_turned_as_one_run(tmp_path, run):
    glyphs = words_of(tmp_path, f"家风{run}清廉", vertical=True)
    at = [next(glyph for glyph in glyphs if glyph.character == character) for character in run]
    assert max(glyph.x for glyph in at) - min(glyph.x for glyph in at) < 0.05, "one straight line down the column"
    assert [glyph.top for glyph in at] == sorted(glyph.top for glyph in at)
    han = next(glyph for glyph in glyphs if glyph.character == "家")
    # Turned, its letters stand no further apart than they do in a line.
    assert at[-1].bottom - at[0].top < len(run) * 0.8 * han.size * MM


@pytest.mark.parametrize("vertical", [False, True])
@pytest.mark.parametrize("design", names())
def test_dates_and_shares_are_not_torn_apart(tmp_path, design, vertical):
    message = "自2015年12月9日起合格率一直是95.8%，全家都为您高兴，盼您早日回家"
    together = rows(words_of(tmp_path, message, vertical=vertical, design=design), vertical)
    assert any("2015年12月9日" in row for row in together), together
    assert any("95.8%，" in row for row in together), together


def test_english_is_ragged_and_its_words_stand_evenly(tmp_path):
    message = "Dear Dad, an honest man sleeps well. We are proud of you — and we wait for you at home every evening."
    glyphs = words_of(tmp_path, message)
    told = rows(glyphs, False)
    assert len(told) > 2
    assert all(row[0] != "—" for row in told)
    lines: dict[float, list[Glyph]] = {}
    for glyph in glyphs:
        lines.setdefault(round(glyph.baseline, 1), []).append(glyph)
    gaps = []
    for line in lines.values():
        line.sort(key=lambda glyph: glyph.left)
        gaps += [gap for a, b in pairwise(line) if (gap := b.left - a.right) > 0.2 * a.size * MM]
    assert max(gaps) < 0.7 * glyphs[0].size * MM


TORN = [
    "家",
    "和",
    "廉",
    "洁",
    "，",
    "。",
    "！",
    "——",
    "……",
    "“家”",
    "《风》",
    "95.8%",
    "12",
    "WeChat",
    "买买提·艾合买提",
    "honest ",
    "H₂O",
]


@settings(
    max_examples=20, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(TORN), min_size=4, max_size=60), st.booleans(), st.sampled_from(names()))
def test_no_line_begins_with_a_sign_that_may_not(tmp_path, parts, vertical, design):
    message = "家" + "".join(parts)[:110]
    told = rows(words_of(tmp_path, message, vertical=vertical, design=design), vertical)
    assert all(row[0] not in NEVER_FIRST for row in told), told
    assert sum(map(len, told)) == len(message.replace(" ", ""))


@pytest.mark.parametrize("vertical", [False, True])
@pytest.mark.parametrize("size", ["120x70", "200x100"])
def test_a_long_name_breaks_after_its_dot_and_nowhere_else(tmp_path, vertical, size):
    name = "阿卜杜热依木江·买买提吐尔逊尼亚孜·艾合买提"
    look = style("bamboo", size, vertical=vertical)
    pdf, (outcome,) = printed(tmp_path, [card(name=name, unit="示例县自然资源和规划局", message="清廉")], look)
    assert outcome.printed
    (page,) = pages(pdf)
    for part in name.split("·"):
        # On the visitor's face, where the name is large, in lines; turned by 180 degrees.
        large = [glyph for glyph in page.glyphs if "Title" in glyph.font]
        at = [next(glyph for glyph in large if glyph.character == character) for character in part if name.count(character) == 1]
        assert len({round(glyph.baseline) for glyph in at}) == 1
    dots = [glyph for glyph in page.glyphs if glyph.character == "·" and "Title" in glyph.font]
    for dot in dots:
        assert any(
            abs(other.baseline - dot.baseline) < 1 and other.left > dot.left
            for other in page.glyphs
            if other is not dot and "Title" in other.font
        )


@pytest.mark.parametrize(
    ("name", "fonts"),
    [("王示例", {"Title"}), ("劉德華", {"Title", "Strong"}), ("㼆", {"Strong"}), ("李𠮷", {"Title", "Strong"}), ("𰻝", {"Strong"})],
)
@pytest.mark.parametrize("vertical", [False, True])
def test_a_name_is_of_one_weight_wherever_it_stands(tmp_path, name, fonts, vertical):
    pdf, (outcome,) = printed(tmp_path, [card(name=name, unit="", message="廉洁")], style(vertical=vertical))
    assert outcome.printed
    (page,) = pages(pdf)
    family = lambda glyph: glyph.font.removeprefix("Jiafeng").partition("-")[0]  # noqa: E731
    large = [glyph for glyph in page.glyphs if glyph.character in name and glyph.size > 30]
    small = [glyph for glyph in page.glyphs if glyph.character in name and glyph.size < 30]
    assert {family(glyph) for glyph in large} == fonts
    assert {family(glyph) for glyph in small} <= {"Song", "Rare"}
    assert len(large) == len(small) == len(name)


@pytest.mark.parametrize("message", ["守住清廉就是守住咱们这个温暖的家", "爸爸我们等您回家吃饭"])
def test_columns_of_a_low_card_hold_more_than_a_few_characters(tmp_path, message):
    told = rows(words_of(tmp_path, message, vertical=True, design="landscape"), True)
    assert min(len(row) for row in told[:-1]) >= 5, told


def solid(width: int, height: int):
    out = io.BytesIO()
    Image.new("L", (width, height), 0).save(out, "PNG")
    return ink_jpeg(out.getvalue())


TALL, WIDE, SQUARE = (500, 1800), (2600, 400), (1400, 1400)


def seen(each: Card, look: CardStyle) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(preview(each, look, dpi=50))).convert("RGB")).astype(int)


@pytest.mark.parametrize("design", names())
@pytest.mark.parametrize("vertical", [False, True])
def test_handwriting_never_touches_the_artwork(design, vertical):
    """Ink as tall and as wide as comes, on cards of every shape: a millimetre around it there is nothing but paper."""
    for size in ("200x100", "A5", "420x200", "300x80-flat"):
        look = CardStyle(load(design), CardSize.parse(size), vertical=vertical)
        white = solid(*SQUARE)
        white = dataclasses.replace(white, jpeg=blank(white))
        bare_of = {message: seen(card(message=message, picture=white), look) for message in ("", "清风")}
        for shape, message in ((TALL, ""), (WIDE, ""), (SQUARE, ""), (SQUARE, "清风")):
            inked, bare = seen(card(message=message, picture=solid(*shape)), look), bare_of[message]
            down, across = np.where(np.abs(inked - bare).sum(2) > 60)
            millimetre = 2  # pixels
            above, left = max(down.min() - millimetre, 0), max(across.min() - millimetre, 0)
            around = bare[above : down.max() + millimetre + 1, left : across.max() + millimetre + 1]
            paper = np.median(around.reshape(-1, 3), axis=0)
            assert np.abs(around - paper).max() < 16, (size, shape, message)


def blank(picture) -> bytes:
    out = io.BytesIO()
    Image.new("L", picture.size, 255).save(out, "JPEG")
    return out.getvalue()


def test_very_many_words_are_whole_or_refused(tmp_path):
    chance = random.Random(5)
    message = "".join(chance.choices("家和万事兴廉洁最安宁", k=280))
    for vertical in (False, True):
        _, (outcome,) = printed(tmp_path, [card(message=message)], style("landscape", "120x70-flat", vertical=vertical))
        assert outcome.code == "does_not_fit"
