"""A signature that is made once: Winternitz' one-time scheme over SHA-256, so that a bare Python can check it."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from jiafeng.library.packs.verify import canonical, chain, digest, signed_steps

_CHAINS = 67


class OneTimeKey:
    """A key that lives in memory only, signs one message, and is forgotten: nobody, the county included, can sign another with it."""

    def __init__(self) -> None:
        seed = secrets.token_bytes(32)
        self._links = [hashlib.sha256(seed + bytes([index])).digest() for index in range(_CHAINS)]
        self.public = digest(b"".join(chain(link, index, 0, 15) for index, link in enumerate(self._links)))

    def seal(self, files: dict[str, str]) -> dict[str, Any]:
        """The seal of files, name → SHA-256. A second call is a ValueError: two signatures together would reveal the key."""
        if not self._links:
            raise ValueError("a one-time key signs once")
        steps = signed_steps(canonical(files))
        signature = [chain(link, index, 0, step).hex() for index, (link, step) in enumerate(zip(self._links, steps, strict=True))]
        self._links = []
        return {"files": files, "signature": signature}
