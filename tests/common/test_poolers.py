"""PgBouncer in transaction mode between us and PostgreSQL: what needs one server for longer than a transaction is not used, and doctor sees it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.utils import ConnectionHandler

from jiafeng.common.postgresql.poolers import pooler_mode
from tests.alone import run

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="what only PostgreSQL has"),
]
Open = Callable[..., Any]
_PORT = 6432


@pytest.fixture
def through() -> Iterator[Open]:
    """Call it with a pool mode for a connection through a PgBouncer of the test's own, on a unix socket."""
    with ExitStack() as stack:
        folders: dict[str, Path] = {}

        def start(mode: str) -> Path:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="jiafeng-pooler-")))
            given = connection.settings_dict
            (folder / "users").write_text(f'"{given["USER"]}" ""\n')
            (folder / "ini").write_text(
                f"[databases]\n* = host={given['HOST']}\n[pgbouncer]\npool_mode = {mode}\nauth_type = trust\nauth_file = {folder}/users\n"
                f"unix_socket_dir = {folder}\nlisten_addr =\nlisten_port = {_PORT}\ndefault_pool_size = 4\nlogfile = {folder}/log\n"
            )
            command = [shutil.which("pgbouncer") or "/usr/sbin/pgbouncer", "-q", str(folder / "ini")]
            if os.getuid() == 0:  # it refuses to run as root
                folder.chmod(0o777)
                command[1:1] = ["-u", "postgres"]
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            stack.callback(process.wait)
            stack.callback(process.kill)
            give_up = time.monotonic() + 10
            while True:
                with socket.socket(socket.AF_UNIX) as probe:
                    if probe.connect_ex(str(folder / f".s.PGSQL.{_PORT}")) == 0:
                        return folder
                assert time.monotonic() < give_up, (folder / "log").read_text()
                time.sleep(0.05)

        def open_(mode: str, *, told: bool = False) -> Any:
            folder = folders.setdefault(mode, folders.get(mode) or start(mode))
            settings = {**connection.settings_dict, "HOST": str(folder), "PORT": str(_PORT), "DISABLE_SERVER_SIDE_CURSORS": told}
            made = ConnectionHandler({"default": settings})["default"]
            stack.callback(made.close)
            return made

        yield open_


# As an export reads: in batches, with another client in the middle of a transaction.
_EXPORT = """
from django.contrib.auth.models import Permission
from django.db import connection
rows = Permission.objects.order_by("pk").iterator(chunk_size=10)
codes = [next(rows).codename]
other = connection.copy()
other.set_autocommit(False)
other.cursor().execute("SELECT 1")
codes += [each.codename for each in rows]
print("read", len(codes))
"""


def export(database: Any, folder: Path, **more: str) -> str:
    """What came of an export by a process of its own through the pooler."""
    given = database.settings_dict
    address = f"postgresql://{given['USER']}@{given['HOST'].replace('/', '%2F')}:{given['PORT']}/{given['NAME']}"
    done = run(_EXPORT, folder, JIAFENG_DATABASE_URL=address, **more)
    return done.stdout.strip() or done.stderr


def test_an_export_loses_its_cursor_where_the_pooler_is_not_known(through: Open, tmp_path: Path) -> None:
    assert "does not exist" in export(through("transaction"), tmp_path)


def test_with_the_setting_it_reads_every_row(through: Open, tmp_path: Path) -> None:
    said = export(through("transaction"), tmp_path, JIAFENG_DATABASE_POOLER="transaction")
    assert said == f"read {Permission.objects.count()}"


def test_with_the_setting_no_statement_is_left_behind(through: Open) -> None:
    one, other = (through("transaction", told=True) for _ in range(2))
    for database in (one, other, one, other):
        with database.prepared_cursor() as cursor:
            cursor.execute("SELECT %(one)s::int AS recurring", {"one": 1})
            assert cursor.fetchone() == (1,)
        with database.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_prepared_statements")
            assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("mode", ["transaction", "session"])
def test_doctor_sees_the_mode(through: Open, mode: str) -> None:
    assert pooler_mode(through(mode)) == mode


def test_doctor_sees_that_there_is_none() -> None:
    assert pooler_mode(connection) == ""
