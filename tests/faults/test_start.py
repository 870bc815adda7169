"""Starting: again, over an older data folder, on an SQLite that must not be trusted, twice at once."""

import os
import signal
import sqlite3
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.faults.conftest import COUNTY, PASSWORD
from tests.serving import COMMAND, Site, free_port, until


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


@pytest.mark.parametrize("made", ["jiafeng.sqlite3", "secrets/people_keys.json", "static/css", "static/staticfiles.json"])
def test_a_founding_that_was_killed_is_finished_by_the_next_start(tmp_path: Path, made: str) -> None:
    site = Site(tmp_path / "data")
    founding = subprocess.Popen([COMMAND, "init", "--data", str(site.folder)], env=site.environment, stderr=subprocess.DEVNULL)
    until((site.folder / made).exists)
    founding.kill()
    founding.wait()
    answer = site.command("init", *COUNTY)
    assert "backup" not in answer.stderr, "half a database was found"
    assert ask(database_of(site), "SELECT count(*) FROM units_countyprofile") == [(1,)]
    assert (site.folder / "static" / "staticfiles.json").exists()


def without_pysqlite3(folder: Path, *, sqlite: str = "") -> dict[str, str]:
    """An environment in which our corrected SQLite cannot be imported, as on arm64, and the system's own is (or says it is) of some version."""
    (folder / "pysqlite3.py").write_text("raise ModuleNotFoundError(__name__)\n")
    if sqlite:
        lines = f"import sqlite3\nsqlite3.sqlite_version, sqlite3.sqlite_version_info = {sqlite!r}, {tuple(map(int, sqlite.split('.')))}\n"
        (folder / "sitecustomize.py").write_text(lines)
    return {"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}


def jiafeng(*arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, COMMAND, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=300)


def journal_of(file: Path) -> object:
    return ask(file, "PRAGMA journal_mode")[0][0]


def test_without_our_sqlite_the_systems_serves_without_wal_where_it_is_affected_and_says_so(site: Site, tmp_path: Path) -> None:
    machine = without_pysqlite3(tmp_path, sqlite="3.46.1")
    assert journal_of(database_of(site)) == "wal"
    answer = jiafeng("init", "--data", str(site.folder), *COUNTY, environment=machine)
    assert answer.returncode == 0, answer.stderr
    assert "3.46.1" in answer.stderr
    assert "WAL" in answer.stderr
    assert journal_of(database_of(site)) != "wal"
    doctor = jiafeng("doctor", "--data", str(site.folder), environment=machine)
    assert "SQLite 3.46.1, journal truncate" in doctor.stdout
    assert doctor.returncode == 0, doctor.stdout


def test_without_our_sqlite_a_sound_one_of_the_system_serves_as_ours_does(site: Site, tmp_path: Path) -> None:
    machine = without_pysqlite3(tmp_path, sqlite="3.51.3")
    doctor = jiafeng("doctor", "--data", str(site.folder), environment=machine)
    assert doctor.returncode == 0, doctor.stdout
    assert "SQLite 3.51.3, journal wal" in doctor.stdout


def test_a_write_ahead_log_that_another_program_keeps_open_is_not_joined_by_an_affected_sqlite(site: Site, tmp_path: Path) -> None:
    other = sqlite3.connect(database_of(site))
    try:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM units_region").fetchone()
        answer = jiafeng(
            "serve", "--data", str(site.folder), "--port", str(site.port), environment=without_pysqlite3(tmp_path, sqlite="3.46.1")
        )
    finally:
        other.close()
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr
    assert "另一个程序占用着数据库" in answer.stderr


def test_an_sqlite_that_is_too_old_leads_to_postgresql(tmp_path: Path) -> None:
    answer = jiafeng("init", "--data", str(tmp_path / "data"), environment=without_pysqlite3(tmp_path, sqlite="3.27.2"))
    assert answer.returncode == 1
    assert "PostgreSQL" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not (tmp_path / "data" / "jiafeng.sqlite3").exists()


def test_the_packages_of_arm64_need_no_compiler() -> None:
    """Of what set-up installs, pysqlite3 alone has no wheel there (looked up when it was pinned), so it must be asked for elsewhere only."""
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
    (wanted,) = [Requirement(line) for line in project["dependencies"] if line.startswith("pysqlite3")]
    assert wanted.marker is not None
    assert wanted.marker.evaluate({"platform_machine": "x86_64"})
    assert not wanted.marker.evaluate({"platform_machine": "aarch64"})


def test_a_second_server_on_the_same_folder_is_told_and_leaves_the_first_alone(site: Site) -> None:
    first = subprocess.Popen(
        [COMMAND, "serve", "--data", str(site.folder), "--port", str(site.port)], env=site.environment, start_new_session=True
    )
    try:
        until(lambda: holds_its_port(site))
        second = site.command("serve", "--port", str(free_port()), check=False)
        assert second.returncode == 1
        assert str(site.folder) in second.stderr
        assert "Traceback" not in second.stderr
        until(site.is_healthy, lambda: site.log)
    finally:
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
    site.start()  # the lock ends with the processes that held it


def test_a_second_server_on_the_same_port_is_told(site: Site, tmp_path: Path) -> None:
    other = Site(tmp_path / "other")
    first = subprocess.Popen(
        [COMMAND, "serve", "--data", str(site.folder), "--port", str(site.port)], env=site.environment, start_new_session=True
    )
    try:
        until(lambda: holds_its_port(site))
        second = other.command("serve", "--port", str(site.port), check=False)
        assert second.returncode == 1
        assert str(site.port) in second.stderr
        assert not (other.folder / "jiafeng.sqlite3").exists(), "nothing is founded for a server that cannot serve"
    finally:
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()


def holds_its_port(site: Site) -> bool:
    """Whether a server has taken its folder and, after it, its port: it has hardly begun then."""
    return f"@jiafeng:127.0.0.1:{site.port}" in Path("/proc/net/unix").read_text()


@pytest.mark.parametrize("command", [("init",), ("serve",), ("doctor",), ("backup",)])
def test_a_folder_that_cannot_be_written_is_told(site: Site, command: tuple[str, ...]) -> None:
    """A folder of mode 0555 stops nobody who is root, unless root has given up passing over modes."""
    for path in [*site.folder.rglob("*"), site.folder]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    bound = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    answer = subprocess.run(
        [*bound, sys.executable, COMMAND, *command, "--data", str(site.folder)],
        env=site.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    for path in [site.folder, *site.folder.rglob("*")]:
        path.chmod(0o700)
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr, answer.stderr
    assert "不能写入" in answer.stdout + answer.stderr


def test_a_disk_that_is_full_is_told_and_nothing_is_left(site: Site) -> None:
    code = "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000)); from jiafeng.config.cli import main; sys.exit(main())"  # fmt: skip
    answer = subprocess.run(
        [sys.executable, "-c", code, "backup", "--data", str(site.folder)],
        env=site.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 1
    assert "磁盘已满" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not [path for path in site.folder.rglob("*") if ".part" in path.name]
    assert not list((site.folder / "backups").iterdir())


def test_settings_that_cannot_be_read_are_told_with_their_line(site: Site) -> None:
    (site.folder / "jiafeng.toml").write_text('public_url = "http://127.0.0.1\n')
    answer = site.command("serve", check=False)
    assert answer.returncode == 1
    assert "jiafeng.toml" in answer.stderr
    assert "line 1" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_python_that_is_too_old_is_told() -> None:
    code = "import sys; sys.version_info = (3, 9, 2, 'final', 0); import jiafeng"
    answer = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert "3.11" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_secrets_are_for_the_owner_only_and_differ_between_deployments(site: Site, tmp_path: Path) -> None:
    other = Site(tmp_path / "other")
    other.command("init")
    for each in (site, other):
        for secret in (each.folder / "secrets").iterdir():
            assert secret.stat().st_mode & 0o077 == 0
    assert (site.folder / "secrets" / "secret_key").read_text() != (other.folder / "secrets" / "secret_key").read_text()


def test_a_password_on_the_way_in_is_kept_nowhere_in_the_open(site: Site) -> None:
    assert PASSWORD.encode() not in database_of(site).read_bytes()
