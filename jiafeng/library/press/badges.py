"""Name badges and seat cards: one to a page, laid out on A4 with marks to cut and to fold."""

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jiafeng.library.press.codes import qr
from jiafeng.library.press.faces import Face, clean, refuse_unprintable
from jiafeng.library.press.imposition import Piece, impose
from jiafeng.library.press.lines import even_lines
from jiafeng.library.press.typesetting import typeset
from jiafeng.library.press.words import set_name

BADGE = Piece(90, 54)
"""A badge as the usual plastic holders take it."""
SEAT_CARD = Piece(200, 140, folds=(70,))
"""A card that stands on a table: two faces of 200 × 70 mm, creased between them."""


@dataclass(frozen=True)
class Named:
    """Whom a badge or a seat card names: name, unit, the number to type at the door, the seats, and what the code says ("" for none)."""

    name: str
    unit: str
    number: str = ""
    seats: str = ""
    qr_text: str = ""


def badges_pdf(title: str, host: str, people: Sequence[Named], date: dt.date) -> bytes:
    """Badges of 90 × 54 mm, ten to a sheet of A4 with cut marks, as PDF/A-2b. Raises MissingGlyphs before anything is printed."""
    return _pieces("badge", BADGE, title, host, people, date)


def seat_cards_pdf(title: str, host: str, people: Sequence[Named], date: dt.date) -> bytes:
    """Seat cards to fold, two to a sheet of A4, the rear face turned by 180°, as PDF/A-2b. Raises MissingGlyphs before anything is printed."""
    return _pieces("seatcard", SEAT_CARD, title, host, people, date)


def _pieces(template: str, piece: Piece, title: str, host: str, people: Sequence[Named], date: dt.date) -> bytes:
    refuse_unprintable(_texts(title, host, people))
    data = {
        "title": even_lines(clean(title), 18),
        "host": clean(host),
        "people": [
            {
                "name": set_name(each.name, Face.HEI),
                "unit": clean(each.unit),
                "number": each.number,
                "seats": clean(each.seats),
                "qr": qr(each.qr_text) if each.qr_text else "",
            }
            for each in people
        ],
    }
    target = io.BytesIO()
    impose([typeset(template, data, date)], piece, "A4", target)
    return target.getvalue()


def _texts(title: str, host: str, people: Sequence[Named]) -> Iterator[tuple[str, str, Face]]:
    yield from (("title", title, Face.TITLE), ("host", host, Face.SONG))
    for each in people:
        yield from ((each.name, each.name, Face.HEI), (each.name, each.unit, Face.SONG), (each.name, each.seats, Face.HEI))
