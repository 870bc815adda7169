"""The light text that articles and stories are written in: what is typed is text and stays text, and a few signs at a line's beginning say what it is.

A blank line parts paragraphs; `## ` and `### ` begin a heading, `- ` and `1. ` an item of a list, `|` a row of a table, whose second row `|---|`
makes the first its head; `[图1]` in a line of its own is where picture 1 stands. A text without structure knows only paragraphs and `## `.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["paragraph", "heading2", "heading3", "bullets", "numbers", "table", "picture"]

_PICTURE = re.compile(r"[\[［【]\s*图\s*(\d{1,3})\s*[\]］】]")
_NUMBER = re.compile(r"(\d{1,3})\. +(?=\S)")
_RULE = re.compile(r"\|(\s*:?-+:?\s*\|)+")
_BLANK = re.compile(r"\r?\n\s*\r?\n")


@dataclass(frozen=True)
class Block:
    """A part of a text. lines: of a paragraph, a heading, a list's items; rows: of a table, the first its head where `headed`; number: of a picture, and
    where a numbered list begins."""

    kind: Kind
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    headed: bool = False
    number: int = 0


def mark_of(number: int) -> str:
    """How a text says where a picture stands."""
    return f"[图{number}]"


def picture_number(line: str) -> int:
    """The picture that stands in a line of its own; 0 where the line is anything else."""
    found = _PICTURE.fullmatch(line.strip())
    return int(found[1]) if found else 0


def blocks(text: str, *, structured: bool = True) -> Iterator[Block]:
    """The parts of a text in their order."""
    for passage in _BLANK.split(text):
        lines = [line.strip() for line in passage.strip().splitlines()]
        if not lines:
            continue
        yield from _structured(lines) if structured else _plain(lines)


def _plain(lines: list[str]) -> Iterator[Block]:
    if len(lines) == 1 and (number := picture_number(lines[0])):
        yield Block("picture", tuple(lines), number=number)
    elif len(lines) == 1 and lines[0].startswith("## "):
        yield Block("heading2", (lines[0][3:].strip(),))
    else:
        yield Block("paragraph", tuple(lines))


def _kind(line: str) -> Kind:
    if line.startswith(("## ", "### ")):
        return "heading3" if line.startswith("###") else "heading2"
    if line.startswith("- "):
        return "bullets"
    if _NUMBER.match(line):
        return "numbers"
    if len(line) > 1 and line.startswith("|") and line.endswith("|"):
        return "table"
    return "picture" if picture_number(line) else "paragraph"


def _structured(lines: list[str]) -> Iterator[Block]:
    at = 0
    while at < len(lines):
        kind, end = _kind(lines[at]), at + 1
        if kind not in ("heading2", "heading3", "picture"):
            while end < len(lines) and _kind(lines[end]) == kind:
                end += 1
        yield _block(kind, lines[at:end])
        at = end


def _block(kind: Kind, lines: list[str]) -> Block:
    if kind in ("heading2", "heading3"):
        return Block(kind, (lines[0].lstrip("#").strip(),))
    if kind == "bullets":
        return Block(kind, tuple(line[2:].strip() for line in lines))
    if kind == "numbers":
        first = _NUMBER.match(lines[0])
        return Block(kind, tuple(_NUMBER.sub("", line, count=1) for line in lines), number=int(first[1]) if first else 1)
    if kind == "table":
        headed = len(lines) > 1 and bool(_RULE.fullmatch(lines[1]))
        rows = [
            tuple(cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line[1:-1]))
            for line in lines
            if not _RULE.fullmatch(line)
        ]
        widest = max(map(len, rows), default=0)
        return Block(kind, rows=tuple(row + ("",) * (widest - len(row)) for row in rows), headed=headed and len(rows) > 1)
    if kind == "picture":
        return Block(kind, tuple(lines), number=picture_number(lines[0]))
    return Block(kind, tuple(lines))
