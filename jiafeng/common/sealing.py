"""Values that the database keeps only sealed: found by a keyed digest, read with a key that lies outside the database and its backups.

A sealed value is `digest.key.box`: HMAC-SHA256 cut to 128 bits, under the search key; the number of the key that sealed it; nonce and
AES-256-GCM ciphertext (RFC 5116, NIST SP 800-38D), bound to the field and to the digest. Base64 for URLs throughout.

The ring of keys is one JSON file of mode 0600. A running process reads it again when a value names a key it does not know, and looks once
a second before it seals, so that a rotation needs no restart.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
import json
import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

DIGEST_LENGTH = 22  # 128 bits in base64
_NONCE = 12
_LOOK_AGAIN = 1.0  # seconds


class KeyMissing(Exception):
    """There is no file of keys where the settings say."""


class KeyWrong(Exception):
    """The file of keys is damaged, or is not the one that sealed the value."""


@dataclass(frozen=True)
class Ring:
    """The search key, the keys that open, and the number of the one that seals."""

    search: bytes
    keys: dict[str, bytes]
    current: str

    @functools.cached_property
    def boxes(self) -> dict[str, AESGCM]:
        return {number: AESGCM(key) for number, key in self.keys.items()}

    def text(self) -> str:
        keys = {number: _letters(key) for number, key in self.keys.items()}
        return json.dumps({"search": _letters(self.search), "keys": keys, "current": self.current}, indent=1) + "\n"


def new_ring() -> Ring:
    return Ring(search=secrets.token_bytes(32), keys={"1": secrets.token_bytes(32)}, current="1")


def with_new_key(ring: Ring) -> Ring:
    """A further key, which seals from now on; the others still open what they sealed."""
    number = str(max(map(int, ring.keys)) + 1)
    return Ring(search=ring.search, keys={**ring.keys, number: secrets.token_bytes(32)}, current=number)


def without_old_keys(ring: Ring) -> Ring:
    """Only the key that seals."""
    return Ring(search=ring.search, keys={ring.current: ring.keys[ring.current]}, current=ring.current)


def file() -> Path:
    return Path(settings.SEALING_KEYS)


def read_ring() -> Ring:
    """The ring as it is on the disk; raises KeyMissing, KeyWrong."""
    try:
        text = file().read_text(encoding="utf-8")
    except FileNotFoundError:
        raise KeyMissing(f"{file()} is missing") from None
    try:
        given = json.loads(text)
        keys = {str(int(number)): _bytes(key) for number, key in given["keys"].items()}
        ring = Ring(search=_bytes(given["search"]), keys=keys, current=given["current"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise KeyWrong(f"{file()} is not a file of keys") from None
    if ring.current not in keys or any(len(key) != 32 for key in (ring.search, *keys.values())):
        raise KeyWrong(f"{file()} is not a file of keys")
    return ring


def write_ring(ring: Ring) -> None:
    """Put the ring in place of the one before, whole or not at all."""
    target = file()
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = _draft(target, ring)
    draft.replace(target)
    _sync(target.parent)
    forget()


def make_ring_where_missing() -> None:
    """Make a first ring; of two processes that start together the first one's stays."""
    target = file()
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = _draft(target, new_ring())
    try:
        os.link(draft, target)
    except FileExistsError:
        return
    finally:
        draft.unlink()
    _sync(target.parent)


def digest(text: str, field: str) -> str:
    """By what a value is found: a keyed digest of the whole of it; "" for "". A telephone number has too few digits for a bare hash."""
    return _digest(_ring().search, text, field) if text else ""


def seal(text: str, field: str) -> str:
    """The value as the database keeps it; "" stays ""."""
    if not text:
        return ""
    ring = _ring()
    found = _digest(ring.search, text, field)
    nonce = os.urandom(_NONCE)
    box = ring.boxes[ring.current].encrypt(nonce, text.encode(), _bound(field, found))
    return f"{found}.{ring.current}.{_letters(nonce + box)}"


def unseal(value: str, field: str) -> str:
    """The text; raises KeyMissing, KeyWrong."""
    if not value:
        return ""
    try:
        found, number, letters = value.split(".")
        sealed = _bytes(letters)
    except ValueError:
        raise KeyWrong("not a sealed value") from None
    ring = _ring()
    if number not in ring.keys:
        forget()
        ring = _ring()
    if number not in ring.keys:
        raise KeyWrong(f"key {number} is not in {file().name}")
    try:
        return ring.boxes[number].decrypt(sealed[:_NONCE], sealed[_NONCE:], _bound(field, found)).decode()
    except InvalidTag:
        raise KeyWrong(f"key {number} of {file().name} does not fit") from None


def forget() -> None:
    """Read the ring anew at the next use."""
    _kept.clear()


_kept: dict[str, tuple[Ring, float, int]] = {}


def _ring() -> Ring:
    """The ring, as it was on the disk within the last second."""
    now = time.monotonic()
    name = str(settings.SEALING_KEYS)
    if name in _kept:
        ring, looked, changed = _kept[name]
        if now - looked < _LOOK_AGAIN:
            return ring
        if _changed() == changed:
            _kept[name] = (ring, now, changed)
            return ring
    changed = _changed()
    ring = read_ring()
    _kept[name] = (ring, now, changed)
    return ring


def _changed() -> int:
    try:
        return file().stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def _digest(key: bytes, text: str, field: str) -> str:
    return _letters(hmac.digest(key, f"{field}\0{text}".encode(), hashlib.sha256)[:16])


def _bound(field: str, found: str) -> bytes:
    return f"{field}\0{found}".encode()


def _letters(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(letters: str) -> bytes:
    return base64.b64decode(letters + "=" * (-len(letters) % 4), altchars=b"-_", validate=True)


def _draft(target: Path, ring: Ring) -> Path:
    draft = target.with_name(f".{target.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(ring.text())
        stream.flush()
        os.fsync(stream.fileno())
    return draft


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
