"""One row, one statement: for the few addresses that thousands may call at the same moment, where the ORM's share of the cost is most of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

from django.db import connection, models

Found = tuple[Any, ...]


def _preparation(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    """What makes of a value what the database takes; None where it takes it as Python has it."""
    match field.get_internal_type():
        case "DateTimeField":
            return connection.ops.adapt_datetimefield_value
        case "DateField":
            return connection.ops.adapt_datefield_value
        case "UUIDField" | "JSONField":
            return partial(field.get_db_prep_save, connection=connection)
    return None


class Row:
    """Inserts rows of one model. The statement is made once, from the model's own fields, so that it cannot fall behind them."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model

    @cached_property
    def _plan(self) -> tuple[str, list[tuple[str, Any, Any]]]:
        fields = [field for field in self.model._meta.local_concrete_fields if not field.primary_key and not field.generated]
        quote = connection.ops.quote_name
        columns = ", ".join(quote(str(field.column)) for field in fields)
        places = ", ".join(["%s"] * len(fields))
        table, key = quote(self.model._meta.db_table), quote(str(self.model._meta.pk.column))
        # Names of tables and columns come from the models, values are parameters.
        sql = f"INSERT INTO {table} ({columns}) VALUES ({places}) ON CONFLICT DO NOTHING RETURNING {key}"  # nosec B608
        plan = []
        for field in fields:
            plan.append((field.attname, _preparation(field), field.get_db_prep_save(field.get_default(), connection)))
        return sql, plan

    def insert(self, cursor: Any, **values: Any) -> int | None:
        """Insert a row: its id; None where a unique constraint holds one already. Keys to other rows are named by their column (`person_id`).

        What is not given takes the field's default. Nothing is validated but by the database: for values that were checked before.
        """
        sql, plan = self._plan
        row = []
        for name, prepare, default in plan:
            if name not in values:
                row.append(default)
            elif prepare is None:
                row.append(values[name])
            else:
                row.append(prepare(values[name]))
        cursor.execute(sql, row)
        found = cursor.fetchone()
        return found[0] if found else None


class First:
    """The first row of a `values_list` query whose only parameter is a text; `make` gets that text and returns the queryset."""

    def __init__(self, make: Callable[[str], models.QuerySet[Any, Any]]) -> None:
        self._make = make
        self._compiled: dict[str, tuple[str, int, Found, dict[int, Any]]] = {}

    def __call__(self, cursor: Any, parameter: str) -> Found | None:
        database = cursor.db
        if database.vendor not in self._compiled:
            self._compiled[database.vendor] = self._compile()
        sql, place, parameters, converters = self._compiled[database.vendor]
        cursor.execute(sql, (*parameters[:place], parameter, *parameters[place + 1 :]))
        row = cursor.fetchone()
        if row is None:
            return None
        values = list(row)
        for index, (convert, expression) in converters.items():
            for each in convert:
                values[index] = each(values[index], expression, database)
        return tuple(values)

    def _compile(self) -> tuple[str, int, Found, dict[int, Any]]:
        mark = "\x02parameter\x03"
        compiler = self._make(mark)[:1].query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        converters = compiler.get_converters([column[0] for column in compiler.select])
        return sql, parameters.index(mark), tuple(parameters), converters
