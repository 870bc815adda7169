"""Small helpers for names and numbers that people type."""

from __future__ import annotations

import re
import unicodedata

_SPACE = re.compile(r"[\s\u200b\u200c\u200d\u2060\ufeff]+")
_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_INDENT = re.compile(r"[ \u3000]{1,12}")
_EMPTY_LINES = re.compile(r"\n{3,}")
_CJK_GAP = re.compile(r"(?<=[\u3400-\u9fff\U00020000-\U0003134f])\s+(?=[\u3400-\u9fff\U00020000-\U0003134f])")


def tidy(text: str) -> str:
    """Trim, fold white space to one space, and drop invisible characters; the letters stay as typed."""
    return _SPACE.sub(" ", text or "").strip()


def tidy_lines(text: str) -> str:
    """As `tidy`, of words whose lines are their author's: line ends stay, an empty line between others too, and how far in a line begins."""
    rows = [(_INDENT.match(row) or [""])[0] + tidy(row) for row in _LINE_END.split(text or "")]
    return _EMPTY_LINES.sub("\n\n", "\n".join(row if row.strip() else "" for row in rows).strip("\n"))


def normalise_name(name: str) -> str:
    """A name as it is compared: NFKC, no gaps between Chinese characters (“王 芳” = “王芳”), one kind of middle dot, lower case."""
    folded = unicodedata.normalize("NFKC", tidy(name))
    folded = re.sub("[•‧∙⋅・･．.]", "·", folded)
    return _CJK_GAP.sub("", folded).casefold()


def normalise_phone(phone: str) -> str:
    """Digits only, without +86/0086; an empty string stays empty. Spreadsheet floats such as 13800001234.0 are understood."""
    text = unicodedata.normalize("NFKC", tidy(phone))
    text = re.sub(r"\.0+$", "", text)
    digits = re.sub(r"\D", "", text)
    return re.sub(r"^(?:0086|86)(?=1\d{10}$)", "", digits)


def mask_phone(phone: str) -> str:
    """138****1234, as public notices mask it; anything shorter than 7 digits is masked whole."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else "*" * len(phone)


def mask_id_number(number: str) -> str:
    """35*************123, as public notices mask it; anything shorter than 8 characters is masked whole."""
    return f"{number[:2]}{'*' * (len(number) - 5)}{number[-3:]}" if len(number) >= 8 else "*" * len(number)


def mask_name(name: str) -> str:
    """王*芳 / 李*: the first character, the last of three or more, stars between."""
    if len(name) <= 1:
        return name
    return name[0] + "*" if len(name) == 2 else name[0] + "*" * (len(name) - 2) + name[-1]
