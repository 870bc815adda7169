"""The text of a bulletin: tokens, plain text, headings, and words that are found again after an edit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiafeng.common.refusals import Refused
from jiafeng.reporting.bulletins.queries import prose

WORDS = st.text(alphabet="一百余名人abc12，。", min_size=1, max_size=8)
PLAIN = st.text(alphabet="家风建设，。\n 12ab", max_size=30)


def test_plain_text_and_places_of_marks() -> None:
    found = prose.read("全县{66名|1}配偶，{100余人|12}签名。")
    assert found.text == "全县66名配偶，100余人签名。"
    assert [(mark.n, found.text[mark.start : mark.end], mark.words) for mark in found.marks] == [
        (1, "66名", "66名"),
        (12, "100余人", "100余人"),
    ]


def test_a_token_that_asks_for_a_figure_is_numbered() -> None:
    asked = []

    def number(words: str, ground: str) -> int:
        asked.append((words, ground))
        return 7

    assert prose.number_tokens("{6项|plans.lines}、{66人|1}", number) == "{6项|7}、{66人|1}"
    assert asked == [("6项", "plans.lines")]


@pytest.mark.parametrize("body", ["全县{66名", "66名|1}", "{66名}", "{|1}", "{{66名|1}}"])
def test_half_a_token_is_refused(body: str) -> None:
    with pytest.raises(Refused) as refused:
        prose.check_braces(body)
    assert refused.value.field == "body"


@given(before=PLAIN, words=WORDS, after=PLAIN, other=WORDS)
def test_wrapping_words_changes_no_word(before: str, words: str, after: str, other: str) -> None:
    body = f"{before}{{{other}|1}}{after}\n{words}"
    start = len(prose.read(body).text) - len(words)
    wrapped = prose.wrap(body, start, words, 2)
    assert prose.read(wrapped).text == prose.read(body).text
    assert [(mark.start, mark.words) for mark in prose.read(wrapped).marks if mark.n == 2] == [(start, words)]


def test_words_that_moved_are_found_where_they_are_now() -> None:
    assert prose.wrap("新的一句。共66名配偶。", 1, "66名", 3) == "新的一句。共{66名|3}配偶。"


@pytest.mark.parametrize(
    ("body", "words"),
    [("这里没有。", "66名"), ("66名，又是66名。", "66名x"), ("甲66名，乙66名。", "66名"), ("{66名|1}", "66名"), ("一行\n二行", "行\n二")],
)
def test_words_that_cannot_be_placed_are_refused(body: str, words: str) -> None:
    with pytest.raises(Refused):
        prose.wrap(body, 99, words, 2)


def test_lines_are_headings_and_paragraphs_with_their_marks() -> None:
    lines = prose.lines("一、总体情况\n\n（一）签名\n全县{66名|1}配偶。\n一、这不是标题。后面还有一句。")
    assert [line.kind for line in lines] == ["heading1", "heading2", "body", "body"]
    assert [(segment.text, segment.n) for segment in lines[2].segments] == [("全县", 0), ("66名", 1), ("配偶。", 0)]


def test_tidy_keeps_the_words_and_drops_stray_white_space() -> None:
    assert prose.tidy("　　第一段 \r\n\r\n\r\n\r\n第二段\t\n") == "第一段\n\n第二段"
