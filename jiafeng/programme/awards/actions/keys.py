"""The private keys of open polls: beside the database, never in it and never in its backups, and gone when the poll closes."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import UUID

from django.conf import settings

from jiafeng.library.ballots import new_key, public_of


class KeyMissing(Exception):
    """The key of an open poll is not where it was put, or is not the poll's; its envelopes cannot be opened."""


def _path(uid: UUID) -> Path:
    return Path(settings.DATA) / "secrets" / f"poll-{uid.hex}"


def make(uid: UUID) -> bytes:
    """Make a poll's key pair, keep the private one, return the public one; made again, the first is replaced."""
    private, public = new_key()
    keep(uid, private)
    return public


def keep(uid: UUID, private: bytes) -> None:
    """Put a poll's private key in its place, with mode 0600."""
    path = _path(uid)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(private)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(path)


def read(uid: UUID, public: bytes) -> bytes:
    """The private key to that public one. Raises KeyMissing, also where what lies there is another, or cut short."""
    try:
        private = _path(uid).read_bytes()
    except FileNotFoundError:
        raise KeyMissing(uid) from None
    if public_of(private) != public:
        raise KeyMissing(uid)
    return private


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
