"""A part of a vote's key on one page of A4: groups of letters to type, and the same as a QR code."""

import datetime as dt
from collections.abc import Sequence

from jiafeng.library.press.codes import qr
from jiafeng.library.press.faces import Face, clean, refuse_unprintable
from jiafeng.library.press.typesetting import typeset


def key_part_pdf(text: str, *, title: str, poll: str, holder: str, notes: Sequence[str], date: dt.date) -> bytes:
    """The page as PDF/A-2b. `text`: groups with a space between. Raises MissingGlyphs before anything is printed."""
    refuse_unprintable([("title", title, Face.TITLE), ("poll", poll, Face.HEI), ("holder", holder, Face.HEI)])
    refuse_unprintable([("notes", note, Face.SONG) for note in notes])
    data = {
        "title": clean(title),
        "poll": clean(poll),
        "holder": clean(holder),
        "notes": [clean(note) for note in notes],
        "groups": text.split(),
        "qr": qr(text),
        "day": date.isoformat(),
    }
    return typeset("keypart", data, date)
