"""An empty database is founded in one step, and stands as if every migration had been carried out."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg

from tests.alone import FOUND, run

MIGRATE = "from django.core.management import call_command\ncall_command('migrate', verbosity=0)"
URL = os.environ.get("JIAFENG_DATABASE_URL", "")
# How often a sequence was used is no part of what stands, nor is the moment at which a migration was noted.
ROWS = {
    "django_migrations": "SELECT app, name FROM django_migrations",
    "django_content_type": "SELECT app_label, model FROM django_content_type",
    "auth_permission": "SELECT codename, name, app_label, model FROM auth_permission p JOIN django_content_type c ON p.content_type_id = c.id",
}
SQLITE = (
    'SELECT name, type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(:name)',
    'SELECT "from", "table", "to", on_delete FROM pragma_foreign_key_list(:name)',
    """SELECT i."unique", i.origin, i.partial, group_concat(c.name) FROM pragma_index_list(:name) i, pragma_index_info(i.name) c GROUP BY i.name""",
)
POSTGRESQL = (
    """SELECT table_name, column_name, data_type, character_maximum_length, numeric_precision, is_nullable, column_default, is_identity, generation_expression
    FROM information_schema.columns WHERE table_schema = 'public'""",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
)


Fact = tuple[object, ...]


def constraints(table: str) -> list[Fact]:
    """The named constraints of a CREATE TABLE of SQLite, whose order says nothing."""
    return [(each.rstrip("), "),) for each in re.split(r"(?=CONSTRAINT \")", table)[1:]]


def on_sqlite(folder: Path) -> Iterator[Fact]:
    with closing(sqlite3.connect(folder / "jiafeng.sqlite3")) as connection:
        for name, question in ROWS.items():
            yield from ((name, *row) for row in connection.execute(question))
        for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_master WHERE name <> 'sqlite_sequence'").fetchall():
            if kind == "table":
                facts = [connection.execute(question, {"name": name}).fetchall() for question in SQLITE]
                count = connection.execute(f"SELECT count(*) FROM {name}").fetchall()
                yield from ((name, number, *row) for number, rows in enumerate((*facts, count, constraints(sql))) for row in rows)
            else:
                yield kind, name, sql


def on_postgresql(url: str) -> Iterator[Fact]:
    with psycopg.connect(url) as connection:
        tables = [name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        counts = (f"SELECT '{name}', count(*) FROM {name}" for name in tables)
        for question in (*POSTGRESQL, *ROWS.values(), *counts):
            yield from ((question.split()[1], *row) for row in connection.execute(question).fetchall())


def made(code: str, name: str, folder: Path) -> set[Fact]:
    """What stands in a new database after `code`."""
    if URL:
        with psycopg.connect(URL, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
    url = f"{URL.rpartition('/')[0]}/{name}"
    done = run(code, folder / name, **({"JIAFENG_DATABASE_URL": url} if URL else {}))
    assert done.returncode == 0, done.stderr
    return set(on_postgresql(url) if URL else on_sqlite(folder / name))


def test_a_founded_database_is_what_the_migrations_make(tmp_path: Path) -> None:
    founded, migrated = made(FOUND, "founded", tmp_path), made(MIGRATE, "migrated", tmp_path)
    assert len(migrated) > 1000
    assert founded ^ migrated == set()
