import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiafeng.common.text import normalise_name, tidy, tidy_name


@pytest.mark.parametrize("dot", ["·", "•", "・", "‧", "･", "⋅", ".", " · ", "．", " •"])
def test_the_parts_of_a_name_are_joined_by_one_dot(dot):
    assert tidy_name(f"阿依{dot}古丽") == "阿依·古丽"
    assert normalise_name(f"阿依{dot}古丽") == normalise_name("阿依·古丽")


@pytest.mark.parametrize("name", ["J. Smith", "第1.5组", "v2.0中心", "示例局"])
def test_a_full_stop_elsewhere_stays(name):
    assert tidy_name(name) == name


@pytest.mark.parametrize("mark", ["\u200b", "\u202e", "\u2066", "\ufeff", "\u00ad", "\x00", "_x0000_", "_x001F_", "\u061c", "\U000e0041"])
def test_marks_that_nobody_sees_are_taken_out(mark):
    assert tidy(f" 王{mark}芳{mark} ") == "王芳"
    assert normalise_name(f"王{mark}芳") == "王芳"


@pytest.mark.parametrize("text", ["_x4E00_", "龘\ue001", "葛󠄀", "两\n行"])
def test_what_is_seen_or_has_a_shape_stays(text):
    assert tidy(text) == " ".join(text.split())


@given(st.text(max_size=60))
def test_a_tidy_name_is_tidy_and_means_the_same(text):
    assert tidy_name(tidy_name(text)) == tidy_name(text)
    assert normalise_name(tidy_name(text)) == normalise_name(text)
