"""Searching everything that is public: by pairs of characters, of every kind the newest first, each shown by the query of its own page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from jiafeng.common.grams import folded, parts, wanted
from jiafeng.common.rows import prepared
from jiafeng.front.portal.models import SearchEntry
from jiafeng.front.portal.queries.sources import KINDS, SOURCES, Document
from jiafeng.ground.units.models import Region
from jiafeng.reporting.bulletins.queries import issued

EACH, PER = 5, 20
"""Found of each kind on the page of all; of one kind on its own page."""
_ROUNDS = 6
_AROUND = 44
"""Characters shown before and behind the first word found in a text."""

_FIND = {
    "sqlite": "SELECT rowid FROM portal_search_grams WHERE portal_search_grams MATCH %s ORDER BY rowid DESC LIMIT %s OFFSET %s",
    "postgresql": "SELECT rowid FROM portal_search_grams WHERE grams @@ %s::tsquery ORDER BY rowid DESC LIMIT %s OFFSET %s",
}


def mark(gram: str) -> str:
    """A gram as the index holds it, in letters that every tokenizer leaves alone; each character ends in an x, so that none begins another."""
    return "".join(f"{ord(character):x}x" for character in gram)


def county_mark(county: int) -> str:
    return f"county{county}"


def kind_mark(kind: str) -> str:
    return f"kind{kind}"


def _question(words: str, county: int, kind: str) -> str:
    """What every text found has, in the database's words; one character alone is the beginning of a pair."""
    sqlite = connection.vendor == "sqlite"
    has = [county_mark(county), kind_mark(kind)]
    for gram in wanted(words):
        begins = len(gram) == 1
        has.append((f"{mark(gram)}*" if sqlite else f"{mark(gram)}:*") if begins else mark(gram))
    return (" AND " if sqlite else " & ").join(has)


@dataclass(frozen=True)
class Hit:
    """One text found: its title and a stretch of it with the words marked."""

    title: SafeString
    extract: SafeString
    url: str
    when: str
    by: str


@dataclass(frozen=True)
class Found:
    """What was found of one kind, newest first; and whether there is more."""

    kind: str
    label: Any
    hits: list[Hit]
    more: bool


def search_public(county: Region, words: str, at: datetime, *, kind: str = "", page: int = 1) -> list[Found]:
    """Every public text of the county that has each of the words, by kind; of one kind the page of that number."""
    if not wanted(words):
        return []
    said = parts(words)
    found = []
    for each, label in KINDS.items():
        if kind in ("", each):
            most, skip = (PER, (page - 1) * PER) if kind else (EACH, 0)
            documents = _found(county.pk, words, said, each, at, most + 1, skip)
            if documents:
                found.append(Found(each, label, [_hit(one, said) for one in documents[:most]], len(documents) > most))
    return found


def _found(county: int, words: str, said: list[str], kind: str, at: datetime, most: int, skip: int) -> list[Document]:
    """At most so many, after the first `skip`: the index says who may be meant, the row itself whether it is, and whether it may be read."""
    question, found, offset = _question(words, county, kind), [], 0
    wish, fetched = most + skip, max(most + skip, 20)
    for _round in range(_ROUNDS):
        with prepared() as cursor:
            cursor.execute(_FIND[connection.vendor], [question, fetched, offset])
            keys = [key for (key,) in cursor.fetchall()]
        found += [one for one in _readable(county, keys, at) if one.kind == kind and _holds(one, said)]
        offset += fetched
        if len(found) >= wish or len(keys) < fetched:
            break
    return found[skip:wish]


def _readable(county: int, keys: list[int], at: datetime) -> list[Document]:
    """The rows behind keys of the index as they may be read now, in the order of the keys."""
    entries = SearchEntry.objects.in_bulk(keys)
    by_source: dict[str, list[int]] = {}
    for entry in entries.values():
        by_source.setdefault(entry.source, []).append(entry.row)
    read = {
        (name, row.pk): SOURCES[name].document(row)
        for name, rows in by_source.items()
        for row in SOURCES[name]
        .public(county, at)
        .filter(pk__in=rows)
        .select_related(*SOURCES[name].related)
        .order_by()  # else an index of the order is walked
    }
    placed = [(entries[key].source, entries[key].row) for key in keys if key in entries]
    return [read[place] for place in placed if place in read]


def _holds(one: Document, said: Iterable[str]) -> bool:
    text = folded(f"{one.title}\n{one.text}")
    return all(word in text for word in said)


def _hit(one: Document, said: list[str]) -> Hit:
    return Hit(marked(one.title, said), marked(extract(one.text, said), said), one.url, one.when, one.by)


def extract(text: str, said: list[str]) -> str:
    """The stretch of a text around the first of the words that it holds, else its beginning."""
    line = " ".join(text.split())
    lower = line.casefold()
    first = min((at for at in map(lower.find, said) if at >= 0), default=0)
    start, end = max(0, first - _AROUND), first + _AROUND + max(map(len, said), default=0)
    return f"{'…' if start else ''}{line[start:end]}{'…' if end < len(line) else ''}"


def marked(text: str, said: list[str]) -> SafeString:
    """The text as HTML, every one of the words marked in it."""
    pattern = re.compile("|".join(re.escape(word) for word in sorted(said, key=len, reverse=True)), re.IGNORECASE)
    parts: list[str] = []
    at = 0
    for hit in pattern.finditer(text):
        parts += [text[at : hit.start()], format_html("<mark>{}</mark>", hit.group())]
        at = hit.end()
    return format_html_join("", "{}", ((part,) for part in [*parts, text[at:]]))


def bulletin_of_code(county: Region, words: str) -> int | None:
    """The key of the bulletin whose printed code was typed."""
    return issued(county).filter(code__iexact=words.strip()).values_list("pk", flat=True).first()
