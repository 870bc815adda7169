"""Telling at work from dead: whoever carries work out renews a lease while it does, and work whose lease ran out is put back."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection
from django.utils import timezone

from jiafeng.ground.jobs import actions

logger = logging.getLogger(__name__)
SWEEP_SECONDS = 15.0
"""How often waiting and abandoned work is looked for."""


class _Renewal(threading.Thread):
    """Renews the lease until told to stop; a process that is killed stops as well."""

    def __init__(self, work: UUID) -> None:
        super().__init__(name=f"lease {work}", daemon=True)
        self.work = work
        self.over = threading.Event()

    def run(self) -> None:
        # Two renewals may fail before the lease runs out.
        while not self.over.wait(actions.LEASE.total_seconds() / 3):
            try:
                actions.renew(work=self.work, at=timezone.now())
            except DatabaseError:
                logger.warning("the lease of %s could not be renewed this time", self.work)
            finally:
                connection.close()


_renewals: dict[UUID, _Renewal] = {}


def on_start(task_result: Any, **_: Any) -> None:
    """A worker of any kind takes work up."""
    work = UUID(task_result.id)
    actions.renew(work=work, at=timezone.now())
    _renewals[work] = _Renewal(work)
    _renewals[work].start()


def on_end(task_result: Any, **_: Any) -> None:
    """The work is over, one way or the other."""
    work = UUID(task_result.id)
    renewal = _renewals.pop(work, None)
    if renewal is not None:
        renewal.over.set()
        renewal.join()
        actions.release(work=work)


def sweep() -> None:
    """Put abandoned work back into the queue."""
    for work in actions.put_back(at=timezone.now()):
        logger.warning("%s was abandoned by its worker and is put back", work)


def _again_and_again(name: str, act: Callable[[], None], complaint: str) -> None:
    """Do something now and every SWEEP_SECONDS, in a thread of its own, as long as the process lives."""

    def forever() -> None:
        pause = threading.Event()
        while True:
            try:
                act()
            except DatabaseError:
                logger.warning(complaint)
            finally:
                connection.close()
            pause.wait(SWEEP_SECONDS)

    threading.Thread(target=forever, name=name, daemon=True).start()


_beating: set[str] = set()


def beat_always(worker: str) -> None:
    """Say that this worker lives. Asked again, it goes on as it does."""
    if worker not in _beating:
        _beating.add(worker)
        _again_and_again(
            "heartbeat", lambda: actions.beat(worker=worker, at=timezone.now()), "that this worker lives could not be noted this time"
        )


def sweep_always() -> None:
    """Sweep as long as the process lives; for workers that look for work in the database themselves."""
    _again_and_again("sweep", sweep, "abandoned work could not be looked for this time")
