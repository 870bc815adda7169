"""Passwords are hashed by a thread that lets others go first: a second of arithmetic must not be a second of everybody's pages."""

from __future__ import annotations

import base64
import hashlib
import os
from concurrent.futures import ThreadPoolExecutor

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.utils.crypto import pbkdf2

# OpenSSL computes without Python's lock, so the thread can be low in rank and still keep nobody waiting for the lock. On Linux a thread has its own rank.
_POOL = ThreadPoolExecutor(1, thread_name_prefix="hashing", initializer=os.nice, initargs=(5,))


def _derived(password: str, salt: str, iterations: int) -> bytes:
    return pbkdf2(password, salt, iterations, digest=hashlib.sha256)


class PatientHasher(PBKDF2PasswordHasher):
    """Django's own, computed elsewhere; what it writes and reads is the same."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        self._check_encode_args(password, salt)  # type: ignore[attr-defined]
        iterations = iterations or self.iterations
        derived = _POOL.submit(_derived, password, salt, iterations).result()
        return f"{self.algorithm}${iterations}${salt}${base64.b64encode(derived).decode('ascii')}"
