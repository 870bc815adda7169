"""Handwriting cut out of a photograph: derived, kept beside the original, and made again when corners or threshold change."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if
from jiafeng.ground.records.actions import lock, log
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.records.queries import refusal_sentence
from jiafeng.library import ink, media
from jiafeng.library.ink.perspective import lying
from jiafeng.library.press import writingsheets
from jiafeng.library.press.pictures import NotReady, ready_bytes
from jiafeng.programme.letters import policies
from jiafeng.programme.letters.models import MessageVersion
from jiafeng.programme.letters.stages import Stage

Corners = list[list[float]]
_TOKEN = re.compile(r"/letters/p/([A-Za-z0-9_-]{22})(?:$|[/?#])")
_INSIDE = 1.6  # millimetres: the frame's own line is not cut out with the words


@dataclass(frozen=True)
class Ink:
    """Handwriting ready for print: a grey JPEG on white below the private folder, its size in pixels, and how it was cut out.

    corners: as shares of the sides of the upright photograph; None where the whole picture is ink already.
    """

    path: str
    width: int
    height: int
    corners: Corners | None
    threshold: float


@dataclass(frozen=True)
class PrintedSheet:
    """One of our printed sheets in a photograph: whose, by the secret in its code, and where the code's middle lies."""

    token: str
    x: float
    y: float


def sheets_in(evidence: Evidence) -> list[PrintedSheet]:
    """The printed sheets that a photograph shows, by their codes."""
    if not evidence.preview.endswith(".jpg"):
        return []
    with local_copy(evidence.preview) as preview:
        codes = media.codes_in(preview)
    return [PrintedSheet(token[1], code.x, code.y) for code in codes if (token := _TOKEN.search(code.text))]


def clean_ink(*, evidence: Evidence, corners: Corners | None = None, threshold: float = 0.5) -> Ink:
    """Cut the handwriting out of a photograph that is kept as evidence; nothing is recorded. Everything foreign is decoded in a limited process.

    Of one of our printed sheets only what is written in its frame is cut out. Corners that somebody set are taken as they are. Raises Refused
    with ink's own reason code (`blurred`, `too_small`, `empty`, `no_page` …) and a sentence that says what to do.
    """
    if not evidence.media_type.startswith("image/"):
        raise Refused(_("Send a photograph or a scanned picture (JPEG, PNG, WebP or HEIC)."), field="photo", code="not_image")
    with local_copy(evidence.original) as photo:
        size = media.inspect(photo)
        if isinstance(size, media.Refused):
            raise Refused(refusal_sentence(size), field="photo", code=size.reason)
        sides = (size.width, size.height)
        if corners is None and (sheets := sheets_in(evidence)):
            whole = _cleaned(photo, None, threshold)
            if whole.frame:  # where the frame for the words lies is known from the sheet's own corners only
                raise Refused(ink.REASONS["no_page"], field="photo", code="no_page")
            corners = _frame(_shares(whole.corners, sides), sheets[0])
        cleaned = _cleaned(photo, corners and [(x * sides[0], y * sides[1]) for x, y in corners], threshold)
    return _keep(cleaned, _shares(cleaned.corners, sides), threshold)


def _cleaned(photo: Path, corners: Any, threshold: float) -> ink.Cleaned:
    cleaned = ink.clean(photo, corners=corners, threshold=threshold)
    if isinstance(cleaned, ink.Refused):
        raise Refused(cleaned.sentence, field="photo", code=cleaned.reason)
    return cleaned


def _shares(corners: Any, sides: tuple[int, int]) -> Corners:
    return [[round(float(x) / sides[0], 5), round(float(y) / sides[1], 5)] for x, y in corners]


def _frame(page: Corners, sheet: PrintedSheet) -> Corners:
    """The corners of the frame, from those of the whole sheet and where its code is seen."""
    left, top, across, down = writingsheets.FRAME
    project = lying(writingsheets.PAGE, page, writingsheets.CODE, (sheet.x, sheet.y))
    near, far, upper, lower = left + _INSIDE, left + across - _INSIDE, top + _INSIDE, top + down - _INSIDE
    return [list(project(x, y)) for x, y in ((near, upper), (far, upper), (far, lower), (near, lower))]


@contextmanager
def local_copy(name: str) -> Iterator[Path]:
    """A file of the private folder at a path of its own, for what reads it in another process."""
    with TemporaryDirectory(prefix="jiafeng-letters-") as scratch:
        path = Path(scratch) / "file"
        with default_storage.open(name) as source, path.open("wb") as target:
            for chunk in iter(lambda: source.read(1 << 20), b""):
                target.write(chunk)
        yield path


def _keep(cleaned: ink.Cleaned, corners: Corners, threshold: float) -> Ink:
    try:
        picture = ready_bytes(cleaned.png, grey=True)
    except NotReady as failure:
        raise Refused(ink.REASONS["empty"], field="photo", code=failure.code) from failure
    name = f"letters/ink/{(digest := hashlib.sha256(picture.jpeg).hexdigest())[:2]}/{digest}.jpg"
    if not default_storage.exists(name):
        name = default_storage.save(name, ContentFile(picture.jpeg))
    return Ink(name, picture.width, picture.height, corners, threshold)


@transaction.atomic
def set_ink(*, by: Any = None, at: datetime, version: MessageVersion, cut: Ink) -> MessageVersion:
    """Keep a new cut-out of the version's own photograph. The author may while the message waits to be read; afterwards staff."""
    locked = lock(version, "message__county", "message__organisation")
    message = locked.message
    if by is not None:
        refuse_if(policies.may_work_on(by, message))
    elif message.stage != Stage.RECEIVED:
        raise Refused(_("The message has been read already. Send it again to change it."), code="wrong_stage")
    if message.stage == Stage.WITHDRAWN:
        raise Refused(_("This message was withdrawn."), code="wrong_stage")
    fill_ink(locked, cut)
    locked.save(update_fields=["ink", "ink_width", "ink_height", "corners", "threshold"])
    log(by=by, at=at, verb="letters.ink.edit", target=message, threshold=cut.threshold, by_hand=cut.corners is not None)
    return locked


def fill_ink(version: MessageVersion, cut: Ink | None) -> None:
    if cut is not None:
        version.ink, version.ink_width, version.ink_height = cut.path, cut.width, cut.height
        version.corners, version.threshold = cut.corners, cut.threshold
