"""Questions that pages ask again and again: built and compiled once for each shape of what they are asked with, and then only run.

Building a queryset and compiling it is most of what a small query costs. Nothing of an answer is kept: each call asks the database.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.http import Http404

from .rows import prepared

R = TypeVar("R")
Places = dict[tuple[type, Any], int]
# Shapes kept of one question: reaches differ by how many units they hold.
SHAPES = 100
# What stands for a value while a question is compiled: nothing that a county has, and far enough apart that a day before or after is another.
_STANDS: dict[type, Callable[[int], Any]] = {
    int: lambda place: 9 * 10**15 + 97 * place,
    str: lambda place: f"\x02{place}\x03",
    date: lambda place: date(1001, 1, 1) + timedelta(97 * place),
    datetime: lambda place: datetime(1001, 1, 1, 7, 7, 7, tzinfo=UTC) + timedelta(97 * place),
}


# What no column holds: it belongs to the shape, and Django says what a condition on it comes to.
_BEYOND = 2**63


def _has_place(value: Any) -> bool:
    return type(value) in _STANDS and not (type(value) is int and abs(value) >= _BEYOND)


@cache
def _names(kind: Any) -> list[str]:
    return [field.name for field in fields(kind)]


def _read(value: Any, places: Places, shape: list[Any]) -> None:
    """Give each number, text, day and moment its place, the same value the same one; all else belongs to the shape."""
    kind = type(value)
    if _has_place(value):
        shape += [kind, places.setdefault((kind, value), len(places))]
    elif kind is frozenset:
        shape.append(len(value))
        for each in sorted(value):
            _read(each, places, shape)
    elif isinstance(value, Mapping):
        shape.append(len(value))
        for name, each in value.items():
            shape.append(name)
            _read(each, places, shape)
    elif is_dataclass(value):
        for name in _names(kind):  # type: ignore[arg-type]
            _read(getattr(value, name), places, shape)
    else:
        shape.append(value)


def _stood(value: Any, places: Places) -> Any:
    """The same with what stands for each value."""
    kind: Any = type(value)
    if _has_place(value):
        return _STANDS[kind](places[kind, value])
    if kind is frozenset:
        return frozenset(_stood(each, places) for each in value)
    if isinstance(value, Mapping):
        return {name: _stood(each, places) for name, each in value.items()}
    if is_dataclass(value):
        return kind(*(_stood(getattr(value, name), places) for name in _names(kind)))
    return value


def _adapted(value: Any) -> Any:
    """A value as the database takes it."""
    if type(value) is datetime:
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if type(value) is date else value


def _is_changed(given: Any) -> bool:
    """Whether a parameter was made out of what stands for a value."""
    if type(given) is int:
        return given >= 9 * 10**15
    return "\x02" in str(given) or (isinstance(given, date | str) and str(given)[:2] in ("10", "11", "12", "13") and str(given)[4:5] == "-")


class _Statement:
    """A compiled statement that knows which of its parameters are values of those who ask."""

    def __init__(self, sql: str, given: tuple[Any, ...], places: Places, stood: list[Any]) -> None:
        stands = {_adapted(_STANDS[kind](place)): place for (kind, _value), place in places.items()}
        self.sql = sql
        self._given = [(stands.get(each) if type(each) in _STANDS else None, each) for each in given]
        changed = [each for place, each in self._given if place is None and _is_changed(each)]
        if changed or any(_adapted(each) not in given for each in stood if _has_place(each)):
            raise ValueError("a question has to be asked with each value as it is, or what was made of it would be kept for everybody")

    def parameters(self, places: Places) -> tuple[Any, ...]:
        values = [_adapted(value) for _kind, value in places]
        return tuple(given if place is None else values[place] for place, given in self._given)


class _Shapes(Generic[R]):
    """What a question was made to for each shape of its arguments."""

    def __init__(self, make: Callable[..., R]) -> None:
        self._make = make
        self._known: dict[Any, Any] = {}

    def _find(self, given: tuple[Any, ...]) -> tuple[Any, Places]:
        places: Places = {}
        read: list[Any] = [connection.vendor]
        for each in given:
            _read(each, places, read)
        shape = tuple(read)
        if shape not in self._known:
            if len(self._known) >= SHAPES:
                self._known.clear()
            self._known[shape] = self._compiled([_stood(each, places) for each in given], places)
        return self._known[shape], places

    def _compiled(self, stood: list[Any], places: Places) -> Any:
        raise NotImplementedError


class Prepared(_Shapes[QuerySet[Any, R]]):
    """The rows of a queryset: `make` gets what is asked with, and returns the queryset.

    Numbers, texts, days, moments, sets of them and a Reach are put into conditions as they are: no day after, no part of a text, which would be
    kept for everybody (ValueError). Anything else that can be hashed belongs to the shape. `make` looks at nothing else, least of all the clock.
    """

    def __call__(self, *given: Any) -> list[R]:
        known, places = self._find(given)
        if known is None:
            return []
        rows, compiler, statement, converters = known
        asked, query, ready = rows._chain(), copy.copy(rows.query), copy.copy(compiler)
        ready.connection = connection
        ready.query = query
        ready.execute_sql = lambda *_way, **_ways: [self._fetched(statement, places, compiler)]
        ready.get_converters = lambda _expressions: converters
        query.get_compiler = lambda *_way, **_ways: ready
        asked.query, asked._iterable_class = query, rows._iterable_class
        return list(asked)

    def first(self, *given: Any) -> R | None:
        """The first row, or None."""
        return next(iter(self(*given)), None)

    def one_or_404(self, *given: Any) -> R:
        """The row that is asked for; Http404 where there is none, so that nothing is told."""
        if (found := self.first(*given)) is None:
            raise Http404
        return found

    def _fetched(self, statement: _Statement, places: Places, compiler: Any) -> list[Any]:
        with prepared() as cursor:
            cursor.execute(statement.sql, statement.parameters(places))
            found: list[Any] = cursor.fetchall()
        # what the rows are ordered by and nobody selected stands behind the rest
        return [row[: compiler.col_count] for row in found] if compiler.has_extra_select else found

    def _compiled(self, stood: list[Any], places: Places) -> Any:
        rows: Any = self._make(*stood)
        compiler = rows.query.get_compiler(connection=connection)
        try:
            sql, parameters = compiler.as_sql()
        except EmptyResultSet:  # nobody who asks so is told of anything
            return None
        statement = _Statement(sql, parameters, places, stood)
        return rows, compiler, statement, compiler.get_converters([column[0] for column in compiler.select])


class _Said(Exception):
    """The statement that would be run."""


class Number(_Shapes[int]):
    """A count or a sum: `make` counts, with one statement; arguments as for `Prepared`."""

    def __call__(self, *given: Any) -> int:
        statement, places = self._find(given)
        if statement is None:
            return 0
        with prepared() as cursor:
            cursor.execute(statement.sql, statement.parameters(places))
            found: int | None = cursor.fetchone()[0]
        return found or 0

    def _compiled(self, stood: list[Any], places: Places) -> _Statement | None:
        def keep(execute: Any, sql: str, given: Any, many: bool, context: Any) -> Any:
            raise _Said(_Statement(sql, given, places, stood))

        counted, connection.force_debug_cursor = connection.force_debug_cursor, False  # nothing is run, and nothing is to be counted
        try:
            with connection.execute_wrapper(keep):
                self._make(*stood)
        except _Said as said:
            statement: _Statement = said.args[0]
            return statement
        finally:
            connection.force_debug_cursor = counted
        return None  # nothing had to be asked
