"""Find the claims of a text: quantities done or achieved, and totalities without a number.

What is found (the label of the span):

- ``claim``: a quantity that was done, counted or reached, in any form of numeral, with the words that bound it and its measure word.
- ``absolute``: a totality without a number (全部, 人人, 家家户户, 全覆盖, 应签尽签, 无一例外).

What is not: dates, times and spans of the calendar, document and clause numbers, ordinals, codes and addresses, ages, names and set
phrases, and whatever the clause plans, demands, calls for or supposes instead of reporting.
"""

from dataclasses import dataclass
from decimal import Decimal

from .fixed import mark, mark_names
from .moods import Moods
from .quantities import Quantity, quantities
from .text import read
from .totalities import Totality, totalities

CLAIM, ABSOLUTE = "claim", "absolute"
FEW = 12
"""A rule or a habit asks for no more than about this many (每月一次, 每年两次); more than that was counted."""


@dataclass(frozen=True, slots=True)
class Span:
    """``text`` is the source at ``[start, end)``; ``min``/``max`` are the counts its words allow, None where they leave it open."""

    start: int
    end: int
    text: str
    label: str
    min: int | float | None
    max: int | float | None


def find_claims(text: str) -> list[Span]:
    """The claims of a sentence or a longer text, from left to right and without overlap. Any string is accepted; time grows with its length."""
    prose = read(text)
    painted, names = mark(prose.text), mark_names(prose.text)
    moods = Moods(prose.text, names)
    found: list[Span] = []

    def add(part: Quantity | Totality, label: str, low: Decimal | None = None, high: Decimal | None = None) -> None:
        start, end = prose.span(part.start, part.end)
        found.append(Span(start, end, text[start:end], label, _plain(low), _plain(high)))

    for quantity in quantities(prose.text, painted):
        if not names[quantity.start] and _reported(quantity, moods):
            add(quantity, CLAIM, quantity.low, quantity.high)
    for totality in totalities(prose.text, painted):
        if not names[totality.start] and _reached(totality, moods):
            add(totality, ABSOLUTE)
    return _apart(found)


def _reported(quantity: Quantity, moods: Moods) -> bool:
    if moods.of(quantity.start, quantity.end, rate=quantity.share):
        return False
    if quantity.demand and not moods.done(quantity.start):
        return False
    few = quantity.low is not None and quantity.low <= FEW and quantity.high in (quantity.low, None)
    return not (few and moods.habit(quantity.start))


def _reached(totality: Totality, moods: Moods) -> bool:
    return not (
        moods.of(totality.start, totality.end, rate=totality.leaves_none_out, total=True) or moods.call_to_all(totality.start, totality.end)
    )


def _plain(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(round(value, 2))


def _apart(spans: list[Span]) -> list[Span]:
    """In order, and where two overlap only the one that starts first (a claim before a totality)."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, span.label == ABSOLUTE, -span.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept
