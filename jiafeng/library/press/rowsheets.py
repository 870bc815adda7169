"""Numbered sheets to fill in by hand, which a photograph can find its way back on: four corner marks, a code, and rows at known places.

The geometry is ours, in millimetres from the paper's upper left corner, and does not depend on what is printed: whoever knows a sheet's `Layout` knows
where each row lies.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jiafeng.library.press.codes import qr
from jiafeng.library.press.faces import Face, clean, refuse_unprintable
from jiafeng.library.press.lines import even_lines, width
from jiafeng.library.press.tables import Column
from jiafeng.library.press.typesetting import picture, typeset

EDGE = 8.0  # office printers leave 3 to 5 mm of the paper white
MARK = 9.0
SIDE = 10.0  # left and right of the table
QR = 30.0
TEXT_TOP = 21.0
ROW = 12.0
HEAD = 8.0
FOOT = 20.0
LINE = 6.0  # one line of the text at its ordinary size
LEAST_ROWS = 6

# Marker n of OpenCV's dictionary 4X4_50, as its inner four by four modules (1 is black); 0–3 stand on upright paper, 4–7 on paper lying across.
MARKS = (
    "0100101011001101",
    "1111000001100101",
    "1100110011010010",
    "0110011010111001",
    "1010101101100001",
    "1000011000110010",
    "0110000111010001",
    "0011101100001101",
)


@dataclass(frozen=True)
class Layout:
    """Where things lie on one kind of sheet. `code` names it for ever: a change of the constants above needs another letter."""

    rows: int
    landscape: bool = False

    @property
    def code(self) -> str:
        return f"{'L' if self.landscape else 'P'}{self.rows}"

    @classmethod
    def of(cls, code: str) -> "Layout":
        """The layout that `code` names; raises ValueError where none does."""
        if code[:1] not in ("L", "P") or not code[1:].isdecimal():
            raise ValueError(f"no layout is called {code!r}")
        return cls(int(code[1:]), code[0] == "L")

    @classmethod
    def most(cls, landscape: bool = False) -> int:
        """The most rows that leave room for the title and the code."""
        height = cls(0, landscape).size[1]
        return int((height - FOOT - HEAD - 3 - TEXT_TOP - QR) // ROW)

    @classmethod
    def beside(cls, lines: Sequence[str], landscape: bool = False) -> "Layout":
        """The layout with as many rows as the text of `lines` leaves room for; a very long text is set smaller instead."""
        paper = cls(0, landscape).size
        across = (paper[0] - 2 * SIDE - QR - 6) / 3.9
        needed = sum(max(-int(-width(line) // across), 1) for line in lines) * LINE
        rows = int((paper[1] - FOOT - HEAD - 3 - TEXT_TOP - needed) // ROW)
        return cls(min(max(rows, LEAST_ROWS), cls.most(landscape)), landscape)

    @property
    def size(self) -> tuple[float, float]:
        return (297.0, 210.0) if self.landscape else (210.0, 297.0)

    @property
    def marks(self) -> dict[int, tuple[float, float]]:
        """The upper left corner of each corner mark, by its number: clockwise from the paper's upper left."""
        across, down = (side - EDGE - MARK for side in self.size)
        first = 4 if self.landscape else 0
        corners = ((EDGE, EDGE), (across, EDGE), (across, down), (EDGE, down))
        return {first + place: corner for place, corner in enumerate(corners)}

    @property
    def rows_top(self) -> float:
        return self.size[1] - FOOT - ROW * self.rows

    def row(self, number: int) -> tuple[float, float, float, float]:
        """Left, top, width and height of row `number`, counted from 1."""
        return SIDE, self.rows_top + ROW * (number - 1), self.size[0] - 2 * SIDE, ROW


@dataclass(frozen=True)
class RowSheet:
    """One sheet. `rows` are the printed cells of each row, "" to be filled in; the first column is the row's code. `lines` is the text above the table."""

    title: str
    lines: tuple[str, ...]
    code: str
    qr_text: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    landscape: bool = False

    @property
    def layout(self) -> Layout:
        return Layout(len(self.rows), self.landscape)

    def texts(self) -> Iterator[tuple[str, str, Face]]:
        """Every text with its place and its face."""
        yield from (("title", self.title, Face.TITLE), ("note", self.note, Face.KAI), ("code", self.code, Face.SONG))
        yield from (("text", line, Face.KAI) for line in self.lines)
        yield from (("columns", column.label, Face.HEI) for column in self.columns)
        for number, row in enumerate(self.rows, 1):
            yield from ((f"row {number}", cell, Face.SONG) for cell in row)


def row_sheets_pdf(sheets: Sequence[RowSheet], date: dt.date) -> bytes:
    """The sheets as PDF/A-2b on A4, one to a page. `date` is the PDF's. Raises MissingGlyphs before anything is printed."""
    refuse_unprintable(text for sheet in sheets for text in sheet.texts())
    return typeset("rowsheet", {"sheets": [_data(sheet) for sheet in sheets]}, date)


def row_sheet_png(sheet: RowSheet, ppi: float = 150) -> bytes:
    """One sheet as a picture of `ppi` pixels to the inch."""
    refuse_unprintable(sheet.texts())
    return picture("rowsheet", {"sheets": [_data(sheet)]}, ppi)


def _data(sheet: RowSheet) -> dict[str, object]:
    layout = sheet.layout
    across, down = layout.size
    share = (across - 2 * SIDE) / sum(column.width for column in sheet.columns)
    return {
        "landscape": sheet.landscape,
        "title": even_lines(clean(sheet.title), 34 if sheet.landscape else 20),
        "lines": [clean(line) for line in sheet.lines],
        "code": clean(sheet.code),
        "qr": qr(sheet.qr_text),
        "columns": [{"label": clean(column.label), "width": column.width * share, "centred": column.centred} for column in sheet.columns],
        "rows": [[clean(cell) for cell in row] for row in sheet.rows],
        "note": clean(sheet.note),
        "marks": [{"x": x, "y": y, "bits": [int(bit) for bit in MARKS[number]]} for number, (x, y) in layout.marks.items()],
        "mm": {
            "edge": EDGE, "mark": MARK, "side": SIDE, "qr": QR, "text": TEXT_TOP, "row": ROW, "head": HEAD, "foot": FOOT,
            "rows": layout.rows_top, "across": across, "down": down,
        },
    }  # fmt: skip
