"""A drawn signature is a text of whole numbers: checked, kept as it came, read and drawn again."""

from __future__ import annotations

from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiafeng.common.signatures import OnlyADot, Unreadable, check, read, write

POINTS = st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 1500)), min_size=1, max_size=40)
DRAWN = st.lists(POINTS, min_size=1, max_size=20).filter(lambda strokes: sum(map(len, strokes)) >= 4)


@given(DRAWN)
def test_what_was_drawn_is_read_as_it_was_drawn(strokes: list[list[tuple[int, int]]]) -> None:
    drawn = [[(x / 10, y / 10) for x, y in stroke] for stroke in strokes]
    text = check(write(300, 150, drawn))
    found = read(text)
    assert (found.width, found.height, found.strokes) == (300, 150, drawn)
    assert write(found.width, found.height, found.strokes) == text
    assert len(found.paths) == len(drawn)
    assert all(path.startswith("M") and "nan" not in path for path in found.paths)


@given(st.text(alphabet="0123456789.*_-", max_size=60) | st.text(max_size=30))
def test_whatever_is_sent_is_refused_or_can_be_read(text: str) -> None:
    try:
        kept = check(text)
    except (Unreadable, OnlyADot):
        return
    assert read(kept).paths


@pytest.mark.parametrize(
    "text",
    [
        "",
        "signature",
        '{"w": 300, "h": 150, "strokes": [[[1, 1], [2, 2], [3, 3], [4, 4]]]}',
        "300*150_10.10.20",  # an x without its y
        "300*150_10.10.20.20.30.30_40",
        "300*150_10.10.20.20.30.30.40.40_",  # a stroke of nothing
        "300*150__10.10.20.20.30.30.40.40",
        "300_10.10.20.20.30.30.40.40",
        "0*150_10.10.20.20.30.30.40.40",
        "300*4001_10.10.20.20.30.30.40.40",
        "300*150_10.10.20.20.30.30.3201.40",  # beyond the box by more than a finger
        "300*150_-201.10.20.20.30.30.40.40",
        "300*150_10.10.20.20.30.30.1-2.40",
        "３００*150_10.10.20.20.30.30.40.40",
        "300*150_" + "_".join(["10.10"] * 201),
        "300*150_" + ".".join(["10.10"] * 6001),
        "300*150_" + "1" * 5000 + ".10.20.20.30.30.40.40",
        "300*150_" + "1" * 200_001,
    ],
)
def test_it_refuses_what_no_hand_can_have_drawn(text: str) -> None:
    with pytest.raises(Unreadable):
        check(text)


@pytest.mark.parametrize("text", ["300*150", "300*150_", "300*150_10.10", "300*150_10.10.20.20.30.30"])
def test_a_dot_is_no_signature(text: str) -> None:
    with pytest.raises(OnlyADot):
        check(text)


def test_signatures_that_were_kept_as_json_are_written_as_they_would_be_sent() -> None:
    written = import_module("jiafeng.programme.pledges.migrations.0008_signatures_as_sent").written
    strokes = [[[10, 10], [20, 30.5], [40, 35]], [], [[60, 20], [80, 90]]]
    text = "300*150_100.100.200.305.400.350_600.200.800.900"
    assert written({"w": 300, "h": 150, "strokes": strokes}) == check(text) == text
    assert read(text).paths == ["M10 10Q20 30.5 30 32.8L40 35", "M60 20L80 90"]
