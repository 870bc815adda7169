"""A backup: one folder with everything that `jiafeng restore` needs, and a manifest that says what it must come to.

    manifest.json         version, database, rows of each table, size and SHA-256 of each file
    database.sqlite3      or database.dump
    private/              originals of evidence, results of jobs
    secrets/secret_key    signs sessions and links
    jiafeng.toml

The keys of sealed numbers are not in it; `keys` copies them beside it, to be kept elsewhere.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from jiafeng import __version__
from jiafeng.config import folder
from jiafeng.config.keeping import databases, files
from jiafeng.config.keeping.problems import Damaged, NotReady
from jiafeng.config.keeping.restoring import MANIFEST

ADVICE = (
    "没有生成备份。请先从完好的备份找回这些文件；确实找不回的，用 --despite-damage 备份其余内容。"
    " / No backup was made. Bring these files back from a sound backup; where that cannot be done, --despite-damage backs up the rest."
)


def database_url() -> str:
    """The PostgreSQL that the settings name, or "" for SQLite in the data folder. Raises NotReady where only a pooler is named: what pg_dump sets on a
    connection, it would hand to the next client."""
    given = folder.read_settings()
    if given.get("database_pooler") and not given.get("database_direct_url"):
        raise NotReady(
            "备份要绕过连接池：请在 jiafeng.toml 用 database_direct_url 写明 PostgreSQL 本身的地址（见运维手册）。"
            " / The database is copied without the pooler: set database_direct_url to the address of PostgreSQL itself (docs/operate.md)."
        )
    return str(given.get("database_direct_url") or given.get("database_url", ""))


def copy_database(target: Path) -> dict[str, int]:
    """Copy the database to `target` (.sqlite3 or .dump) and return how many rows each table of the copy has. Raises Damaged, leaving nothing."""
    url = database_url()
    if databases.is_postgresql(url):
        return databases.copy_postgresql(url, target)
    databases.copy_sqlite(Path(settings.DATABASES["default"]["NAME"]), target)
    return databases.count_sqlite(target)


def copy_name() -> str:
    return "database.dump" if databases.is_postgresql(database_url()) else "database.sqlite3"


def back_up(target: Path | None = None, *, with_keys: bool = False, despite_damage: bool = False) -> tuple[Path, list[str]]:
    """Write a backup to `target` (a folder that is not there yet; by default one below backups/) and return it with what is damaged.

    Every file's bytes are compared on the way. Raises Damaged where the database is, or with `despite_damage` unset any file; NotReady where `target`
    is taken or another backup runs. It appears whole or not at all; what a killed one left is removed by the next.
    """
    within = folder.path() / "backups"
    within.mkdir(exist_ok=True, mode=0o700)
    with _alone(folder.path() / ".backup.lock"):
        for left in within.glob(".jiafeng-*.part"):
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        target = (target or _free(within)).absolute()
        if target.exists():
            raise NotReady(f"{target} 已存在，请换一个目录。/ {target} is there already; name another folder.")
        draft = target.with_name(f".{target.name}.part")
        if draft.exists():
            shutil.rmtree(draft)
        draft.mkdir(parents=True, mode=0o700)
        try:
            faults = _write(draft, despite_damage=despite_damage)
            draft.rename(target)
        finally:
            if draft.exists():
                shutil.rmtree(draft)
        databases.sync(target.parent)
        if with_keys:
            keys = target.with_name(f"{target.name}.keys.json")
            _copy(settings.SEALING_KEYS, keys)
    return target, faults


def _write(draft: Path, *, despite_damage: bool) -> list[str]:
    made = datetime.now(UTC)
    counts = copy_database(draft / copy_name())
    known = files.named()
    listed: dict[str, dict[str, Any]] = {}
    faults = []
    for name in sorted({*files.lying(), *known}):
        source, target = Path(settings.PRIVATE) / name, draft / "private" / name
        try:
            listed[f"private/{name}"] = _copy(source, target)
        except FileNotFoundError:
            if wrong := files.missing(name, known.get(name)):
                faults.append(wrong)
            continue
        if name in known and known[name].sha256 not in ("", listed[f"private/{name}"]["sha256"]):
            faults.append(files.damaged(name, known[name]))
    if faults and not despite_damage:
        raise Damaged(faults, ADVICE)
    for name in ("secrets/secret_key", folder.settings_file().name):
        if (folder.path() / name).is_file():
            listed[name] = _copy(folder.path() / name, draft / name)
    copy = draft / copy_name()
    listed[copy.name] = {"size": copy.stat().st_size, "sha256": databases.sha256_of(copy)}
    manifest = {
        "made": made.isoformat(),
        "version": __version__,
        "database": copy.name,
        "tables": counts,
        "files": listed,
        "damaged": faults,
    }
    (draft / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    os.sync()
    return faults


def _copy(source: Path, target: Path) -> dict[str, Any]:
    """Copy a file and return size and SHA-256 of the copy. Never a hard link, which would share the damage of the original."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    shutil.copyfile(source, target)
    target.chmod(0o600)
    return {"size": target.stat().st_size, "sha256": databases.sha256_of(target)}


def _free(within: Path) -> Path:
    stem = f"jiafeng-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    names = [stem, *(f"{stem}-{n}" for n in range(2, 100))]
    return next(within / name for name in names if not (within / name).exists())


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NotReady("另一个备份正在进行，请稍后再试。/ Another backup is under way; try again later.") from None
        yield
