"""Printed rules: found as thin lines that run along most of the sheet, measured, and taken out from under the ink."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Density = NDArray[Any]  # 0 paper … FULL ink
FULL = 200

BLOCK = 32  # pixels along a rule that are averaged before it is looked for
SPAN = 0.4  # of the sheet: no stroke of a hand is as long
_RIDGE = 7  # pixels to either side within which a rule must have paper
_HALF = 6  # pixels to either side of a rule that its print may touch


@dataclass(frozen=True)
class Rule:
    """One rule along the picture's rows: where it runs from and to, its height at every column, how dense it is at distances from its middle."""

    first: int
    last: int
    course: NDArray[Any]
    profile: NDArray[Any]  # at -_HALF … _HALF pixels, four to the pixel


def find(density: Density) -> list[Rule]:
    """The rules that run along the rows; for those along the columns transpose the picture."""
    height, width = density.shape
    blocks = max(width // BLOCK, 4)
    mean = cv2.resize(density, (blocks, height), interpolation=cv2.INTER_AREA).astype(np.float32)
    beside = np.maximum(_moved(mean, _RIDGE), _moved(mean, -_RIDGE))
    ridge = cv2.blur(mean, (1, 3)) - np.minimum(beside, (_moved(mean, _RIDGE) + _moved(mean, -_RIDGE)) / 2 + 4)
    noise = 1.4826 * float(np.median(np.abs(ridge - np.median(ridge)))) + 0.5
    level = max(3.5 * noise, 0.025 * FULL)
    found = []
    free = np.clip(ridge / level, -0.6, 1.0)
    through = _best_ways(free)
    score = through.max(axis=1)
    # Each rule is the best way through its neighbourhood.
    for row in np.argsort(-score):
        if score[row] < SPAN * 0.8 * blocks:
            break
        if row < 3 or row > height - 4:
            continue
        way = _way_through(free, int(row), int(through[row].argmax()))
        course = _course(way, free)
        if course is None:
            continue
        first, last, heights = course
        near = np.abs(np.arange(height)[:, None] - heights[None, :]) < 4
        free[near & (np.arange(blocks) >= first - 1)[None] & (np.arange(blocks) <= last + 1)[None]] = -0.6
        columns = (np.arange(width) + 0.5) / width * blocks - 0.5
        exact = _centred(ridge, heights, first, last)
        along = np.interp(columns, np.arange(blocks), exact).astype(np.float32)
        left, right = max(int(first * width / blocks) - BLOCK // 2, 0), min(int((last + 1) * width / blocks) + BLOCK // 2, width)
        found.append(Rule(left, right, along, _profile(density, along, left, right)))
        through[max(row - 3, 0) : row + 4] = -1e9
        score[max(row - 3, 0) : row + 4] = -1e9
        if len(found) >= 90:
            break
    return found


def take_out(density: Density, rules: list[Rule]) -> NDArray[Any]:
    """Subtract rules in place: what is denser than a rule stays, and is as dense as it would be on paper. Returns where rules were."""
    height = len(density)
    touched = np.zeros(density.shape, bool)
    for rule in rules:
        columns = np.arange(rule.first, rule.last)
        top = np.floor(rule.course[columns]).astype(int) - _HALF
        rows = top[None, :] + np.arange(2 * _HALF + 2)[:, None]
        inside = (rows >= 0) & (rows < height)
        rows = np.clip(rows, 0, height - 1)
        away = (rows - rule.course[columns][None, :] + _HALF) * 4
        rule_density = np.interp(away, np.arange(len(rule.profile)), rule.profile, left=0, right=0)
        here = density[rows, columns[None, :]].astype(np.float32)
        rest = (here - rule_density) / np.maximum(1 - rule_density / FULL, 0.35)
        density[rows, columns[None, :]] = np.where(inside, np.clip(rest, 0, 255), here).astype(np.uint8)
        touched[rows, columns[None, :]] |= inside & (rule_density > 0.04 * FULL)
    return touched


def _moved(picture: NDArray[Any], by: int) -> NDArray[Any]:
    found = np.roll(picture, by, axis=0)
    if by > 0:
        found[:by] = picture[:1]
    else:
        found[by:] = picture[-1:]
    return found


def _best_ways(worth: NDArray[Any]) -> NDArray[Any]:
    """For each place the worth of the best way from side to side through it that moves at most a row a column."""

    def forward(values: NDArray[Any]) -> NDArray[Any]:
        total = np.zeros_like(values)
        total[:, 0] = np.maximum(values[:, 0], 0)
        for i in range(1, values.shape[1]):
            before = total[:, i - 1]
            best = before.copy()
            best[1:] = np.maximum(best[1:], before[:-1] - 0.05)
            best[:-1] = np.maximum(best[:-1], before[1:] - 0.05)
            total[:, i] = np.maximum(best + values[:, i], 0)
        return total

    there, back = forward(worth), forward(worth[:, ::-1])[:, ::-1]
    return there + back - np.maximum(worth, 0)


def _way_through(worth: NDArray[Any], row: int, column: int) -> NDArray[Any]:
    """The way from a place to both sides, always to the best of the next three."""
    height, width = worth.shape
    way = np.zeros(width, np.intp)
    way[column] = row
    padded = np.pad(cv2.blur(worth, (3, 1)), ((1, 1), (0, 0)), constant_values=-9)
    for order, step in ((range(column + 1, width), -1), (range(column - 1, -1, -1), 1)):
        for i in order:
            here = way[i + step]
            options = padded[here : here + 3, i] - (0.05, 0.0, 0.05)
            way[i] = min(max(here + int(options.argmax()) - 1, 0), height - 1)
    return way


def _course(way: NDArray[Any], worth: NDArray[Any]) -> tuple[int, int, NDArray[Any]] | None:
    """From and to which block a rule runs, and its height at every block; None where it is too short or too broken."""
    blocks = len(way)
    there = worth[way, np.arange(blocks)] > 0.5
    places = np.flatnonzero(there)
    if len(places) < SPAN * blocks * 0.75:
        return None
    # The longest run whose gaps are short: ink hides a rule only here and there.
    breaks = np.flatnonzero(np.diff(places) > max(4, blocks * 0.08))
    runs = np.split(places, breaks + 1)
    run = max(runs, key=len)
    first, last = int(run[0]), int(run[-1])
    if last - first + 1 < SPAN * blocks or len(run) < 0.72 * (last - first + 1):
        return None
    x = run.astype(float)
    degree = 3 if len(run) > 12 else 1
    curve = np.polynomial.Polynomial.fit(x, way[run].astype(float), degree)
    residual = way[run] - curve(x)
    if np.median(np.abs(residual)) > 1.2:
        return None
    smooth = np.interp(np.arange(blocks), x, np.convolve(np.pad(way[run].astype(float), 2, mode="edge"), np.ones(5) / 5, "valid"))
    inside = np.clip(np.arange(blocks), first, last)
    return first, last, smooth[inside]


def _centred(ridge: NDArray[Any], heights: NDArray[Any], first: int, last: int) -> NDArray[Any]:
    """Each block's height moved to the middle of what is printed there, then steadied along the rule."""
    rows = np.round(heights).astype(int)[None, :] + np.arange(-3, 4)[:, None]
    weight = np.clip(ridge[np.clip(rows, 0, len(ridge) - 1), np.arange(ridge.shape[1])[None, :]], 0, None) ** 1.5
    ceiling = np.median(weight.max(0)) * 2 + 1e-6
    weight = np.where(weight.max(0, keepdims=True) > ceiling, 0, weight) + 1e-6
    centre = (weight * rows).sum(0) / weight.sum(0)
    centre = np.where(weight.sum(0) > 1e-4, centre, np.nan)
    good = np.flatnonzero(~np.isnan(centre[first : last + 1])) + first
    if len(good) < 3:
        return heights
    filled = np.interp(np.arange(len(heights)), good, centre[good])
    padded = np.pad(filled, 3, mode="edge")
    steady = np.median(np.lib.stride_tricks.sliding_window_view(padded, 7), axis=1)
    found: NDArray[Any] = np.convolve(np.pad(steady, 2, mode="edge"), np.ones(5) / 5, "valid")
    return found


def _profile(density: Density, course: NDArray[Any], left: int, right: int) -> NDArray[Any]:
    """How dense the rule is across: of many columns not the densest, which are written over, nor the faintest, which are gaps of a dashed rule."""
    columns = np.arange(left, right, 2, dtype=np.float32)
    offsets = np.arange(-_HALF, _HALF + 0.01, 0.25, dtype=np.float32)
    x = np.broadcast_to(columns, (len(offsets), len(columns))).astype(np.float32)
    y = (course[left:right:2][None, : len(columns)] + offsets[:, None]).astype(np.float32)
    strip = cv2.remap(density, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
    # Columns with ink beside the rule say nothing about it.
    beside = np.maximum(strip[:6].mean(0), strip[-6:].mean(0))
    clear = strip[:, beside <= np.percentile(beside, 70)]
    level = np.percentile(clear, 68, axis=1)
    faint = np.percentile(clear[[0, 1, -2, -1]], 68)
    found: NDArray[Any] = np.clip(
        cv2.GaussianBlur(np.maximum(level - faint, 0)[None].astype(np.float32), (0, 0), 0.8)[0] * 1.08, 0, 0.9 * FULL
    )
    return found
