"""A whole copy of the database, whether it is sound, and how many rows are in it: SQLite through its own calls, PostgreSQL through its programs.

Needs no Django, so that a restore can run where nothing is set up yet; a database is named as `database_url` does, or by the path of its file.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import dj_database_url

from jiafeng.config.keeping.problems import FULL, Damaged, NotReady

RESTORE = "请停止服务，从最近一份完好的备份恢复（jiafeng restore）。/ Stop the service and restore the last sound backup (jiafeng restore)."
_MOST = 20  # faults that are told


def is_postgresql(url: str) -> bool:
    return url.startswith(("postgres://", "postgresql://"))


# SQLite


def sqlite_faults(file: Path) -> list[str]:
    """What is wrong in the file, each with the table it lies in; empty where it is sound (PRAGMA integrity_check and foreign_key_check)."""
    try:
        with closing(sqlite3.connect(file, timeout=20)) as connection:
            roots = dict(connection.execute("SELECT rootpage, name FROM sqlite_master WHERE rootpage > 0"))
            tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
            try:
                said = _checked(connection, str(_MOST))
            except sqlite3.DatabaseError:  # a page in which no row can be read ends the whole check: ask for each table
                said = [line for table in tables for line in _table_checked(connection, table)]
            if said:
                return [_in_words(line, roots) for line in said[:_MOST]]
            broken = connection.execute("PRAGMA foreign_key_check").fetchmany(_MOST)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError) and "I/O" not in str(error):
            raise  # locked, closed to us, or the disk is full: nothing is wrong with what it holds
        return [f"数据库文件已损坏 / the database is damaged: {file.name}（{error}）"]
    return [
        f"数据库：{table} 第 {row} 行指向不存在的 {other} / {table} row {row} refers to a {other} that is not there"
        for table, row, other, _n in broken
    ]


def _checked(connection: sqlite3.Connection, what: str) -> list[str]:
    lines = [line for (text,) in connection.execute(f"PRAGMA integrity_check({what})") for line in str(text).splitlines()]
    return [line for line in lines if line != "ok" and not line.startswith("***")]


def _table_checked(connection: sqlite3.Connection, table: str) -> list[str]:
    try:
        quoted = table.replace("'", "''")
        return [f"{table}: {line}" for line in _checked(connection, f"'{quoted}'")]
    except sqlite3.DatabaseError as error:
        return [f"{table}: {error}"]


def _in_words(line: str, roots: dict[int, str]) -> str:
    tree = re.search(r"Tree (\d+) page (\d+)", line)
    where = f"{roots.get(int(tree[1]), '?')}, page {tree[2]}" if tree else ""
    return f"数据库已损坏 / the database is damaged: {where + ': ' if where else ''}{line}"


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a database that may be in use into one file that needs no other. Raises Damaged, and leaves nothing, where the copy is not sound."""
    draft = target.with_name(f".{target.name}.part")
    try:
        with closing(sqlite3.connect(source, timeout=20)) as read, closing(sqlite3.connect(draft)) as written:
            read.backup(written)
            written.execute("PRAGMA journal_mode = DELETE")
        if faults := sqlite_faults(draft):
            raise Damaged(faults, RESTORE)
        draft.chmod(0o600)
        sync(draft)
        draft.rename(target)
    except sqlite3.DatabaseError as error:
        if faults := sqlite_faults(source):
            raise Damaged(faults, RESTORE) from error
        raise NotReady(FULL) from error  # what is read is sound, so the place that is written to is not
    finally:
        for left in draft.parent.glob(f"{draft.name}*"):
            left.unlink()


def count_sqlite(file: Path) -> dict[str, int]:
    """How many rows each table has."""
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    with closing(sqlite3.connect(file, timeout=20)) as connection:
        names = [name.replace('"', '""') for (name,) in connection.execute(tables)]
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # nosec B608 # quoted


# PostgreSQL


def postgresql_faults(url: str) -> list[str]:
    """What is wrong: every row of every table is read (pg_dump), and the server's own count of pages with a wrong checksum is asked."""
    faults = []
    with _postgresql(url) as connection:
        failed = connection.execute(
            "SELECT coalesce(checksum_failures, 0) FROM pg_stat_database WHERE datname = current_database()"
        ).fetchone()
        if failed and failed[0]:
            faults.append(f"数据库校验和错误 {failed[0]} 处 / {failed[0]} pages with a wrong checksum")
    try:
        _program("pg_dump", url, ["--no-sync", f"--file={os.devnull}"])
    except Damaged as damage:
        faults += damage.faults
    return faults


def has_checksums(url: str) -> bool:
    with _postgresql(url) as connection:
        return bool(connection.execute("SHOW data_checksums").fetchone()[0] == "on")


def copy_postgresql(url: str, target: Path) -> dict[str, int]:
    """Dump the database as it is at one moment, and count each table's rows of the same moment. Raises Damaged or NotReady, and leaves nothing."""
    draft = target.with_name(f".{target.name}.part")
    try:
        with _postgresql(url) as connection:
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            (snapshot,) = connection.execute("SELECT pg_export_snapshot()").fetchone()
            counts = _count(connection)
            _program("pg_dump", url, ["--format=custom", f"--snapshot={snapshot}", f"--file={draft}"])
        draft.chmod(0o600)
        sync(draft)
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)
    return counts


def count_postgresql(url: str) -> dict[str, int]:
    """How many rows each table has; empty where there is no table."""
    with _postgresql(url) as connection:
        return _count(connection)


def end_restores(url: str) -> None:
    """End what a restore that was killed still has under way in this database: its pg_restore outlives it for a moment."""
    with _postgresql(url) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'pg_restore'"
        )


def restore_postgresql(dump: Path, url: str) -> None:
    """Bring a dump into an empty database, whole or not at all."""
    _program("pg_restore", url, ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", str(dump)])


@contextmanager
def scratch_postgresql(url: str, name: str) -> Iterator[str]:
    """An empty database of that name on the same server, gone afterwards. Raises NotReady where the role may make none."""
    from psycopg import errors

    with _postgresql(url) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
        try:
            connection.execute(f"CREATE DATABASE \"{name}\" ENCODING 'UTF8' TEMPLATE template0")
        except errors.InsufficientPrivilege:
            raise NotReady(
                "演练需要建立临时数据库的权限：ALTER ROLE … CREATEDB。/ The drill needs a database of its own: ALTER ROLE … CREATEDB."
            ) from None
        try:
            yield url.rpartition("/")[0] + "/" + name
        finally:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}"')


def _count(connection: Any) -> dict[str, int]:
    from psycopg import sql

    names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename").fetchall()
    return {name: connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))).fetchone()[0] for (name,) in names}


@contextmanager
def _postgresql(url: str) -> Iterator[Any]:
    import psycopg

    given: dict[str, Any] = dict(dj_database_url.parse(url))
    names = (("dbname", "NAME"), ("user", "USER"), ("password", "PASSWORD"), ("host", "HOST"), ("port", "PORT"))
    try:
        connection = psycopg.connect(**{name: given[key] for name, key in names if given.get(key)}, autocommit=True)
    except psycopg.OperationalError as error:
        raise NotReady(f"连不上数据库 / the database cannot be reached: {error}") from error
    with closing(connection):
        yield connection


def _program(name: str, url: str, arguments: Sequence[str]) -> None:
    program = shutil.which(name)
    if program is None:
        raise NotReady(
            f"需要 {name}：请安装 postgresql-client（与服务器版本相同）。/ {name} is needed: install postgresql-client of the server's version."
        )
    given: dict[str, Any] = dict(dj_database_url.parse(url))
    options = (("host", "HOST"), ("port", "PORT"), ("username", "USER"), ("dbname", "NAME"))
    command = [program, *(f"--{option}={given[key]}" for option, key in options if given.get(key)), *arguments]
    done = subprocess.run(
        command, env={"PGPASSWORD": str(given.get("PASSWORD") or ""), "PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or [f"exit {done.returncode}"]
        raise Damaged([f"{name}: {line}" for line in said[:_MOST]])


def sync(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
