"""The prose as the finder reads it: one width, one script, no blanks inside a phrase, and the way back to the author's offsets.

Office files write ６６人, 66 人, 66　人 and 66人 for the same thing. Full-width digits and signs become ASCII, the traditional forms of
numerals and measure words become the simplified ones, 廿 and 卅 become 二十 and 三十, and blanks are left out unless they part two ASCII words.
A numeral broken over two lines of running text is put together again.
"""

import re
from dataclasses import dataclass

ONE_FORM = str.maketrans(
    "０１２３４５６７８９％．＋～－：｜∶（）［］萬億兩餘個戶場條項張達貳參陸壹弍弎○○份過數幾還將擬計劃應當須預爭確標實現無戰蓋簽員與際歷為發盡",
    "0123456789%.+~-:|:()[]万亿两余个户场条项张达贰叁陆壹贰叁〇〇份过数几还将拟计划应当须预争确标实现无战盖签员与际历为发尽",
)
SCORES = {"廿": "二十", "卄": "二十", "卅": "三十", "卌": "四十", "皕": "二百"}
NUMERALS = "零〇一二两三四五六七八九十百千万亿"
PIECE = re.compile(r"(?P<invisible>[\u200b\u200c\u200d\ufeff\u2060\u00ad])|(?P<blank>[^\S\n\r]+)|(?P<broken>\r?\n[^\S\n]*)|.", re.DOTALL)
UNIT_WRITTEN_SINGLE = re.compile("(?<=百)单(?=[一二三四五六七八九])|(?<=[二三四五六七八九]十)有(?=[一二三四五六七八九])")
"""一百单八 is 108, 二十有三 is 23."""
THOUSANDS_BEFORE = re.compile(r"(?:^|[^\d.])\d{1,3}$|^\d{3}$")
THOUSANDS_AFTER = re.compile(r"\d{3}(?!\d)")
CELL = re.compile(r"[\t|]|[^\S\n]{3,}")
RUNS_ON = (
    (re.compile(r"(?<=[一-龥])[\d.,]+$"), re.compile(r"[.,]?\d[\d,.]*(?:[万亿%余多]|[一-龥](?<![月年日]))")),
    (
        re.compile("(?<=[一-龥])[零〇一二两三四五六七八九十百千万亿点廿卅]$"),
        re.compile("[零〇一二两三四五六七八九十百千万亿点余多]{1,12}(?![、是要则])"),
    ),
)
"""What ends one line and starts the next where a numeral runs on. A cell (312), a field (人数：312) or a list number (2、) is whole."""


@dataclass(frozen=True, slots=True)
class Prose:
    """The normalised text, and for each of its characters (and its end) the index in the text that came in."""

    text: str
    origin: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original ``[start, end)`` of a non-empty normalised one."""
        return self.origin[start], self.origin[end - 1] + 1


def read(source: str) -> Prose:
    """The normal form of any string; each of its characters keeps the index of the one it came from."""
    same_width = UNIT_WRITTEN_SINGLE.sub("零", source.translate(ONE_FORM))
    characters: list[str] = []
    origin: list[int] = []
    for found in PIECE.finditer(same_width):
        start, end = found.span()
        if found["invisible"] or (found["broken"] and _runs_on(same_width, start, end)):
            continue
        if found["blank"]:
            written = "\t" if CELL.search(found.group()) else " " if _parts_two_words(same_width, start, end) else ""
        else:
            written = "\n" if found["broken"] else SCORES.get(found.group(), found.group())
        characters.extend(written)
        origin.extend([start] * len(written))
    return Prose("".join(characters), origin)


def _parts_two_words(text: str, start: int, end: int) -> bool:
    """Does the blank stand between two ASCII words or numbers? Not in a thousand written 1 234."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if not (before.isascii() and before.isalnum() and after.isascii() and after.isalnum()):
        return False
    return not (THOUSANDS_BEFORE.search(text, max(0, start - 4), start) and THOUSANDS_AFTER.match(text, end))


def _runs_on(text: str, start: int, end: int) -> bool:
    """Does a numeral or a doubled word (件\n件) go on over this end of a line?"""
    line = text[max(0, start - 24) : start].rpartition("\n")[2]
    if start and text[start - 1] == text[end : end + 1] and "一" <= text[end] <= "龥" and text[end] not in NUMERALS:
        return True
    return any(before.search(line) and after.match(text, end) for before, after in RUNS_ON)
