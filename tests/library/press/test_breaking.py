"""Lines of running text: whole words, marks where they may stand, nothing lost and nothing too wide."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiafeng.library.press.breaking import GAP, NOT_FIRST, NOT_LAST, Type, break_lines, extent, spaced
from jiafeng.library.press.faces import Face

TEXT = Type(16, -0.25)
WORDS = st.lists(
    st.sampled_from(["廉", "家风", "，", "。", "“好”", "《家书》", "（示例）", "26", "1,286", "95.3%", "GB/T", "——", "……", " "]),
    max_size=60,
)


def lines(text: str, room: float = 442.2, **other: float) -> list[str]:
    return ["".join(words for words, _ in line) for line in break_lines([(text, Face.FANG)], TEXT, room, **other)]


def test_28_characters_fill_a_line_of_156_mm():
    assert [len(line) for line in lines("廉" * 60)] == [28, 28, 4]
    assert [len(line) for line in lines("廉" * 60, first=442.2 - 31.5)] == [26, 28, 6]


@given(WORDS, st.sampled_from([120.0, 252.0, 442.2]))
def test_nothing_is_lost_nothing_is_too_wide_and_no_mark_stands_where_it_may_not(words, room):
    text = "".join(words)
    broken = lines(text, room)
    assert "".join(broken).replace(GAP, "") == text
    for before, after in pairwise(broken):
        assert after[0] not in NOT_FIRST or before[-1] == after[0]
        assert before[-1] not in NOT_LAST
    assert all(extent(line.replace(GAP, "").rstrip(), Face.FANG, TEXT) <= room + 0.06 for line in broken)


@pytest.mark.parametrize("whole", ["1,286", "95.3%", "2026", "GB", "——", "……"])
def test_a_figure_a_word_and_a_double_mark_stay_whole(whole):
    for before in range(20, 32):
        broken = lines("廉" * before + whole + "廉" * 9)
        assert any(whole in line for line in broken)


def test_a_word_longer_than_a_line_is_broken_where_it_must():
    assert "".join(lines("廉" + "a" * 300)).replace(GAP, "") == "廉" + "a" * 300


def test_han_and_figures_stand_a_little_apart():
    assert spaced("全县26个村，1,286户（2026）") == f"全县{GAP}26{GAP}个村，1,286{GAP}户（2026）"
    assert spaced("家风") == "家风"
