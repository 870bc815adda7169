"""What a room answers when somebody searches the whole house."""

from __future__ import annotations

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
