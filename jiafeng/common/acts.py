"""The buttons on top of the desk: what somebody begins there, 新建 · 导入 · 上报. Rooms add them in their AppConfig.ready."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from jiafeng.common.navigation import address_of


@dataclass(frozen=True)
class Act:
    """One thing to begin: `policy` is the room's own (user → refusal sentence or None), and decides whether it is offered. Lower `order` comes first."""

    label: Any
    url_name: str
    icon: str
    policy: Callable[[Any], Any]
    order: int = 50

    @property
    def url(self) -> str:
        return address_of(self.url_name)


_acts: list[Act] = []


def add_act(*acts: Act) -> None:
    """Offer them. An address may stand at two places, for two kinds of users; an app may load again."""
    known = {(act.url_name, act.order) for act in _acts}
    _acts[:] = sorted([*_acts, *(act for act in acts if (act.url_name, act.order) not in known)], key=lambda act: act.order)


def acts_for(user: Any) -> list[Act]:
    """What the user may begin, in order."""
    return [act for act in _acts if not act.policy(user)]
