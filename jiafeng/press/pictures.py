"""Handwriting ready for print: a JPEG on white, grey where its ink is, which a PDF takes as it is."""

from __future__ import annotations

import base64
import contextlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jiafeng.common.sandbox import Rejected, SandboxKilled, stream

DPI = 300
LEAST_DPI = 150
"""Below this, strokes come out as stairs: the picture is refused. Between the two it is printed, and the report says so."""
LONGEST = 4800  # pixels; 400 mm at 300 dpi
MAX_PIXELS = 64_000_000
MAX_BYTES = 32 << 20
QUALITIES = (82, 70, 58, 46)
ENOUGH = 80_000  # bytes; the best quality is taken that stays below, so that a card's file does not pass 100 KB
_COLOURED = 40  # of 255: the ink's difference between its channels from which grey would lose it


class NotReady(ValueError):
    """The file is no picture of ink. `code`: "not_image", "corrupt", "too_large", "empty", "missing", or "photo" where that was asked for."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Picture:
    """Ink ready for print: the bytes of a baseline JPEG, its size in pixels, and whether it is in colour."""

    jpeg: bytes
    width: int
    height: int
    colour: bool = False

    @classmethod
    def of(cls, jpeg: bytes) -> Picture:
        """A JPEG that `ink_jpeg` or `ready_picture` made, known from its header alone. Raises NotReady("corrupt")."""
        place = 2
        while jpeg[:2] == b"\xff\xd8" and place + 9 < len(jpeg) and jpeg[place] == 0xFF:
            marker, length = jpeg[place + 1], int.from_bytes(jpeg[place + 2 : place + 4], "big")
            if 0xC0 <= marker <= 0xC2 and jpeg[place + 9] in (1, 3):
                height, width = (int.from_bytes(jpeg[place + at : place + at + 2], "big") for at in (5, 7))
                if width and height:
                    return cls(jpeg, width, height, jpeg[place + 9] == 3)
            place += 2 + length
        raise NotReady("corrupt")


def ready_picture(path: Path, *, grey: bool = False) -> Picture:
    """The ink in a picture file that is ink already (PNG with transparency, or dark on white; JPEG), read in a limited process.

    Trims the empty margin and flattens transparency to white. Raises NotReady.
    """
    for _, picture in ready_pictures([path], grey=grey):
        if isinstance(picture, NotReady):
            raise picture
        return picture
    raise NotReady("corrupt")


def ready_pictures(paths: Sequence[Path], *, grey: bool = False, tell_photos: bool = False) -> Iterator[tuple[Path, Picture | NotReady]]:
    """As `ready_picture` for many files with one process; a file that kills it is "corrupt", and the rest go on in another.

    With `tell_photos`, what is not ink on nothing or on pure white is NotReady("photo"): it has to be cleaned first.
    """
    at = 0
    while at < len(paths):
        answers = stream(
            "jiafeng.press.pictures:flatten_all",
            memory_mb=900,
            cpu_seconds=20 + 4 * len(paths),
            wall_seconds=60 + 12 * len(paths),
            paths=[str(path.resolve()) for path in paths[at:]],
            grey=grey,
            tell_photos=tell_photos,
        )
        try:
            with contextlib.closing(answers):
                for made in answers:
                    at += 1
                    yield (
                        paths[at - 1],
                        NotReady(made["code"])
                        if "code" in made
                        else Picture(base64.b64decode(made["jpeg"]), made["width"], made["height"], made["colour"]),
                    )
        except SandboxKilled:
            at += 1
            yield paths[at - 1], NotReady("corrupt")


def flatten_all(paths: list[str], grey: bool, tell_photos: bool) -> Iterator[dict[str, Any]]:
    """The sandbox's side of `ready_pictures`."""
    for path in paths:
        try:
            yield _flatten(Path(path), grey, tell_photos)
        except Rejected as rejected:
            yield {"code": rejected.code}


def _flatten(file: Path, grey: bool, tell_photos: bool) -> dict[str, Any]:
    try:
        size = file.stat().st_size
        content = file.read_bytes() if size <= MAX_BYTES else b""
    except OSError:
        raise Rejected("missing") from None
    if size > MAX_BYTES:
        raise Rejected("too_large")
    picture = ink_jpeg(content, grey=grey, tell_photos=tell_photos)
    return {
        "jpeg": base64.b64encode(picture.jpeg).decode(),
        "width": picture.width,
        "height": picture.height,
        "colour": picture.colour,
    }


def ink_jpeg(content: bytes, *, grey: bool = False, tell_photos: bool = False) -> Picture:
    """Ink as a grey JPEG on white, or in colour where the ink has one and `grey` is not asked for; cut to the writing, at most 4,800 pixels long.

    Decodes with Pillow: foreign bytes only inside the sandbox (`ready_picture`), our own cleaned pictures anywhere. Raises `Rejected` with
    "not_image", "too_large", "corrupt" or "empty"; with `tell_photos` also "photo", where the picture's edges are not pure white.
    """
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # measured just below, by our own limit
    try:
        image = Image.open(io.BytesIO(content), formats=["PNG", "JPEG", "WEBP"])
    except (OSError, SyntaxError, ValueError):
        raise Rejected("photo" if tell_photos else "not_image") from None
    if image.width * image.height > MAX_PIXELS:
        raise Rejected("photo" if tell_photos else "too_large")
    try:
        image.load()
    except (OSError, SyntaxError, ValueError, EOFError):
        raise Rejected("photo" if tell_photos else "corrupt") from None
    upright = ImageOps.exif_transpose(image)
    if "A" in upright.getbands() or "transparency" in upright.info:
        ink = upright.convert("RGBA")
        flat = Image.new("RGB", ink.size, "white")
        flat.paste(ink, mask=ink.getchannel("A"))
    else:
        flat = upright.convert("RGB")
    pale = flat.convert("L")
    if tell_photos and not _white_edges(pale):
        raise Rejected("photo")
    box = pale.point(lambda value: 255 if value < 200 else 0).getbbox()
    if box is None or (box[2] - box[0]) < 8 or (box[3] - box[1]) < 8:
        raise Rejected("empty")
    margin = 4
    box = (max(box[0] - margin, 0), max(box[1] - margin, 0), min(box[2] + margin, flat.width), min(box[3] + margin, flat.height))
    chosen = flat.crop(box) if not grey and _coloured(flat, pale) else pale.crop(box)
    chosen.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    for quality in QUALITIES:
        out = io.BytesIO()
        chosen.save(out, "JPEG", quality=quality, optimize=True)
        if out.tell() <= ENOUGH:
            break
    return Picture(out.getvalue(), chosen.width, chosen.height, chosen.mode == "RGB")


def _white_edges(pale: Any) -> bool:
    """Whether nearly every pixel of the border is pure white, as no camera's are."""
    import numpy as np

    light = np.asarray(pale)
    border = np.concatenate([light[0], light[-1], light[:, 0], light[:, -1]])
    return bool((border >= 250).mean() > 0.97)


def _coloured(flat: Any, pale: Any) -> bool:
    """Whether the darkest tenth of the ink has a colour that grey would lose."""
    import numpy as np

    pixels, light = np.asarray(flat), np.asarray(pale)
    dark = pixels[light <= np.quantile(light[light < 200], 0.5)] if (light < 200).any() else pixels[:0].reshape(-1, 3)
    if not len(dark):
        return False
    return float((dark.max(axis=1).astype(int) - dark.min(axis=1)).mean()) > _COLOURED
