import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiafeng.library.press.lines import CLOSING, even_lines, width


def test_a_short_title_stays_in_one_line():
    assert even_lines("示例县召开警示教育座谈会", 20) == ("示例县召开警示教育座谈会",)


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于开展“家庭助廉 从我做起”签名承诺活动的通知", ("关于开展“家庭助廉 从我做起”", "签名承诺活动的通知")),
        ("示例县妇女联合会关于印发《家庭助廉工作要点》的通知", ("示例县妇女联合会关于印发", "《家庭助廉工作要点》的通知")),
    ],
)
def test_a_long_title_breaks_between_words_and_around_quoted_names(title, lines):
    assert even_lines(title, 20) == lines


@given(st.text(st.sampled_from("廉洁文化进家庭的《》“”（），、。 a1"), min_size=1, max_size=80))
def test_no_character_is_lost_and_no_line_is_too_long(title):
    lines = even_lines(title, 20)
    assert "".join(lines).replace(" ", "") == title.replace(" ", "")
    assert all(width(line) <= 20 for line in lines)


@given(st.text(st.sampled_from("廉洁文化进家庭风"), min_size=21, max_size=60), st.integers(5, 15))
def test_a_closing_mark_never_begins_a_line(title, at):
    marked = f"{title[:at]}《示例》{title[at:]}"
    assert not any(line[0] in CLOSING for line in even_lines(marked, 20))
