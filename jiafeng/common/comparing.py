"""Two texts side by side, word by word: what was taken out and what was put in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "out", "in"]
# A number, a Latin word, a run of blanks, or one character: Chinese has no blanks between its words.
_WORD = re.compile(r"[0-9][0-9,.]*%?|[A-Za-z]+|[ \t]+|.", re.DOTALL)
# Where two paragraphs are longer than this together, their words are not paired: it would take longer than anybody waits for.
MOST = 4_000
# Characters alike between two changes, up to this many, are read more easily as part of one change.
ISLAND = 1


@dataclass(frozen=True)
class Piece:
    """Words that both texts have (`same`), only the earlier (`out`), or only the later (`in`)."""

    kind: Kind
    text: str


def compare(before: str, after: str) -> list[list[Piece]]:
    """Each paragraph (a line that is not empty) of the later text as its pieces, and those that are gone where they stood."""
    old, new = _paragraphs(before), _paragraphs(after)
    found: list[list[Piece]] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [[Piece("same", line)] for line in new[c:d]]
            continue
        paired = min(b - a, d - c)
        found += [_words(old[a + n], new[c + n]) for n in range(paired)]
        found += [[Piece("out", line)] for line in old[a + paired : b]]
        found += [[Piece("in", line)] for line in new[c + paired : d]]
    return found


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _words(before: str, after: str) -> list[Piece]:
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) + len(new) > MOST:
        return [Piece("out", before), Piece("in", after)]
    return list(_pieces(old, new))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    out, put, changed = "", "", False
    opcodes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for number, (tag, a, b, c, d) in enumerate(opcodes):
        before, after = "".join(old[a:b]), "".join(new[c:d])
        inside = changed and number + 1 < len(opcodes) and len(before) <= ISLAND
        if tag != "equal" or inside:
            out, put, changed = out + before, put + after, True
            continue
        yield from _change(out, put)
        out, put, changed = "", "", False
        yield Piece("same", after)
    yield from _change(out, put)


def _change(out: str, put: str) -> Iterator[Piece]:
    if out:
        yield Piece("out", out)
    if put:
        yield Piece("in", put)
