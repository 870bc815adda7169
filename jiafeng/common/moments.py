"""The moment of one press, as an address carries it: so that what was done at it together is taken back together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moment_of(at: datetime) -> int:
    """Microseconds since 1970."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def at_moment(moment: int) -> datetime | None:
    """The time again; None where the number is no moment."""
    try:
        return _EPOCH + timedelta(microseconds=moment)
    except OverflowError:
        return None
