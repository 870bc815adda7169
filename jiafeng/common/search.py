"""What a room answers when somebody searches the whole house."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Hit:
    """One thing found: in which room, its title, a line about it, and its page."""

    room: Any
    icon: str
    title: str
    detail: Any
    url: str


Source = Callable[[Any, str], list[Hit]]
sources: list[Source] = []
quick: list[Source] = []


def add_source(source: Source, *, command: bool = False) -> None:
    """Let a room be searched (user, words → list), from its AppConfig.ready; the same source twice stands once.

    command: it answers in the command box as well, while somebody types.
    """
    if source not in sources:
        sources.append(source)
        if command:
            quick.append(source)
