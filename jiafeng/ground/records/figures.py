"""The Figure type: a number that opens the rows it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Sum
from django.utils import timezone

from jiafeng.common.prepared import Number, Prepared


@dataclass(frozen=True)
class FigureScope:
    """What a figure is asked over: a county (units.Region id; None = the whole deployment), a half-open period of Shanghai days
    `[start, end)` (None = open), and narrowing parameters such as {"event": 12} that the figure declares."""

    county_id: int | None = None
    start: date | None = None
    end: date | None = None
    params: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Parameter:
    """A narrowing parameter of a figure, e.g. one event: its name, label, and the choices (id, label) a county offers."""

    name: str
    label: Any
    choices: Callable[[int | None], Iterable[tuple[int, str]]]


Rows = Callable[[FigureScope], models.QuerySet[Any]]


@dataclass(frozen=True)
class Figure:
    """A number defined over records.

    code: `room.noun`, never reused; label, unit (人, 份, 场 …) and definition (one sentence: what is counted, what is not) in the user's
    language; rows: scope → the queryset of rows it counts, ordered by primary key; amount: the field to add up, or None to count rows;
    columns: the row's fields shown in the passport's manifest, `name → label`, never a telephone number or a signature; evidence: the
    relation of a row to its evidence files (`evidence`, `event__photos`), or "" where it has none; names: columns that name somebody and
    are therefore shown and frozen masked (a Person's own name always is).
    """

    code: str
    label: Any
    unit: Any
    definition: Any
    rows: Rows
    columns: Mapping[str, Any]
    amount: str | None = None
    evidence: str = ""
    parameters: tuple[Parameter, ...] = ()
    names: tuple[str, ...] = ()

    def value(self, scope: FigureScope) -> int:
        """The figure's value today over `scope`."""
        return self._number((scope.start, scope.end), scope.county_id, scope.params)

    @cached_property
    def _number(self) -> Number:
        """The statement of each period: its days are turned into years and midnights, so that they stand in it."""

        def count(period: tuple[date | None, date | None], county_id: int | None, params: Mapping[str, int]) -> Any:
            rows = self.rows(FigureScope(county_id, *period, params)).order_by()
            return rows.count() if self.amount is None else rows.aggregate(Sum(self.amount))

        return Number(count)


def in_scope(rows: models.QuerySet[Any], when: str = "", **narrowed: str) -> Rows:
    """How a figure counts `rows`: those of the scope's county whose field `when`, a day or a moment, lies in its period, by primary key.

    when: "" for what is counted as it stands. narrowed: for each of the figure's parameters the field it narrows, e.g. event="event_id".
    """

    def read(scope: FigureScope) -> models.QuerySet[Any]:
        found = {narrowed[name]: pk for name, pk in scope.params.items() if name in narrowed}
        if scope.county_id is not None:
            found["county_id"] = scope.county_id
        bounds: dict[str, date | None] = {f"{when}__gte": scope.start, f"{when}__lt": scope.end} if when else {}
        is_moment = when and isinstance(rows.model._meta.get_field(when), models.DateTimeField)
        within = {
            lookup: timezone.make_aware(datetime.combine(day, time.min)) if is_moment else day for lookup, day in bounds.items() if day
        }
        return rows.filter(**found, **within).order_by("pk")

    return read


def titles(rows: models.QuerySet[Any]) -> Callable[[int | None], Iterable[tuple[int, str]]]:
    """The choices of a Parameter: the county's `rows`, in their order, by their titles."""
    return Prepared(lambda county_id: rows.filter(**({} if county_id is None else {"county_id": county_id})).values_list("pk", "title"))
