"""Pages of a list that never count the whole table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import models
from django.http import HttpRequest

M = TypeVar("M", bound=models.Model)

MAX_PAGE = 200


@dataclass(frozen=True)
class Page(Generic[M]):
    """One page: `items`, its number from 1, and whether another follows. The last reachable page is MAX_PAGE: beyond it, filter."""

    items: list[M]
    number: int
    has_next: bool
    query: str

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def previous_query(self) -> str:
        return f"{self.query}page={self.number - 1}"

    @property
    def next_query(self) -> str:
        return f"{self.query}page={self.number + 1}"

    @property
    def is_last_reachable(self) -> bool:
        return self.number >= MAX_PAGE


def page_of(queryset: models.QuerySet[M], request: HttpRequest, *, per: int = 50) -> Page[M]:
    """The page named by ?page= (a bad number is page 1), read with LIMIT per+1 and no COUNT."""
    raw = request.GET.get("page", "1")
    number = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 6 else 1
    number = min(max(number, 1), MAX_PAGE)
    start = (number - 1) * per
    items = list(queryset[start : start + per + 1])
    kept = request.GET.copy()
    kept.pop("page", None)
    query = "?" + (kept.urlencode() + "&" if kept else "")
    return Page(items=items[:per], number=number, has_next=len(items) > per and number < MAX_PAGE, query=query)


def by_number(rows: models.QuerySet[M], raw: str) -> M | None:
    """The row that an address names by its number; None where it names none that is there."""
    return rows.filter(pk=int(raw)).first() if raw.isascii() and raw.isdigit() and len(raw) < 18 else None
