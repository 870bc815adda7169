"""Envelopes: a ballot sealed so that nobody who reads the database, its log or its backups can read the ballot or tell whose it is.

X25519 (RFC 7748) with a new key for each envelope, HKDF-SHA256 (RFC 5869), ChaCha20-Poly1305 (RFC 8439). Every envelope of a poll has one length,
whatever was chosen. Once the poll's private key is destroyed, no envelope can be matched with the ballot it held.
"""

from __future__ import annotations

import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_KEY = 32
_NONCE = bytes(12)  # each key seals one envelope, so a fixed nonce is never used twice with one key


class Broken(ValueError):
    """An envelope that was sealed for another key, was changed, or holds no two words."""


def new_key() -> tuple[bytes, bytes]:
    """A poll's (private, public) key, 32 bytes each."""
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def public_of(private: bytes) -> bytes:
    """The public key that belongs to a private one; empty where these bytes are no key."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw() if len(private) == _KEY else b""


def seal(public: bytes, receipt: str, digits: str) -> bytes:
    """An envelope that holds a receipt and one digit a candidate; 48 bytes longer than they are."""
    own = X25519PrivateKey.from_private_bytes(os.urandom(_KEY))
    secret = own.exchange(X25519PublicKey.from_public_bytes(public))
    sender = own.public_key().public_bytes_raw()
    return sender + ChaCha20Poly1305(_derived(secret, sender + public)).encrypt(_NONCE, f"{receipt} {digits}".encode(), None)


def unseal(private: bytes, envelope: bytes) -> tuple[str, str]:
    """The receipt and the digits of an envelope, as whoever sealed it wrote them. Raises Broken."""
    key = X25519PrivateKey.from_private_bytes(private)
    sender = envelope[:_KEY]
    try:
        secret = key.exchange(X25519PublicKey.from_public_bytes(sender))
        plain = ChaCha20Poly1305(_derived(secret, sender + key.public_key().public_bytes_raw())).decrypt(_NONCE, envelope[_KEY:], None)
        receipt, digits = plain.decode().split(" ")
    except (InvalidTag, ValueError) as fault:
        raise Broken("this envelope cannot be opened") from fault
    return receipt, digits


def _derived(secret: bytes, context: bytes) -> bytes:
    return HKDF(SHA256(), _KEY, salt=None, info=b"jiafeng.ballots.envelope" + context).derive(secret)


def link_of(envelope: bytes) -> str:
    """What the chain keeps of an envelope: its SHA-256."""
    return hashlib.sha256(envelope).hexdigest()
