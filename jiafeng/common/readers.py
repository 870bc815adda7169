"""How often a text was read, for rooms below the one that counts (`portal`): who shows a text says so here, and is told the number."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from django.http import HttpRequest
from django.utils import timezone


class Count(Protocol):
    def __call__(self, *, at: datetime, subject: str, visitor: str) -> int: ...


_counts: list[Count] = []


def counted_by(count: Count) -> None:
    """Name what counts and knows the number (from AppConfig.ready of the room that has the table)."""
    _counts[:] = [count]


def visitor_of(request: HttpRequest) -> str:
    """What tells readers apart for a day; only its keyed hash is kept."""
    return f"{request.META.get('REMOTE_ADDR', '')}|{request.headers.get('User-Agent', '')}"


def read(request: HttpRequest, subject: str) -> int:
    """Somebody opened a text, such as `story:5`; how often it was read."""
    return _counts[0](at=timezone.now(), subject=subject, visitor=visitor_of(request))
