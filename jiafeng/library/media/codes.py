"""QR codes in a photograph."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import zxingcpp
from PIL import Image

from jiafeng.common.sandbox import Rejected, SandboxKilled, run


@dataclass(frozen=True)
class Code:
    """What a QR code says, and where its middle lies as shares of the picture's width and height."""

    text: str
    x: float
    y: float


def codes_in(preview: str | os.PathLike[str]) -> list[Code]:
    """The QR codes in the preview of a photograph (see `inspect`); none where it cannot be read."""
    try:
        found = run("jiafeng.library.media.codes:read", memory_mb=600, cpu_seconds=10, path=os.path.abspath(preview))
    except (Rejected, SandboxKilled):
        return []
    return [Code(*each) for each in found]


def read(path: str) -> list[tuple[str, float, float]]:
    """The child's side: runs only inside the sandbox."""
    with Image.open(Path(path), formats=["JPEG"]) as image:
        grey = image.convert("L")
    codes = []
    for found in zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)):
        place = found.position
        corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
        codes.append((found.text, sum(each.x for each in corners) / 4 / grey.width, sum(each.y for each in corners) / 4 / grey.height))
    return codes
