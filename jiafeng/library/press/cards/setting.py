"""Typst sets the faces of a batch, and the artwork that all of them have alike."""

from __future__ import annotations

import base64
import datetime as dt
import json
import os
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import typst

from jiafeng.common.sandbox import SandboxKilled, run
from jiafeng.library.press.cards.terms import BLEED, SAFE, Card, CardStyle
from jiafeng.library.press.designs import BUILT_IN, Design
from jiafeng.library.press.faces import clean
from jiafeng.library.press.typesetting import TEMPLATES, TypesettingError, vendored_fonts
from jiafeng.library.press.words import Line, cells, name_parts, pieces, runs, set_name, typed_lines

CPU_SECONDS = 30
"""What a batch of a design from outside may take; one of our own takes about one."""
_ENDS = "，。！？；、："
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


def face_data(cards: Sequence[Card], style: CardStyle, alphabet: Mapping[str, str]) -> dict[str, Any]:
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
        "cards": [_card_data(card, style) for card in cards],
    }


def _card_data(card: Card, style: CardStyle) -> dict[str, Any]:
    message, unit, name = (clean(text).strip() for text in (card.message, card.unit, card.name))
    lines, clauses = typed_lines(card.message, [name]), _clauses(message)
    # Where a line was typed, there it ends; where none was, the sense may say it.
    apart = lines if len(lines) > 1 else [Line(tuple(pieces(clause, [name]))) for clause in clauses]
    return {
        "name": name,
        "unit": unit,
        "message": message,
        "clauses": clauses,
        "lines": [_line(line, style.vertical) for line in lines],
        "apart": [_line(line, style.vertical) for line in apart],
        "named": set_name(name, style.design.faces["name"]),
        "signed": {
            **set_name(name, style.design.faces["unit"]),
            "unit-cells": _cells(pieces(unit)),
            "name-cells": _cells(name_parts(name)),
        },
        "ink": {"width": card.picture.width, "height": card.picture.height} if card.picture else None,
        "code": bool(card.url),
        "serial": clean(card.serial),
    }


def _line(line: Line, vertical: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"indent": line.indent, "far": line.far}
    return {**told, "pieces": _cells(line.pieces)} if vertical else {**told, "runs": runs(line.pieces)}


def _cells(line: Iterable[str]) -> list[list[tuple[str, str]]]:
    return [[(cell.kind, cell.text) for cell in cells(piece)] for piece in line]


def _clauses(message: str) -> list[str]:
    """The message as lines that end where its sense does, where it has two to six such parts of like length; else nothing."""
    parts = [""]
    for piece in pieces(message):
        parts[-1] += piece
        if piece[-1] in _ENDS:
            parts.append("")
    parts = [part for part in parts if part]
    lengths = [len(part) for part in parts]
    if 2 <= len(parts) <= 6 and max(lengths) <= 14 and min(lengths) >= 3 and max(lengths) <= 2 * min(lengths):
        return parts
    return []


def typeset(
    data: dict[str, Any], design: Design, created: dt.date | None, files: Mapping[str, bytes] | None = None, ppi: float = 0
) -> bytes:
    """PDF/A-2b of `data`, or with `ppi` a PNG. A design from outside is set in a limited process that sees nothing but its own files."""
    if design.trusted:
        return compiled(data, {**design.files, **(files or {})}, created.isoformat() if created else "", ppi)
    packed = {name: base64.b64encode(content).decode() for name, content in {**design.files, **(files or {})}.items()}
    try:
        done = run(
            "jiafeng.library.press.cards.setting:compiled_apart",
            memory_mb=900,
            cpu_seconds=CPU_SECONDS,
            wall_seconds=3 * CPU_SECONDS,
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


_art: dict[tuple[Any, ...], bytes] = {}


def art_pdf(style: CardStyle, created: dt.date) -> bytes:
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
        _art[key] = typeset({**face_data([], style, {}), "mode": "art"}, in_tone(style), created)
    return _art[key]


def in_tone(style: CardStyle) -> Design:
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
