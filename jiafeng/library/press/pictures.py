"""Handwriting ready for print: a JPEG on white, grey where its ink is, which a PDF takes as it is."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from jiafeng.common.sandbox import Rejected, SandboxKilled, stream

DPI = 300
LEAST_DPI = 150
"""Below this, strokes come out as stairs: the picture is refused. Between the two it is printed, and the report says so."""


class NotReady(ValueError):
    """The file is no picture of ink. `code`: "not_image", "corrupt", "too_large", "empty", "missing", or "photo" where that was asked for."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Picture:
    """Ink ready for print: the bytes of a JPEG, its size in pixels, the part of it that is shown (left, top, right, bottom), and whether it is
    in colour."""

    jpeg: bytes
    size: tuple[int, int]
    crop: tuple[int, int, int, int]
    colour: bool = False

    @property
    def width(self) -> int:
        """Of the part that is shown, in pixels."""
        return self.crop[2] - self.crop[0]

    @property
    def height(self) -> int:
        return self.crop[3] - self.crop[1]

    @classmethod
    def of(cls, jpeg: bytes) -> Picture:
        """A JPEG that `ink_jpeg` or `ready_picture` made, known from its header alone. Raises NotReady("corrupt")."""
        place = 2
        while jpeg[:2] == b"\xff\xd8" and place + 9 < len(jpeg) and jpeg[place] == 0xFF:
            marker, length = jpeg[place + 1], int.from_bytes(jpeg[place + 2 : place + 4], "big")
            if 0xC0 <= marker <= 0xC2 and jpeg[place + 9] in (1, 3):
                height, width = (int.from_bytes(jpeg[place + at : place + at + 2], "big") for at in (5, 7))
                if width and height:
                    return cls(jpeg, (width, height), (0, 0, width, height), jpeg[place + 9] == 3)
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


def ready_bytes(content: bytes, *, grey: bool = False) -> Picture:
    """As `ready_picture`, of a picture file's bytes."""
    with NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        return ready_picture(Path(file.name), grey=grey)


def ready_pictures(paths: Sequence[Path], *, grey: bool = False, tell_photos: bool = False) -> Iterator[tuple[Path, Picture | NotReady]]:
    """As `ready_picture` for many files with one process; a file that kills it is "corrupt", and the rest go on in another.

    With `tell_photos`, what is not ink on nothing or on pure white is NotReady("photo"): it has to be cleaned first.
    """
    at = 0
    while at < len(paths):
        answers = stream(
            "jiafeng.library.press.flattening:flatten_all",
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
                    yield paths[at - 1], NotReady(made["code"]) if "code" in made else _picture(made)
        except SandboxKilled:
            at += 1
            yield paths[at - 1], NotReady("corrupt")


def _picture(made: dict[str, Any]) -> Picture:
    width, height = made["size"]
    left, top, right, bottom = made["crop"]
    return Picture(base64.b64decode(made["jpeg"]), (width, height), (left, top, right, bottom), made["colour"])


def ink_jpeg(content: bytes, *, grey: bool = False) -> Picture:
    """As `ready_picture`, of bytes and in this process: for pictures of our own making only. Raises NotReady."""
    from jiafeng.library.press.flattening import flat

    try:
        return Picture(*flat(content, grey, False))
    except Rejected as rejected:
        raise NotReady(rejected.code) from None
