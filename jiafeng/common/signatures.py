"""A signature drawn on a screen, as vectors. The text a browser sends is, once checked, the text that is kept.

`w*h_x.y.x.y_x.y…`: the box in CSS pixels, then a part for each stroke, its points in tenths of a pixel (static/js/signature.js writes it). A form
carries that without escaping a single character, a check is a few passes over whole numbers, and a row of it is half as long as JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

MAX_STROKES, MAX_POINTS, MAX_SIDE, MAX_LETTERS = 200, 6000, 4000, 200_000
# A finger leaves the box by a little; further away nothing was drawn.
_MARGIN = 200
_LETTERS = re.compile(r"[0-9.*_-]+")


class Unreadable(ValueError):
    """Not such a text, or points where no hand can have drawn them."""


class OnlyADot(ValueError):
    """Fewer than four points."""


@dataclass(frozen=True)
class Drawing:
    """A drawn signature: its box in CSS pixels, and the points of its strokes in the same unit."""

    width: int
    height: int
    strokes: list[list[tuple[float, float]]]

    @cached_property
    def paths(self) -> list[str]:
        """The data of SVG paths, one a stroke: through the middles between its points, which bend it as a hand does."""
        return [_curve(points) for points in self.strokes]


def check(text: str) -> str:
    """The text itself, if it is a drawn signature.

    Raises Unreadable where it is none (other signs, a box of more than 4,000 pixels, points outside it, more than 200 strokes or 6,000 points), and
    OnlyADot where there is too little of it.
    """
    if len(text) > MAX_LETTERS or not _LETTERS.fullmatch(text):
        raise Unreadable(text[:40])
    head, _, drawn = text.partition("_")
    try:
        width, height = map(int, head.split("*"))
        # A list of whole numbers is read by JSON in a third of the time that int() takes for each.
        numbers: list[int] = json.loads(f"[{drawn.replace('.', ',').replace('_', ',')}]")
    except ValueError as error:
        raise Unreadable(text[:40]) from error
    strokes = drawn.split("_")
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE) or len(strokes) > MAX_STROKES or len(numbers) > 2 * MAX_POINTS:
        raise Unreadable(head)
    if any(stroke.count(".") % 2 == 0 for stroke in strokes if stroke):  # an x without its y
        raise Unreadable(head)
    if len(numbers) < 8:
        raise OnlyADot(text)
    if max(numbers[::2]) > width * 10 + _MARGIN or max(numbers[1::2]) > height * 10 + _MARGIN or ("-" in drawn and min(numbers) < -_MARGIN):
        raise Unreadable(head)
    return text


def read(text: str) -> Drawing:
    """The drawing that a checked text holds."""
    head, *parts = text.split("_")
    width, height = map(int, head.split("*"))
    strokes = []
    for part in parts:
        numbers = [int(number) / 10 for number in part.split(".")]
        strokes.append(list(zip(numbers[::2], numbers[1::2], strict=True)))
    return Drawing(width, height, strokes)


def write(width: int, height: int, strokes: Iterable[Iterable[tuple[float, float]]]) -> str:
    """The text of a drawing whose points are given in CSS pixels."""
    return "_".join([f"{width}*{height}", *(".".join(f"{round(x * 10)}.{round(y * 10)}" for x, y in stroke) for stroke in strokes)])


def _curve(points: list[tuple[float, float]]) -> str:
    x, y = points[0]
    path = f"M{x:g} {y:g}"
    for (x, y), (next_x, next_y) in pairwise(points[1:]):
        path += f"Q{x:g} {y:g} {round((x + next_x) / 2, 1):g} {round((y + next_y) / 2, 1):g}"
    x, y = points[-1]
    return f"{path}L{x:g} {y:g}"
