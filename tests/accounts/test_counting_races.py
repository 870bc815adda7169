"""Many at once are counted one by one, on each of the two databases, and so are tries at one account."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection

from jiafeng.accounts import actions
from jiafeng.accounts.actions.counting import key_of
from jiafeng.accounts.models import Counter

NOW = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(act, times: int) -> list:
    def one(number: int):
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        return list(pool.map(one, range(times)))


def test_counts_at_the_same_moment_are_all_different() -> None:
    counts = at_once(lambda _number: actions.count(at=NOW, what="race", who="one", seconds=60), 64)
    assert sorted(counts) == list(range(1, 65))


def test_tries_at_the_same_moment_are_no_more_than_one_after_the_other() -> None:
    tried = at_once(lambda number: actions.begin_try(at=NOW, name="lianluo", address=f"203.0.113.{number}"), 48)
    assert sum(not each.wait for each in tried) == 10
    assert Counter.objects.get(key=key_of("sign-in", "lianluo")).count == 10


def test_a_right_code_at_the_same_moment_is_taken_once() -> None:
    assert at_once(lambda _number: actions.spend_code(at=NOW, user_id=1, code="123456"), 16).count(True) == 1
