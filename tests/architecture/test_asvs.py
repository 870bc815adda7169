"""docs/asvs.md answers every number of ASVS 5.0.0 at levels 1 and 2, and names only what is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs" / "asvs.md"
# How many requirements of levels 1 and 2 each section of a chapter has, from the first section on; those of level 3 stand behind them.
SECTIONS = {
    1: [2, 9, 11, 3, 2], 2: [3, 3, 4, 1], 3: [0, 2, 4, 6, 5, 0, 2], 4: [3, 1, 2, 4], 5: [1, 3, 2, 3], 6: [3, 12, 4, 4, 5, 3, 0, 4],
    7: [3, 4, 2, 5, 2, 2], 8: [2, 3, 1, 1], 9: [3, 4], 10: [2, 2, 4, 11, 5, 2, 3], 11: [2, 3, 3, 4, 1, 1], 12: [3, 2, 4], 13: [1, 5, 2, 5],
    14: [2, 4, 3], 15: [3, 3, 7], 16: [1, 5, 4, 3, 3], 17: [1, 4, 2],
}  # fmt: skip
ROW = re.compile(r"^\| V(\d+\.\d+\.\d+) \| (.+?) \| (.*) \|$", re.MULTILINE)
LINK = re.compile(r"\[`([^`]+)`\]\(([^)]+)\)")

ROWS = [(number, kind, answer) for number, kind, answer in ROW.findall(TABLE.read_text(encoding="utf-8"))]


def expected() -> list[str]:
    return [
        f"{chapter}.{section}.{number}"
        for chapter, counts in SECTIONS.items()
        for section, count in enumerate(counts, 1)
        for number in range(1, count + 1)
    ]


def missing(words: str, target: str) -> str | None:
    """What a link names and is not there: the file, or the place in it."""
    file, place = TABLE.parent / target, words.partition("::")[2]
    if not file.resolve().is_relative_to(ROOT) or not file.exists():
        return target
    if not place:
        return None
    wanted = f"def {place}(" if file.name.startswith("test_") else place
    return None if wanted in file.read_text(encoding="utf-8") else f"{words} ({target})"


def test_every_number_is_answered_once() -> None:
    assert len(expected()) == 253
    assert [number for number, _kind, _answer in ROWS] == expected()


@pytest.mark.parametrize(("number", "kind", "answer"), ROWS, ids=[number for number, _kind, _answer in ROWS])
def test_an_answer_has_words_and_what_it_names_is_there(number: str, kind: str, answer: str) -> None:
    assert kind in {"test", "code", "n/a", "exception"}
    assert answer.strip()
    links = LINK.findall(answer)
    assert [said for words, target in links if (said := missing(words, target))] == []
    if kind == "test":
        assert any("::test_" in words for words, _target in links), "a row held by a test names it"
    if kind == "code":
        assert links or "below" in answer, "a row held by code says where"


def test_the_counts_at_the_head_are_those_of_the_rows() -> None:
    text = TABLE.read_text(encoding="utf-8")
    for kind in ("test", "code", "n/a", "exception"):
        assert f"| {kind} | {sum(1 for _number, each, _answer in ROWS if each == kind)} |" in text
