"""Certificates of honour: A4 across, one a page, with number and a code that leads to the check."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jiafeng.library.press.codes import qr
from jiafeng.library.press.faces import Face, clean, refuse_unprintable
from jiafeng.library.press.lines import even_lines
from jiafeng.library.press.typesetting import typeset
from jiafeng.library.press.words import set_name

HONOUR_LENGTH = 13
"""Characters of the title in a line."""


@dataclass(frozen=True)
class Certificate:
    """Who is honoured with which title, in which round, by which bodies on which document; `serial` and `qr_text` let anybody check it."""

    name: str
    honour: str
    reason: str
    serial: str
    bodies: tuple[str, ...]
    document: str
    granted_on: dt.date
    qr_text: str

    def texts(self) -> Iterator[tuple[str, str, Face]]:
        """Every text with its place and its face."""
        yield from ((self.name, self.name, Face.KAI), (self.name, self.honour, Face.TITLE), (self.name, self.reason, Face.KAI))
        for body in self.bodies:
            yield self.name, body, Face.SONG
        yield self.name, self.document, Face.SONG


def certificates_pdf(certificates: Sequence[Certificate]) -> bytes:
    """The certificates as PDF/A-2b, 297 × 210 mm; room for the bodies' seals is left. Raises MissingGlyphs before anything is printed."""
    refuse_unprintable(text for each in certificates for text in each.texts())
    data = {
        "certificates": [
            {
                "name": set_name(each.name, Face.KAI),
                "honour": even_lines(clean(each.honour), HONOUR_LENGTH),
                "reason": clean(each.reason),
                "serial": each.serial,
                "bodies": [clean(body) for body in each.bodies],
                "document": clean(each.document),
                "date": f"{each.granted_on.year}年{each.granted_on.month}月{each.granted_on.day}日",
                "qr": qr(each.qr_text),
            }
            for each in certificates
        ]
    }
    return typeset("certificate", data, certificates[0].granted_on)
