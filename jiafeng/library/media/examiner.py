"""The child's side: opens foreign bytes. Runs only inside the sandbox."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jiafeng.common.archives import check_zip
from jiafeng.common.sandbox import Rejected
from jiafeng.library.media import images

# What a browser or a shell would run if the file were ever served under another type.
# Each at least five bytes long: four letters in any case stand by chance in one of a hundred photographs of a good telephone.
_SCRIPTS = (b"<script", b"<html", b"<!doctype html", b"<?php", b"<svg ", b"<svg>", b"<svg/")

_NAMES = (
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"#!", "program"),
    (b"ID3", "audio"),
    (b"OggS", "audio"),
    (b"\x1aE\xdf\xa3", "video"),
    (b"\xd0\xcf\x11\xe0", "old_office"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
)


def examine(path: str, out: str = "") -> dict[str, Any]:
    """What the file is, as `inspection.Accepted` takes it, and at `out` the copy that may be shown, where there is one; raises Rejected."""
    file, kind = admitted(path)
    if kind in ("zip", "pdf"):
        from jiafeng.library.media import documents  # a photograph's process does without its libraries

        if kind == "zip":
            return {"kind": "document", "media_type": documents.office_type(file, check_zip(file))}
        found = {"kind": "pdf", "media_type": "application/pdf", "pages": documents.pdf_pages(file)}
        if out:
            documents.sanitise_pdf(file, Path(out))
            found["shown"] = {"media_type": "application/pdf"}
        return found
    width, height = images.measure(file, kind)
    found = {"kind": "image", "media_type": f"image/{kind}", "width": width, "height": height}
    if out:
        width, height = images.write_preview(file, kind, Path(out))
        found["shown"] = {"media_type": "image/jpeg", "width": width, "height": height}
    return found


def admitted(path: str) -> tuple[Path, str]:
    """The file and the kind its bytes begin as; raises Rejected where it is not taken at all."""
    file = Path(path)
    kind = _kind(file)
    if kind != "zip":
        _refuse_mixtures(file)
    return file, kind


def _kind(file: Path) -> str:
    with file.open("rb") as stream:
        head = stream.read(64)
    known: tuple[tuple[Callable[[], bool], str], ...] = (
        (lambda: head.startswith(b"\xff\xd8\xff"), "jpeg"),
        (lambda: head.startswith(b"\x89PNG\r\n\x1a\n"), "png"),
        (lambda: head.startswith(b"RIFF") and head[8:12] == b"WEBP", "webp"),
        (lambda: head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"hevc", b"mif1", b"msf1"), "heic"),
        (lambda: head.startswith(b"%PDF-"), "pdf"),
        (lambda: head.startswith(b"PK\x03\x04"), "zip"),
    )
    for matches, kind in known:
        if matches():
            return kind
    raise Rejected("not_supported", kind=_name(head))


def _name(head: bytes) -> str:
    """What to call a file that is not taken."""
    for magic, name in _NAMES:
        if head.startswith(magic):
            return name
    if head[4:8] == b"ftyp":
        return "video"
    if head.startswith(b"RIFF"):
        return "audio" if head[8:12] == b"WAVE" else "video"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<svg", b"<?xml")):
        return "svg"
    return "web_page" if start.startswith((b"<html", b"<!doctype", b"<script")) else "unknown"


def _refuse_mixtures(file: Path) -> None:
    """A picture that is also an archive or a web page serves nobody honest."""
    content = file.read_bytes()
    if zipfile.is_zipfile(file) or b"%PDF-" in content[16:]:
        raise Rejected("mixed")
    lowered = content.lower()
    if any(script in lowered for script in _SCRIPTS):
        raise Rejected("mixed")
