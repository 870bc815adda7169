"""What is not torn apart, told of the text alone; `test_cards_words` looks at the paper."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiafeng.library.press import Face, clean
from jiafeng.library.press.words import DOTS, NEVER_FIRST, NEVER_LAST, Line, cells, name_parts, pieces, runs, set_name, typed_lines

WORDS = st.lists(
    st.sampled_from(
        [
            "家",
            "和",
            "万事兴",
            "，",
            "。",
            "——",
            "……",
            "“",
            "”",
            "《",
            "》",
            "（",
            "）",
            "·",
            "95.8%",
            "2015年12月9日",
            "H₂O",
            "WeChat",
            "don’t",
            " ",
            "　",
            "365",
        ]
    ),
    min_size=1,
).map("".join)
PARTS = st.lists(st.text("买提艾合古丽示例", min_size=1, max_size=5), min_size=1, max_size=4)


@given(st.one_of(WORDS, st.text(max_size=60).map(clean)))
def test_pieces_joined_are_the_text_and_none_begins_or_ends_as_no_line_may(text):
    found = pieces(text.strip())
    assert "".join(found) == text.strip()
    assert all(piece[0] not in NEVER_FIRST and not piece[0].isspace() for piece in found[1:])
    assert all(piece.rstrip()[-1] not in NEVER_LAST for piece in found[:-1])


@given(PARTS, st.sampled_from(DOTS), st.text("爱你的家好", max_size=8), st.text("，爱你的家好", max_size=8))
def test_a_name_breaks_after_a_dot_and_nowhere_else(parts, dot, before, after):
    name = dot.join(parts)
    assert name_parts(name) == [*(part + dot for part in parts[:-1]), parts[-1]]
    found = pieces(before + name + after, [name])
    ends, at = set(), 0
    for piece in found:
        at += len(piece)
        ends.add(at)
    start = len(before)
    allowed = {start + sum(len(part) + 1 for part in parts[: number + 1]) for number in range(len(parts) - 1)}
    if name not in before + name[:-1] and len(name) > 1:
        assert {end for end in ends if start < end < start + len(name)} <= allowed


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2015年12月9日，合格率95.8%。", ["2015年12月9日，", "合", "格", "率", "95.8%。"]),
        ("他说：“H₂O”——对", ["他", "说：", "“H₂O”——", "对"]),
        ("don’t look", ["don’t ", "look"]),
        ("祝买买提·艾合买提叔叔好", ["祝买买提·", "艾合买提", "叔", "叔", "好"]),
        ("二〇一五年十二月九日见", ["二〇一五年十二月九日", "见"]),
        ("12个月365天", ["12", "个", "月", "365", "天"]),
    ],
)
def test_numbers_dates_words_and_names_are_whole(text, told):
    assert pieces(text) == told


@pytest.mark.parametrize(
    ("piece", "told"),
    [
        ("2015年", [("turned", "2015"), ("sign", "年")]),
        ("12月", [("side", "12"), ("sign", "月")]),
        ("365", [("side", "365")]),
        ("9日", [("sign", "9"), ("sign", "日")]),
        ("95.8%，", [("turned", "95.8%"), ("sign", "，")]),
        ("WeChat ", [("turned", "WeChat"), ("space", " ")]),
        ("乐——", [("sign", "乐"), ("turned", "——")]),
        ("“be", [("turned", "“be")]),
        ("“家", [("sign", "“"), ("sign", "家")]),
    ],
)
def test_in_a_column_short_numbers_stand_upright_and_words_are_turned_whole(piece, told):
    assert [(cell.kind, cell.text) for cell in cells(piece)] == told


@given(st.lists(st.text("家风清廉，。 　", max_size=9), max_size=8), st.sampled_from(["\n", "\r\n", "\u2028", "\r"]))
def test_every_typed_line_stays_a_line(rows, end):
    lines = typed_lines(end.join(rows))
    assert ["".join(line.pieces) for line in lines if line.pieces] == [row.strip() for row in rows if row.strip()]
    assert all(before.pieces or after.pieces for before, after in pairwise(lines)), "empty lines are kept as one"


def test_a_poem_keeps_its_indents_and_its_signature_stands_at_the_other_edge():
    told = typed_lines("亲爱的爸爸：\n　　两袖清风\n\n\n一身正气\n——女儿")
    assert [(line.indent, line.far) for line in told] == [(0, False), (2, False), (0, False), (0, False), (0, True)]
    assert told[2] == Line(())
    assert [line.far for line in typed_lines("家和\n              女儿\n即日")] == [False, True, False]


@given(WORDS)
def test_runs_say_every_character_once(text):
    line = pieces(text.strip())
    assert "".join(words for _, words in runs(line)) == text.strip()


def test_a_name_is_told_with_its_parts_and_its_face():
    assert set_name(" 买买提·艾合买提 ", Face.HEI) == {"text": "买买提·艾合买提", "parts": ["买买提·", "艾合买提"], "face": "hei"}
    assert set_name("劉德華", Face.HEI)["face"] == "title"
