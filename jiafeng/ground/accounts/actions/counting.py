"""Writes to counters. One statement counts, so that of many at once each is counted."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from jiafeng.common.rows import prepared
from jiafeng.common.tokens import keyed
from jiafeng.ground.accounts.models import Counter

_COUNT = """
INSERT INTO accounts_counter (key, count, expires_at, told) VALUES (%(key)s, 1, %(end)s, %(no)s)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN accounts_counter.expires_at <= %(at)s THEN 1 ELSE accounts_counter.count + 1 END,
    expires_at = CASE WHEN accounts_counter.expires_at <= %(at)s THEN excluded.expires_at ELSE accounts_counter.expires_at END
RETURNING count
"""


def key_of(what: str, *who: str) -> str:
    """Under which key somebody's doings are counted; it does not tell who it is without the deployment's secret."""
    return keyed("jiafeng.counter", what, *who)[:32]


def count(*, at: datetime, what: str, who: str, seconds: int) -> int:
    """Count one more of `what` by `who`: how many it makes in the span of `seconds` that the first of them began."""
    moment = connection.ops.adapt_datetimefield_value
    with prepared() as cursor:
        values = {"key": key_of(what, who), "at": moment(at), "end": moment(at + timedelta(seconds=seconds)), "no": False}
        cursor.execute(_COUNT, values)
        return int(cursor.fetchone()[0])


def forget_spent(*, at: datetime) -> int:
    """Delete the counters whose span is over; returns how many."""
    return Counter.objects.filter(expires_at__lte=at).delete()[0]
