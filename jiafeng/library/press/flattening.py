"""The child's side of `pictures`: opens foreign pictures. Runs only inside the sandbox, and imports little, for it starts once a batch."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageOps, ImageStat

from jiafeng.common.greys import eight_bits
from jiafeng.common.sandbox import Rejected

LONGEST = 4800  # pixels; 400 mm at 300 dpi
MAX_PIXELS = 64_000_000
MAX_BYTES = 32 << 20
QUALITIES = (82, 70, 58, 46)
ENOUGH = 80_000  # bytes; the best quality is taken that stays below, so that a card's file does not pass 100 KB
INK, WHITE = 200, 250  # of 255: what is darker is ink, what is lighter is no camera's paper
MARGIN = 4  # pixels left around the writing
LEAST = 8  # pixels of writing either way
COLOURED = 40  # of 255: the ink's difference between its channels from which grey would lose it

Image.MAX_IMAGE_PIXELS = None  # measured below, by our own limit


def flatten_all(paths: list[str], grey: bool, tell_photos: bool) -> Iterator[dict[str, Any]]:
    """For each file what `pictures.Picture` takes, or {"code"}."""
    for path in paths:
        try:
            jpeg, size, crop, colour = flatten(Path(path), grey, tell_photos)
        except Rejected as rejected:
            yield {"code": rejected.code}
        else:
            yield {"jpeg": base64.b64encode(jpeg).decode(), "size": size, "crop": crop, "colour": colour}


Flat = tuple[bytes, tuple[int, int], tuple[int, int, int, int], bool]


def flatten(file: Path, grey: bool, tell_photos: bool) -> Flat:
    """The JPEG, its size, where on it the writing is, and whether it is in colour. Raises Rejected."""
    try:
        if file.stat().st_size > MAX_BYTES:
            raise Rejected("photo" if tell_photos else "too_large")
        content = file.read_bytes()
    except OSError:
        raise Rejected("missing") from None
    return flat(content, grey, tell_photos)


def flat(content: bytes, grey: bool, tell_photos: bool) -> Flat:
    """As `flatten`, of bytes."""
    try:
        image = Image.open(io.BytesIO(content), formats=["PNG", "JPEG", "WEBP"])
    except (OSError, SyntaxError, ValueError):
        raise Rejected("photo" if tell_photos else "not_image") from None
    if image.width * image.height > MAX_PIXELS:
        raise Rejected("photo" if tell_photos else "too_large")
    try:
        ready = _as_it_is(image, content, grey, tell_photos)
        if ready:
            return ready
        image = Image.open(io.BytesIO(content)) if image.format == "JPEG" else image
        image.load()
    except (OSError, SyntaxError, ValueError, EOFError):
        raise Rejected("photo" if tell_photos else "corrupt") from None
    return _encoded(ImageOps.exif_transpose(eight_bits(image)), grey, tell_photos)


def _as_it_is(image: Image.Image, content: bytes, grey: bool, tell_photos: bool) -> Flat | None:
    """A JPEG that needs no encoding: looked at in a quarter of its size, which takes a fraction of the time, and stripped of all but its picture."""
    size = image.size
    if image.format != "JPEG" or len(content) > ENOUGH * 1.2 or max(size) > LONGEST or image.getexif().get(0x0112, 1) != 1:
        return None
    if image.mode != "L" and (grey or image.mode != "RGB"):
        return None
    image.draft("L", (size[0] // 4, size[1] // 4))
    small = image.convert("L")
    if tell_photos and not _white_edges(small):
        raise Rejected("photo")
    # Thin strokes are paler in the small picture.
    box = _writing(small, INK + 35, 2)
    if box is None:
        raise Rejected("empty")
    across, down = size[0] / small.width, size[1] / small.height
    crop = (int(box[0] * across), int(box[1] * down), min(int(box[2] * across), size[0]), min(int(box[3] * down), size[1]))
    return _bare(content), size, crop, image.mode == "RGB"


def _encoded(image: Image.Image, grey: bool, tell_photos: bool) -> Flat:
    if "A" in image.getbands() or "transparency" in image.info:
        ink = image.convert("RGBA")
        white = Image.new("RGB", ink.size, "white")
        white.paste(ink, mask=ink.getchannel("A"))
    else:
        white = image if image.mode == "L" else image.convert("RGB")
    pale = white.convert("L")
    if tell_photos and not _white_edges(pale):
        raise Rejected("photo")
    box = _writing(pale, INK, MARGIN)
    if box is None:
        raise Rejected("empty")
    colour = not grey and white.mode == "RGB" and _coloured(white.crop(box), pale.crop(box))
    chosen = (white if colour else pale).crop(box)
    chosen.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    for quality in QUALITIES:
        out = io.BytesIO()
        chosen.save(out, "JPEG", quality=quality)
        if out.tell() <= ENOUGH:
            break
    return out.getvalue(), chosen.size, (0, 0, *chosen.size), colour


def _writing(pale: Image.Image, darkest: int, margin: int) -> tuple[int, int, int, int] | None:
    """The box around everything darker than `darkest`, and a little more; None where that is next to nothing."""
    box = pale.point(lambda value: 255 if value < darkest else 0).getbbox()
    if box is None or box[2] - box[0] < LEAST or box[3] - box[1] < LEAST:
        return None
    return max(box[0] - margin, 0), max(box[1] - margin, 0), min(box[2] + margin, pale.width), min(box[3] + margin, pale.height)


def _white_edges(pale: Image.Image) -> bool:
    """Whether nearly every pixel of the border is pure white, as no camera's are."""
    width, height = pale.size
    sides = ((0, 0, width, 1), (0, height - 1, width, height), (0, 0, 1, height), (width - 1, 0, width, height))
    histograms = [pale.crop(side).histogram() for side in sides]
    return sum(sum(each[WHITE:]) for each in histograms) > 0.97 * sum(map(sum, histograms))


def _coloured(white: Image.Image, pale: Image.Image) -> bool:
    """Whether the ink has a colour that grey would lose: how far its channels lie apart, where it is dark."""
    small = (max(white.width // 2, 1), max(white.height // 2, 1))
    red, green, blue = white.resize(small, Image.Resampling.BOX).split()
    apart = ImageChops.subtract(
        ImageChops.lighter(ImageChops.lighter(red, green), blue), ImageChops.darker(ImageChops.darker(red, green), blue)
    )
    dark = pale.resize(small, Image.Resampling.BOX).point(lambda value: 255 if value < INK - 60 else 0)
    return dark.getbbox() is not None and ImageStat.Stat(apart, dark).mean[0] > COLOURED


def _bare(jpeg: bytes) -> bytes:
    """The JPEG without where it was taken, by what, and whatever else stands in its application and comment segments."""
    kept, place = [jpeg[:2]], 2
    while place + 4 <= len(jpeg) and jpeg[place] == 0xFF:
        marker, length = jpeg[place + 1], int.from_bytes(jpeg[place + 2 : place + 4], "big")
        if marker == 0xDA:
            kept.append(jpeg[place:])
            return b"".join(kept)
        if not (0xE1 <= marker <= 0xEF or marker == 0xFE):
            kept.append(jpeg[place : place + 2 + length])
        place += 2 + length
    raise Rejected("corrupt")
