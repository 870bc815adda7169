"""A booklet of signatures: a cover, the text in its versions, then every pledge with its signature, set in parts so that memory stays flat."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from jiafeng.library.press.faces import Face, clean, refuse_unprintable
from jiafeng.library.press.lines import even_lines
from jiafeng.library.press.typesetting import typeset
from jiafeng.library.press.words import set_name

PER_PAGE = 14


@dataclass(frozen=True)
class BookletText:
    """One version of the text: its heading (第1版 · 2026-03-01) and its clauses."""

    heading: str
    clauses: Sequence[str]


@dataclass(frozen=True)
class BookletFront:
    """The cover and the text. `facts` are labelled lines (人数, 起止), `note` says who may hold the booklet."""

    title: str
    kind: str
    organisers: Sequence[str]
    facts: Sequence[tuple[str, str]]
    note: str
    texts: Sequence[BookletText] = field(default_factory=tuple)

    def words(self) -> Iterator[tuple[str, str, Face]]:
        yield from (("title", self.title, Face.TITLE), ("kind", self.kind, Face.HEI), ("note", self.note, Face.KAI))
        for name in self.organisers:
            yield "organisers", name, Face.SONG
        for label, value in self.facts:
            yield from (("facts", label, Face.HEI), ("facts", value, Face.SONG))
        for text in self.texts:
            yield "text", text.heading, Face.HEI
            for clause in text.clauses:
                yield "text", clause, Face.KAI


@dataclass(frozen=True)
class BookletEntry:
    """One pledge: `name` where it may stand, `lines` below it, and the signature as SVG, as typed words, or as a word for its kind."""

    reference: str
    name: str
    lines: Sequence[str]
    svg: str = ""
    typed: str = ""
    kind: str = ""

    def words(self) -> Iterator[tuple[str, str, Face]]:
        for text, face in (
            (self.name, Face.KAI),
            (self.typed, Face.KAI),
            (self.kind, Face.HEI),
            *((line, Face.SONG) for line in self.lines),
        ):
            yield self.name or self.typed or self.reference, text, face


def booklet_front(front: BookletFront, date: dt.date) -> bytes:
    """Cover and text as PDF/A-2b on A4. Raises MissingGlyphs before anything is set."""
    refuse_unprintable(front.words())
    data = {
        "title": even_lines(clean(front.title), 14),
        "kind": clean(front.kind),
        "organisers": [clean(name) for name in front.organisers],
        "facts": [(clean(label), clean(value)) for label, value in front.facts],
        "note": clean(front.note),
        "texts": [{"heading": clean(text.heading), "clauses": [clean(clause) for clause in text.clauses]} for text in front.texts],
    }
    return typeset("booklet-front", data, date)


def booklet_pages(entries: Sequence[BookletEntry], date: dt.date, *, title: str, first_page: int, pages: int) -> bytes:
    """Pages of entries, 14 each, numbered from `first_page` out of `pages`. Raises MissingGlyphs before anything is set."""
    refuse_unprintable(words for entry in entries for words in entry.words())
    data = {
        "title": clean(title),
        "first": first_page,
        "pages": pages,
        "entries": [
            {
                "reference": entry.reference,
                "name": set_name(entry.name, Face.KAI),
                "lines": [clean(line) for line in entry.lines],
                "svg": entry.svg,
                "typed": set_name(entry.typed, Face.KAI),
                "kind": clean(entry.kind),
            }
            for entry in entries
        ],
    }
    return typeset("booklet", data, date)
