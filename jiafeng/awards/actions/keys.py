"""The private keys of open polls: beside the database, never in it and never in its backups, and gone when the poll closes."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import UUID

from django.conf import settings

from jiafeng.ballots import new_key


class KeyMissing(Exception):
    """The key of an open poll is not where it was put; its envelopes can no longer be opened."""


def _path(uid: UUID) -> Path:
    return Path(settings.DATA) / "secrets" / f"poll-{uid.hex}"


def make(uid: UUID) -> bytes:
    """Make a poll's key pair, keep the private one with mode 0600, return the public one; made again, the first is replaced."""
    private, public = new_key()
    path = _path(uid)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(private)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(path)
    return public


def read(uid: UUID) -> bytes:
    """The private key. Raises KeyMissing."""
    try:
        return _path(uid).read_bytes()
    except FileNotFoundError:
        raise KeyMissing(uid) from None


def destroy(uid: UUID) -> None:
    """Overwrite and remove a key; one that is gone already is gone."""
    path = _path(uid)
    try:
        with path.open("r+b") as stream:
            stream.write(os.urandom(32))
            stream.flush()
            os.fsync(stream.fileno())
        path.unlink()
    except FileNotFoundError:
        return


def kept() -> list[UUID]:
    """The polls whose keys lie here."""
    return [UUID(path.name.removeprefix("poll-")) for path in (Path(settings.DATA) / "secrets").glob("poll-" + "[0-9a-f]" * 32)]
