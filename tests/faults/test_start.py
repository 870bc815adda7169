"""Starting: again, over an older data folder, on an SQLite that must not be trusted, twice at once."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from jiafeng.config.preparation import NotReady, check_sqlite
from tests.faults.conftest import COUNTY, PASSWORD
from tests.serving import COMMAND, Site


def ask(database: Path, question: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(database)
    try:
        return connection.execute(question).fetchall()
    finally:
        connection.close()


def database_of(site: Site) -> Path:
    return site.folder / "jiafeng.sqlite3"


def everything_said(site: Site) -> list[tuple[object, ...]]:
    return ask(database_of(site), "SELECT id, verb, summary FROM records_actionlog ORDER BY id")


def test_a_second_start_keeps_the_data(site: Site) -> None:
    before = everything_said(site)
    assert before
    for _ in range(2):
        site.start()
        site.stop()
    assert everything_said(site) == before
    assert not (site.folder / "backups").exists(), "nothing was migrated, so nothing needed a copy"


def test_setting_up_again_adds_nothing(site: Site) -> None:
    site.command("init", *COUNTY)
    assert ask(database_of(site), "SELECT count(*) FROM units_countyprofile") == [(1,)]
    assert ask(database_of(site), "SELECT count(*) FROM accounts_user") == [(1,)]


def test_an_older_data_folder_is_migrated_after_a_copy_was_made(site: Site) -> None:
    site.command("manage", "migrate", "bulletins", "zero")
    before = everything_said(site)
    site.start()
    (copy,) = (site.folder / "backups").glob("*.sqlite3")
    older = "SELECT count(*) FROM django_migrations WHERE app = 'bulletins'"
    assert ask(copy, older) == [(0,)]
    assert ask(copy, "PRAGMA integrity_check") == [("ok",)]
    assert copy.stat().st_mode & 0o077 == 0
    assert ask(database_of(site), older) != [(0,)]
    assert everything_said(site) == before


def test_two_starts_at_once_take_turns(tmp_path: Path) -> None:
    site = Site(tmp_path / "data")
    with ThreadPoolExecutor(3) as together:
        answers = list(together.map(lambda _: site.command("init", *COUNTY, check=False), range(3)))
    assert [answer.returncode for answer in answers] == [0, 0, 0], [answer.stderr for answer in answers]
    assert ask(database_of(site), "SELECT count(*) FROM units_countyprofile") == [(1,)]


def test_an_sqlite_that_can_corrupt_the_data_is_refused() -> None:
    check_sqlite((3, 51, 3))
    with pytest.raises(NotReady, match=r"3\.51\.2"):
        check_sqlite((3, 51, 2))


def test_a_machine_with_only_the_affected_sqlite_is_told_so_and_nothing_is_made(tmp_path: Path) -> None:
    """The real command, in a Python where our corrected library has been replaced by the system's own."""
    (tmp_path / "pysqlite3").mkdir()
    (tmp_path / "pysqlite3" / "__init__.py").write_text(
        "from sqlite3 import *\nfrom sqlite3 import dbapi2\nsqlite_version = '3.40.1'\nsqlite_version_info = (3, 40, 1)\n"
    )
    (tmp_path / "pysqlite3" / "dbapi2.py").write_text("from sqlite3.dbapi2 import *\n")
    answer = subprocess.run(
        [sys.executable, COMMAND, "init", "--data", str(tmp_path / "data")],
        env={"PYTHONPATH": str(tmp_path), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 1
    assert "3.40.1" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not (tmp_path / "data" / "jiafeng.sqlite3").exists()


def test_secrets_are_for_the_owner_only_and_differ_between_deployments(site: Site, tmp_path: Path) -> None:
    other = Site(tmp_path / "other")
    other.command("init")
    for each in (site, other):
        for secret in (each.folder / "secrets").iterdir():
            assert secret.stat().st_mode & 0o077 == 0
    assert (site.folder / "secrets" / "secret_key").read_text() != (other.folder / "secrets" / "secret_key").read_text()


def test_a_password_on_the_way_in_is_kept_nowhere_in_the_open(site: Site) -> None:
    assert PASSWORD.encode() not in database_of(site).read_bytes()
