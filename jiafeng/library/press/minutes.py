"""Minutes of a gathering on A4."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from jiafeng.library.press.faces import Face, clean, refuse_unprintable
from jiafeng.library.press.lines import even_lines
from jiafeng.library.press.typesetting import typeset


@dataclass(frozen=True)
class MinutesSheet:
    """`facts` are labelled lines (时间, 地点); `decided` heads the `decisions`, which are numbered; `foot` says who wrote it and when."""

    title: str
    heading: str
    facts: tuple[tuple[str, str], ...]
    text: str
    decided: str
    decisions: tuple[str, ...]
    foot: str

    def texts(self) -> Iterator[tuple[str, str, Face]]:
        """Every text with its place and its face."""
        yield from (("title", self.title, Face.TITLE), ("heading", self.heading, Face.KAI), ("foot", self.foot, Face.SONG))
        yield "decided", self.decided, Face.HEI
        for label, value in self.facts:
            yield from ((label, label, Face.HEI), (label, value, Face.FANG))
        yield "text", self.text, Face.FANG
        for number, decision in enumerate(self.decisions, 1):
            yield f"decision {number}", decision, Face.FANG


def minutes_pdf(sheet: MinutesSheet, date: dt.date) -> bytes:
    """The minutes as PDF/A-2b, as many pages as they need. Raises MissingGlyphs before anything is printed."""
    refuse_unprintable(sheet.texts())
    data = {
        "title": even_lines(clean(sheet.title), 18),
        "heading": clean(sheet.heading),
        "facts": [(clean(label), clean(value)) for label, value in sheet.facts],
        "paragraphs": [clean(line) for line in sheet.text.splitlines() if line.strip()],
        "decided": clean(sheet.decided),
        "decisions": [clean(decision) for decision in sheet.decisions],
        "foot": clean(sheet.foot),
    }
    return typeset("minutes", data, date)
