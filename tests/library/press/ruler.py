"""Measuring a rendered page in millimetres from its upper left corner."""

import ctypes
import math
from collections import defaultdict
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw

MM = 25.4 / 72


@dataclass(frozen=True)
class Glyph:
    """A printed character: the origin of its glyph, its ink's box, its size in points, and the font it is drawn with."""

    character: str
    x: float
    baseline: float
    left: float
    top: float
    right: float
    bottom: float
    size: float
    font: str = ""


@dataclass(frozen=True)
class Rule:
    """A straight stroke or a thin filled bar."""

    left: float
    top: float
    right: float
    bottom: float
    colour: tuple[int, int, int]

    @property
    def thickness(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.bottom + self.top) / 2


class Page:
    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self.width, self.height = (side * MM for side in page.get_size())
        text = page.get_textpage()
        self.text = text.get_text_range()
        self.glyphs = [glyph for index in range(text.count_chars()) if (glyph := self._glyph(text, index))]
        self.rules = [rule for item in page.get_objects() if item.type == raw.FPDF_PAGEOBJ_PATH and (rule := self._rule(item))]

    @staticmethod
    def _character(text: pypdfium2.PdfTextPage, index: int) -> str:
        """pdfium counts in UTF-16, so a character beyond the first plane comes in two halves; the second counts as none."""
        code = raw.FPDFText_GetUnicode(text, index)
        if 0xD800 <= code < 0xDC00:
            return chr(0x10000 + ((code - 0xD800) << 10) + raw.FPDFText_GetUnicode(text, index + 1) - 0xDC00)
        return " " if 0xDC00 <= code < 0xE000 else chr(code)

    def _glyph(self, text: pypdfium2.PdfTextPage, index: int) -> Glyph | None:
        character = self._character(text, index)
        if character.isspace() or raw.FPDFText_IsGenerated(text, index):
            return None
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        left, bottom, right, top = text.get_charbox(index)
        matrix = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(text, index, matrix)
        size = raw.FPDFText_GetFontSize(text, index) * math.hypot(matrix.b, matrix.d)
        return Glyph(
            character, x.value * MM, self.height - y.value * MM, left * MM, self.height - top * MM, right * MM, self.height - bottom * MM, size, self._font(text, index),
        )  # fmt: skip

    @staticmethod
    def _font(text: pypdfium2.PdfTextPage, index: int) -> str:
        name, flags = ctypes.create_string_buffer(100), ctypes.c_int()
        raw.FPDFText_GetFontInfo(text, index, name, 100, flags)
        return name.value.decode().partition("+")[2]

    def _rule(self, item: pypdfium2.PdfObject) -> Rule | None:
        left, bottom, right, top = item.get_bounds()
        if (right - left) * MM < 20 or (top - bottom) * MM > 3:
            return None
        channels = [ctypes.c_uint() for _ in range(4)]
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(item, fill, stroke)
        (raw.FPDFPageObj_GetStrokeColor if stroke.value else raw.FPDFPageObj_GetFillColor)(item, *channels)
        if stroke.value:
            # pdfium's bounds of a stroke reach its whole width beyond the line on every side.
            width = ctypes.c_float()
            raw.FPDFPageObj_GetStrokeWidth(item, width)
            left, right, bottom, top = left + width.value, right - width.value, bottom + width.value / 2, top - width.value / 2
        red, green, blue, _ = (channel.value for channel in channels)
        return Rule(left * MM, self.height - top * MM, right * MM, self.height - bottom * MM, (red, green, blue))

    @property
    def lines(self) -> list[list[Glyph]]:
        """The glyphs by baseline, from the top; each line from left to right."""
        rows = defaultdict(list)
        for glyph in self.glyphs:
            rows[round(glyph.baseline, 0)].append(glyph)
        merged: list[list[Glyph]] = []
        for _, row in sorted(rows.items()):
            if merged and abs(merged[-1][0].baseline - row[0].baseline) < 1.5:
                merged[-1].extend(row)
            else:
                merged.append(row)
        return [sorted(row, key=lambda glyph: glyph.x) for row in merged]

    def find(self, words: str) -> Glyph:
        """The first glyph of `words`, as they stand in one line."""
        for line in self.lines:
            at = "".join(glyph.character for glyph in line).find(words)
            if at >= 0:
                return line[at]
        raise AssertionError(f"{words} is not on the page: {self.text!r}")


def pages(pdf: bytes) -> list[Page]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [Page(page) for page in document]
    finally:
        document.close()
