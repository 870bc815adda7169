"""Print: vendored Chinese fonts, Typst, QR codes, the official document layout as PDF and DOCX, posters, sheets, and imposition.

Desk cards: `jiafeng.press.cards`, `designs` and `pictures`, imported from there.
"""

from jiafeng.press.codes import qr
from jiafeng.press.faces import Face, Missing, MissingGlyphs, clean, font_report, preflight
from jiafeng.press.imposition import Paper, Piece, TooLarge, impose
from jiafeng.press.official import Kind, OfficialDocument, Paragraph, Run, official_pdf
from jiafeng.press.posters import Poster, poster_pdf, poster_png
from jiafeng.press.tables import Column, table_sheet_pdf
from jiafeng.press.word import official_docx

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
