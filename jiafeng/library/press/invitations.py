"""Invitations to cut out: four to a sheet of A4, each with its guest, number and code to scan at the door."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jiafeng.library.press.codes import qr
from jiafeng.library.press.faces import Face, clean, refuse_unprintable
from jiafeng.library.press.lines import even_lines
from jiafeng.library.press.typesetting import typeset
from jiafeng.library.press.words import set_name

TITLE_LINE = 11
"""Characters of a title that stand on one line of a card."""


@dataclass(frozen=True)
class Guest:
    """Whom one card invites: name, unit, the number that can be typed at the door, what the code says, and the seats, where they have numbers."""

    name: str
    unit: str
    number: str
    qr_text: str
    seats: str = ""


@dataclass(frozen=True)
class InvitationCard:
    """What all cards of an event have in common. `facts` are labelled lines (时间, 地点), `note` is small print at the foot."""

    title: str
    host: str
    facts: tuple[tuple[str, str], ...]
    greeting: str
    note: str = ""

    def texts(self, guests: Sequence[Guest]) -> Iterator[tuple[str, str, Face]]:
        """Every text with its place and its face."""
        yield from (("title", self.title, Face.TITLE), ("host", self.host, Face.SONG), ("greeting", self.greeting, Face.KAI))
        yield "note", self.note, Face.SONG
        for number, (label, value) in enumerate(self.facts, 1):
            yield from ((f"facts {number}", label, Face.HEI), (f"facts {number}", value, Face.SONG))
        for guest in guests:
            yield from ((guest.name, guest.name, Face.KAI), (guest.name, guest.unit, Face.SONG), (guest.name, guest.seats, Face.HEI))


def invitation_cards_pdf(card: InvitationCard, guests: Sequence[Guest], date: dt.date) -> bytes:
    """The cards as PDF/A-2b, 105 × 148.5 mm each, with thin lines to cut along. Raises MissingGlyphs before anything is printed."""
    refuse_unprintable(card.texts(guests))
    data = {
        "title": even_lines(clean(card.title), TITLE_LINE),
        "host": clean(card.host),
        "facts": [(clean(label), clean(value)) for label, value in card.facts],
        "greeting": clean(card.greeting),
        "note": clean(card.note),
        "guests": [
            {
                "name": set_name(guest.name, Face.KAI),
                "unit": clean(guest.unit),
                "number": guest.number,
                "seats": clean(guest.seats),
                "qr": qr(guest.qr_text),
            }
            for guest in guests
        ],
    }
    return typeset("invitation", data, date)
