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
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.migrations import Migration, RunPython
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

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
    """Found the database or migrate it (after a backup copy), make the cache table and collect static files. Returns what was done, a line each.

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
        done += prepare_database()
        call_command("createcachetable", verbosity=0)
        _collect_static(done)
    return done


def prepare_database() -> list[str]:
    """Found an empty database; migrate any other that needs it, after a copy. Returns what was done, a line each."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return []
    if not executor.recorder.has_table():
        _found(executor, plan)
        return [f"database founded: {len(plan)} migrations"]
    done = [f"backup: {_copy_before()}"] if executor.loader.applied_migrations else []
    call_command("migrate", verbosity=0, interactive=False)
    from jiafeng.front.portal.actions import catch_up  # models, which can be named only once Django has started

    catch_up()  # texts that an older version wrote, whose search kept no index
    return [*done, f"migrations applied: {len(plan)}"]


_UNUSED = ["django_htmx", "treebeard"]
"""Apps of which no page shows a static file: six copies of htmx (ours lies in vendor/), and the looks of Django's own admin."""


def _found(executor: MigrationExecutor, plan: list[tuple[Migration, bool]]) -> None:
    """Make every table of an empty database as the last migration leaves it, all in one transaction, and note the migrations as applied.

    One after the other they would leave the same (held by tests/config/test_founding.py), but Django renders the models anew after each
    of their hundreds of steps. What a first migration does besides making tables is done here too.
    """
    apps = executor.loader.project_state().apps
    models: list[type[Model]] = [MigrationRecorder.Migration, *apps.get_models()]
    with connection.schema_editor() as editor:
        for model in models:
            if model._meta.managed and not model._meta.proxy:
                editor.create_model(model)
        for migration, _ in plan:
            for step in migration.operations if migration.initial else ():
                if isinstance(step, RunPython):
                    step.code(apps, editor)
            for name in migration.replaces or [(migration.app_label, migration.name)]:
                executor.recorder.record_applied(*name)
        executor.check_replacements()
        emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)


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
    call_command("collectstatic", verbosity=0, interactive=False, clear=settings.STATIC_ROOT.exists(), ignore_patterns=_UNUSED)
    stamp.write_text(state)
    done.append("static files collected")
