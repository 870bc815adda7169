"""A cell as text, and what has to be said of it."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from jiafeng.common.text import as_seen

LOST_DIGITS = "lost_digits"  # a number that the spreadsheet has rounded: it is somebody else's
UNSEEN = "unseen"  # marks that nobody sees were taken out
EXACT = 10**15  # a spreadsheet keeps 15 digits of a number and makes the others 0

_LITERAL = re.compile(r'="([^"]*)"')
_GUARDED = re.compile(r"'(?=[=+\-@])")
# An apostrophe before a number makes it text; typed twice, or on another keyboard, it stays to be seen.
_QUOTED = re.compile(r"['`´‘’′＇]+\s*(\+?\d[\d\s().Xx-]*)['`´‘’′＇]*")
_STARTS = frozenset("='`´‘’′＇")
_POWER = re.compile(r"-?[1-9](?:\.\d+)?[eE]\+\d{2,}")


def as_text(value: Any) -> str:
    """A cell as text. Numbers lose the point that a spreadsheet adds to them, dates are ISO, a formula is the value it last had."""
    return understood(value)[0]


def understood(value: Any, *, typed: bool = True) -> tuple[str, str]:
    """A cell as text, and "", LOST_DIGITS or UNSEEN. typed: whether the file tells numbers from text, as a CSV does not.

    A number without its last digits is given as a power of ten, which is not taken for a whole one when it comes back.
    """
    if isinstance(value, str):
        return _text(value, typed)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE", ""
    if isinstance(value, (int, float)):
        if abs(value) >= EXACT:
            return _power(value), LOST_DIGITS
        if isinstance(value, int) or value.is_integer():
            return str(int(value)), ""
        return "" if value != value else repr(value), ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ", timespec="minutes"), ""
    return "" if value is None else str(value), ""


def _text(value: str, typed: bool) -> tuple[str, str]:
    said = ""
    if not value.isprintable() or "_x00" in value:
        seen = as_seen(value)
        said, value = UNSEEN if seen != value else "", seen
    text = value.strip()
    if text[:1] in _STARTS:
        text, typed = _unquoted(text), True
    if "+" in text and _POWER.fullmatch(text):
        return text, LOST_DIGITS
    if not typed and len(text) > 15 and text[-1] in "0." and _is_rounded(text):
        return _power(float(text)), LOST_DIGITS
    return text, said


def _unquoted(text: str) -> str:
    if literal := _LITERAL.fullmatch(text):
        return literal[1].strip()
    if number := _QUOTED.fullmatch(text):
        return number[1].strip()
    return _GUARDED.sub("", text, count=1)


def _is_rounded(text: str) -> bool:
    """Whether a number in a CSV is one that a spreadsheet saved: nothing but 0 after the 15th digit, and three of them at least."""
    whole, _, rest = text.lstrip("-").partition(".")
    return len(whole) > 15 and whole.isdecimal() and whole.endswith("000") and not whole[15:].strip("0") and not rest.strip("0")


def _power(number: float) -> str:
    return f"{number:.14E}"
