"""The Figure type: a number that opens the rows it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Sum


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
    rows: Callable[[FigureScope], models.QuerySet[Any]]
    columns: Mapping[str, Any]
    amount: str | None = None
    evidence: str = ""
    parameters: tuple[Parameter, ...] = ()
    names: tuple[str, ...] = ()

    def value(self, scope: FigureScope) -> int:
        """The figure's value today over `scope`."""
        rows = self.rows(scope)
        if self.amount is None:
            return rows.order_by().count()
        return rows.order_by().aggregate(total=Sum(self.amount))["total"] or 0
