"""What of a text may not be torn apart, and how it stands in a column: typed lines, pieces of lines, cells of columns.

After 中文排版需求 (W3C, Requirements for Chinese Text Layout), 3.1 and 3.2: signs that may not begin or end a line, numbers and Latin words kept
whole, in columns one digit upright, two or three side by side in one square, longer numbers and Latin words turned as they are written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from jiafeng.library.press.faces import Face, clean, whole

NEVER_FIRST = frozenset("，。、；：！？．）】〕〉》」』］｝”’…—·•‧∙⋅・･～％℃°,.;:!?)]}%-–〜‰′″々ー")
"""What begins no line, except one that was typed so."""
NEVER_LAST = frozenset("（【〔〈《「『［｛“‘([{￥$€")
DOTS = "·•‧∙⋅・･"
"""The dots between the parts of a name: 买买提·艾合买提."""
LONGEST_WORD = 24
"""Letters and digits on end that are kept on one line; a longer run is an address or no word."""
DEEP = 3.0
"""Squares: a line that was typed further in than this was pushed to the other edge with spaces."""

_LINE_ENDS = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_NUMBER = "[0-9０-９〇○零一二三四五六七八九十]"
_DATE = re.compile(f"{_NUMBER}{{1,4}}年(?:{_NUMBER}{{1,3}}月(?:{_NUMBER}{{1,3}}[日号])?)?|{_NUMBER}{{1,3}}月{_NUMBER}{{1,3}}[日号]")
# What is written along the line, as Latin letters and Arabic digits are: all below the general punctuation but the dot, and raised figures.
_ALONG = "\u0021-\u00b6\u00b8-\u1fff\u2070-\u20cf"
_WORD = re.compile(f"[{_ALONG}]+(?:’[{_ALONG}]+)*")
_PART_OF_LONG = re.compile(rf"[^\W_]{{1,{LONGEST_WORD // 2}}}[^\w\s]*|.")
_HAN = "[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
# In a text nobody says where a name begins: a short word beside a dot is taken whole, of a long one the four characters next to the dot.
_BESIDE_DOT = re.compile(f"(?:(?<!{_HAN}){_HAN}{{1,6}}|{_HAN}{{1,4}})(?=[{DOTS}])|(?<=[{DOTS}])(?:{_HAN}{{1,6}}(?!{_HAN})|{_HAN}{{1,4}})")
_CELLS = re.compile(rf"(?:[“‘](?=[A-Za-z]))?[{_ALONG}]+(?:’[{_ALONG}]+)*(?:(?<=[A-Za-z,.!?])[”’])?|[—–…]+|[^\S\u3000]+|.")
_OPENING, _CLOSING = frozenset("（【〔〈《「『"), frozenset("，。、；：！？）】〕〉》」』")
_FLOWING = re.compile(f"(?:{_HAN}|[，。、；：？！》）])+")

Kind = Literal["sign", "side", "turned", "space"]


@dataclass(frozen=True)
class Cell:
    """What stands in a column in one go: a "sign" in a square, digits "side" by side in one, a run "turned" by 90°, or "space"."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Line:
    """A line as it was typed, in pieces that are not torn; `indent` in squares. `far`: it ends at the other edge, as a signature does."""

    pieces: tuple[str, ...]
    indent: float = 0.0
    far: bool = False


def typed_lines(text: str, keep: Iterable[str] = ()) -> list[Line]:
    """The lines of `text` as they were typed; empty ones between others are kept, several on end as one. `keep`: names that are not torn."""
    found: list[Line] = []
    rows = [clean(row) for row in _LINE_ENDS.split(text)]
    last = max((number for number, row in enumerate(rows) if row.strip()), default=0)
    for number, row in enumerate(rows[: last + 1]):
        shown = row.strip()
        if shown:
            indent = sum(1.0 if space == "\u3000" else 0.5 for space in row[: len(row) - len(row.lstrip())])
            far = indent > DEEP or (bool(found) and number == last and shown[0] in "—－–")
            found.append(Line(tuple(pieces(shown, keep)), 0.0 if far else indent, far))
        elif found and found[-1].pieces:
            found.append(Line(()))
    return found


def pieces(text: str, keep: Iterable[str] = ()) -> list[str]:
    """`text` in the parts between which a line may end, each with the spaces after it; joined they are `text`."""
    found: list[str] = []
    open_end = False
    names = sorted({name for name in keep if len(name) > 1}, key=len, reverse=True)
    for number, part in enumerate(re.split(f"({'|'.join(map(re.escape, names))})", text) if names else [text]):
        for taken in name_parts(part) if number % 2 else _wholes(part):
            if found and (open_end or taken.isspace() or taken[0] in NEVER_FIRST):
                found[-1] += taken
            else:
                found.append(taken)
            open_end = open_end if taken.isspace() else taken[-1] in NEVER_LAST
    return found


def _wholes(text: str) -> Iterator[str]:
    """`text` in parts that are whole by themselves, before signs and spaces join them."""
    at = 0
    while at < len(text):
        date, word, part = _DATE.match(text, at), _WORD.match(text, at), _BESIDE_DOT.match(text, at)
        if word and len(word[0]) > LONGEST_WORD:
            taken = _PART_OF_LONG.findall(word[0])
        else:
            taken = [(date or word or part or [text[at]])[0]]
        yield from taken
        at += sum(map(len, taken))


def runs(line: Iterable[str]) -> list[tuple[str, str]]:
    """A line's pieces as Typst takes them: "text" that it may break by itself, a "box" that it may not, a "gap" between Han and Latin, and "half" a
    square, which a sign at the edge of a box has lost, for Typst takes that for the edge of a line."""
    found: list[tuple[str, str]] = []
    last = ""
    for piece in line:
        shown = piece.rstrip()
        if (
            last
            and {bool(_WORD.match(last)), bool(_WORD.match(shown[:1]))} == {True, False}
            and not _is_sign(last)
            and not _is_sign(shown[0])
        ):
            found.append(("gap", ""))
        if _FLOWING.fullmatch(shown):
            if found and found[-1][0] == "text":
                found[-1] = ("text", found[-1][1] + piece)
            else:
                found.append(("text", piece))
        else:
            found += [("half", "")] if found and shown[0] in _OPENING else []
            found.append(("box", shown))
            found += [("half", "")] if shown[-1] in _CLOSING else []
            found += [("text", piece[len(shown) :])] if shown != piece else []
        last = piece[-1]
    return found


def _is_sign(character: str) -> bool:
    return unicodedata.category(character)[0] in "PZ"


def name_parts(name: str) -> list[str]:
    """A name in the parts between which a line may end: after a dot or a space, never before one and never inside a part."""
    return re.findall(rf"[^\s{DOTS}]+[\s{DOTS}]*|[\s{DOTS}]+", name)


def set_name(name: str, face: Face) -> dict[str, object]:
    """A name as templates take it (`common.typ`, `named`): its parts, and the face that has all of it in one weight."""
    shown = clean(name).strip()
    return {"text": shown, "parts": name_parts(shown), "face": whole(shown, face).value}


def cells(piece: str) -> list[Cell]:
    """How a piece stands in a column."""
    return [Cell(_kind(part), part) for part in _CELLS.findall(piece)]


def _kind(part: str) -> Kind:
    if part.isspace():
        return "sign" if part == "\u3000" else "space"
    if part[0] in "—–…":
        return "turned"
    if len(part) == 1:
        return "sign"
    return "side" if part.isdecimal() and len(part) <= 3 else "turned"
