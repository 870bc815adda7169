"""Tables on paper: signing sheets, receipt sheets, name lists."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jiafeng.library.press.codes import qr
from jiafeng.library.press.faces import Face, clean, refuse_unprintable
from jiafeng.library.press.lines import even_lines
from jiafeng.library.press.typesetting import typeset


@dataclass(frozen=True)
class Column:
    """A column's head and its share of the width; `centred` suits numbers, ticks and short names."""

    label: str
    width: float = 1.0
    centred: bool = False


def table_sheet_pdf(
    title: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    date: dt.date,
    *,
    subtitle: str = "",
    note: str = "",
    qr_text: str = "",
    code: str = "",
    numbered: bool = True,
    blank_rows: int = 0,
    row_height: float = 10.0,
    landscape: bool = False,
) -> bytes:
    """A table as PDF/A-2b on A4, its head and page number on every page.

    `numbered` puts 序号 in front, counting on through `blank_rows` left for writing. `row_height` is in millimetres; a long text
    makes its row higher. `qr_text` and `code` stand top right of the first page, `note` at the foot of each. `date` is the PDF's.
    Raises ValueError when a row has more or fewer cells than there are columns, MissingGlyphs before anything is printed.
    """
    for number, row in enumerate(rows, 1):
        if len(row) != len(columns):
            raise ValueError(f"row {number} has {len(row)} cells for {len(columns)} columns")
    refuse_unprintable(_texts(title, subtitle, note, code, columns, rows))
    body = [[clean(cell) for cell in row] for row in rows] + [[""] * len(columns)] * blank_rows
    heads = [{"label": clean(column.label), "width": column.width, "centred": column.centred} for column in columns]
    if numbered:
        total = sum(column.width for column in columns)
        heads.insert(0, {"label": "序号", "width": total * (0.05 if landscape else 0.075), "centred": True})
        body = [[str(number), *row] for number, row in enumerate(body, 1)]
    data = {
        "title": even_lines(clean(title), 30 if landscape else 20),
        "subtitle": clean(subtitle),
        "note": clean(note),
        "qr": qr(qr_text) if qr_text else "",
        "code": clean(code),
        "columns": heads,
        "rows": body,
        "row-height": row_height,
        "landscape": landscape,
    }
    return typeset("sheet", data, date)


def _texts(
    title: str, subtitle: str, note: str, code: str, columns: Sequence[Column], rows: Sequence[Sequence[str]]
) -> Iterator[tuple[str, str, Face]]:
    yield from (("title", title, Face.TITLE), ("subtitle", subtitle, Face.KAI), ("note", note, Face.KAI), ("code", code, Face.SONG))
    for column in columns:
        yield "columns", column.label, Face.HEI
    for number, row in enumerate(rows, 1):
        for column, cell in zip(columns, row, strict=True):
            yield f"row {number}, {column.label}", cell, Face.SONG
