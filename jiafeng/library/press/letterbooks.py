"""A booklet of family letters: cover, contents, and the letters one after the other, in A5."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from jiafeng.library.press.faces import Face, clean, refuse_unprintable
from jiafeng.library.press.lines import even_lines
from jiafeng.library.press.typesetting import typeset_with_pictures
from jiafeng.library.press.words import runs, set_name, typed_lines


@dataclass(frozen=True)
class Letter:
    """One letter: its text in lines as they were typed, or the pictures (JPEG) of its pages, or both."""

    title: str
    author: str
    unit: str
    date: dt.date
    text: str = ""
    pages: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Booklet:
    title: str
    subtitle: str
    issuer: str
    date: dt.date
    letters: tuple[Letter, ...]


def booklet_pdf(booklet: Booklet, *, contents: str) -> bytes:
    """The booklet as PDF/A-2b. `contents` is the heading of the table of contents. Raises MissingGlyphs before anything is printed."""
    refuse_unprintable(_texts(booklet, contents))
    pictures = {
        f"letter-{number}-{place}.jpg": page for number, letter in enumerate(booklet.letters) for place, page in enumerate(letter.pages)
    }
    letters = [
        {
            "title": clean(letter.title),
            "author": set_name(letter.author, Face.KAI),
            "unit": clean(letter.unit),
            "date": f"{letter.date.year}年{letter.date.month}月{letter.date.day}日",
            "lines": _lines(letter.text),
            "pages": [f"letter-{number}-{place}.jpg" for place in range(len(letter.pages))],
        }
        for number, letter in enumerate(booklet.letters)
    ]
    data = {
        "title": even_lines(clean(booklet.title), 8),
        "subtitle": clean(booklet.subtitle),
        "issuer": clean(booklet.issuer),
        "date": f"{booklet.date.year}年{booklet.date.month}月",
        "contents": clean(contents),
        "letters": letters,
    }
    return typeset_with_pictures("letterbook", data, pictures, booklet.date)


def _lines(text: str) -> list[dict[str, object]]:
    """The letter's lines. Where its author moved none in, each paragraph begins two squares in, as letters do, but not whom it speaks to."""
    lines = typed_lines(text)
    plain = not any(line.indent for line in lines)
    told: list[dict[str, object]] = []
    for number, line in enumerate(lines):
        words = "".join(line.pieces)
        greeting = number == 0 and words.endswith(("：", ":", "，", ",", "！", "!")) and len(words) <= 20
        indent = line.indent if not plain or greeting or line.far else 2.0
        # Latin words are not spread over the line.
        told.append({"runs": runs(line.pieces), "indent": indent, "far": line.far, "spread": not re.search(r"[A-Za-z]{2}", words)})
    return told


def _texts(booklet: Booklet, contents: str) -> Iterator[tuple[str, str, Face]]:
    yield from (("title", booklet.title, Face.TITLE), ("subtitle", booklet.subtitle, Face.KAI), ("issuer", booklet.issuer, Face.SONG))
    yield "contents", contents, Face.HEI
    for letter in booklet.letters:
        yield letter.title, letter.title, Face.TITLE
        for text in (letter.author, letter.unit, letter.text):
            yield f"{letter.author}, {letter.title}", text, Face.KAI
