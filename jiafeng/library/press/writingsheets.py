"""Sheets to write a message on by hand: a frame for the words, boxes for consents, and a code that says whose sheet it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jiafeng.library.press.codes import qr
from jiafeng.library.press.faces import Face, clean, refuse_unprintable
from jiafeng.library.press.lines import even_lines
from jiafeng.library.press.typesetting import typeset
from jiafeng.library.press.words import set_name

PAGE = (210.0, 297.0)
FRAME = (15.0, 92.0, 180.0, 108.0)
"""Left, top, width and height in mm of the frame on the page: what is written lies inside it. The template places it there."""
CODE = (181.0, 29.0)
"""The centre of the code in mm."""


@dataclass(frozen=True)
class WritingSheet:
    """One person's sheet. `qr_text` is their own address: it opens the page on their phone, and tells whose photograph this is."""

    name: str
    unit: str
    qr_text: str


def writing_sheets_pdf(
    title: str,
    sheets: Sequence[WritingSheet],
    date: dt.date,
    *,
    guidance: Sequence[str] = (),
    ask: str = "",
    boxes: Sequence[str] = (),
    signing: str = "",
    relation: str = "",
    cadre: str = "",
) -> bytes:
    """A page of A4 to each sheet, as PDF/A-2b. `guidance` are lines above the frame (the first six are printed), `ask` one below the title,
    `boxes` what may be ticked, `signing`, `relation` and `cadre` the words before lines to fill in. Raises MissingGlyphs before anything is printed.
    """
    refuse_unprintable(_texts(title, sheets, (*guidance, ask, *boxes, signing, relation, cadre)))
    data = {
        "title": even_lines(clean(title), 18),
        "frame": FRAME,
        "code": CODE,
        "guidance": [clean(line) for line in guidance[:6]],
        "ask": clean(ask),
        "boxes": [clean(box) for box in boxes],
        "signing": clean(signing),
        "relation": clean(relation),
        "cadre": clean(cadre),
        "sheets": [
            {"name": set_name(sheet.name, Face.KAI), "unit": clean(sheet.unit), "qr": qr(sheet.qr_text, level="Q")} for sheet in sheets
        ],
    }
    return typeset("writing", data, date)


def _texts(title: str, sheets: Sequence[WritingSheet], words: Sequence[str]) -> Iterator[tuple[str, str, Face]]:
    yield "title", title, Face.TITLE
    for word in words:
        yield "words", word, Face.SONG
    for sheet in sheets:
        yield sheet.name, sheet.name, Face.KAI
        yield sheet.name, sheet.unit, Face.SONG
