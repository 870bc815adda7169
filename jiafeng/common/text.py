"""Small helpers for names and numbers that people type."""

from __future__ import annotations

import re
import unicodedata

_SPACE = re.compile(r"\s+")
# Marks that nobody sees and nobody types: controls, joiners and breaks of no width, marks of direction, fillers. Copying brings them along, from
# a telephone's list of contacts or out of a workbook, which writes a control as _x0000_. Two names may differ by nothing else.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e007f]"
    "|_x00(?:0[0-8BCEFbcef]|1[0-9A-Fa-f]|7[Ff])_"
)
_CJK = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003347f"
_CJK_GAP = re.compile(rf"(?<=[{_CJK}])\s+(?=[{_CJK}])")
# What stands for the dot between the parts of a name, on one keyboard or another; a full stop only between Chinese characters.
_DOTS = "·•‧∙⋅・･․●◦"
_BETWEEN = re.compile(rf"(?<=\w)\s*[{_DOTS}]\s*(?=\w)|(?<=[{_CJK}])\s*[.．]\s*(?=[{_CJK}])")
_ANY_DOT = re.compile(rf"\s*[{_DOTS}.．]\s*")

# Characters of which none is folded, joined or taken out: most of what stands in a list, and nothing below need look at it.
_PLAIN = re.compile("[0-9A-Za-z\u3400-\u9fff]+")
_DIGITS = re.compile("(?:[01][1-9][0-9]*)?")  # a number that has been normalised, or nothing

_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_INDENT = re.compile(r"[ \u3000]{1,12}")
_EMPTY_LINES = re.compile(r"\n{3,}")


def is_plain(text: str) -> bool:
    """Whether it is nothing but Chinese characters, Latin letters and digits, so that to tidy it changes nothing."""
    return _PLAIN.fullmatch(text) is not None


def as_seen(text: str) -> str:
    """The text without marks that nobody sees; line breaks and tabs stay."""
    return _UNSEEN.sub("", text)


def tidy(text: str) -> str:
    """Trim, fold white space to one space, and take out marks that nobody sees; the letters stay as typed."""
    if text and is_plain(text):
        return text
    return _SPACE.sub(" ", as_seen(text or "")).strip()


def tidy_name(name: str) -> str:
    """A person's or a unit's name as it is kept: tidy, the parts of a name joined by one kind of dot (阿依·古丽), else as typed."""
    return name if name and is_plain(name) else _BETWEEN.sub("·", tidy(name))


def tidy_lines(text: str) -> str:
    """As `tidy`, of words whose lines are their author's: line ends stay, an empty line between others too, and how far in a line begins."""
    rows = [(_INDENT.match(row) or [""])[0] + tidy(row) for row in _LINE_END.split(text or "")]
    return _EMPTY_LINES.sub("\n\n", "\n".join(row if row.strip() else "" for row in rows).strip("\n"))


def normalise_name(name: str) -> str:
    """A name as it is compared: NFKC, no gaps between Chinese characters (“王 芳” = “王芳”), one kind of middle dot, lower case."""
    if name and is_plain(name):
        return name.casefold()
    folded = _ANY_DOT.sub("·", unicodedata.normalize("NFKC", tidy(name)))
    return _CJK_GAP.sub("", folded).casefold()


def normalise_phone(phone: str) -> str:
    """Digits only, without +86/0086; an empty string stays empty. Spreadsheet floats such as 13800001234.0 are understood."""
    if _DIGITS.fullmatch(phone):
        return phone
    text = unicodedata.normalize("NFKC", tidy(phone))
    text = re.sub(r"\.0+$", "", text)
    digits = re.sub(r"\D", "", text)
    return re.sub(r"^(?:0086|86)(?=1\d{10}$)", "", digits)


def mask_phone(phone: str) -> str:
    """138****1234, as public notices mask it; anything shorter than 11 digits is masked whole."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else "*" * len(phone)


def mask_id_number(number: str) -> str:
    """35*************123, as public notices mask it; anything shorter than 8 characters is masked whole."""
    return f"{number[:2]}{'*' * (len(number) - 5)}{number[-3:]}" if len(number) >= 8 else "*" * len(number)


def mask_name(name: str) -> str:
    """王*芳 / 李*: the first character, the last of three or more, stars between. A single character stays as it is."""
    if len(name) <= 1:
        return name
    return name[0] + "*" if len(name) == 2 else name[0] + "*" * (len(name) - 2) + name[-1]
