"""Breaking running text into lines where LibreOffice breaks them, so that a PDF and a DOCX of one text have the same lines.

Every full-width mark keeps its whole width, no mark hangs outside, and a line ends before the character that no longer fits, unless a mark
that may not begin or end a line (GB/T 15834-2011, 5.1) moves the end forward.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, groupby

from jiafeng.library.press.faces import Face, advance

GAP = "\u2006"
"""Stands where Han meets Latin letters or figures: a fifth of the type is left free there, as LibreOffice and Word leave it."""
GAP_WIDTH = 0.2
TWIP = 0.05
"""Widths of paper and margins are whole twentieths of a point in a DOCX."""
NOT_FIRST = "!),.:;?]}¢'\"、。〉》」』】〕〗〞﹐﹒﹔﹕﹖﹗﹚﹜﹞！），．：；？｜｝～￠々‖•·ˇˉ―′’”"
NOT_LAST = "([{£¥‵〈《「『〔【〖（［｛￡￥〝﹙﹛﹝“‘"
"""What may not begin or end a line, as LibreOffice has it for Chinese."""
BOUND = frozenset("，。、〉》」』】〕〗）］｝’”")
"""Not parted from a word or a figure that follows."""
PAIRED = frozenset("—…")
"""Two of them are one mark, which stays whole (5.1.6). LibreOffice alone parts it, where it falls on the end of a line."""


@dataclass(frozen=True)
class Type:
    """How characters stand in a line, in points: their size, and what is added to the advance of each but the last of a stretch in one script."""

    size: float
    tracking: float = 0.0


@dataclass(frozen=True)
class _Character:
    text: str
    face: Face
    latin: bool
    gap: bool
    """A gap stands before it, unless it begins a line."""
    breaks: int
    """Whether a line may begin with it: 2 freely, 1 where nothing before it in the line breaks freely, 0 only where the line cannot do else."""


def _latin(character: str) -> bool:
    """Part of a word that stays whole; marks that Chinese shares with Latin are not."""
    if unicodedata.category(character).startswith("P"):
        return character.isascii()
    return unicodedata.category(character) != "No" and unicodedata.east_asian_width(character) not in "WF" and not character.isspace()


def _neutral(character: str) -> bool:
    """Belongs to the script of what stands before it: spaces, and the dashes, dots and quotation marks that Chinese shares with Latin."""
    return character.isspace() or character == "·" or "\u2010" <= character <= "\u205e"


def _gap(before: str, after: str) -> bool:
    return before.isalnum() and after.isalnum() and _latin(before) != _latin(after)


def _breaks(before: str, after: str, *, word: bool) -> int:
    """`word`: both are Latin."""
    if not before or after.isspace() or after in NOT_FIRST or before in NOT_LAST or (before == after and before in PAIRED):
        return 0
    if word:
        return 2 if before == "-" or before.isspace() else 1
    return 1 if before in BOUND and after.isalnum() and _latin(after) else 2


def spaced(text: str) -> str:
    """`text` with a GAP between Han and the Latin letters or figures beside them; punctuation keeps its place."""
    return "".join(("", GAP)[_gap(text[at - 1 : at], after)] + after for at, after in enumerate(text))


def extent(text: str, face: Face, form: Type) -> float:
    """The points that `text` takes in one line, with its gaps."""
    return sum(_widths(list(_characters([(text, face)])), form))


def break_lines(runs: Iterable[tuple[str, Face]], form: Type, room: float, *, first: float | None = None) -> list[list[tuple[str, Face]]]:
    """The runs of a paragraph as lines of runs, with GAPs, of at most `room` points; `first`: the room in the first line, where it differs."""
    characters = list(_characters(runs))
    lines: list[list[tuple[str, Face]]] = []
    start = 0
    while start < len(characters):
        free = room if lines or first is None else first
        end = start + max(1, _fitting(characters[start:], form, free))
        if end < len(characters):
            end = next((at for least in (2, 1) for at in range(end, start, -1) if characters[at].breaks >= least), end)
        lines.append(_joined(characters[start:end]))
        start = end
    return lines


def _characters(runs: Iterable[tuple[str, Face]]) -> Iterator[_Character]:
    before, latin = "", False
    for text, face in runs:
        for character in text:
            joined, latin = latin, latin if _neutral(character) else _latin(character)
            yield _Character(character, face, latin, _gap(before, character), _breaks(before, character, word=joined and latin))
            before = character


def _widths(characters: list[_Character], form: Type) -> Iterator[float]:
    """What each character adds to the width of the line that they begin."""
    before = None
    for character in characters:
        joined = before is not None and (before.latin, before.face) == (character.latin, character.face)
        gap = GAP_WIDTH * form.size if character.gap and before else 0.0
        yield advance(character.face, character.text) * form.size + gap + (form.tracking if joined else 0.0)
        before = character


def _fitting(characters: list[_Character], form: Type, room: float) -> int:
    """How many characters stand in `room` points; spaces at the end take none."""
    for index, reached in enumerate(accumulate(_widths(characters, form))):
        if reached > room + TWIP and not characters[index].text.isspace():
            return index
    return len(characters)


def _joined(characters: list[_Character]) -> list[tuple[str, Face]]:
    texts = ((("", GAP)[character.gap and index > 0] + character.text, character.face) for index, character in enumerate(characters))
    return [("".join(text for text, _ in group), face) for face, group in groupby(texts, key=lambda piece: piece[1])]
