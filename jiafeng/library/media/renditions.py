"""Copies of our own pictures in the sizes at which pages show them. What strangers send never comes here before it was copied in the sandbox."""

from __future__ import annotations

import io
import os
from pathlib import Path
from threading import get_ident

from PIL import Image

WIDTHS = (160, 400, 800, 1200, 1600)
"""Pixels. A page asks for the least that is not below what it shows, times the pixels of a screen's dot."""
MOST_BYTES = {160: 12_000, 400: 28_000, 800: 58_000, 1200: 130_000, 1600: 240_000}
"""What a copy may weigh; the second keeps the first picture of an article on a telephone within 60 KB."""
PRINTED = 1_400
"""Pixels: 130 mm at 270 dots to the inch."""
_QUALITIES = (80, 68, 56, 44, 32, 20)
_SMALLER = 0.8


def width_for(wanted: int) -> int:
    """The width that serves `wanted` pixels: the next that is kept, the largest where none is."""
    return next((width for width in WIDTHS if width >= wanted), WIDTHS[-1])


def picture_size(source: Path) -> tuple[int, int]:
    """Width and height in pixels, from the file's head alone. Raises OSError where it is no picture."""
    with Image.open(source, formats=["JPEG", "PNG"]) as image:
        return image.size


def write_rendition(source: Path, target: Path, width: int) -> None:
    """Write the picture as WebP, at most `width` pixels wide and of `MOST_BYTES`, never larger than it is: first coarser, at last smaller.

    The file appears whole or not at all. Raises OSError where the source is no picture or cannot be written.
    """
    with Image.open(source, formats=["JPEG", "PNG"]) as image:
        size = _fitted(image.size, width)
        image.draft("RGB" if image.mode == "RGB" else "L", size)
        shown = image.convert("RGBA" if "A" in image.getbands() else "RGB").resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    content = _packed(shown, MOST_BYTES[width])
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_suffix(f".{os.getpid()}-{get_ident()}.part")
    beside.write_bytes(content)
    beside.replace(target)


def jpeg_copy(source: Path) -> bytes:
    """The picture as a JPEG for paper, at most `PRINTED` pixels long. Raises OSError where it is no picture."""
    with Image.open(source, formats=["JPEG", "PNG"]) as image:
        shown = image.convert("RGB")
    shown.thumbnail((PRINTED, PRINTED), Image.Resampling.LANCZOS, reducing_gap=2.0)
    out = io.BytesIO()
    shown.save(out, "JPEG", quality=85)
    return out.getvalue()


def _fitted(size: tuple[int, int], width: int) -> tuple[int, int]:
    """The size at which it is shown. A picture far taller than wide is measured by its height, or it would outweigh any limit."""
    scale = min(1.0, width / size[0], 3 * width / size[1])
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _packed(image: Image.Image, limit: int) -> bytes:
    while True:
        for quality in _QUALITIES:
            out = io.BytesIO()
            image.save(out, "WEBP", quality=quality, method=4)
            if out.tell() <= limit:
                return out.getvalue()
        image = image.resize((max(1, round(image.width * _SMALLER)), max(1, round(image.height * _SMALLER))), Image.Resampling.LANCZOS)
