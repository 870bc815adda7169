"""Posters with a code to scan: to share an article, to collect pledges, to sign in at an event."""

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from PIL import Image

from jiafeng.library.press.codes import qr
from jiafeng.library.press.faces import Face, clean, refuse_unprintable
from jiafeng.library.press.lines import even_lines, width
from jiafeng.library.press.typesetting import picture, typeset_with_pictures

WIDTHS = {"A4": 210, "A3": 297}
LIMITS = {"title": 60, "lead": 200, "eyebrow": 16, "call": 16, "note": 40}
"""The most characters that each part can show at a readable size; halves count half."""
TITLE_ROOM = 132
"""Millimetres for a title's line on A4, beside the bamboo."""


@dataclass(frozen=True)
class Poster:
    """What stands on the poster. `eyebrow` says what it is (工作动态, 现场签到), `call` what to do (扫码阅读全文), `facts` are
    labelled lines (时间, 地点), `note` is small print under the code, `picture` (JPEG, PNG or WebP) fills the upper edge; beside
    a picture, a lead that finds no room is left out. ValueError when a part is too long to be read from afar."""

    title: str
    qr_text: str
    call: str
    date: dt.date
    eyebrow: str = ""
    lead: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    organisers: tuple[str, ...] = ()
    note: str = ""
    picture: bytes = b""

    def __post_init__(self) -> None:
        for part, limit in LIMITS.items():
            if width(getattr(self, part)) > limit:
                raise ValueError(f"a poster's {part} has room for {limit} characters")
        if len(self.facts) > 5 or any(width(label) > 6 or width(value) > 40 for label, value in self.facts):
            raise ValueError("a poster has room for 5 facts, each with a label of 6 and a value of 40 characters")
        if width("　".join(self.organisers)) > 36:
            raise ValueError("a poster has room for 36 characters of organisers")
        if not clean(self.title).strip():
            raise ValueError("a poster needs its title")

    def texts(self) -> Iterator[tuple[str, str, Face]]:
        """Every text of the poster with its place and its face."""
        yield from (("title", self.title, Face.TITLE), ("call", self.call, Face.TITLE), ("lead", self.lead, Face.KAI))
        yield from (("eyebrow", self.eyebrow, Face.HEI), ("note", self.note, Face.HEI))
        for number, (label, value) in enumerate(self.facts, 1):
            yield from ((f"facts {number}", label, Face.HEI), (f"facts {number}", value, Face.SONG))
        for number, name in enumerate(self.organisers, 1):
            yield f"organisers {number}", name, Face.SONG


def poster_pdf(poster: Poster, paper: Literal["A4", "A3"] = "A4") -> bytes:
    """The poster as PDF/A-2b on `paper`. Raises MissingGlyphs before anything is printed."""
    return typeset_with_pictures("poster", _data(poster, paper), _pictures(poster), poster.date)


def poster_png(poster: Poster, pixels: int = 1080) -> bytes:
    """The poster as a picture `pixels` wide, for a phone: what messengers pass on where they ignore a page's own preview. Raises MissingGlyphs."""
    drawn = Image.open(io.BytesIO(picture("poster", _data(poster, "A4"), pixels / WIDTHS["A4"] * 25.4, _pictures(poster))))
    out = io.BytesIO()
    # 128 colours carry the drawing; a photograph needs all that a PNG of a palette has.
    drawn.convert("RGB").quantize(256 if poster.picture else 128).save(out, "PNG", optimize=True)
    return out.getvalue()


def _data(poster: Poster, paper: Literal["A4", "A3"]) -> dict[str, object]:
    """What the template reads. Raises MissingGlyphs before anything is set."""
    refuse_unprintable(poster.texts())
    title = even_lines(clean(poster.title), 10)
    return {
        "width": WIDTHS[paper],
        "title": title,
        # Letters stand a twentieth apart, so a line of n takes n * 1.05 of their size.
        "title-size": min(20.0, TITLE_ROOM / (1.06 * max(map(width, title)))),
        "qr": qr(poster.qr_text, level="Q"),
        "call": clean(poster.call),
        "eyebrow": clean(poster.eyebrow),
        "lead": clean(poster.lead),
        "facts": [(clean(label), clean(value)) for label, value in poster.facts],
        "organisers": [clean(name) for name in poster.organisers],
        "note": clean(poster.note),
        "picture": next(iter(_pictures(poster)), ""),
    }


def _pictures(poster: Poster) -> dict[str, bytes]:
    return {"poster-picture": poster.picture} if poster.picture else {}
