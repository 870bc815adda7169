"""The caller's side: a photograph goes into a limited process, clean ink or a reason comes out."""

from __future__ import annotations

import os
import re
import stat
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jiafeng.common.sandbox import SandboxKilled, run

MEMORY_MB = 1400  # of addresses; what is held at once is far less (benchmarks/README.md)
CPU_SECONDS = 20
CARD_MM = (200.0, 100.0)
DPI = 300

Corners = list[tuple[float, float]]


@dataclass(frozen=True)
class Cleaned:
    """Ink on nothing. `png`: RGBA, its alpha the ink, cropped to the writing. `corners`: the sheet in the upright photograph, clockwise from
    its top left, in pixels; where the sheet fills the picture (`frame`), of the part of its plane that was flattened, which may lie a little beyond
    the picture. `touches_edge`: whether writing runs to the edge of such a picture. `sheet`: the flattened sheet's size in pixels, `crop` the picture's place on it (x, y, width, height).
    `colour`: "#rrggbb". `preview`: the upright photograph as a JPEG, `svg`: the ink as outlines; both where they were asked for."""

    png: bytes
    corners: Corners
    crop: tuple[int, int, int, int]
    sheet: tuple[int, int]
    dpi: int
    colour: str
    seconds: float = 0.0
    peak_mb: float = 0.0
    preview: bytes = b""
    svg: str = ""
    frame: bool = False
    touches_edge: bool = False
    measures: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Refused:
    """Why a photograph gives no ink: `reason` is a key of REASONS. `corners` where the sheet was found all the same."""

    reason: str
    corners: Corners = field(default_factory=list)
    seconds: float = 0.0
    peak_mb: float = 0.0
    preview: bytes = b""
    frame: bool = False
    touches_edge: bool = False
    measures: dict[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The reason as it is said to a person."""
        from jiafeng.library.ink.reasons import REASONS  # Django's translations, which the command does without

        return str(REASONS[self.reason])


def clean(
    photo: str | os.PathLike[str],
    *,
    corners: Corners | None = None,
    threshold: float = 0.5,
    colour: str | None = None,
    size_mm: tuple[float, float] = CARD_MM,
    dpi: int = DPI,
    preview: bool = False,
    svg: bool = False,
) -> Cleaned | Refused:
    """Clean the handwriting on a photographed sheet.

    `corners`: the sheet's corners as a person set them, clockwise from its top left, in pixels of the upright photograph; found where
    they are not given. `threshold` 0…1: lower keeps fainter traces. `colour`: "#rrggbb" for the ink, its own where it is not given. The
    sheet's longer side becomes as many pixels as the longer side of `size_mm` has at `dpi`.

    The file is opened only in a process limited in memory and time. Raises ValueError for parameters that no page would send.
    """
    if not 0 <= threshold <= 1:
        raise ValueError(f"threshold {threshold} is not within 0 and 1")
    if colour is not None and not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise ValueError(f"colour {colour!r} is not #rrggbb")
    if not (20 <= max(size_mm) <= 1000 and 72 <= dpi <= 1200 and 200 <= max(size_mm) / 25.4 * dpi <= 6000):
        raise ValueError(f"{size_mm} mm at {dpi} dpi is no size for a card")
    if corners is not None and len(corners) != 4:
        raise ValueError("a sheet has four corners")
    path = Path(photo)
    if not stat.S_ISREG(path.stat().st_mode) or path.stat().st_size == 0:
        return Refused("not_image")
    with tempfile.TemporaryDirectory(prefix="jiafeng-ink-") as folder:
        try:
            told = run(
                "jiafeng.library.ink.work:clean",
                memory_mb=MEMORY_MB,
                cpu_seconds=CPU_SECONDS,
                wall_seconds=90,
                photo=os.path.abspath(path),
                folder=folder,
                corners=corners,
                threshold=threshold,
                colour=colour,
                size_mm=size_mm,
                dpi=dpi,
                preview=preview,
                svg=svg,
            )
        except SandboxKilled as killed:
            return Refused("corrupt" if killed.reason == "crash" else "too_large")
        return _told(told, Path(folder))


def _told(told: dict[str, Any], folder: Path) -> Cleaned | Refused:
    shown = folder / "preview.jpg"
    common: dict[str, Any] = {
        "corners": [(x, y) for x, y in told["corners"]],
        "seconds": told["seconds"],
        "peak_mb": told["peak_mb"],
        "preview": shown.read_bytes() if shown.exists() else b"",
        "frame": told["frame"],
        "touches_edge": told["touches_edge"],
        "measures": told.get("measures", {}),
    }
    if told["reason"]:
        return Refused(told["reason"], **common)
    drawn = folder / "ink.svg"
    return Cleaned(
        png=(folder / "ink.png").read_bytes(),
        crop=tuple(told["crop"]),
        sheet=tuple(told["sheet"]),
        dpi=told["dpi"],
        colour=told["colour"],
        svg=drawn.read_text(encoding="utf-8") if drawn.exists() else "",
        **common,
    )
