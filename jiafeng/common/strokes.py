"""The order by strokes, 姓氏笔画, in which official lists of names stand."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def _strokes() -> dict[str, str]:
    """Each character's strokes in the order they are written: 1 横, 2 竖, 3 撇, 4 点, 5 折 (strokes.txt)."""
    lines = Path(__file__).with_name("strokes.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.split(" ") for line in lines if not line.startswith("#"))
    return {character: strokes for strokes, characters in rows for character in characters}


def by_strokes(name: str) -> str:
    """What names are ordered by: character by character, fewer strokes first, then the kinds of stroke as they are written.

    Of names that begin alike the shorter comes first. A character newer than GB 13000.1 comes after all it has, by its code.
    """
    return "".join(map(_key, name))[:120]


@cache
def _key(character: str) -> str:
    strokes = _strokes().get(character)
    return f"99{ord(character):06x}" if strokes is None else f"{len(strokes):02d}{strokes}"
