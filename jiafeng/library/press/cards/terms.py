"""What a run of cards is told with: the size, the card, the style, and what became of each card."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from jiafeng.library.press.designs import Design
from jiafeng.library.press.imposition import Piece
from jiafeng.library.press.pictures import Picture

BLEED, SAFE = 3.0, 5.0
"""Millimetres: how far artwork runs beyond the cut, and how far inside it all text stays."""
BATCH = 100
"""Cards typeset at a time: memory grows with the batch, and a batch is what is done again after an interruption."""
CPU_SECONDS = 30
"""What a batch of a design from outside may take; one of our own takes about one."""
LONGEST = {"name": 30, "unit": 60, "message": 300}
"""The most characters of a field; what a card of its size cannot show in readable letters is refused besides."""
BASE, FLAP = 0.42, 12.0
"""A triangle's third side as a share of its height, and the flap that holds it together in millimetres."""


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
