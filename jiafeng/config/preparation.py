"""Bringing a data folder to the state this version of the code needs, safely and once."""

from __future__ import annotations

import fcntl
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dj_database_url
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from jiafeng import __version__
from jiafeng.config import folder

# The WAL-reset bug can corrupt a database that two connections write: SQLite 3.7.0 to 3.51.2 (sqlite.org/wal.html, “The WAL-reset bug”).
SQLITE_SAFE = (3, 51, 3)


class NotReady(Exception):
    """The deployment cannot start as it is; the text says what to do."""


def check_sqlite(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> None:
    """Refuse an SQLite that may corrupt a WAL database."""
    if version < SQLITE_SAFE:
        found = ".".join(map(str, version))
        raise NotReady(
            f"SQLite {found} 的 WAL 模式可能损坏数据（WAL-reset 缺陷，3.51.3 起修复），已拒绝启动。请重新运行 make setup 安装 pysqlite3，或改用 PostgreSQL。\n"
            f"SQLite {found} can corrupt a WAL database (fixed in 3.51.3). Run `make setup` again to install pysqlite3, or use PostgreSQL."
        )


def prepare() -> list[str]:
    """Migrate (after a backup copy), make the cache table and collect static files. Returns what was done, a line each.

    Two processes that start together take turns; a killed one leaves nothing that the next does not finish.
    """
    done: list[str] = []
    if connection.vendor == "sqlite":
        check_sqlite()
    with _one_at_a_time(folder.path() / ".prepare.lock"):
        _check_keys()
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            if executor.loader.applied_migrations:
                done.append(f"backup: {back_up()}")
            call_command("migrate", verbosity=0, interactive=False)
            done.append(f"migrations applied: {len(plan)}")
        call_command("createcachetable", verbosity=0)
        _collect_static(done)
    return done


def _check_keys() -> None:
    """Refuse to start beside numbers that the key file does not open: what would be written now, the right key could not open later."""
    from jiafeng.people.queries import key_problem  # a model, which can be named only once Django has started

    if problem := key_problem():
        raise NotReady(problem)


def back_up_keys() -> Path:
    """Copy the keys of sealed numbers into backups/, mode 0600, and return the copy. They belong elsewhere than the database's copy."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    target = folder.path() / "backups" / f"jiafeng-{stamp}.keys.json"
    target.touch(mode=0o600)
    target.write_bytes(settings.SEALING_KEYS.read_bytes())
    return target


def back_up() -> Path:
    """Copy the database into backups/ and return the copy: SQLite through its own backup call, PostgreSQL through pg_dump."""
    backups = folder.path() / "backups"
    backups.mkdir(exist_ok=True, mode=0o700)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    if connection.vendor == "sqlite":
        target = backups / f"jiafeng-{stamp}.sqlite3"
        draft = target.with_suffix(".part")
        with sqlite3.connect(settings.DATABASES["default"]["NAME"]) as source, sqlite3.connect(draft) as copy:
            source.backup(copy)
        source.close()
        copy.close()
        draft.chmod(0o600)
        draft.rename(target)
        return target
    target = backups / f"jiafeng-{stamp}.dump"
    program = shutil.which("pg_dump")
    if program is None:
        raise NotReady(
            "The database must be backed up before it is migrated, and pg_dump is not installed. Install postgresql-client, then start again."
        )
    database: Any = settings.DATABASES["default"]
    if settings.DATABASE_DIRECT_URL:
        database = dj_database_url.parse(settings.DATABASE_DIRECT_URL)
    elif settings.DATABASE_POOLER:
        raise NotReady(
            "The database is copied without the pooler: set database_direct_url to the address of PostgreSQL itself, then start again. See docs/operate.md."
        )
    arguments = [program, "--format=custom", f"--file={target}", f"--dbname={database['NAME']}"]
    options = (("host", "HOST"), ("port", "PORT"), ("username", "USER"))
    arguments += [f"--{option}={database[key]}" for option, key in options if database.get(key)]
    subprocess.run(arguments, check=True, env={"PGPASSWORD": str(database.get("PASSWORD") or ""), "PATH": "/usr/bin:/bin"})
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
