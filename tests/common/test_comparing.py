"""Two texts word by word: nothing of either is lost, and what is alike is not marked."""

import time

from hypothesis import given
from hypothesis import strategies as st

from jiafeng.common.comparing import Piece, compare

LINES = st.lists(st.text(alphabet="甲乙丙丁一二12a 。，", min_size=1, max_size=12), max_size=6).map("\n".join)


def side(pieces: list[list[Piece]], other: str) -> list[str]:
    """The lines as one of the two texts had them: without what only the other has."""
    lines = ["".join(piece.text for piece in line if piece.kind != other) for line in pieces]
    return [line.strip() for line in lines if line.strip()]


def written(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@given(LINES, LINES)
def test_both_texts_can_be_read_from_it(before: str, after: str) -> None:
    found = compare(before, after)
    assert side(found, "in") == written(before)
    assert side(found, "out") == written(after)


@given(LINES)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert {piece.kind for line in compare(text, text) for piece in line} <= {"same"}


def test_only_the_words_that_differ_are_marked() -> None:
    assert compare("到会10人，散会。", "到会12人，散会。") == [
        [Piece("same", "到会"), Piece("out", "10"), Piece("in", "12"), Piece("same", "人，散会。")]
    ]


def test_a_number_is_one_word() -> None:
    assert Piece("out", "1,204") in compare("共1,204户", "共1,304户")[0]


def test_two_long_paragraphs_do_not_keep_anybody_waiting() -> None:
    begun = time.process_time()
    compare("甲乙丙丁" * 2500, "丁丙乙甲" * 2500)
    compare("\n".join("甲乙" * 5 + str(n) for n in range(1500)), "\n".join("乙甲" * 5 + str(n) for n in range(1500)))
    assert time.process_time() - begun < 5
