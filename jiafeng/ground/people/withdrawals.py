"""Where a withdrawn consent was used: rooms above say what must be taken back, without `people` knowing them.

Every public page asks `queries.consented` when it is shown, so most rooms need nothing here. A room registers a callback, in its
AppConfig.ready, for what was derived beforehand and would outlive the withdrawal: a printed file, a preview, a cached picture.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from jiafeng.ground.people.models import Person, Purpose


class Withdrawal(Protocol):
    """Takes back what a room derived of a person for a purpose, or asks a job to; called inside the withdrawing transaction, maybe twice."""

    def __call__(self, *, at: datetime, person: Person, purpose: Purpose) -> None: ...


_callbacks: list[Withdrawal] = []


def register(callback: Withdrawal) -> None:
    """Have a room told of each withdrawal; the same callback twice stands once."""
    if callback not in _callbacks:
        _callbacks.append(callback)


def tell(*, at: datetime, person: Person, purpose: Purpose) -> None:
    """Tell every room; what one of them raises undoes the withdrawal, which is then tried again as a whole."""
    for callback in _callbacks:
        callback(at=at, person=person, purpose=purpose)
