"""What a room puts on the desk's list 今天要做的事."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class Due:
    """One thing that somebody has to do: what, in which room, by which day (None = no deadline), and the one button for it."""

    room: str
    icon: str
    what: Any
    detail: Any
    due: date | None
    url: str
    action: Any
    whose: str = ""

    def days_left(self, today: date) -> int | None:
        return None if self.due is None else (self.due - today).days


Source = Callable[[Any, datetime], list[Due]]
sources: list[Source] = []


def add_source(source: Source) -> None:
    """Let a room tell what is due (user, at → list), from its AppConfig.ready; the same source twice stands once."""
    if source not in sources:
        sources.append(source)
