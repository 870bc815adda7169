"""Many at the same moment. Each function plays one race on the current database and returns what is left, as JSON can carry it.

On PostgreSQL the tests call them in their own process; on SQLite, whose tests live in memory, in a process on a data folder of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from jiafeng.ground.accounts import actions
from jiafeng.ground.accounts.actions.counting import key_of
from jiafeng.ground.accounts.models import Counter

NOW = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
CLIENTS = 24


def at_once(act: Callable[[int], Any]) -> list[Any]:
    """What each of many got who began at the same moment, each on a connection of their own."""
    gate, results = threading.Barrier(CLIENTS), [None] * CLIENTS

    def run(number: int) -> None:
        try:
            gate.wait(timeout=20)
            results[number] = act(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=90)
    return results


def counts() -> Any:
    return sorted(at_once(lambda _number: actions.count(at=NOW, what="race", who="one", seconds=60)))


def tries() -> Any:
    tried = at_once(lambda number: actions.begin_try(at=NOW, name="lianluo", address=f"203.0.113.{number}"))
    return [sum(each.wait == 0 for each in tried), Counter.objects.get(key=key_of("sign-in", "lianluo")).count]


def tries_from_one_address() -> Any:
    return sum(each.wait == 0 for each in at_once(lambda _number: actions.begin_try(at=NOW, name="lianluo", address="203.0.113.1")))


def a_right_code() -> Any:
    return at_once(lambda _number: actions.spend_code(at=NOW, user_id=1, code="123456")).count(True)


RACES: dict[str, tuple[Callable[[], Any], Any]] = {
    "counts": (counts, list(range(1, CLIENTS + 1))),
    "tries": (tries, [10, 10]),
    "tries from one address": (tries_from_one_address, 5),
    "a right code": (a_right_code, 1),
}
