"""Breaking a title into lines that keep words whole and look even."""

import re
import unicodedata
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypinyin.seg.mmseg import Seg

OPENING = frozenset("《〈「『（【〔“‘([")
CLOSING = frozenset("》〉」』）】〕”’)]")
OUR_WORDS = ("廉内助", "家庭助廉", "联合会", "家风")
"""Words of this programme that the dictionary lacks."""
SPLIT_WORD, INSIDE, GOOD, FORBIDDEN, ONE_MORE = 60.0, 40.0, -6.0, 1000.0, 150.0
"""What a break costs, in squares of characters: the evenness of the lines is weighed in the same coin."""


@cache
def _segmenter() -> "Seg":
    # Late: its dictionary takes 30 MB, and most titles fit one line.
    from pypinyin.seg.mmseg import Seg, p_set

    return Seg(p_set)


def width(text: str) -> float:
    """The width of `text` in characters; what is not full width counts half."""
    return sum(1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.5 for character in text)


def even_lines(title: str, longest: float) -> tuple[str, ...]:
    """`title` in as few lines of at most `longest` characters as it needs, as even as whole words allow."""
    title = title.strip()
    count = -int(-width(title) // longest)
    if count <= 1:
        return (title,)
    ends = _word_ends(title)
    best: dict[tuple[int, int], tuple[float, tuple[int, ...]]] = {(0, 0): (0.0, (0,))}
    ideal = width(title) / count
    for row in range(1, count + 3):
        for end in range(1, len(title) + 1):
            options = []
            for start in range(end):
                size = width(title[start:end].strip())
                if (row - 1, start) in best and 0 < size <= longest:
                    cost, cuts = best[row - 1, start]
                    options.append((cost + (size - ideal) ** 2 + _cost(title, end, ends), (*cuts, end)))
            if options:
                best[row, end] = min(options)
    ways = [(best[row, len(title)][0] + (row - count) * ONE_MORE, row) for row in range(1, count + 3) if (row, len(title)) in best]
    cuts = best[min(ways)[1], len(title)][1]
    return tuple(title[start:end].strip() for start, end in pairwise(cuts))


def _word_ends(title: str) -> set[int]:
    ends, position = set(), 0
    for word in _segmenter().cut(title):
        position += len(word)
        ends.add(position)
    inside = {at for word in OUR_WORDS for found in re.finditer(word, title) for at in range(found.start() + 1, found.end())}
    return ends - inside


def _cost(title: str, end: int, ends: set[int]) -> float:
    """How ill a line ends at `end`."""
    if end == len(title):
        return 0.0
    before, after = title[end - 1], title[end]
    if before in OPENING or (unicodedata.category(after).startswith("P") and after not in OPENING):
        return FORBIDDEN
    opened = sum(character in OPENING for character in title[:end]) > sum(character in CLOSING for character in title[:end])
    cost = INSIDE if opened else 0.0
    if before in CLOSING or after in OPENING or before.isspace() or before in "，、：；的和与暨":
        return cost + GOOD
    return cost if end in ends else cost + SPLIT_WORD
