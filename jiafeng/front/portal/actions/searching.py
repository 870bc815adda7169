"""Writes of the search's index: each row as it is saved, in the same transaction; what was written past that, once a day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.utils import translation

from jiafeng.common.grams import grams
from jiafeng.front.portal.models import SearchEntry
from jiafeng.front.portal.queries.searching import county_mark, kind_mark, mark
from jiafeng.front.portal.queries.sources import SOURCES, Document

_BITS = 20
_INSERT = {
    "sqlite": "INSERT INTO portal_search_grams (rowid, grams) VALUES (%s, %s)",
    "postgresql": "INSERT INTO portal_search_grams (rowid, grams) VALUES (%s, array_to_tsvector(string_to_array(%s, ' ')))",
}
BATCH = 200


def follow() -> None:
    """Have every row of a source taken into the index when it is saved, and out of it when it is deleted (from AppConfig.ready).

    A room that saves a text knows nothing of the portal above it, so it is listened to; the write is part of the room's own transaction.
    """
    for name, source in SOURCES.items():
        post_save.connect(partial(_saved, name), sender=source.model, weak=False, dispatch_uid=f"portal.search.{name}")
        for model, path in source.also:
            post_save.connect(partial(_saved_beside, name, path), sender=model, weak=False, dispatch_uid=f"portal.search.{name}.{path}")
        post_delete.connect(partial(_deleted, name), sender=source.model, weak=False, dispatch_uid=f"portal.search.{name}")


def _saved(name: str, instance: Any, raw: bool = False, **_more: Any) -> None:
    if not raw:  # a fixture, whose other rows may not be there yet
        _take_anew(name, [instance.pk])


def _saved_beside(name: str, path: str, instance: Any, raw: bool = False, **_more: Any) -> None:
    if not raw:
        _take_anew(name, list(SOURCES[name].model._default_manager.filter(**{path: instance}).values_list("pk", flat=True)))


@transaction.atomic
def _take_anew(name: str, rows: list[int]) -> None:
    _forget(name, rows)
    _take(name, SOURCES[name].model._default_manager.filter(pk__in=rows))


def _deleted(name: str, instance: Any, **_more: Any) -> None:
    _forget(name, [instance.pk])


def _take(name: str, rows: Any) -> int:
    """Put rows into the index, of those that belong there; how many."""
    source, found = SOURCES[name], 0
    with translation.override(settings.LANGUAGE_CODE):  # the index speaks the language that people search in
        for row in rows.filter(source.kept).select_related(*source.related):
            _write(name, row, source.document(row))
            found += 1
    return found


def _write(name: str, row: Any, said: Document) -> None:
    words = {mark(gram) for gram in grams(f"{said.title}\n{said.text}")} | {county_mark(row.county_id), kind_mark(said.kind)}
    entry = _entry(name, row, said.at)
    with connection.cursor() as cursor:
        cursor.execute(_INSERT[connection.vendor], [entry.pk, " ".join(sorted(words))])


def _entry(name: str, row: Model, at: datetime) -> SearchEntry:
    """Its place in the order: the second, and within it a number made of the row, or the next that is free."""
    key = int.from_bytes(hashlib.blake2b(f"{name}:{row.pk}".encode(), digest_size=4).digest(), "big")
    while True:
        pk = (int(at.timestamp()) << _BITS) + key % (1 << _BITS)
        SearchEntry.objects.bulk_create([SearchEntry(id=pk, source=name, row=row.pk)], ignore_conflicts=True)
        made = SearchEntry.objects.filter(source=name, row=row.pk).first()
        if made is not None:
            return made
        key += 1


def _forget(name: str, rows: list[int]) -> None:
    keys = list(SearchEntry.objects.filter(source=name, row__in=rows).values_list("pk", flat=True))
    if keys:
        with connection.cursor() as cursor:
            cursor.executemany("DELETE FROM portal_search_grams WHERE rowid = %s", [(key,) for key in keys])
        SearchEntry.objects.filter(pk__in=keys).delete()


def catch_up(*, afresh: bool = False) -> int:
    """Take in what is missing and out what does not belong, row by row of every source; how many were touched. afresh: every row anew."""
    touched = 0
    for name, source in SOURCES.items():
        kept = set(source.model._default_manager.filter(source.kept).values_list("pk", flat=True))
        there = set(SearchEntry.objects.filter(source=name).values_list("row", flat=True))
        gone, missing = sorted(there - kept), sorted(kept if afresh else kept - there)
        for part in _parts(gone):
            with transaction.atomic():
                _forget(name, part)
        for part in _parts(missing):
            _take_anew(name, part)
        touched += len(gone) + len(missing)
    return touched


def _parts(keys: list[int]) -> Iterator[list[int]]:
    for at in range(0, len(keys), BATCH):
        yield keys[at : at + BATCH]
