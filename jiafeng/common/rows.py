"""One row, one statement: for the few addresses that thousands may call at the same moment, where the ORM's share of the cost is most of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property, partial
from typing import Any

from django.db import DEFAULT_DB_ALIAS, IntegrityError, connection, connections, models, transaction

Found = tuple[Any, ...]


def prepared() -> AbstractContextManager[Any]:
    """The cursor for these statements: they stay the same, and PostgreSQL keeps them ready."""
    database: Any = connections[DEFAULT_DB_ALIAS]
    return database.prepared_cursor() if database.vendor == "postgresql" else database.cursor()


def _preparation(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    """What makes of a value what the database takes; None where it takes it as Python has it."""
    match field.get_internal_type():
        case "DateTimeField":
            return connection.ops.adapt_datetimefield_value
        case "DateField":
            return connection.ops.adapt_datefield_value
        case "UUIDField":
            return partial(field.get_db_prep_save, connection=connection)
        case "ForeignKey":  # the id, as it is
            return None
        case "JSONField":
            encoder: Any = field
            return partial(json.dumps, cls=encoder.encoder)
    if type(field).get_db_prep_save is not models.Field.get_db_prep_save:  # such as one that seals
        return partial(field.get_db_prep_save, connection=connection)
    return None


class Row:
    """Inserts rows of one model. The statement is made from the model's own fields, so that it cannot fall behind them.

    named: the column that takes the id of a row inserted before it (`Together`); always: what all these rows have in common. That, and the default of
    every column that is not given, stands in the statement itself: the fewer values travel with it, the less it costs.
    """

    def __init__(self, model: type[models.Model], *, named: str = "", always: Mapping[str, Any] | None = None) -> None:
        self.model, self.named, self.always = model, named, always or {}
        self.prefix = ""  # what the names of its parameters begin with, where several rows are one statement
        self._statements: dict[tuple[str, ...], str] = {}

    @cached_property
    def _fields(self) -> dict[str, models.Field[Any, Any]]:
        return {field.attname: field for field in self.model._meta.local_concrete_fields if not field.primary_key and not field.generated}

    @cached_property
    def _prepared(self) -> dict[str, tuple[str, Callable[[Any], Any] | None]]:
        """Of each field the name of its parameter, and how a value is prepared."""
        return {attname: (self.prefix + attname, _preparation(field)) for attname, field in self._fields.items()}

    def _unsaid(self, attname: str) -> Any:
        """What a column has that is not given. Raises ValueError for a default that is another each time: it has to be given."""
        field = self._fields[attname]
        value = self.always[attname] if attname in self.always else field.get_default()
        if attname not in self.always and value != field.get_default():
            raise ValueError(f"{field} has to be given")
        return value

    def _constant(self, attname: str) -> str:
        """The same, as SQL has it."""
        field = self._fields[attname]
        editor: Any = connection.SchemaEditorClass(connection)
        literal: str = editor.quote_value(field.get_db_prep_save(self._unsaid(attname), connection))
        if "%" in literal:  # it would be taken for a parameter
            raise ValueError(f"{field} has to be given")
        return literal

    def statement(self, given: Collection[str], *, made: str = "") -> str:
        """The SQL that inserts a row of which these columns are given.

        made: the expression for the id of the row that `named` means, where both are inserted at once; without it the answer is the new row's id.
        """
        quote = connection.ops.quote_name
        places = ", ".join(
            made if made and attname == self.named else f"%({self.prefix}{attname})s" if attname in given else self._constant(attname)
            for attname in self._fields
        )
        columns = ", ".join(quote(str(field.column)) for field in self._fields.values())
        insert = f"INSERT INTO {quote(self.model._meta.db_table)} ({columns})"
        if made:
            return f"{insert} SELECT {places} FROM made"  # nosec B608 # names from the models, constants from the code, the rest are parameters
        return f"{insert} VALUES ({places}) ON CONFLICT DO NOTHING RETURNING {quote(str(self.model._meta.pk.column))}"

    def parameters(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Of each given column the value as the database takes it."""
        row = {}
        for attname, value in values.items():
            name, prepare = self._prepared[attname]
            row[name] = value if prepare is None else prepare(value)
        return row

    def insert(self, cursor: Any, values: Mapping[str, Any]) -> int | None:
        """Insert a row: its id; None where a unique constraint holds one already."""
        given = tuple(values)
        if given not in self._statements:
            self._statements[given] = self.statement(given)
        cursor.execute(self._statements[given], self.parameters(values))
        found = cursor.fetchone()
        return found[0] if found else None

    def insert_all(self, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Sequence[int]:
        """Insert many rows, within a transaction: their ids, in their order. A constraint that refuses one raises IntegrityError.

        rows: of each the values of `columns`. What stands in no column is as in `statement`.
        """
        prepare = [(place, change) for place, column in enumerate(columns) if (change := self._prepared[column][1])]
        others = [attname for attname in self._fields if attname not in columns]
        same = [self._fields[attname].get_db_prep_save(self._unsaid(attname), connection) for attname in others]
        ready = []
        for row in rows:
            values = [*row, *same]
            for place, change in prepare:
                values[place] = change(values[place])
            ready.append(values)
        if not ready:
            return ()
        with connection.cursor() as cursor:
            ids = _next_ids(cursor, self.model, len(ready))
            for number, values in zip(ids, ready, strict=True):
                values.append(number)
            table = connection.ops.quote_name(self.model._meta.db_table)
            fields = [*(self._fields[attname] for attname in (*columns, *others)), self.model._meta.pk]
            into = f"{table} ({', '.join(connection.ops.quote_name(str(field.column)) for field in fields)})"
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                    for values in ready:
                        copy.write_row(values)
            else:
                cursor.executemany(f"INSERT INTO {into} VALUES ({', '.join(['%s'] * len(fields))})", ready)  # nosec B608 # names from the models
        return ids


def _next_ids(cursor: Any, model: type[models.Model], number: int) -> Sequence[int]:
    """So many ids that no row of the model has had, taken for this transaction."""
    table, column = model._meta.db_table, str(model._meta.pk.column)
    if connection.vendor == "postgresql":
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [table, column, number])
        return [each for (each,) in cursor.fetchall()]
    cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])  # the row is written by whoever has the one lock for writing
    found = cursor.fetchone()
    last = found[0] if found else 0
    return range(last + 1, last + 1 + number)


class Together:
    """Inserts a row and those that name it, all or none: on PostgreSQL in one statement, elsewhere one after the other.

    Keys to other rows are named by their column (`person_id`), and what is not given takes the field's default. Nothing is validated but by the
    database: for values that were checked before.
    """

    def __init__(self, first: Row, *others: Row) -> None:
        self._first, self._others = first, others
        for place, row in enumerate(others):
            row.prefix = f"after{place}_"
        self._statements: dict[tuple[tuple[str, ...], ...], str] = {}

    @staticmethod
    def transaction(*, more: bool = False) -> AbstractContextManager[Any]:
        """What an insert and the reads that decide about it need around them; `more`: something else is written or locked with them.

        In PostgreSQL a statement is a transaction already, and beginning and ending one would be two more ways to the server and back.
        """
        return nullcontext() if connection.vendor == "postgresql" and not more else transaction.atomic()

    def insert(self, cursor: Any, first: Mapping[str, Any], *others: Mapping[str, Any]) -> int | None:
        """The first row's id; None where nothing was kept, for a unique constraint holds one of the rows already."""
        if cursor.db.vendor == "postgresql":
            return self._at_once(cursor, first, others)
        made = self._first.insert(cursor, first)
        if made is None:
            return None
        for row, values in zip(self._others, others, strict=True):
            if row.insert(cursor, {**values, row.named: made}) is None:
                transaction.set_rollback(True)
                return None
        return made

    def _statement(self, first: Mapping[str, Any], others: tuple[Mapping[str, Any], ...]) -> str:
        given = (tuple(first), *map(tuple, others))
        if given not in self._statements:
            after = "".join(
                f", {row.prefix} AS ({row.statement(values, made='made.made')})" for row, values in zip(self._others, others, strict=True)
            )
            self._statements[given] = f"WITH made (made) AS ({self._first.statement(first)}){after} SELECT made FROM made"  # nosec B608 # as above
        return self._statements[given]

    def _at_once(self, cursor: Any, first: Mapping[str, Any], others: tuple[Mapping[str, Any], ...]) -> int | None:
        parameters = self._first.parameters(first)
        for row, values in zip(self._others, others, strict=True):
            parameters |= row.parameters(values)
        try:
            # A statement that fails takes the transaction with it that it is in, where it is in one.
            with transaction.atomic() if cursor.db.in_atomic_block else nullcontext():
                cursor.execute(self._statement(first, others), parameters)
                found = cursor.fetchone()
        except IntegrityError:
            return None
        return found[0] if found else None


class First:
    """The first row of a `values_list` query that depends on texts only; `make` gets so many texts and returns the queryset."""

    def __init__(self, make: Callable[..., models.QuerySet[Any, Any]], *, texts: int = 1) -> None:
        self._make, self._texts = make, texts
        self._compiled: dict[str, tuple[str, list[str], dict[str, Any], dict[int, Any]]] = {}

    def __call__(self, cursor: Any, *texts: str) -> Found | None:
        database = cursor.db
        if database.vendor not in self._compiled:
            self._compiled[database.vendor] = self._compile()
        sql, sought, parameters, converters = self._compiled[database.vendor]
        cursor.execute(sql, {**parameters, **dict(zip(sought, texts, strict=True))})
        row = cursor.fetchone()
        if row is None:
            return None
        values = list(row)
        for index, (convert, expression) in converters.items():
            for each in convert:
                values[index] = each(values[index], expression, database)
        return tuple(values)

    def _compile(self) -> tuple[str, list[str], dict[str, Any], dict[int, Any]]:
        """The statement, the names of the texts among its parameters, all of these, and what makes Python's values of the answer."""
        marks = [f"\x02{place}\x03" for place in range(self._texts)]
        compiler = self._make(*marks)[:1].query.get_compiler(connection=connection)
        sql, given = compiler.as_sql()
        converters = compiler.get_converters([column[0] for column in compiler.select])
        # By name: for parameters by place, Django's SQLite looks through the whole statement each time.
        parameters = {f"p{place}": value for place, value in enumerate(given)}
        named = sql.replace("%%", "%%%%") % tuple(f"%({name})s" for name in parameters)
        return named, [f"p{list(given).index(mark)}" for mark in marks], parameters, converters
