"""A year's notice as somebody typed it, until the library knows the year. Who keeps such notices says so with `take_from`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Notice:
    """What 国务院办公厅 announced for `year`: the days off (weekends among them or not) and the weekend days worked, those of the December before included."""

    year: int
    days_off: frozenset[date]
    worked: frozenset[date]


def _nobody(year: int) -> Notice | None:
    return None


_keeper: Callable[[int], Notice | None] = _nobody


def take_from(keeper: Callable[[int], Notice | None]) -> None:
    """Ask `keeper` from now on for the notice of a year that the library does not know."""
    global _keeper
    _keeper = keeper


def entered(year: int) -> Notice | None:
    """The notice that was entered for `year`."""
    return _keeper(year)
