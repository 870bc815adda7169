"""An issued figure against the records of today: how many rows came, went or changed, and which."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from jiafeng.reporting.bulletins.models import Passport
from jiafeng.reporting.bulletins.queries.packing import manifest_rows
from jiafeng.reporting.figures.queries import Counted, counted_rows, reference

# Shown of each kind; the counts are exact however many there are.
SHOWN = 100
# More rows than this are compared by a job.
AT_ONCE = 20_000


@dataclass(frozen=True)
class RowChange:
    """One row: its id, what it said when it was frozen, and what it says today (None where it is not counted)."""

    pk: str
    then: list[str] | None
    now: list[str] | None


@dataclass
class Difference:
    """Why a figure counts otherwise. `value` is today's; the lists hold the first SHOWN rows of each kind."""

    value: int = 0
    rows: int = 0
    added: int = 0
    removed: int = 0
    changed: int = 0
    added_rows: list[RowChange] = field(default_factory=list)
    removed_rows: list[RowChange] = field(default_factory=list)
    changed_rows: list[RowChange] = field(default_factory=list)

    @property
    def is_same(self) -> bool:
        return not (self.added or self.removed or self.changed)

    def as_json(self) -> dict[str, Any]:
        """For a job's outcome."""
        kinds = {
            name: [[row.pk, row.then, row.now] for row in getattr(self, name)] for name in ("added_rows", "removed_rows", "changed_rows")
        }
        return {"value": self.value, "rows": self.rows, "added": self.added, "removed": self.removed, "changed": self.changed, **kinds}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Difference:
        kinds: dict[str, Any] = {name: [RowChange(*row) for row in kept[name]] for name in ("added_rows", "removed_rows", "changed_rows")}
        return cls(**{name: kept[name] for name in ("value", "rows", "added", "removed", "changed")}, **kinds)


def value_today(passport: Passport) -> int:
    """What the passport's figure counts now, over the period and the records it was frozen for."""
    wanted = reference(passport.figure)
    return wanted.figure.value(wanted.scope(passport.bulletin.county_id, passport.start, passport.end))


def difference(passport: Passport, progress: Callable[[int, int], None] | None = None) -> Difference:
    """Walk the manifest and today's rows side by side, both in the order of primary keys, holding one of each."""
    wanted = reference(passport.figure)
    scope = wanted.scope(passport.bulletin.county_id, passport.start, passport.end)
    today = counted_rows(wanted.figure, scope, seal_key=bytes.fromhex(passport.seal_key), progress=progress)
    found = Difference()
    for then, now in paired(manifest_rows(passport), today):
        if now is not None:
            found.value += now.amount
            found.rows += 1
        if then is None and now is not None:
            found.added += 1
            _show(found.added_rows, RowChange(str(now.pk), None, now.cells))
        elif now is None and then is not None:
            found.removed += 1
            _show(found.removed_rows, RowChange(str(then.pk), then.cells, None))
        elif then is not None and now is not None and then.seal != now.seal:
            found.changed += 1
            _show(found.changed_rows, RowChange(str(then.pk), then.cells, now.cells))
    return found


def _show(rows: list[RowChange], row: RowChange) -> None:
    if len(rows) < SHOWN:
        rows.append(row)


def _order(pk: Any) -> Any:
    """Primary keys as the database orders them: numbers by value, UUIDs by their digits."""
    text = str(pk)
    return int(text) if text.isdecimal() else UUID(text).int


def paired(then: Iterator[Counted], now: Iterator[Counted]) -> Iterator[tuple[Counted | None, Counted | None]]:
    """A merge of two ordered streams."""
    left, right = next(then, None), next(now, None)
    while left is not None or right is not None:
        if right is None or (left is not None and _order(left.pk) < _order(right.pk)):
            yield left, None
            left = next(then, None)
        elif left is None or _order(right.pk) < _order(left.pk):
            yield None, right
            right = next(now, None)
        else:
            yield left, right
            left, right = next(then, None), next(now, None)
