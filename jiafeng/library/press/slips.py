"""Voting slips to cut, fold and seal: eight to a sheet of A4, each with its code in letters and as a QR code."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from jiafeng.library.press.codes import qr
from jiafeng.library.press.faces import Face, clean, refuse_unprintable
from jiafeng.library.press.typesetting import typeset


@dataclass(frozen=True)
class Slip:
    """One slip: the code that votes, and the address that brings it along."""

    code: str
    qr_text: str


def slips_pdf(slips: Sequence[Slip], *, title: str, subtitle: str, address: str, note: str, date: dt.date) -> bytes:
    """The slips as PDF/A-2b, 105 × 74 mm each, with lines to cut along. Raises MissingGlyphs before anything is printed."""
    refuse_unprintable([("title", title, Face.TITLE), ("subtitle", subtitle, Face.HEI), ("note", note, Face.KAI)])
    data = {
        "title": clean(title),
        "subtitle": clean(subtitle),
        "address": address,
        "note": clean(note),
        "slips": [{"code": slip.code, "qr": qr(slip.qr_text)} for slip in slips],
    }
    return typeset("slip", data, date)
