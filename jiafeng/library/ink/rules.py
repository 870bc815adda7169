"""Printed rules: found as thin lines that run along most of the sheet, measured, and taken out from under the ink."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Density = NDArray[Any]  # uint8, 0 paper … FULL ink
FULL = 200

BLOCK = 32  # pixels along a rule that are averaged before it is looked for
SPAN = 0.4  # of the sheet: no stroke of a hand is as long
MOST = 120  # rules in one direction
_RIDGE = 7  # pixels to either side within which a rule must have paper
_HALF = 5  # pixels to either side of a rule that its print may touch
_FINE = 4  # places a pixel at which its print is measured


@dataclass(frozen=True)
class Rule:
    """One rule along the picture's rows: the columns it runs from and to, and its height at every column of the picture."""

    first: int
    last: int
    course: NDArray[Any]

    @property
    def rows(self) -> slice:
        """Every row that it touches."""
        along = self.course[self.first : self.last]
        return slice(max(int(along.min()) - _HALF, 0), max(int(along.max()) + _HALF + 2, 0))


def find(density: Density, *, endless: bool = False) -> list[Rule]:
    """The rules that run along the rows; for those along the columns transpose the picture. `endless`: they run out of it on both sides."""
    height, width = density.shape
    blocks = max(width // BLOCK, 4)
    mean = cv2.resize(density, (blocks, height), interpolation=cv2.INTER_AREA).astype(np.float32)
    one, other = _moved(mean, _RIDGE), _moved(mean, -_RIDGE)
    ridge = cv2.blur(mean, (1, 3)) - np.minimum(np.maximum(one, other), (one + other) / 2 + 4)
    noise = 1.4826 * float(np.median(np.abs(ridge[::3] - np.median(ridge[::3])))) + 0.5
    worth = np.clip(ridge / max(3.5 * noise, 0.025 * FULL), -0.6, 1.0)
    through = _best_ways(worth)
    score = through.max(axis=1)
    found: list[Rule] = []
    for row in np.argsort(-score):
        if score[row] < SPAN * 0.8 * blocks or len(found) == MOST:
            break
        column = int(np.where(worth[row] > 0.5, through[row], -1.0).argmax())
        if not 3 <= row <= height - 4 or worth[row, column] <= 0.5:
            continue  # at the sheet's edge, or part of a rule that was found before
        way = _way_through(worth, int(row), column)
        run = _run(worth[way, np.arange(blocks)] > 0.5)
        if run is None or not _steady(way, run):
            worth[row, column] = -0.6
            continue
        heights = _centred(ridge, way, run)
        left, right = (max(int((run[0] - 0.5) * width / blocks), 0), min(int((run[-1] + 1.5) * width / blocks), width))
        columns = (np.arange(width) + 0.5) / width * blocks - 0.5
        course = np.interp(columns, np.arange(blocks), heights).astype(np.float32)
        if endless:
            straight = np.polynomial.Polynomial.fit(columns[left:right:16], course[left:right:16], 1)
            course[:left], course[right:] = straight(columns[:left]), straight(columns[right:])
            left, right = 0, width
        found.append(Rule(left, right, course))
        taken = np.arange(max(run[0] - 1, 0), min(run[-1] + 2, blocks))
        for beside in range(-3, 4):
            worth[np.clip(np.round(heights[taken]).astype(int) + beside, 0, height - 1), taken] = -0.6
    return found


def cover(shape: tuple[int, ...], rules: list[Rule]) -> NDArray[Any]:
    """A mask (0 or 1) of where rules lie."""
    mask = np.zeros(shape, np.uint8)
    for rule in rules:
        rows = rule.rows
        away = np.arange(rows.start, min(rows.stop, shape[0]), dtype=np.float32)[:, None] - rule.course[None, rule.first : rule.last]
        mask[rows, rule.first : rule.last] |= (np.abs(away) <= 3.5).view(np.uint8)
    return mask


def take_out(density: Density, rules: list[Rule]) -> None:
    """Subtract rules in place: what is denser than a rule stays, as dense as it would be on paper."""
    profiles = [_profile(density, rule) for rule in rules]
    for rule, profile in zip(rules, profiles, strict=True):
        rows = rule.rows
        region = density[rows, rule.first : rule.last]
        away = np.arange(rows.start, rows.start + len(region), dtype=np.float32)[:, None] - rule.course[None, rule.first : rule.last]
        place = np.clip((away + _HALF) * _FINE + 0.5, 0, len(profile) - 1).astype(np.intp)
        print_density = profile[place]
        rest = (region - print_density) / np.maximum(1 - print_density / FULL, 0.35)
        region[:] = np.clip(rest, 0, 255).astype(np.uint8)


def _moved(picture: NDArray[Any], by: int) -> NDArray[Any]:
    """The picture moved by rows, its first or last row repeated."""
    rows = np.clip(np.arange(len(picture)) - by, 0, len(picture) - 1)
    moved: NDArray[Any] = picture[rows]
    return moved


def _best_ways(worth: NDArray[Any]) -> NDArray[Any]:
    """For each place the worth of the best way from side to side through it that moves at most a row a column."""

    def forward(values: NDArray[Any]) -> NDArray[Any]:
        columns = np.ascontiguousarray(values.T)
        total = np.empty_like(columns)
        total[0] = np.maximum(columns[0], 0)
        best = np.empty_like(columns[0])
        for i in range(1, len(columns)):
            before = total[i - 1]
            best[:] = before
            np.maximum(best[1:], before[:-1] - 0.05, out=best[1:])
            np.maximum(best[:-1], before[1:] - 0.05, out=best[:-1])
            np.maximum(best + columns[i], 0, out=total[i])
        return total.T

    there, back = forward(worth), forward(worth[:, ::-1])[:, ::-1]
    return there + back - np.maximum(worth, 0)


def _way_through(worth: NDArray[Any], row: int, column: int) -> NDArray[Any]:
    """The way from a place to both sides, always to the best of the next three."""
    height, width = worth.shape
    way = np.zeros(width, np.intp)
    for order in (range(column, width), range(column, -1, -1)):
        here = row
        for i in order:
            best, worthy = here, -9.0
            for candidate in (here, here - 1, here + 1):
                if 1 <= candidate < height - 1:
                    value = worth[candidate - 1, i] + worth[candidate, i] + worth[candidate + 1, i] + (0.05 if candidate == here else 0)
                    if value > worthy:
                        best, worthy = candidate, value
            way[i] = here = best
    return way


def _run(there: NDArray[Any]) -> NDArray[Any] | None:
    """The blocks of a rule: the longest run whose gaps are short, for ink hides a rule only here and there. None where it is too short."""
    blocks = len(there)
    places = np.flatnonzero(there)
    if len(places) < SPAN * blocks * 0.75:
        return None
    run = max(np.split(places, np.flatnonzero(np.diff(places) > max(4, blocks * 0.08)) + 1), key=len)
    length = run[-1] - run[0] + 1
    return run if length >= SPAN * blocks and len(run) >= 0.72 * length else None


def _steady(way: NDArray[Any], run: NDArray[Any]) -> bool:
    """Rules are straight, or bent as the sheet was; a row of writing is neither."""
    curve = np.polynomial.Polynomial.fit(run.astype(float), way[run].astype(float), 3 if len(run) > 12 else 1)
    return float(np.median(np.abs(way[run] - curve(run.astype(float))))) <= 1.2


def _centred(ridge: NDArray[Any], way: NDArray[Any], run: NDArray[Any]) -> NDArray[Any]:
    """The rule's height at every block: the middle of what is printed there, steadied along the rule."""
    rows = np.clip(way[run][None, :] + np.arange(-3, 4)[:, None], 0, len(ridge) - 1)
    weight = np.clip(ridge[rows, run[None, :]], 0, None) ** 1.5
    top = weight.max(0)
    # Where ink lies on it, a rule's middle cannot be seen.
    clear = (top < 2 * np.median(top) + 1e-6) & (top > 1e-4)
    heights = np.where(clear, (weight * rows).sum(0) / np.maximum(weight.sum(0), 1e-6), way[run])
    padded = np.pad(heights, 3, mode="edge")
    steady = np.median(np.lib.stride_tricks.sliding_window_view(padded, 7), axis=1)
    smooth = np.convolve(np.pad(steady, 2, mode="edge"), np.ones(5) / 5, "valid")
    found: NDArray[Any] = np.interp(np.arange(len(way)), run, smooth)
    return found


def _profile(density: Density, rule: Rule) -> NDArray[Any]:
    """How dense the rule is across, at -_HALF … _HALF pixels: of many columns neither the densest, which are written over, nor the faintest,
    which are the gaps of a dashed rule."""
    offsets = np.arange(-_HALF, _HALF + 0.01, 1 / _FINE, dtype=np.float32)
    step = max((rule.last - rule.first) // 400, 1)
    columns = np.arange(rule.first, rule.last, step, dtype=np.float32)
    x = np.broadcast_to(columns, (len(offsets), len(columns))).astype(np.float32)
    y = rule.course[rule.first : rule.last : step][None] + offsets[:, None]
    strip = cv2.remap(density, x, y.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
    # Columns with ink beside the rule say nothing about it.
    beside = np.maximum(strip[:5].mean(0), strip[-5:].mean(0))
    clear = np.sort(strip[:, beside <= np.partition(beside, int(0.7 * len(beside)))[int(0.7 * len(beside))]], axis=1)
    level = clear[:, int(0.68 * clear.shape[1])]
    faint = min(float(level[:3].mean()), float(level[-3:].mean()))
    above = cv2.GaussianBlur(np.maximum(level - faint, 0)[None], (0, 0), 1.0)[0] * 1.08
    found: NDArray[Any] = np.clip(above, 0, 0.9 * FULL)
    found[0] = found[-1] = 0
    return found
