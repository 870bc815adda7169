"""Where a table begins on a sheet that people have decorated: titles above, headings of two rows, totals and signatures below."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import eq

from jiafeng.common.sandbox import Rejected
from jiafeng.common.text import is_plain

HEADER_WITHIN = 60  # rows from the top in which a heading is looked for
MAX_COLUMNS = 256

Merge = tuple[tuple[int, int], tuple[int, int]]  # (first row, first column), (last row, last column), from 0

_NOTE = re.compile(r"[((\[【].*?[))\]】]")
_NOISE = re.compile(r"[\W_]+")
_TOTAL = re.compile(r"(?:合计|总计|小计|共计|累计)[\d.人名户:,,]*")
_FOOT = re.compile(
    r"(?:(?:单位|部门)?(?:填表|填报|制表|审核|审批|经办|负责|联系|报送)(?:人|单位|日期|时间|人签字)|(?:分管|主要)领导|填表说明|注|备注|说明)(?:\(.*?\))?:.*",
    re.DOTALL,
)
_EITHER = re.compile(r"[/／、|]|或")
# A heading that is found only as one of two (“手机/电话”), or only below a group's heading, yields to one that stands alone.
_ONE_OF_TWO = 50
_UNDER_A_GROUP = 100


@dataclass(frozen=True)
class Expected:
    """A column as the child process knows it: no parser, only names. `spellings` are already normalised, best first."""

    key: str
    label: str
    spellings: tuple[str, ...]
    required: bool

    @classmethod
    def of(cls, key: str, label: str, aliases: Iterable[str], required: bool) -> Expected:
        return cls(key, label, tuple(dict.fromkeys(spelling(name) for name in (label, *aliases))), required)


@dataclass(frozen=True)
class Header:
    """The heading found: its first row from 0, how many rows it takes, and the position of each column found."""

    row: int
    depth: int
    positions: dict[str, int]
    missing: tuple[str, ...]
    strain: int  # how far the spellings are from the expected ones, summed

    @property
    def worth(self) -> tuple[bool, int, int]:
        return (not self.missing, len(self.positions), -self.strain)


@lru_cache(4096)
def spelling(heading: str) -> str:
    """A heading as it is compared: one width, no spaces, line breaks, punctuation or notes in brackets, lower case."""
    if is_plain(heading):
        return heading.casefold()
    folded = unicodedata.normalize("NFKC", heading)
    bare = _NOISE.sub("", _NOTE.sub("", folded)) or _NOISE.sub("", folded)
    return bare.casefold()


def find_header(grid: Sequence[Sequence[str]], merges: Iterable[Merge], columns: Sequence[Expected]) -> Header | None:
    """The best heading among the first rows, or None where fewer than two columns are recognised anywhere.

    Rejects "duplicate_header" where two headings claim the same column equally well.
    """
    spanned = [merge for merge in merges if merge[0][0] < HEADER_WITHIN and merge[1][1] > merge[0][1]]
    best: Header | None = None
    for row in range(min(len(grid), HEADER_WITHIN)):
        for depth in (1, 2):
            header = _header_at(grid, row, depth, spanned, columns)
            if header and (best is None or header.worth > best.worth):
                best = header
    if best is None or len(best.positions) < min(2, len(columns)):
        return None
    _refuse_doubles(grid, best, spanned, columns)
    return best


def _header_at(grid: Sequence[Sequence[str]], row: int, depth: int, spanned: Sequence[Merge], columns: Sequence[Expected]) -> Header | None:
    names = _names(grid, row, depth, spanned)
    positions: dict[str, int] = {}
    strain = 0
    for column in columns:
        ranked = [claim for claim in _claims(names, column) if claim[1] not in positions.values()]
        if ranked:
            positions[column.key] = ranked[0][1]
            strain += ranked[0][0]
    if not positions:
        return None
    missing = tuple(column.label for column in columns if column.required and column.key not in positions)
    return Header(row, depth, positions, missing, strain)


def _claims(names: Sequence[Sequence[tuple[str, int]]], column: Expected) -> list[tuple[int, int]]:
    """(rank, position) of each heading that may be this column, best first."""
    found = []
    for position, candidates in enumerate(names):
        ranks = [column.spellings.index(name) + penalty for name, penalty in candidates if name in column.spellings]
        if ranks:
            found.append((min(ranks), position))
    return sorted(found)


def _refuse_doubles(grid: Sequence[Sequence[str]], header: Header, spanned: Sequence[Merge], columns: Sequence[Expected]) -> None:
    names = _names(grid, header.row, header.depth, spanned)
    for column in columns:
        ranked = _claims(names, column)
        if len(ranked) > 1 and ranked[0][0] == ranked[1][0]:
            raise Rejected("duplicate_header", column=column.label, row=header.row + 1)


def _names(grid: Sequence[Sequence[str]], row: int, depth: int, spanned: Sequence[Merge]) -> list[list[tuple[str, int]]]:
    """For each position the names its heading may go by, each with its penalty."""
    upper = list(grid[row][:MAX_COLUMNS])
    if depth == 1:
        return [_readings(text) for text in upper]
    for (first, left), (_, right) in spanned:
        if first == row and left < len(upper):
            upper[left : right + 1] = [upper[left]] * len(upper[left : right + 1])
    lower = list(grid[row + 1][:MAX_COLUMNS]) if row + 1 < len(grid) else []
    names: list[list[tuple[str, int]]] = []
    for position in range(max(len(upper), len(lower))):
        group = spelling(upper[position]) if position < len(upper) else ""
        own = spelling(lower[position]) if position < len(lower) else ""
        if group and own and group != own:
            names.append([(group + own, 0), (own, _UNDER_A_GROUP)])
        else:
            names.append(_readings(lower[position] if own else upper[position] if group else ""))
    return names


def _readings(heading: str) -> list[tuple[str, int]]:
    whole = spelling(heading)
    parts = [spelling(part) for part in _EITHER.split(heading)] if whole else []
    return [(whole, 0)] * bool(whole) + [(part, _ONE_OF_TWO) for part in parts if part and part != whole]


def is_footer(texts: Iterable[str]) -> bool:
    """Whether a row is a total or the sheet's signature line rather than a record: its first filled cell says so."""
    first = next((text for text in texts if text), "")
    bare = first if is_plain(first) else re.sub(r"\s+", "", unicodedata.normalize("NFKC", first))
    return bool(_TOTAL.fullmatch(bare) or _FOOT.fullmatch(bare))


def repeats_header(texts: Sequence[str], headings: Sequence[str]) -> bool:
    """Whether a row is the heading printed again at the top of a page."""
    wanted = [heading or None for heading in headings]
    return sum(map(eq, map(spelling, texts), wanted)) >= max(2, (len(wanted) - wanted.count(None) + 1) // 2)
