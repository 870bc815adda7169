"""A batch of cards as a PDF, one face as a picture, and a design from outside on trial."""

from __future__ import annotations

import datetime as dt
import io
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from jiafeng.library.press.cards.assembly import assemble
from jiafeng.library.press.cards.checks import alphabets, check
from jiafeng.library.press.cards.setting import art_pdf, face_data, in_tone, typeset
from jiafeng.library.press.cards.terms import Card, CardSize, CardStyle, Outcome
from jiafeng.library.press.codes import qr
from jiafeng.library.press.collecting import Collector
from jiafeng.library.press.designs import BadDesign, Design
from jiafeng.library.press.pictures import Picture
from jiafeng.library.press.typesetting import TypesettingError


def print_batch(
    cards: Sequence[Card], style: CardStyle, target: Path, created: dt.date, alphabet: Mapping[str, str] | None = None
) -> list[Outcome]:
    """Write to `target` a PDF with the cards that can be printed, a page to each, unfolded, with bleed; what became of every card, in order.

    A page fits `style.size.piece`; `imposition.impose` lays the pages of any number of batches on sheets. Where none can be printed, no file
    is written. `alphabet` is `alphabets(all cards of the run, style)`, so that batches share their fonts. Typically 100 cards to a batch. The
    same cards give the same bytes. Raises TypesettingError where the design's template is at fault.
    """
    outcomes = [check(card, style) for card in cards]
    able = [card for card, outcome in zip(cards, outcomes, strict=True) if outcome.printed]
    if not able:
        return outcomes
    set_pages = typeset(face_data(able, style, alphabet or alphabets(able, style)), style.design, created)
    found = {}
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as opened, Collector(opened) as collector:
            artwork = [collector.form(page) for page in collector.open(art_pdf(style, created)).pages]
            source = collector.open(set_pages)
            sides = len(style.size.sides)
            for number, card in enumerate(able):
                pages = [source.pages[1 + number * sides + side] for side in range(sides)]
                found[card.key] = assemble(collector, card, style.size, pages, artwork)
            collector.finish()
        # Whole or not at all: what is interrupted leaves no batch that looks finished.
        if any(outcome.printed for outcome in found.values()):
            part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return [
        Outcome(
            first.key,
            found[first.key].code,
            found[first.key].params,
            (*first.remarks, *found[first.key].remarks) if found[first.key].printed else (),
        )
        if first.printed
        else first
        for first in outcomes
    ]


def preview(card: Card, style: CardStyle, side: str = "front", dpi: float = 110) -> bytes:
    """One face of a card, cut, as a PNG, for a screen. What `print_batch` would refuse is shown as far as it goes. Raises TypesettingError."""
    files = {}
    if card.picture is not None:
        files["ink.png"] = _see_through(card.picture)
    if card.url:
        files["code.svg"] = qr(card.url).encode()
    data = {**face_data([card], style, {}), "mode": "preview", "shown": [side]}
    return typeset(data, in_tone(style), None, files, dpi)


def try_design(design: Design) -> bytes:
    """Set a design from outside as it would be printed, in each of its orientations and forms, with few and with many words; its preview as a PNG.

    Raises BadDesign("template_fails", detail) or ("words_do_not_fit", orientation, form).
    """
    samples = [
        Card("1", "示例", "示例县妇联", "两袖清风", url="https://example.org/", serial="0001"),
        Card("2", "示例买买提", "示例县财政局", "家" * 60),
    ]
    shown = b""
    with tempfile.TemporaryDirectory() as folder:
        for orientation in design.orientations:
            for form in design.forms:
                size = CardSize(min(max(200, design.least[0]), design.most[0]), min(max(100, design.least[1]), design.most[1]), form)
                style = CardStyle(design, size, orientation == "vertical")
                try:
                    outcomes = print_batch(samples, style, Path(folder) / "tried.pdf", dt.date(2026, 1, 1))
                    shown = shown or preview(samples[0], style, dpi=80)
                except TypesettingError as error:
                    raise BadDesign("template_fails", detail=str(error)[:500]) from None
                if not all(outcome.printed for outcome in outcomes):
                    raise BadDesign("words_do_not_fit", orientation=orientation, form=form)
    return shown


def _see_through(picture: Picture) -> bytes:
    """The ink as a PNG whose white is transparent, as printing on artwork makes it."""
    from PIL import Image, ImageOps

    shown = Image.open(io.BytesIO(picture.jpeg)).crop(picture.crop)
    shown.thumbnail((1600, 1600))
    ink = shown.convert("RGB")
    ink.putalpha(ImageOps.invert(shown.convert("L")))
    out = io.BytesIO()
    ink.save(out, "PNG")
    return out.getvalue()
