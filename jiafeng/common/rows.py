"""One row, one statement: for the few addresses that thousands may call at the same moment, where the ORM's share of the cost is most of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property, partial
from typing import Any

from django.db import IntegrityError, connection, models, transaction

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
    """Inserts rows of one model. The statement is made once, from the model's own fields, so that it cannot fall behind them.

    named: the column that takes the id of a row inserted before it (`Together`); prefix: what the names of its parameters begin with.
    """

    def __init__(self, model: type[models.Model], *, named: str = "", prefix: str = "") -> None:
        self.model, self.named, self.prefix = model, named, prefix

    @cached_property
    def _fields(self) -> list[models.Field[Any, Any]]:
        return [field for field in self.model._meta.local_concrete_fields if not field.primary_key and not field.generated]

    @cached_property
    def _prepared(self) -> dict[str, tuple[str, Callable[[Any], Any] | None]]:
        """Of each field the name of its parameter, and how a value is prepared."""
        return {field.attname: (self.prefix + field.attname, _preparation(field)) for field in self._fields}

    @cached_property
    def _defaults(self) -> dict[str, Any]:
        return {self.prefix + field.attname: field.get_db_prep_save(field.get_default(), connection) for field in self._fields}

    def _insert(self, places: str) -> str:
        """Names of tables and columns come from the models, values are parameters: by name, as `First` has them."""
        columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in self._fields)
        return f"INSERT INTO {connection.ops.quote_name(self.model._meta.db_table)} ({columns}) {places}"

    @cached_property
    def sql(self) -> str:
        """The statement that inserts one row and answers with its id."""
        places, key = ", ".join(f"%({name})s" for name in self._defaults), connection.ops.quote_name(str(self.model._meta.pk.column))
        return self._insert(f"VALUES ({places}) ON CONFLICT DO NOTHING RETURNING {key}")

    def after(self, made: str) -> str:
        """The statement that inserts one row after another whose id is the expression `made`."""
        named = self.prefix + self.named
        places = ", ".join(made if name == named else f"%({name})s" for name in self._defaults)
        return self._insert(f"SELECT {places} FROM made")  # nosec B608 # names from the models

    def parameters(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Of each column the value as the database takes it, or the default."""
        row = self._defaults.copy()
        for attname, value in values.items():
            name, prepare = self._prepared[attname]
            row[name] = value if prepare is None else prepare(value)
        return row

    def insert(self, cursor: Any, values: Mapping[str, Any]) -> int | None:
        """Insert a row: its id; None where a unique constraint holds one already."""
        cursor.execute(self.sql, self.parameters(values))
        found = cursor.fetchone()
        return found[0] if found else None


class Together:
    """Inserts a row and those that name it, all or none: on PostgreSQL in one statement, elsewhere one after the other.

    Keys to other rows are named by their column (`person_id`), and what is not given takes the field's default. Nothing is validated but by the
    database: for values that were checked before.
    """

    def __init__(self, first: type[models.Model], *others: tuple[type[models.Model], str]) -> None:
        self._first = Row(first)
        self._others = [Row(model, named=named, prefix=f"after{place}_") for place, (model, named) in enumerate(others)]

    @staticmethod
    def transaction(*, more: bool = False) -> AbstractContextManager[Any]:
        """What an insert and the reads that decide about it need around them; `more`: something else is written or locked with them.

        In PostgreSQL a statement is a transaction already, and beginning and ending one would be two more ways to the server and back.
        """
        return nullcontext() if connection.vendor == "postgresql" and not more else transaction.atomic()

    def insert(self, cursor: Any, first: Mapping[str, Any], *others: Mapping[str, Any]) -> int | None:
        """The first row's id; None where nothing was kept, for a unique constraint holds one of the rows already."""
        if connection.vendor == "postgresql":
            return self._at_once(cursor, first, others)
        made = self._first.insert(cursor, first)
        if made is None:
            return None
        for row, values in zip(self._others, others, strict=True):
            if row.insert(cursor, {**values, row.named: made}) is None:
                transaction.set_rollback(True)
                return None
        return made

    @cached_property
    def _sql(self) -> str:
        others = "".join(f", {row.prefix} AS ({row.after('made.made')})" for row in self._others)
        return f"WITH made (made) AS ({self._first.sql}){others} SELECT made FROM made"  # nosec B608 # as above

    def _at_once(self, cursor: Any, first: Mapping[str, Any], others: tuple[Mapping[str, Any], ...]) -> int | None:
        parameters = self._first.parameters(first)
        for row, values in zip(self._others, others, strict=True):
            parameters |= row.parameters(values)
        try:
            # A statement that fails takes the transaction with it that it is in, where it is in one.
            with transaction.atomic() if connection.in_atomic_block else nullcontext():
                cursor.execute(self._sql, parameters)
                found = cursor.fetchone()
        except IntegrityError:
            return None
        return found[0] if found else None


class First:
    """The first row of a `values_list` query whose only parameter is a text; `make` gets that text and returns the queryset."""

    def __init__(self, make: Callable[[str], models.QuerySet[Any, Any]]) -> None:
        self._make = make
        self._compiled: dict[str, tuple[str, str, dict[str, Any], dict[int, Any]]] = {}

    def __call__(self, cursor: Any, parameter: str) -> Found | None:
        database = cursor.db
        if database.vendor not in self._compiled:
            self._compiled[database.vendor] = self._compile()
        sql, sought, parameters, converters = self._compiled[database.vendor]
        cursor.execute(sql, {**parameters, sought: parameter})
        row = cursor.fetchone()
        if row is None:
            return None
        values = list(row)
        for index, (convert, expression) in converters.items():
            for each in convert:
                values[index] = each(values[index], expression, database)
        return tuple(values)

    def _compile(self) -> tuple[str, str, dict[str, Any], dict[int, Any]]:
        """The statement, the name of the text among its parameters, all of these, and what makes Python's values of the answer."""
        mark = "\x02parameter\x03"
        compiler = self._make(mark)[:1].query.get_compiler(connection=connection)
        sql, given = compiler.as_sql()
        converters = compiler.get_converters([column[0] for column in compiler.select])
        # By name: for parameters by place, Django's SQLite looks through the whole statement each time.
        parameters = {f"p{place}": value for place, value in enumerate(given)}
        named = sql.replace("%%", "%%%%") % tuple(f"%({name})s" for name in parameters)
        return named, f"p{list(given).index(mark)}", parameters, converters
