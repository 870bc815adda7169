"""A few lines of Typst as PDF/A-2b, for tests that need pages of their own."""

import datetime as dt

import typst

from jiafeng.library.press.typesetting import vendored_fonts


def typst_pdf(source: str) -> bytes:
    return typst.compile(
        {"main.typ": source.encode()},
        font_paths=vendored_fonts(),
        pdf_standards="a-2b",
        pdf_tags=False,
        timestamp=dt.datetime(2026, 3, 8, tzinfo=dt.UTC),
    )
