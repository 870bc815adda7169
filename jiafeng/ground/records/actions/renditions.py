"""Copies of kept pictures in the sizes at which they are shown. They are derived, so they lie beside the private folder and in no backup."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage

from jiafeng.library.media.renditions import jpeg_copy, picture_size, width_for, write_rendition


def rendition(*, name: str, wanted: int) -> Path:
    """The copy of a picture below the private folder (a preview or ink, of our own making) that serves `wanted` pixels of width; made when it is asked
    for first, and anew when the picture is a newer one.

    Raises FileNotFoundError where the picture is gone; then its copies go, too.
    """
    source, width = Path(default_storage.path(name)), width_for(wanted)
    if not source.is_file():
        forget_renditions(name=name)
        raise FileNotFoundError(name)
    target = _folder(name) / f"{width}.webp"
    if not target.is_file() or target.stat().st_mtime_ns < source.stat().st_mtime_ns:
        write_rendition(source, target, width)
    return target


def size_of(name: str) -> tuple[int, int]:
    """Width and height in pixels of a picture below the private folder."""
    return picture_size(Path(default_storage.path(name)))


def print_copy(*, name: str) -> bytes:
    """A picture below the private folder as a JPEG for paper."""
    return jpeg_copy(Path(default_storage.path(name)))


def forget_renditions(*, name: str) -> None:
    """A picture is gone, and so are its copies."""
    shutil.rmtree(_folder(name), ignore_errors=True)


def _folder(name: str) -> Path:
    return Path(settings.DATA) / "renditions" / name
