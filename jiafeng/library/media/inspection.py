"""The caller's side: what a file is, or why it is not taken; and the copy that may be shown."""

from __future__ import annotations

import mimetypes
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jiafeng.common.sandbox import Rejected, SandboxKilled, run

MAX_BYTES = 60 << 20
_TYPES = mimetypes.MimeTypes()  # of the standard library, whatever the machine has been told


@dataclass(frozen=True)
class Preview:
    """The copy that was written: its media type and its size in pixels (0 for a PDF)."""

    media_type: str
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class Accepted:
    """A file that is what it says. kind: "image", "pdf" or "document"; width and height in pixels as the picture is seen, 0 where there are none.
    shown: the copy that was asked for, None where there is none."""

    kind: str
    media_type: str
    width: int = 0
    height: int = 0
    pages: int = 0
    shown: Preview | None = None


@dataclass(frozen=True)
class Refused:
    """Why a file is not taken. Reasons and parameters:

    "missing" · "not_a_file" (a link, folder or device) · "empty" · "too_large" limit_mb or limit_megapixels · "too_small" least_pixels · "misnamed" kind · "not_supported" kind ·
    "mixed" (two formats in one file) · "truncated" · "corrupt" · "bomb" (unpacks to far more than it weighs) · "encrypted" ·
    "active_content" (macros, scripts, attachments, programs).
    """

    reason: str
    params: dict[str, Any] = field(default_factory=dict)


def inspect(path: str | os.PathLike[str], preview: str | os.PathLike[str] | None = None) -> Accepted | Refused:
    """Judge a file by its bytes, never by its name: decoded whole in a sandbox, so that a truncated photograph is found now.

    With `preview`, what may be published of it is written there in the same go; of office documents nothing may. A photograph is turned
    upright, brought to sRGB, at most 2,000 pixels long, and written as a JPEG of its pixels alone: no EXIF, GPS, XMP, IPTC, comment,
    thumbnail or profile. A PDF keeps its pages' contents and nothing else.
    """
    refusal = _refused_unread(Path(path))
    if refusal:
        return refusal
    found = _examined(os.path.abspath(path), os.path.abspath(preview) if preview is not None else "")
    if isinstance(found, Refused):
        return found
    shown = found.pop("shown", None)
    return Accepted(**found, shown=Preview(**shown) if shown else None)


def misnamed(name: str, media_type: str) -> Refused | None:
    """A refusal where a file's name says that it is something else than its bytes are: under such a name a computer opens it as that.

    A name without an ending, or with one that nobody agreed on, says nothing; one kind of picture is often called by another's ending.
    """
    said, _ = _TYPES.guess_type(name)
    if said is None or said == media_type or said.split("/")[0] == media_type.split("/")[0] == "image":
        return None
    return Refused("misnamed", {"kind": said})


def _examined(path: str, out: str) -> dict[str, Any] | Refused:
    times = 2 if out else 1  # read once, and once more to be copied
    target = "jiafeng.library.media.examiner:examine"
    try:
        found: dict[str, Any] = run(
            target, memory_mb=1000, cpu_seconds=20 * times, wall_seconds=40 * times, file_mb=120, path=path, out=out
        )
        return found
    except Rejected as rejected:
        return Refused(rejected.code, rejected.params)
    except SandboxKilled as killed:
        return Refused("corrupt" if killed.reason == "crash" else "bomb")


def _refused_unread(path: Path) -> Refused | None:
    try:
        about = path.lstat()
    except OSError:
        return Refused("missing")
    if not stat.S_ISREG(about.st_mode):
        return Refused("not_a_file")
    if about.st_size == 0:
        return Refused("empty")
    if about.st_size > MAX_BYTES:
        return Refused("too_large", {"limit_mb": MAX_BYTES >> 20})
    return None
