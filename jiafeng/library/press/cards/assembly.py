"""The faces of a card are put together: artwork below, places filled, the back turned, on one page unfolded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from jiafeng.library.press.cards.terms import BLEED, Card, CardSize, Outcome
from jiafeng.library.press.codes import QUIET, qr
from jiafeng.library.press.collecting import Collector
from jiafeng.library.press.imposition import PT
from jiafeng.library.press.pictures import DPI, LEAST_DPI, Picture
from jiafeng.library.press.typesetting import TypesettingError

_HANDWRITING, _CODE, _OVERFLOW = 2, 3, 4  # heights in pixels of the places that kit.typ leaves


def assemble(collector: Collector, card: Card, size: CardSize, pages: Sequence[Any], artwork: Sequence[bytes]) -> Outcome:
    """The card unfolded as one more page of the collector's PDF, its places filled; or why not."""
    faces, remarks = [], []
    for page in pages:
        filled: dict[str, bytes] = {}
        for name, place in page.obj.Resources.get("/XObject", {}).items():
            kind = int(place.Height) if place.get("/Width") == 1 else 0
            if kind == _OVERFLOW:
                return Outcome(card.key, "does_not_fit")
            if kind == _HANDWRITING and card.picture is not None:
                dpi = card.picture.width / _placed_inches(page, name)
                if dpi < LEAST_DPI:
                    return Outcome(card.key, "low_resolution", {"dpi": round(dpi), "least": LEAST_DPI})
                if dpi < DPI * 0.98:
                    remarks.append(("below_300_dpi", {"dpi": round(dpi)}))
                filled[name] = _handwriting(collector, card.picture)
            elif kind == _CODE:
                filled[name] = _code(collector, card.url)
        faces.append(collector.form(page, filled))
    _add_card(collector, size, faces, artwork)
    return Outcome(card.key, remarks=tuple(remarks))


def _placed_inches(page: Any, name: str) -> float:
    """How wide the picture `name` stands on the page."""
    found = re.search(
        rb"([-\d.]+) ([-\d.]+) [-\d.]+ [-\d.]+ [-\d.]+ [-\d.]+ cm\s*/%s Do" % name.lstrip("/").encode(), page.obj.Contents.read_bytes()
    )
    if not found:
        raise TypesettingError(f"the place of {name} is not on the page")
    return float((float(found[1]) ** 2 + float(found[2]) ** 2) ** 0.5 / 72)


def _handwriting(collector: Collector, picture: Picture) -> bytes:
    """The picture in the unit square, multiplied with what lies below, so that its white paper does not cover the artwork."""
    pixels = collector.stream(
        picture.jpeg,
        {
            "/Type": "/XObject",
            "/Subtype": "/Image",
            "/Width": picture.size[0],
            "/Height": picture.size[1],
            "/ColorSpace": "/DeviceRGB" if picture.colour else "/DeviceGray",
            "/BitsPerComponent": 8,
            "/Filter": "/DCTDecode",
        },
    )
    state = {"/ExtGState": {"/M": {"/BM": "/Multiply"}}, "/XObject": {"/P": pixels}}
    return collector.stream(_shown(picture).encode(), {**_FORM, "/BBox": [0, 0, 1, 1], "/Resources": state})


def _shown(picture: Picture) -> str:
    """The picture so large that the part of it that is shown fills the unit square; the square cuts off the rest."""
    across, down = 1 / picture.width, 1 / picture.height
    (wide, high), (left, _, _, bottom) = picture.size, picture.crop
    return f"/M gs {wide * across:.6f} 0 0 {high * down:.6f} {-left * across:.6f} {(bottom - high) * down:.6f} cm /P Do"


def _code(collector: Collector, url: str) -> bytes:
    """The QR code in the unit square, white behind it, drawn as areas: sharp at every resolution."""
    matrix = qr(url, format="matrix")
    side = len(matrix) + 2 * QUIET
    drawn = [f"1 g 0 0 {side} {side} re f 0 g"]
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            if row[x]:
                end = x
                while end < len(row) and row[end]:
                    end += 1
                drawn.append(f"{x + QUIET} {side - QUIET - y - 1} {end - x} 1 re")
                x = end
            x += 1
    scale = round(1 / side, 8)
    entries = {**_FORM, "/BBox": [0, 0, side, side], "/Matrix": [scale, 0, 0, scale, 0, 0]}
    return collector.stream(" ".join([*drawn, "f"]).encode(), entries)


_FORM = {"/Type": "/XObject", "/Subtype": "/Form"}


def _add_card(collector: Collector, size: CardSize, faces: Sequence[bytes], artwork: Sequence[bytes]) -> None:
    piece = size.piece
    width, height = (piece.width + 2 * BLEED) * PT, (piece.height + 2 * BLEED) * PT
    tops = (0.0,) if size.form == "flat" else (size.height, 0.0)  # of the front and of the back, which is turned
    commands = []
    for number, top in enumerate(tops):
        bottom = (piece.height - top - size.height) * PT  # of the face's bleed, in the page
        low = bottom + (BLEED * PT if top + size.height < piece.height else 0)
        high = bottom + (size.height + 2 * BLEED) * PT - (BLEED * PT if top > 0 else 0)
        turned = f"-1 0 0 -1 {width:.4f} {bottom + (size.height + 2 * BLEED) * PT:.4f}" if number else f"1 0 0 1 0 {bottom:.4f}"
        commands.append(f"q 0 {low:.4f} {width:.4f} {high - low:.4f} re W n {turned} cm /A{number} Do /F{number} Do Q")
    forms = {**{f"/A{n}": form for n, form in enumerate(artwork)}, **{f"/F{n}": form for n, form in enumerate(faces)}}
    collector.add_page(width, height, forms, "\n".join(commands), {})
