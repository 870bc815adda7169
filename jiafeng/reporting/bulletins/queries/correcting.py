"""Whether an issued number was wrong: told by the rows of its period alone, never by what came after the issue.

A figure that is asked over no period (how many units there are) was right on its day, whatever it says today. Of a period that had ended when
the bulletin was issued, a row that came later was entered late, and the number was too low. Of a period that was still running, what came from
the day of issue on is simply newer. A row that was counted and is gone, or counts otherwise, was wrong in either case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.utils import timezone

from jiafeng.reporting.bulletins.models import Passport
from jiafeng.reporting.bulletins.queries.packing import manifest_rows
from jiafeng.reporting.bulletins.queries.today import paired
from jiafeng.reporting.figures.queries import Reference, counted_rows, reference

_DAY = timedelta(days=1)
_AT_A_TIME = 500


@dataclass(frozen=True)
class Correction:
    """What an issued figure should have said. late, gone, changed: rows entered late, taken out, counting otherwise; end: the first day that no
    longer counts of the period over which the figure says `value` by itself, None where no period does."""

    passport: Passport
    value: int
    late: int
    gone: int
    changed: int
    end: date | None


def corrections(passports: Sequence[Passport]) -> list[Correction]:
    """Of these figures of an issued bulletin, those that were wrong. Every row that one counted is read again."""
    return [found for found in map(correction_of, passports) if found is not None]


def correction_of(passport: Passport) -> Correction | None:
    """What the figure should have said, or None where it was right. Raises Refused where the catalogue has no such figure any more."""
    wanted, county = reference(passport.figure), passport.bulletin.county_id
    start, end, issued_on = passport.start, passport.end, timezone.localdate(passport.frozen_at)
    if _asked(wanted, county, start, end) == _asked(wanted, county, None, None):
        return None
    gone = changed = delta = 0
    added: dict[Any, int] = {}
    today = counted_rows(wanted.figure, wanted.scope(county, start, end), seal_key=bytes.fromhex(passport.seal_key))
    for then, now in paired(manifest_rows(passport), today):
        if then is None and now is not None:
            added[now.pk] = now.amount
        elif now is None and then is not None:
            gone, delta = gone + 1, delta - then.amount
        elif then is not None and now is not None and then.amount != now.amount:
            changed, delta = changed + 1, delta + now.amount - then.amount
    if end > issued_on:
        added = _before(wanted, county, start, issued_on, added)
    value = passport.value + delta + sum(added.values())
    if value == passport.value:
        return None
    periods = (end, min(end, issued_on + _DAY))
    fits = next((each for each in periods if wanted.figure.value(wanted.scope(county, start, each)) == value), None)
    return Correction(passport, value, len(added), gone, changed, fits)


def _before(wanted: Reference, county: int, start: date, day: date, added: dict[Any, int]) -> dict[Any, int]:
    """Of rows added to a period that was running on `day`, those of the days before; none where the figure does not look at single days."""
    if _asked(wanted, county, start, day) == _asked(wanted, county, start, day + _DAY):
        return {}
    rows, keys = wanted.figure.rows(wanted.scope(county, start, day)), list(added)
    parts = (keys[first : first + _AT_A_TIME] for first in range(0, len(keys), _AT_A_TIME))
    late = {pk for part in parts for pk in rows.filter(pk__in=part).values_list("pk", flat=True)}
    return {pk: amount for pk, amount in added.items() if pk in late}


def _asked(wanted: Reference, county: int, start: date | None, end: date | None) -> str:
    """The statement that the figure asks of a period; two periods with the same one cannot be told apart by it."""
    try:
        return str(wanted.figure.rows(wanted.scope(county, start, end)).query)
    except EmptyResultSet:
        return ""
