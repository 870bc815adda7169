"""Foreign pictures: measured before they are decoded, decoded whole, turned upright. Runs only inside the sandbox."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile

from jiafeng.common.greys import eight_bits
from jiafeng.common.jpegs import markers
from jiafeng.common.sandbox import Rejected

MAX_BYTES = 60 << 20
MAX_JPEG_PIXELS = 110_000_000  # the largest that telephones commonly take; decoded at a fraction of its size
MAX_PIXELS = 50_000_000  # of formats that must be decoded whole, and of JPEGs that go over the picture several times
MAX_SCANS = 60
LONG_ENOUGH = 5_200  # pixels of the longer side; above twice this a JPEG is decoded at half its size
LEAST = 240  # pixels of the shorter side; no handwriting is legible on less

Image.MAX_IMAGE_PIXELS = None  # measured below, by our own limits
ImageFile.LOAD_TRUNCATED_IMAGES = False

_TURNS = {
    2: ("mirror", None),
    3: (None, cv2.ROTATE_180),
    4: ("mirror", cv2.ROTATE_180),
    5: ("mirror", cv2.ROTATE_90_COUNTERCLOCKWISE),
    6: (None, cv2.ROTATE_90_CLOCKWISE),
    7: ("mirror", cv2.ROTATE_90_CLOCKWISE),
    8: (None, cv2.ROTATE_90_COUNTERCLOCKWISE),
}


class Photo:
    """`pixels` BGR, upright. `reduction`: how many pixels of the file's upright picture one of ours stands for.
    `focal`: the lens, as a share of the longer side; None where the camera did not say."""

    def __init__(self, pixels: NDArray[Any], reduction: int, focal: float | None) -> None:
        self.pixels = pixels
        self.reduction = reduction
        self.focal = focal


def read(path: Path) -> Photo:
    """Raises Rejected with `not_image`, `corrupt`, `too_large` or `too_small`."""
    if path.stat().st_size > MAX_BYTES:
        raise Rejected("too_large")
    data = path.read_bytes()
    kind = _kind(data[:16])
    if kind == "HEIF":
        import pillow_heif  # its libraries take longer to load than most photographs to read

        pillow_heif.register_heif_opener(thumbnails=False)
    width, height, orientation, focal = _measured(path, kind)
    if kind == "JPEG":
        found = markers(data)
        if not found.whole:
            raise Rejected("corrupt")
        limit = MAX_JPEG_PIXELS if found.scans == 1 else MAX_PIXELS
        if width * height > limit or found.scans > MAX_SCANS:
            raise Rejected("too_large")
    elif width * height > MAX_PIXELS:
        raise Rejected("too_large")
    if min(width, height) < LEAST:
        raise Rejected("too_small")
    reduction = 2 if kind == "JPEG" and max(width, height) > 1.5 * LONG_ENOUGH else 1
    pixels = _decoded_by_opencv(data, reduction) if kind == "JPEG" else None
    if pixels is None:
        pixels = _decoded_by_pillow(path, kind)
    mirror, turn = _TURNS.get(orientation, (None, None))
    if mirror:
        pixels = cv2.flip(pixels, 1)
    return Photo(pixels if turn is None else cv2.rotate(pixels, turn), reduction, focal)


def _kind(head: bytes) -> str:
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"):
        return "HEIF"
    raise Rejected("not_image")


def _measured(path: Path, kind: str) -> tuple[int, int, int, float | None]:
    """Width, height and orientation (EXIF 0x0112) as the file declares them, and the lens."""
    try:
        with Image.open(path, formats=[kind]) as image:
            width, height = image.size
            exif = Image.Exif()  # not getexif(), which decodes a whole PNG to look behind its pixels
            exif.load(image.info.get("exif", b""))
            # libheif has already turned the picture as the container says.
            orientation = 1 if kind == "HEIF" else int(exif.get(0x0112, 1))
            equivalent = float(exif.get_ifd(0x8769).get(0xA405, 0) or 0)
    except (OSError, SyntaxError, ValueError, TypeError, EOFError, ZeroDivisionError, OverflowError):
        raise Rejected("corrupt") from None
    if width * height == 0:
        raise Rejected("corrupt")
    # FocalLengthIn35mmFilm relates the lens to the diagonal of 36 x 24 mm (CIPA DC-008, 4.6.5).
    focal = equivalent / 43.27 * float(np.hypot(width, height)) / max(width, height)
    return width, height, orientation, focal if 0.4 < focal < 4 else None


def _decoded_by_opencv(data: bytes, reduction: int) -> NDArray[Any] | None:
    flags = cv2.IMREAD_COLOR if reduction == 1 else cv2.IMREAD_REDUCED_COLOR_2
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), flags | cv2.IMREAD_IGNORE_ORIENTATION)
    return None if pixels is None else np.asarray(pixels, np.uint8)


def _decoded_by_pillow(path: Path, kind: str) -> NDArray[Any]:
    try:
        with Image.open(path, formats=[kind]) as image:
            pixels = np.asarray(eight_bits(image).convert("RGB"))
    except (OSError, SyntaxError, ValueError, EOFError, RuntimeError):
        raise Rejected("corrupt") from None
    return cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
