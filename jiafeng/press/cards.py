"""Desk cards: a family's words, composed with a design and printed by the hundred."""

from __future__ import annotations

import base64
import datetime as dt
import io
import json
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import typst
from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Page

from jiafeng.common.sandbox import SandboxKilled, run
from jiafeng.press.codes import QUIET, qr
from jiafeng.press.collecting import Collector
from jiafeng.press.designs import BUILT_IN, BadDesign, Design
from jiafeng.press.faces import Missing, clean, preflight
from jiafeng.press.imposition import PT, Piece
from jiafeng.press.pictures import DPI, LEAST_DPI, Picture
from jiafeng.press.typesetting import TEMPLATES, TypesettingError, vendored_fonts

BLEED, SAFE = 3.0, 5.0
"""Millimetres: how far artwork runs beyond the cut, and how far inside it all text stays."""
BATCH = 100
"""Cards typeset at a time: memory grows with the batch, and a batch is what is done again after an interruption."""
LONGEST = {"name": 30, "unit": 60, "message": 300}
"""The most characters of a field; what a card of its size cannot show in readable letters is refused besides."""
BASE, FLAP = 0.42, 12.0
"""A triangle's third side as a share of its height, and the flap that holds it together in millimetres."""
_HANDWRITING, _CODE, _OVERFLOW = 2, 3, 4  # heights in pixels of the places that kit.typ leaves
_ENDS = re.compile(r"(?<=[，。！？；、：])")


@dataclass(frozen=True)
class CardSize:
    """A card's visible face in mm and how it stands: "tent" (two faces, creased once), "triangle" (two faces and a base) or "flat" (one face)."""

    width: float
    height: float
    form: str = "tent"

    @classmethod
    def parse(cls, text: str) -> CardSize:
        """200x100, 148x100-flat, 210x148-triangle, A5; without a form 148x100 lies flat, A5 is a triangle and all others are tents. Raises ValueError."""
        told = text.strip().lower().replace("×", "x").replace("mm", "")
        told = {"a5": "210x148-triangle", "148x100": "148x100-flat"}.get(told, told)
        match = re.fullmatch(r"(\d{2,3}(?:\.\d+)?)x(\d{2,3}(?:\.\d+)?)(?:-(tent|triangle|flat))?", told)
        if not match:
            raise ValueError(text)
        size = cls(float(match[1]), float(match[2]), match[3] or "tent")
        if not (60 <= size.width <= 420 and 40 <= size.height <= 297 and size.width >= 0.6 * size.height):
            raise ValueError(text)
        return size

    def __str__(self) -> str:
        return f"{self.width:g}x{self.height:g}-{self.form}"

    @property
    def sides(self) -> tuple[str, ...]:
        return ("front",) if self.form == "flat" else ("front", "back")

    @property
    def piece(self) -> Piece:
        """What is cut out and where it is creased; the turned face lies above the upright one."""
        if self.form == "flat":
            return Piece(self.width, self.height, BLEED)
        if self.form == "tent":
            return Piece(self.width, 2 * self.height, BLEED, (self.height,))
        base = round(self.height * BASE)
        return Piece(
            self.width, 2 * self.height + base + FLAP, BLEED, (self.height, 2 * self.height, 2 * self.height + base)
        )  # fmt: skip


@dataclass(frozen=True)
class Card:
    """One person's card. `key` is how the report names it; `url` becomes a code to scan; `serial` stands in small print."""

    key: str
    name: str
    unit: str = ""
    message: str = ""
    picture: Picture | None = None
    url: str = ""
    serial: str = ""


@dataclass(frozen=True)
class CardStyle:
    """How all cards of a run look."""

    design: Design
    size: CardSize
    vertical: bool = False
    grey: bool = False
    title: str = "廉政亲情寄语"


@dataclass(frozen=True)
class Outcome:
    """What became of a card: printed, or refused with a code and its parameters; `remarks` are codes of what is worth a look though printed.

    Refusals: "no_name" · "nothing_to_say" · "too_long" field, limit · "no_font" characters · "low_resolution" dpi, least · "does_not_fit".
    Remarks: "below_300_dpi" dpi · "borrowed_face" characters.
    """

    key: str
    code: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    remarks: tuple[tuple[str, dict[str, Any]], ...] = ()

    @property
    def printed(self) -> bool:
        return not self.code


def check(card: Card, style: CardStyle) -> Outcome:
    """What can be said of a card before it is set: whether it has what it needs, and fonts for every character."""
    if not card.name.strip():
        return Outcome(card.key, "no_name")
    if not card.message.strip() and card.picture is None:
        return Outcome(card.key, "nothing_to_say")
    texts = {"name": card.name, "unit": card.unit, "message": card.message}
    for name, text in texts.items():
        if len(text) > LONGEST[name]:
            return Outcome(card.key, "too_long", {"field": name, "limit": LONGEST[name]})
    missing: list[Missing] = [each for name, text in texts.items() if text for each in _missing(name, text, style)]
    if blank := [each.character for each in missing if each.fallback is None]:
        return Outcome(card.key, "no_font", {"characters": "".join(dict.fromkeys(blank)), "codepoints": _codepoints(blank)})
    if missing:
        borrowed = "".join(dict.fromkeys(each.character for each in missing))
        return Outcome(card.key, remarks=(("borrowed_face", {"characters": borrowed}),))
    return Outcome(card.key)


def _missing(name: str, text: str, style: CardStyle) -> list[Missing]:
    return preflight({name: text}, style.design.faces[name])


def _codepoints(characters: Sequence[str]) -> str:
    return " ".join(dict.fromkeys(f"U+{ord(each):04X}" for each in characters))


def alphabets(cards: Iterable[Card], style: CardStyle) -> dict[str, str]:
    """The characters of a run by face, in code point order. Batches that are set with the same alphabets have the same fonts, which are then
    written once."""
    found: dict[str, set[str]] = {face.value: set() for face in style.design.faces.values()}
    for card in cards:
        for name, text in (("name", card.name), ("unit", card.unit), ("message", card.message), ("serial", card.serial)):
            found[style.design.faces[name].value].update(clean(text))
        # The signature sets the name in the unit's face.
        found[style.design.faces["unit"].value].update(clean(card.name))
    # What kit.typ itself may set.
    found[style.design.faces["message"].value].update("『』「」　")
    return {face: "".join(sorted(characters)) for face, characters in sorted(found.items())}


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
    set_pages = _typeset(_data(able, style, alphabet or alphabets(able, style)), style.design, created)
    found = {}
    with Collector() as collector:
        artwork = _artwork(collector, style, created)
        source = collector.open(set_pages)
        sides = len(style.size.sides)
        for number, card in enumerate(able):
            pages = [source.pages[1 + number * sides + side] for side in range(sides)]
            found[card.key] = _assemble(collector, card, style, pages, artwork)
        if any(outcome.printed for outcome in found.values()):
            collector.pdf.save(target, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True, min_version="1.7")
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
    data = {**_data([card], style, {}), "mode": "preview", "sides": [side]}
    return _typeset(data, _in_tone(style), None, files, dpi)


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

    shown = Image.open(io.BytesIO(picture.jpeg))
    shown.thumbnail((1600, 1600))
    ink = shown.convert("RGB")
    ink.putalpha(ImageOps.invert(shown.convert("L")))
    out = io.BytesIO()
    ink.save(out, "PNG")
    return out.getvalue()


def _data(cards: Sequence[Card], style: CardStyle, alphabet: Mapping[str, str]) -> dict[str, Any]:
    """What the templates read."""
    return {
        "mode": "faces",
        "title": clean(style.title),
        "width": style.size.width,
        "height": style.size.height,
        "bleed": BLEED,
        "safe": SAFE,
        "sides": list(style.size.sides),
        "vertical": style.vertical,
        "grey": style.grey,
        "faces": {name: face.value for name, face in style.design.faces.items()},
        "alphabets": list(alphabet.items()),
        "cards": [_card_data(card) for card in cards],
    }


def _card_data(card: Card) -> dict[str, Any]:
    message = clean(card.message).strip()
    return {
        "name": clean(card.name).strip(),
        "unit": clean(card.unit).strip(),
        "message": message,
        "clauses": _clauses(message),
        "ink": {"width": card.picture.width, "height": card.picture.height} if card.picture else None,
        "code": bool(card.url),
        "serial": clean(card.serial),
    }


def _clauses(message: str) -> list[str]:
    """The message as lines that end where its sense does, where it has two to six such parts of like length; else nothing."""
    parts = [part for part in _ENDS.split(message) if part]
    lengths = [len(part) for part in parts]
    if 2 <= len(parts) <= 6 and max(lengths) <= 14 and min(lengths) >= 3 and max(lengths) <= 2 * min(lengths):
        return parts
    return []


def _typeset(
    data: dict[str, Any], design: Design, created: dt.date | None, files: Mapping[str, bytes] | None = None, ppi: float = 0
) -> bytes:
    """PDF/A-2b of `data`, or with `ppi` a PNG. A design from outside is set in a limited process that sees nothing but its own files."""
    if design.trusted:
        return compiled(data, {**design.files, **(files or {})}, created.isoformat() if created else "", ppi)
    packed = {name: base64.b64encode(content).decode() for name, content in {**design.files, **(files or {})}.items()}
    try:
        done = run(
            "jiafeng.press.cards:compiled_apart",
            memory_mb=900,
            cpu_seconds=30,
            wall_seconds=60,
            data=data,
            files=packed,
            created=created.isoformat() if created else "",
            ppi=ppi,
        )
    except SandboxKilled as killed:
        raise TypesettingError(f"{design.key}: {killed.reason} {killed.detail}") from killed
    return base64.b64decode(done)


def compiled_apart(data: dict[str, Any], files: dict[str, str], created: str, ppi: float) -> str:
    """The sandbox's side of a design from outside."""
    import os

    # A template that names a package would have Typst fetch it: there is nowhere to fetch from.
    os.environ.update(
        dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"), "http://127.0.0.1:9")
    )
    return base64.b64encode(compiled(data, {name: base64.b64decode(content) for name, content in files.items()}, created, ppi)).decode()


@cache
def _kit() -> dict[str, bytes]:
    return {
        "main.typ": (BUILT_IN / "run.typ").read_bytes(),
        "kit.typ": (BUILT_IN / "kit.typ").read_bytes(),
        "common.typ": (TEMPLATES / "common.typ").read_bytes(),
    }


def compiled(data: dict[str, Any], files: Mapping[str, bytes], created: str, ppi: float) -> bytes:
    """Typst over these files, in a folder of their own that is its root: a template reads nothing else. Raises TypesettingError."""
    options: dict[str, Any] = {"format": "png", "ppi": ppi} if ppi else {"format": "pdf", "pdf_standards": "a-2b", "pdf_tags": False}
    if created:
        options["timestamp"] = dt.datetime.combine(dt.date.fromisoformat(created), dt.time(4), dt.UTC)
    done: Any
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, content in {**files, **_kit()}.items():
            (root / name).write_bytes(content)
        try:
            done, warnings = typst.compile_with_warnings(
                root / "main.typ",
                root=root,
                font_paths=vendored_fonts(),
                package_path=root / "none",
                package_cache_path=root / "none",
                sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
                **options,
            )
        except typst.TypstError as error:
            raise TypesettingError(str(error.diagnostic or error)[:2000]) from error
    if warnings:
        raise TypesettingError(str(warnings[0].diagnostic)[:2000])
    assert isinstance(done, bytes)  # one page, where a picture is asked for
    return done


def _artwork(collector: Collector, style: CardStyle, created: dt.date) -> list[Object]:
    """What all cards of a run have alike, one form to a side: drawn once, however many cards there are."""
    made = _art_pdf(style, created)
    return [collector.form(page) for page in collector.open(made).pages]


_art: dict[tuple[Any, ...], bytes] = {}


def _art_pdf(style: CardStyle, created: dt.date) -> bytes:
    """The artwork's pages; kept for the run's next batch."""
    key = (
        style.design.key,
        tuple(sorted((name, hash(content)) for name, content in style.design.files.items())),
        style.size,
        style.vertical,
        style.grey,
        created,
        style.title,
    )
    if key not in _art:
        _art.clear()
        _art[key] = _typeset({**_data([], style, {}), "mode": "art"}, _in_tone(style), created)
    return _art[key]


def _in_tone(style: CardStyle) -> Design:
    """The design, its drawings in grey where the run is."""
    return replace(style.design, files=_greyed(style.design.files)) if style.grey else style.design


_COLOUR = re.compile(rb"#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")


def _greyed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The artwork with each colour as the grey of its lightness."""

    def grey(found: re.Match[bytes]) -> bytes:
        digits = found[1].decode()
        if len(digits) == 3:
            digits = "".join(digit * 2 for digit in digits)
        red, green, blue = (int(digits[at : at + 2], 16) for at in (0, 2, 4))
        level = round(0.2126 * red + 0.7152 * green + 0.0722 * blue)
        return b"#%02x%02x%02x" % (level, level, level)

    return {name: _COLOUR.sub(grey, content) if name.endswith(".svg") else content for name, content in files.items()}


def _assemble(collector: Collector, card: Card, style: CardStyle, pages: Sequence[Any], artwork: Sequence[Object]) -> Outcome:
    """The card unfolded as one more page of the collector's PDF, its places filled; or why not."""
    faces, remarks = [], []
    for page in pages:
        filled: dict[str, Object] = {}
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
    _add_card(collector, style.size, faces, artwork)
    return Outcome(card.key, remarks=tuple(remarks))


def _placed_inches(page: Any, name: str) -> float:
    """How wide the picture `name` stands on the page."""
    found = re.search(
        rb"([-\d.]+) ([-\d.]+) [-\d.]+ [-\d.]+ [-\d.]+ [-\d.]+ cm\s*/%s Do" % name.lstrip("/").encode(), page.obj.Contents.read_bytes()
    )
    if not found:
        raise TypesettingError(f"the place of {name} is not on the page")
    return float((float(found[1]) ** 2 + float(found[2]) ** 2) ** 0.5 / 72)


def _handwriting(collector: Collector, picture: Picture) -> Object:
    """The picture in the unit square, multiplied with what lies below, so that its white paper does not cover the artwork."""
    pixels = collector.stream(
        picture.jpeg,
        {
            "/Type": Name.XObject,
            "/Subtype": Name.Image,
            "/Width": picture.width,
            "/Height": picture.height,
            "/ColorSpace": Name.DeviceRGB if picture.colour else Name.DeviceGray,
            "/BitsPerComponent": 8,
            "/Filter": Name.DCTDecode,
        },
    )
    state = Dictionary({"/ExtGState": Dictionary({"/M": Dictionary({"/BM": Name.Multiply})}), "/XObject": Dictionary({"/P": pixels})})
    return collector.stream(b"/M gs /P Do", {**_FORM, "/BBox": Array([0, 0, 1, 1]), "/Resources": state})


def _code(collector: Collector, url: str) -> Object:
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
    entries = {**_FORM, "/BBox": Array([0, 0, side, side]), "/Matrix": Array([scale, 0, 0, scale, 0, 0])}
    return collector.stream(" ".join([*drawn, "f"]).encode(), entries)


_FORM = {"/Type": Name.XObject, "/Subtype": Name.Form}


def _add_card(collector: Collector, size: CardSize, faces: Sequence[Object], artwork: Sequence[Object]) -> None:
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
    page = Dictionary(
        {
            "/Type": Name.Page,
            "/MediaBox": Array([0, 0, round(width, 4), round(height, 4)]),
            "/Resources": Dictionary({"/XObject": Dictionary(forms)}),
            "/Contents": collector.stream("\n".join(commands).encode(), {}),
        }
    )
    collector.pdf.pages.append(Page(collector.pdf.make_indirect(page)))
