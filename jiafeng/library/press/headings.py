"""Plain official prose as the layout sees it: the numbering at the start of a line says what kind of line it is (GB/T 9704-2012, 7.3.3)."""

import re
from typing import Literal

_FIRST = re.compile(r"[一二三四五六七八九十]{1,3}、")
_SECOND = re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]")
_SENTENCE_END = re.compile(r"[。；！？]")

LONGEST_HEADING = 40
"""A longer line that starts like a heading is a paragraph that starts with its number."""


def kind_of(line: str) -> Literal["heading1", "heading2", "body"]:
    """`heading1` for 一、, `heading2` for （一）, else `body`; a line that holds whole sentences is a paragraph however it starts."""
    if len(line) > LONGEST_HEADING or _SENTENCE_END.search(line[:-1]):
        return "body"
    if _FIRST.match(line):
        return "heading1"
    return "heading2" if _SECOND.match(line) else "body"
