"""The data folder: where everything a deployment keeps lies, and what it says about itself.

jiafeng.toml   settings, one `name = value` a line (see docs/operate.md)
secrets/       keys, mode 0600, made at first start
jiafeng.sqlite3
private/       originals of evidence, results of jobs
backups/       copies made before a migration
static/        collected static files
"""

from __future__ import annotations

import fcntl
import os
import secrets
import tomllib
from pathlib import Path
from typing import Any, TextIO

import platformdirs

VARIABLE = "JIAFENG_DATA"


def path() -> Path:
    """The data folder: the environment's JIAFENG_DATA, else the user's data directory."""
    return Path(os.environ.get(VARIABLE) or platformdirs.user_data_dir("jiafeng", appauthor=False)).absolute()


class Unusable(Exception):
    """The data folder cannot be used; the text says why and what to do."""


def choose(directory: str | None, *, existing: bool = False) -> Path:
    """Take `directory` for this process and its children, and make it where it is missing. What they write is their user's alone.

    Raises Unusable where it is no folder, or with `existing` not there.
    """
    os.umask(0o077)
    if directory:
        os.environ[VARIABLE] = str(Path(directory).absolute())
    folder = path()
    if existing and not folder.exists():
        raise Unusable(
            f"没有数据目录 {folder}。请检查 --data，或先运行 jiafeng init。/ There is no data folder {folder}. Check --data, or run `jiafeng init` first."
        )
    if folder.exists() and not folder.is_dir():
        raise Unusable(f"{folder} 不是目录。请用 --data 指明一个目录。/ {folder} is no folder. Name one with --data.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def hold() -> str:
    """Keep the data folder for this server and its children, as long as one of them lives; returns why it cannot be had, or ""."""
    if _held:
        return ""
    stream = (path() / ".serve.lock").open("w")
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        stream.close()
        return f"{path()} 已有一个 jiafeng serve 在运行；每个数据目录只能有一个。/ A `jiafeng serve` is running on {path()} already; a data folder has one."
    _held.append(stream)
    return ""


_held: list[TextIO] = []


def settings_file() -> Path:
    return path() / "jiafeng.toml"


def read_settings() -> dict[str, Any]:
    """The settings of jiafeng.toml, overridden by JIAFENG_<NAME> of the environment."""
    file = settings_file()
    try:
        values: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unusable(f"{file} 读不懂（{error}）。请改正这一行。/ {file} cannot be read: {error}. Mend that line.") from error
    prefix = "JIAFENG_"
    for name, value in os.environ.items():
        if name.startswith(prefix) and name != VARIABLE:
            values[name.removeprefix(prefix).lower()] = value
    return values


def write_settings(values: dict[str, str]) -> None:
    """Write a first jiafeng.toml; an existing one is never overwritten."""
    lines = [f'{name} = "{value}"' for name, value in values.items()]
    _write_once(settings_file(), "\n".join(["# Settings of this deployment; see docs/operate.md.", *lines, ""]))


def secret(name: str, *, strength: int = 48) -> str:
    """The secret of that name, made at first use of `strength` random bytes and kept with mode 0600."""
    folder = path() / "secrets"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / name
    if not file.exists():
        _write_once(file, secrets.token_urlsafe(strength))
    return file.read_text(encoding="utf-8").strip()


def _write_once(file: Path, text: str) -> None:
    """Write a whole file with mode 0600 or nothing: two processes that start together agree on the first one's text."""
    draft = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
