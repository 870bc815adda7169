"""Print: vendored Chinese fonts, Typst, QR codes, the official document layout as PDF and DOCX, posters, sheets, and imposition.

Desk cards: `jiafeng.library.press.cards`, `designs` and `pictures`, imported from there.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jiafeng.library.press.codes import qr
    from jiafeng.library.press.faces import Face, Missing, MissingGlyphs, clean, font_report, preflight
    from jiafeng.library.press.imposition import Paper, Piece, TooLarge, impose
    from jiafeng.library.press.official import Kind, OfficialDocument, Paragraph, Run, official_pdf
    from jiafeng.library.press.posters import Poster, poster_pdf, poster_png
    from jiafeng.library.press.tables import Column, table_sheet_pdf
    from jiafeng.library.press.word import official_docx

__all__ = [
    "Column",
    "Face",
    "Kind",
    "Missing",
    "MissingGlyphs",
    "OfficialDocument",
    "Paper",
    "Paragraph",
    "Piece",
    "Poster",
    "Run",
    "TooLarge",
    "clean",
    "font_report",
    "impose",
    "official_docx",
    "official_pdf",
    "poster_pdf",
    "poster_png",
    "preflight",
    "qr",
    "table_sheet_pdf",
]

# Where each name lives. Imported when it is asked for: Typst, pikepdf, numpy and python-docx together take a third of a second,
# which the small processes that look at foreign pictures would each pay.
_HOMES = {
    "codes": ("qr",),
    "faces": ("Face", "Missing", "MissingGlyphs", "clean", "font_report", "preflight"),
    "imposition": ("Paper", "Piece", "TooLarge", "impose"),
    "official": ("Kind", "OfficialDocument", "Paragraph", "Run", "official_pdf"),
    "posters": ("Poster", "poster_pdf", "poster_png"),
    "tables": ("Column", "table_sheet_pdf"),
    "word": ("official_docx",),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
