"""Where the points of one plane lie on another, seen in perspective."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

Point = tuple[float, float]


def projection(source: Sequence[Point], target: Sequence[Sequence[float]]) -> Callable[[float, float], Point]:
    """The perspective map that takes four points, no three of them in a line, to four others; each in a unit of its own."""
    rows, values = [], []
    for (x, y), (u, v) in zip(source, target, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    a, b, c, d, e, f, g, h = (float(each) for each in np.linalg.solve(np.array(rows, float), np.array(values, float)))

    def project(x: float, y: float) -> Point:
        w = g * x + h * y + 1
        return (a * x + b * y + c) / w, (d * x + e * y + f) / w

    return project


def lying(sheet: Point, corners: Sequence[Sequence[float]], mark: Point, seen: Point) -> Callable[[float, float], Point]:
    """Where the points of a printed sheet lie in its photograph.

    sheet: width and height; mark: where something was printed on it, both in millimetres from its top left. corners: of the sheet in the photograph,
    clockwise from any of them; seen: where the mark lies there. Of the four ways it may lie, the one that brings the mark nearest is taken.
    """
    width, height = sheet
    flat = [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)]
    ways = [projection(flat, [*corners[turn:], *corners[:turn]]) for turn in range(4)]
    return min(ways, key=lambda project: math.dist(project(*mark), seen))
