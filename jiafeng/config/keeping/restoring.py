"""From a backup to a data folder: file by file, then the database, then a count of everything. Killed at any moment, it is called again and goes on.

Needs neither Django nor the deployment that was backed up.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from jiafeng.config.keeping import databases
from jiafeng.config.keeping.problems import Damaged, NotReady

MANIFEST = "manifest.json"
KEYS = "secrets/people_keys.json"
MARK = ".restoring"
DONE = ".restored"
"""Lies in a data folder as long as it is not whole, and is called DONE afterwards; its text is the SHA-256 of the manifest that it comes from."""


@dataclass(frozen=True)
class Restored:
    """What a restore came to: files and rows compared with the manifest, whether the file of keys is there, and what was damaged when it was made."""

    files: int
    rows: int
    keys: bool
    damaged: list[str]


def restore(backup: Path, target: Path, *, keys: Path | None = None, database_url: str = "") -> Restored:
    """Make `target` a data folder with what the backup holds, and compare every file's bytes and every table's rows with its manifest.

    target: not there, empty, or what an earlier call for the same backup left. keys: the file of keys that belongs to it; by default the one beside the
    backup. database_url: the empty PostgreSQL that a backup of PostgreSQL goes to; it is noted in the restored settings.
    Raises NotReady where something is in the way, Damaged where the backup is not what its manifest says; the folder then keeps its mark and does not start.
    """
    manifest, digest = _read(backup)
    dump = manifest["database"] == "database.dump"
    if dump and not databases.is_postgresql(database_url):
        raise NotReady(
            "这是 PostgreSQL 的备份：请建一个空库，并用 --database-url 指明。/ This is a backup of PostgreSQL: make an empty database and name it with --database-url."
        )
    mark, finished = target / MARK, target / DONE
    if finished.is_file() and finished.read_text() == digest and _is_whole(target, manifest, database_url):
        rows = sum(manifest["tables"].values())
        return Restored(len(manifest["files"]), rows, (target / KEYS).is_file(), manifest["damaged"])
    if target.exists() and any(target.iterdir()) and not (mark.is_file() and mark.read_text() == digest):
        raise NotReady(f"{target} 不是空目录，没有改动它。/ {target} is not empty; nothing was changed. Name a new folder.")
    if dump and not mark.is_file() and databases.count_postgresql(database_url):
        raise NotReady("目标数据库不是空的，没有改动它。/ The database is not empty; nothing was changed. Name an empty one.")
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    mark.write_text(digest)
    databases.sync(mark)
    (target / "private").mkdir(exist_ok=True, mode=0o700)
    faults = []
    for name, said in manifest["files"].items():
        if dump and name == manifest["database"]:
            continue
        if not _bring(backup / name, target / _name_of(name, manifest), said["sha256"]):
            faults.append(f"备份中的文件缺失或已损坏 / missing or damaged in the backup: {name}")
    if faults:
        raise Damaged(faults, "请换另一份备份。/ Take another backup.")
    if dump:
        databases.end_restores(database_url)
        counts = databases.count_postgresql(database_url)
        if not counts:
            if databases.sha256_of(backup / manifest["database"]) != manifest["files"][manifest["database"]]["sha256"]:
                raise Damaged(
                    [f"备份中的数据库已损坏 / the database is damaged in the backup: {manifest['database']}"],
                    "请换另一份备份。/ Take another backup.",
                )
            databases.restore_postgresql(backup / manifest["database"], database_url)
            counts = databases.count_postgresql(database_url)
        _name_database(target, database_url)
    else:
        if faults := databases.sqlite_faults(target / "jiafeng.sqlite3"):
            raise Damaged(faults, "请换另一份备份。/ Take another backup.")
        counts = databases.count_sqlite(target / "jiafeng.sqlite3")
    if wrong := [name for name in {*counts, *manifest["tables"]} if counts.get(name) != manifest["tables"].get(name)]:
        raise Damaged(
            [f"行数不符 / other number of rows: {name} {manifest['tables'].get(name)} → {counts.get(name)}" for name in sorted(wrong)]
        )
    has_keys = _bring_keys(keys or backup.with_name(f"{backup.name}.keys.json"), target, required=keys is not None)
    mark.rename(finished)
    databases.sync(target)
    return Restored(len(manifest["files"]), sum(counts.values()), has_keys, manifest["damaged"])


def check_whole(data: Path) -> None:
    """Refuse a data folder that a restore has not finished."""
    if (data / MARK).exists():
        raise NotReady(
            "这个数据目录的恢复没有完成：请再运行一次 jiafeng restore。/ This data folder was not restored to its end: run `jiafeng restore` again."
        )


def _read(backup: Path) -> tuple[dict[str, Any], str]:
    """The manifest, and its SHA-256. Names in it are hostile: none may lead out of the folder."""
    file = backup / MANIFEST
    if not file.is_file():
        raise NotReady(
            f"{backup} 不是 jiafeng backup 生成的备份（没有 {MANIFEST}）。/ {backup} is no backup made by `jiafeng backup`: it has no {MANIFEST}."
        )
    data = file.read_bytes()
    try:
        manifest = json.loads(data)
        names = list(manifest["files"])
        sound = manifest["database"] in ("database.sqlite3", "database.dump") and manifest["database"] in names
        sound = sound and all(isinstance(rows, int) for rows in manifest["tables"].values()) and isinstance(manifest["damaged"], list)
        sound = sound and all(isinstance(said["sha256"], str) for said in manifest["files"].values())
        sound = sound and all(_inside(name) for name in names)
    except (ValueError, KeyError, TypeError, AttributeError):
        sound = False
    if not sound:
        raise Damaged([f"{MANIFEST} 已损坏 / {MANIFEST} is damaged"], "请换另一份备份。/ Take another backup.")
    return manifest, hashlib.sha256(data).hexdigest()


def _inside(name: str) -> bool:
    path = PurePosixPath(name)
    return (
        not path.is_absolute()
        and ".." not in path.parts
        and path.parts[0] in ("private", "secrets", "jiafeng.toml", "database.sqlite3", "database.dump")
    )


def _is_whole(target: Path, manifest: dict[str, Any], database_url: str) -> bool:
    """Whether an earlier call ended, and nothing was written since."""
    dump = manifest["database"] == "database.dump"
    for name, said in manifest["files"].items():
        if dump and name in (manifest["database"], "jiafeng.toml"):
            continue
        place = target / _name_of(name, manifest)
        if not place.is_file() or databases.sha256_of(place) != said["sha256"]:
            return False
    return not dump or databases.count_postgresql(database_url) == manifest["tables"]


def _name_of(name: str, manifest: dict[str, Any]) -> str:
    """Where a file of the backup lies in the data folder."""
    return "jiafeng.sqlite3" if name == manifest["database"] else name


def _bring(source: Path, place: Path, sha256: str) -> bool:
    """Put a file in its place, whole or not at all, unless it is there already; False where the backup's is not what it was."""
    if place.is_file() and databases.sha256_of(place) == sha256:
        return True
    if not source.is_file():
        return False
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = place.with_name(f".{place.name}.part")
    shutil.copyfile(source, draft)
    draft.chmod(0o600)
    if databases.sha256_of(draft) != sha256:
        draft.unlink()
        return False
    databases.sync(draft)
    draft.rename(place)
    return True


def _bring_keys(source: Path, target: Path, *, required: bool) -> bool:
    place = target / KEYS
    if not source.is_file():
        if required:
            raise NotReady(f"没有找到密钥文件 {source}。/ There is no key file {source}.")
        return place.is_file()
    return _bring(source, place, databases.sha256_of(source))


def _name_database(target: Path, url: str) -> None:
    """The restored settings name the database that was restored, not the one that was lost."""
    file = target / "jiafeng.toml"
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    kept = [line for line in lines if not line.replace(" ", "").startswith("database_url=")]
    draft = file.with_name(".jiafeng.toml.part")
    draft.write_text("\n".join([*kept, f"database_url = {json.dumps(url)}", ""]), encoding="utf-8")
    draft.chmod(0o600)
    draft.rename(file)
