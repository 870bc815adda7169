"""The schedule of retention as it stands in a county."""

from __future__ import annotations

from dataclasses import dataclass

from jiafeng.ground.people import holdings
from jiafeng.ground.people.models import RetentionRule
from jiafeng.ground.units.models import Region


@dataclass(frozen=True)
class Kept:
    """One kind of record and how many months it is kept; None: for good."""

    term: holdings.Term
    months: int | None

    @property
    def years(self) -> int | None:
        """Whole years, where the months are that."""
        return self.months // 12 if self.months and self.months % 12 == 0 else None


def schedule(county: Region | None) -> list[Kept]:
    """Every kind of record; without a county (before one is set up), the defaults."""
    own = dict(RetentionRule.objects.filter(county=county).values_list("code", "months"))
    return [Kept(term, own.get(term.code, term.months) if term.months else None) for term in holdings.terms()]
