"""Personal links and reference numbers."""

from __future__ import annotations

import base64
import hashlib
import secrets

from django.utils.crypto import salted_hmac

# Without 0/O, 1/I/L and U: read out over a telephone, nothing is mistaken for something else.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def personal_token(purpose: str, *parts: object) -> str:
    """The secret of one person's link: 128 bits, 22 URL-safe characters.

    It is derived from the installation's secret key, so that a lost letter can be printed again although the database keeps only `digest`.
    """
    mac = salted_hmac(f"jiafeng.{purpose}", "\x1f".join(map(str, parts)), algorithm="sha256").digest()
    return base64.urlsafe_b64encode(mac[:16]).decode().rstrip("=")


def digest(token: str) -> str:
    """What the database keeps of a token. The token is random enough (96 bits and more) that no salt or stretching is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed(purpose: str, *parts: str) -> str:
    """A digest that only this deployment can make: names, addresses and numbers are few enough to try them all against a bare one."""
    return salted_hmac(purpose, "\x1f".join(parts), algorithm="sha256").hexdigest()


def shared_token() -> str:
    """The secret of a link that many people share, such as a drive's QR code: 96 bits, 16 URL-safe characters."""
    return secrets.token_urlsafe(12)


def reference() -> str:
    """A reference number that tells nothing about how many there are: XXXX-XXXX, 39 bits."""
    number, letters = secrets.randbelow(len(ALPHABET) ** 8), ""
    for _ in range(8):
        number, place = divmod(number, len(ALPHABET))
        letters += ALPHABET[place]
    return f"{letters[:4]}-{letters[4:]}"
