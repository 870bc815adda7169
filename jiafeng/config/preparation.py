"""Bringing a data folder to the state this version of the code needs, safely and once."""

from __future__ import annotations

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from jiafeng import SQLITE_LEAST, __version__, sqlite_way
from jiafeng.config import folder
from jiafeng.config.keeping.backups import copy_database, copy_name
from jiafeng.config.keeping.problems import NotReady
from jiafeng.config.keeping.restoring import check_whole


def check_sqlite(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> None:
    """Refuse an SQLite that Django cannot use, and a database that another process keeps in a write-ahead log this SQLite may corrupt."""
    if version < SQLITE_LEAST:
        found = ".".join(map(str, version))
        raise NotReady(
            f"SQLite {found} 太旧（至少 {'.'.join(map(str, SQLITE_LEAST))}）。请在 jiafeng.toml 设置 database_url，改用 PostgreSQL。"
            f" / SQLite {found} is too old. Set database_url in jiafeng.toml and use PostgreSQL."
        )
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        (mode,) = cursor.fetchone()
    if mode == "wal" and sqlite_way() != "wal":
        raise NotReady(
            f"SQLite {sqlite3.sqlite_version} 的 WAL 模式可能损坏数据，而数据库正被别的程序以 WAL 模式打开。请先停止它。"
            f" / SQLite {sqlite3.sqlite_version} can corrupt a write-ahead log, and another program has the database open with one. Stop it first."
        )


def prepare() -> list[str]:
    """Migrate (after a backup copy), make the cache table and collect static files. Returns what was done, a line each.

    Two processes that start together take turns; a killed one leaves nothing that the next does not finish.
    """
    done: list[str] = []
    check_whole(folder.path())
    if connection.vendor == "sqlite":
        check_sqlite()
        if sqlite_way() != "wal":
            done.append(
                f"SQLite {sqlite3.sqlite_version}：不用 WAL（3.51.3 前可能损坏数据），读写会互相等待；人多请改用 PostgreSQL。"
                f" / SQLite {sqlite3.sqlite_version} serves without WAL; for many people use PostgreSQL."
            )
    with _one_at_a_time(folder.path() / ".prepare.lock"):
        _check_keys()
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            if executor.loader.applied_migrations:
                done.append(f"backup: {_copy_before()}")
            call_command("migrate", verbosity=0, interactive=False)
            done.append(f"migrations applied: {len(plan)}")
        call_command("createcachetable", verbosity=0)
        _collect_static(done)
    return done


def _check_keys() -> None:
    """Refuse to start beside numbers that the key file does not open: what would be written now, the right key could not open later."""
    from jiafeng.ground.people.queries import key_problem  # a model, which can be named only once Django has started

    if problem := key_problem():
        raise NotReady(problem)


def _copy_before() -> Path:
    """Copy the database into backups/ before it is migrated; a copy that is not sound stops the start."""
    backups = folder.path() / "backups"
    backups.mkdir(exist_ok=True, mode=0o700)
    target = backups / f"jiafeng-{datetime.now(UTC):%Y%m%dT%H%M%SZ}{Path(copy_name()).suffix}"
    copy_database(target)
    return target


@contextmanager
def _one_at_a_time(lock: Path) -> Iterator[None]:
    with lock.open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def _collect_static(done: list[str]) -> None:
    """Collect static files once for each state of the package (its newest file's time stands for it)."""
    sources = [path for path in (settings.PACKAGE / "static").rglob("*") if path.is_file()]
    newest = max((path.stat().st_mtime_ns for path in sources), default=0)
    state = f"{__version__} {newest} {len(sources)}"
    stamp = settings.STATIC_ROOT / ".state"
    if stamp.exists() and stamp.read_text() == state:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=settings.STATIC_ROOT.exists())
    stamp.write_text(state)
    done.append("static files collected")
