"""SQL that is worked out once. What the ORM compiles anew for each call (some 100 µs) is kept for the few queries of the hot paths.

A caller opens one cursor for all of them. The statements are the ORM's own, or portable SQL (INSERT … ON CONFLICT DO NOTHING RETURNING), so SQLite and PostgreSQL take the same road.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection, models

Row = tuple[Any, ...]
_PLAIN = (models.ForeignKey, models.CharField, models.TextField, models.IntegerField)


class Insert:
    """One row of a model, given by the names of its columns (`event_id`), unless a unique constraint has it already."""

    def __init__(self, model: type[models.Model], *names: str) -> None:
        by_name = {field.attname: field for field in model._meta.concrete_fields}
        fields = [by_name[name] for name in names]
        # Numbers and words go to the database as they are; moments, keys and JSON as each database wants them.
        self._special = [(place, field) for place, field in enumerate(fields) if not isinstance(field, _PLAIN)]
        columns = ", ".join(f'"{field.column}"' for field in fields)
        marks = ", ".join(["%s"] * len(names))
        pk = model._meta.pk.column
        self._sql = f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks}) ON CONFLICT DO NOTHING RETURNING "{pk}"'

    def __call__(self, cursor: Any, *values: Any) -> int | None:
        """The new row's key; None where it conflicts with one that stands, and nothing was written."""
        prepared = list(values)
        for place, field in self._special:
            prepared[place] = field.get_db_prep_save(prepared[place], connection)
        cursor.execute(self._sql, prepared)
        row = cursor.fetchone()
        return row[0] if row else None


class First:
    """The first row of a `values_list` query whose only parameter is a text; `make` gets that text and returns the queryset."""

    def __init__(self, make: Callable[[str], models.QuerySet[Any, Any]]) -> None:
        self._make = make
        self._compiled: dict[str, tuple[str, int, Row, dict[int, Any]]] = {}

    def __call__(self, cursor: Any, parameter: str) -> Row | None:
        if connection.vendor not in self._compiled:
            self._compiled[connection.vendor] = self._compile()
        sql, place, parameters, converters = self._compiled[connection.vendor]
        cursor.execute(sql, (*parameters[:place], parameter, *parameters[place + 1 :]))
        row = cursor.fetchone()
        if row is None:
            return None
        values = list(row)
        for index, (convert, expression) in converters.items():
            for each in convert:
                values[index] = each(values[index], expression, connection)
        return tuple(values)

    def _compile(self) -> tuple[str, int, Row, dict[int, Any]]:
        mark = "\x02parameter\x03"
        compiler = self._make(mark)[:1].query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        converters = compiler.get_converters([column[0] for column in compiler.select])
        return sql, parameters.index(mark), tuple(parameters), converters
