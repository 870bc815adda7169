"""PDF and office documents: taken when they only show, refused when they can act. Runs only inside the sandbox."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pikepdf

from jiafeng.common.sandbox import Rejected

MAX_PAGES = 2_000
MAX_OBJECTS = 400_000

_OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_ACTING_PART = re.compile(r"vbaProject|vbaData|activeX/|embeddings/|macrosheets/|customUI|/externalLinks/", re.IGNORECASE)
_ACTING_RELATION = re.compile(rb"(attachedTemplate|oleObject|/frame|subDocument)\"[^>]*TargetMode=\"External\"", re.IGNORECASE)
_ACTING_KEYS = ("/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent", "/RichMediaSettings")
_ACTING_KINDS = ("/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition", "/Movie", "/RichMediaExecute")
_TELLING_KEYS = ("/Metadata", "/PieceInfo", "/LastModified", "/AA", "/A", "/Thumb", "/Annots", "/AF", "/Measure", "/VP", "/ID")
_KEPT_SEGMENTS = {0xE0, 0xEE}  # JFIF and Adobe: how the colours are to be read


def office_type(file: Path, names: Iterable[str]) -> str:
    """The media type of a docx or xlsx without macros, embedded objects or templates from elsewhere."""
    listed = list(names)
    media_type = next((kind for part, kind in _OFFICE.items() if part in listed), None)
    if media_type is None:
        raise Rejected("not_supported", kind="archive")
    if any(_ACTING_PART.search(name) for name in listed):
        raise Rejected("active_content")
    try:
        with zipfile.ZipFile(file) as archive:
            if archive.testzip() is not None:
                raise Rejected("corrupt")
            if b"macroEnabled" in archive.read("[Content_Types].xml"):
                raise Rejected("active_content")
            if any(_ACTING_RELATION.search(archive.read(name)) for name in listed if name.endswith(".rels")):
                raise Rejected("active_content")
    except (zipfile.BadZipFile, KeyError, OSError, EOFError, ValueError, NotImplementedError):
        raise Rejected("corrupt") from None
    return media_type


def pdf_pages(file: Path) -> int:
    """The number of pages of a PDF that only shows."""
    with _opened_pdf(file) as pdf:
        return len(pdf.pages)


def sanitise_pdf(file: Path, out: Path) -> None:
    """Write the pages' contents and nothing else: no information dictionary, XMP, attachments, links, or metadata in the pictures."""
    with _opened_pdf(file) as source, pikepdf.Pdf.new() as clean:
        for page in source.pages:
            for key in _TELLING_KEYS:
                if key in page.obj:
                    del page.obj[key]
        clean.pages.extend(source.pages)
        for thing in _dictionaries(clean):
            for key in ("/Metadata", "/PieceInfo", "/LastModified"):
                if key in thing:
                    del thing[key]
            if isinstance(thing, pikepdf.Stream):
                _clean_photograph(thing)
        clean.remove_unreferenced_resources()
        clean.save(out, deterministic_id=True)


def _opened_pdf(file: Path) -> pikepdf.Pdf:
    try:
        pdf = pikepdf.open(file, attempt_recovery=False, suppress_warnings=True)
    except pikepdf.PasswordError:
        raise Rejected("encrypted") from None
    except (pikepdf.PdfError, OSError, ValueError, RuntimeError):
        # A whole PDF ends by saying where its table is; one that does not was cut off.
        raise Rejected("corrupt" if b"%%EOF" in file.read_bytes()[-2048:] else "truncated") from None
    if pdf.is_encrypted:
        raise Rejected("encrypted")
    try:
        if len(pdf.objects) > MAX_OBJECTS or len(pdf.pages) > MAX_PAGES:
            raise Rejected("bomb")
        if len(pdf.pages) == 0:
            raise Rejected("corrupt")
        if any(_acts(thing) for thing in _dictionaries(pdf)):
            raise Rejected("active_content")
    except (pikepdf.PdfError, ValueError, RuntimeError, TypeError):
        raise Rejected("corrupt") from None
    return pdf


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every dictionary and stream, those written inside others included."""
    waiting = list(pdf.objects)
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, pikepdf.Stream | pikepdf.Dictionary):
            yield thing
            waiting += [value for _, value in thing.items() if isinstance(value, pikepdf.Object) and not value.is_indirect]
        elif isinstance(thing, pikepdf.Array):
            waiting += [value for value in thing if isinstance(value, pikepdf.Object) and not value.is_indirect]


def _clean_photograph(stream: pikepdf.Stream) -> None:
    """A photograph inside a PDF is a whole JPEG, with the place and the camera in it."""
    named: Any = stream.get("/Filter")
    filters = [str(name) for name in named] if isinstance(named, pikepdf.Array) else [str(named)]
    if filters[-1] != "/DCTDecode":
        return
    if any(name != "/FlateDecode" for name in filters[:-1]):
        raise Rejected("not_supported", kind="pdf")
    data = stream.read_raw_bytes()
    for _ in filters[:-1]:
        data = zlib.decompress(data)
    stream.write(without_metadata(data), filter=pikepdf.Name.DCTDecode)


def _acts(thing: pikepdf.Object) -> bool:
    return (
        any(key in thing for key in _ACTING_KEYS)
        or str(thing.get("/S", "")) in _ACTING_KINDS
        or str(thing.get("/Subtype", "")) == "/FileAttachment"
    )


def without_metadata(jpeg: bytes) -> bytes:
    """A JPEG with every application segment and comment before its picture left out, except those that say how to read colours."""
    if not jpeg.startswith(b"\xff\xd8"):
        return jpeg
    kept, place = [b"\xff\xd8"], 2
    while place + 4 <= len(jpeg) and jpeg[place] == 0xFF and jpeg[place + 1] != 0xDA:
        marker, end = jpeg[place + 1], place + 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")
        if marker in _KEPT_SEGMENTS or not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            kept.append(jpeg[place:end])
        place = end
    return b"".join([*kept, jpeg[place:]])
