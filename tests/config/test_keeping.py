"""`jiafeng doctor`, `backup` and `restore`, on data folders of their own, because they are commands about files. On the database that the tests run on."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from PIL import Image

pytestmark = pytest.mark.database  # one of its own
POSTGRESQL = os.environ.get("JIAFENG_DATABASE_URL", "")
COUNTY = ("--public-url", "http://127.0.0.1:8000", "--county", "520699", "--county-name", "示例县")
HERE = Path(__file__).parents[2]


class Deployment:
    """A data folder, and on PostgreSQL a database of its own."""

    def __init__(self, data: Path, like: Deployment | None = None) -> None:
        self.data = data
        self.url = _new_database(like.url.rpartition("/")[2] if like else "template0") if POSTGRESQL else ""
        if like:
            shutil.copytree(like.data, data)

    def jiafeng(self, *arguments: str, data: bool = True, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments, data=data), capture_output=True, text=True, env=self.environment | variables, timeout=300, check=False
        )

    def command(self, *arguments: str, data: bool = True) -> list[str]:
        main = [sys.executable, "-c", "import sys; from jiafeng.config.cli import main; sys.exit(main())"]
        return [*main, *arguments, *(["--data", str(self.data)] if data else [])]

    @property
    def environment(self) -> dict[str, str]:
        clean = {"PATH": "/usr/bin:/bin", "HOME": str(self.data.parent), "LANG": "C.UTF-8", "PYTHONPATH": str(HERE)}
        return clean | ({"JIAFENG_DATABASE_URL": self.url} if self.url else {})

    def ask(self, question: str) -> list[tuple[object, ...]]:
        if self.url:
            import psycopg

            with psycopg.connect(self.url, autocommit=True) as connection:
                cursor = connection.execute(question)
                return cursor.fetchall() if cursor.description else []
        with closing(sqlite3.connect(self.data / "jiafeng.sqlite3", isolation_level=None)) as connection:
            return connection.execute(question).fetchall()


def _new_database(template: str) -> str:
    import psycopg

    name = f"keeping_{uuid4().hex}"
    with psycopg.connect(POSTGRESQL, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return POSTGRESQL.rpartition("/")[0] + "/" + name


def _drop(url: str) -> None:
    import psycopg

    with psycopg.connect(POSTGRESQL, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{url.rpartition("/")[2]}" WITH (FORCE)')


def picture(folder: Path, name: str, colour: str) -> str:
    path = folder / name
    Image.new("RGB", (120, 90), colour).save(path)
    return str(path)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Deployment, Path]]:
    """A deployment with a county and two pieces of evidence, and a backup of it."""
    folder = tmp_path_factory.mktemp("founded")
    made = Deployment(folder / "data")
    for step in (
        ("init", *COUNTY),
        ("evidence", "add", picture(folder, "a.jpg", "green")),
        ("evidence", "add", picture(folder, "b.jpg", "red")),
    ):
        done = made.jiafeng(*step)
        assert done.returncode == 0, done.stderr
    done = made.jiafeng("backup", "--with-keys", "--to", str(folder / "backup"))
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(folder / "backup")
    yield made, folder / "backup"
    if made.url:
        _drop(made.url)


@pytest.fixture(scope="module")
def restored(founded: tuple[Deployment, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """That deployment, brought back from its backup."""
    made = Deployment(tmp_path_factory.mktemp("restored") / "data")
    done = restore(founded[1], made)
    assert done.returncode == 0, done.stderr
    yield made
    if made.url:
        _drop(made.url)


@pytest.fixture
def deployment(restored: Deployment, tmp_path: Path) -> Iterator[Deployment]:
    """A copy of what was brought back."""
    made = Deployment(tmp_path / "data", like=restored)
    yield made
    if made.url:
        _drop(made.url)


@pytest.fixture
def backup(founded: tuple[Deployment, Path], tmp_path: Path) -> Path:
    """A copy of that backup, to be damaged."""
    copy = tmp_path / "backup"
    shutil.copytree(founded[1], copy)
    shutil.copyfile(founded[1].with_name("backup.keys.json"), tmp_path / "backup.keys.json")
    return copy


def restore(backup: Path, into: Deployment) -> subprocess.CompletedProcess[str]:
    return into.jiafeng("restore", str(backup))


def originals(data: Path) -> list[Path]:
    return sorted((data / "private").rglob("*.original"))


def damage(path: Path, at: int | None = None) -> None:
    """Change one byte and nothing else, as a failing disk does."""
    data, times = bytearray(path.read_bytes()), path.stat()
    data[len(data) // 2 if at is None else at] ^= 0xFF
    path.write_bytes(data)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def test_what_is_restored_is_what_was_backed_up(deployment: Deployment, founded: tuple[Deployment, Path]) -> None:
    was = founded[0]
    for question in ("SELECT count(*) FROM records_evidence", "SELECT verb, summary FROM records_actionlog ORDER BY id"):
        assert deployment.ask(question) == was.ask(question)
    assert [path.read_bytes() for path in originals(deployment.data)] == [path.read_bytes() for path in originals(was.data)]
    assert (deployment.data / "secrets" / "secret_key").read_text() == (was.data / "secrets" / "secret_key").read_text()
    doctor = deployment.jiafeng("doctor", "--all")
    assert doctor.returncode == 0, doctor.stdout
    assert "ok      files: 4, of which 4 compared" in doctor.stdout
    for path in [deployment.data, *deployment.data.rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_backup_holds_no_keys_and_is_its_users_alone(founded: tuple[Deployment, Path]) -> None:
    _made, backup = founded
    names = {path.name for path in backup.rglob("*")}
    assert "people_keys.json" not in names
    assert "secret_key" in names
    assert all(path.stat().st_mode & 0o077 == 0 for path in [backup, *backup.rglob("*"), backup.with_name("backup.keys.json")])


@pytest.mark.skipif(bool(POSTGRESQL), reason="SQLite keeps what was just written beside the database")
def test_a_backup_made_beside_an_open_database_has_what_was_just_written(deployment: Deployment, tmp_path: Path) -> None:
    with closing(sqlite3.connect(deployment.data / "jiafeng.sqlite3")) as served:
        served.execute("PRAGMA journal_mode = WAL")
        served.execute("UPDATE units_region SET name = '示例县（改）' WHERE code = '520699'")
        served.commit()  # still in the -wal, which a plain copy of the file would miss
        assert deployment.jiafeng("backup", "--to", str(tmp_path / "made")).returncode == 0
    with closing(sqlite3.connect(tmp_path / "made" / "database.sqlite3")) as kept:
        assert kept.execute("SELECT name FROM units_region WHERE code = '520699'").fetchone() == ("示例县（改）",)


@pytest.mark.skipif(bool(POSTGRESQL), reason="PostgreSQL looks after its own pages")
def test_damaged_pages_are_found_named_and_not_copied(deployment: Deployment) -> None:
    file = deployment.data / "jiafeng.sqlite3"
    with closing(sqlite3.connect(file)) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        pages = [connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [name]).fetchone()[0] for name in ("units_region", "records_evidence", "auth_permission", "people_person")]  # fmt: skip
    data = bytearray(file.read_bytes())
    for page in pages:
        data[(page - 1) * size : page * size] = random.Random(page).randbytes(size)
    file.write_bytes(data)
    doctor = deployment.jiafeng("doctor")
    assert doctor.returncode == 1
    assert "wrong" in doctor.stdout
    assert "units_region" in doctor.stdout
    assert "records_evidence" in doctor.stdout
    backup = deployment.jiafeng("backup")
    assert backup.returncode == 1
    assert "units_region" in backup.stderr
    assert "jiafeng restore" in backup.stderr
    assert "Traceback" not in doctor.stderr + backup.stderr
    assert not list((deployment.data / "backups").iterdir())


def test_a_damaged_file_is_found_named_and_stops_the_backup(deployment: Deployment, tmp_path: Path) -> None:
    spoilt = originals(deployment.data)[0]
    damage(spoilt)
    name = spoilt.relative_to(deployment.data).as_posix()
    doctor = deployment.jiafeng("doctor")
    assert doctor.returncode == 1
    assert name in doctor.stdout
    backup = deployment.jiafeng("backup")
    assert backup.returncode == 1
    assert name in backup.stderr
    assert not list((deployment.data / "backups").iterdir())
    anyway = deployment.jiafeng("backup", "--despite-damage", "--to", str(tmp_path / "rest"))
    assert anyway.returncode == 0
    assert name in anyway.stderr
    assert name in json.loads((tmp_path / "rest" / "manifest.json").read_text())["damaged"][0]


def test_a_missing_file_is_found_and_named(deployment: Deployment) -> None:
    gone = originals(deployment.data)[1]
    gone.unlink()
    doctor = deployment.jiafeng("doctor")
    assert doctor.returncode == 1
    assert gone.relative_to(deployment.data).as_posix() in doctor.stdout
    assert deployment.jiafeng("backup").returncode == 1


def test_doctor_and_backup_never_migrate(deployment: Deployment) -> None:
    assert deployment.jiafeng("manage", "migrate", "bulletins", "zero").returncode == 0
    before = deployment.ask("SELECT app, name FROM django_migrations ORDER BY id")
    doctor = deployment.jiafeng("doctor")
    assert doctor.returncode == 0, doctor.stdout
    assert "the next start copies and migrates it" in doctor.stdout
    assert deployment.jiafeng("backup").returncode == 0
    assert deployment.ask("SELECT app, name FROM django_migrations ORDER BY id") == before


@pytest.mark.parametrize("command", ["doctor", "backup"])
def test_a_folder_that_is_not_there_is_told_and_not_made(tmp_path: Path, command: str) -> None:
    missing = tmp_path / "missing"
    done = subprocess.run([sys.executable, "-c", "import sys; from jiafeng.config.cli import main; sys.exit(main())", command, "--data", str(missing)], env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(HERE)}, capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert str(missing) in done.stderr
    assert not missing.exists()


# Restoring


def test_a_restore_into_a_folder_with_something_in_it_changes_nothing(deployment: Deployment, backup: Path) -> None:
    deployment.ask("DELETE FROM records_actionlog WHERE id = (SELECT min(id) FROM records_actionlog)")
    left = deployment.ask("SELECT count(*) FROM records_actionlog")
    done = restore(backup, deployment)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert deployment.ask("SELECT count(*) FROM records_actionlog") == left


@pytest.mark.parametrize("part", ["database", "original", "manifest"])
def test_a_damaged_backup_is_refused_and_the_folder_does_not_start(backup: Path, tmp_path: Path, part: str) -> None:
    into = Deployment(tmp_path / "new")
    spoilt = {"database": next(backup.glob("database.*")), "original": originals(backup)[0], "manifest": backup / "manifest.json"}[part]
    if part == "manifest":
        spoilt.write_bytes(spoilt.read_bytes()[:-40])
    else:
        damage(spoilt)
    done = restore(backup, into)
    assert done.returncode == 1
    assert spoilt.name in done.stderr
    assert "Traceback" not in done.stderr
    if into.data.exists():
        start = into.jiafeng("serve", "--port", "0")
        assert start.returncode == 1
        assert "restore" in start.stderr
    if into.url:
        _drop(into.url)


@pytest.mark.parametrize("name", ["../outside", "/tmp/outside", "private/../../outside", "backups/x"])
def test_a_manifest_that_leads_out_of_the_folder_is_refused(backup: Path, tmp_path: Path, name: str) -> None:
    manifest = json.loads((backup / "manifest.json").read_text())
    manifest["files"][name] = {"size": 1, "sha256": "0" * 64}
    (backup / "manifest.json").write_text(json.dumps(manifest))
    into = Deployment(tmp_path / "new")
    assert restore(backup, into).returncode == 1
    assert not into.data.exists()
    if into.url:
        _drop(into.url)


def test_what_is_no_backup_is_told(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", "import sys; from jiafeng.config.cli import main; sys.exit(main())", "restore", str(tmp_path), "--data", str(tmp_path / "new")], env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(HERE)}, capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 1
    assert "manifest.json" in done.stderr
    assert not (tmp_path / "new").exists()


def test_a_restore_without_the_keys_says_what_is_missing(backup: Path, tmp_path: Path) -> None:
    backup.with_name("backup.keys.json").unlink()
    into = Deployment(tmp_path / "new")
    done = restore(backup, into)
    assert done.returncode == 0
    assert "people_keys.json" in done.stderr
    if into.url:
        _drop(into.url)


def test_a_restore_killed_at_any_moment_is_called_again_and_ends(backup: Path, tmp_path: Path) -> None:
    into = Deployment(tmp_path / "new")
    alone = random.Random(20261201)
    for _ in range(6):
        process = subprocess.Popen(
            into.command("restore", str(backup)), env=into.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(alone.uniform(0.05, 0.6))
        process.send_signal(signal.SIGKILL)
        process.wait()
    done = restore(backup, into)
    assert done.returncode == 0, done.stderr
    assert restore(backup, into).returncode == 0, "called once more it finds everything in place"
    assert into.jiafeng("doctor", "--all").returncode == 0
    assert not list(into.data.rglob(".*.part"))
    if into.url:
        _drop(into.url)


# What looks after itself


def test_a_backup_that_was_killed_leaves_nothing_that_the_next_does_not_remove(deployment: Deployment) -> None:
    half = deployment.data / "backups" / ".jiafeng-20260101T000000Z.part"
    half.mkdir(parents=True)
    (half / "database.sqlite3").write_bytes(b"half")
    assert deployment.jiafeng("backup").returncode == 0
    assert not half.exists()


def test_every_day_the_data_are_looked_at_and_once_a_month_brought_back(deployment: Deployment) -> None:
    daily = [sys.executable, "-m", "jiafeng.config.daily"]
    environment = deployment.environment | {"JIAFENG_DATA": str(deployment.data), "DJANGO_SETTINGS_MODULE": "jiafeng.config.settings"}
    for _ in range(2):
        done = subprocess.run(daily, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    runs = deployment.ask("SELECT kind, sound, files FROM records_upkeep ORDER BY id")
    assert [(kind, bool(sound)) for kind, sound, _files in runs] == [("full", True), ("drill", True), ("look", True)]
    assert not list(deployment.data.glob(".drill-*"))
    assert not list((deployment.data / "backups").iterdir())
    damage(originals(deployment.data)[0])
    subprocess.run(daily, env=environment, capture_output=True, check=True)
    kind, sound, message = deployment.ask("SELECT kind, sound, message FROM records_upkeep ORDER BY id DESC LIMIT 1")[0]
    assert (kind, bool(sound)) == ("look", False)
    assert originals(deployment.data)[0].name in str(message)
