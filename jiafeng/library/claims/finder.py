"""Find the claims of a text: quantities done or achieved, and totalities without a number.

What is found (the label of the span):

- ``claim``: a quantity that was done, counted or reached, in any form of numeral, with the words that bound it and its measure word.
- ``absolute``: a totality without a number (全部, 人人, 家家户户, 全覆盖, 应签尽签, 无一例外).

Every numeral and every totality is a candidate (``grammar``). Each is a claim unless there is a reason why it is none: a date, a document number, an
address, an age, a rule, a plan, a name. ``judge`` gives all of them, ``find_claims`` the claims alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from .features import Sentences
from .grammar import ABSOLUTE, CLAIM, candidates
from .judging import Weights, shipped, verdict
from .text import read

__all__ = ["ABSOLUTE", "CLAIM", "Passed", "Span", "find_claims", "judge"]


@dataclass(frozen=True, slots=True)
class Span:
    """``text`` is the source at ``[start, end)``; ``min``/``max`` are the counts its words allow, None where they leave it open."""

    start: int
    end: int
    text: str
    label: str
    min: int | float | None
    max: int | float | None


@dataclass(frozen=True, slots=True)
class Passed:
    """A numeral or a totality that claims nothing: why (one of ``judging.REASONS``), and the ``word`` that says so, if one does."""

    start: int
    end: int
    text: str
    label: str
    min: int | float | None
    max: int | float | None
    reason: str
    word: str


def judge(text: str, weights: Weights | None = None) -> Iterator[Span | Passed]:
    """Every candidate of a sentence or a longer text, from left to right and without overlap: a claim, or passed over with its reason.

    Any string is accepted; time grows with its length. ``weights`` are the shipped ones unless others are given.
    """
    weights = shipped() if weights is None else weights
    prose = read(text)
    sentences = Sentences(prose.text)
    last = 0
    found = candidates(prose.text)
    for index, one in enumerate(found):
        start, end = prose.span(one.start, one.end)
        if start < last:  # the second half of a 廿, read as 二十
            continue
        last = end
        claimed, reason, word = verdict(found, index, sentences, weights)
        place = start, end, text[start:end], one.label, _plain(one.low), _plain(one.high)
        yield Span(*place) if claimed else Passed(*place, reason, word)


def find_claims(text: str) -> list[Span]:
    """The claims of a text, from left to right and without overlap."""
    return [one for one in judge(text) if isinstance(one, Span)]


def _plain(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(round(value, 2))
