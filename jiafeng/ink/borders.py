"""The sheet's four borders at full resolution, to a fraction of a pixel, straight or bent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Points = NDArray[Any]

SAMPLES = 160
_WITHIN = 5  # places averaged into one sample, so that the grain of desk and paper does not move the border


@dataclass(frozen=True)
class Border:
    """One side, clockwise. `points`: samples of the border in pixels; `sure`: how far each is to be believed, 0…1.
    `sag`: how far it leaves its own straight line, in pixels: robust deviation of the smoothed border."""

    points: Points
    sure: NDArray[Any]
    sag: float


@dataclass(frozen=True)
class Outline:
    """`corners` clockwise from the top left; `borders` top, right, bottom, left."""

    corners: Points
    borders: tuple[Border, Border, Border, Border]

    @property
    def sag(self) -> float:
        return max(border.sag for border in self.borders)


def trace(pixels: NDArray[Any], corners: Points, reach: float) -> Outline:
    """The border near guessed `corners`, looked for within `reach` pixels of each chord."""
    runs, offsets, weights = [], [], []
    for i in range(4):
        run, found, weight = _side(pixels, corners[i], corners[(i + 1) % 4], reach)
        runs.append(run)
        offsets.append(found)
        weights.append(weight)
    borders = []
    for (base, normal), found, weight in zip(runs, offsets, weights, strict=True):
        share = np.linspace(-1, 1, len(found))
        straight = _straight(share, found, weight)
        smooth, bent_belief = _smoothed(found, weight)
        sag = float(np.sqrt(np.average((smooth - straight) ** 2, weights=bent_belief + 1e-6)))
        borders.append(Border(base + smooth[:, None] * normal, bent_belief, sag))
    top, right, bottom, left = borders
    return Outline(_meeting((top, right, bottom, left)), (top, right, bottom, left))


def straight_corners(outline: Outline) -> Points:
    """The corners of the quadrilateral of four straight borders, each fitted to all of its samples."""
    lines = []
    for border in outline.borders:
        middle = np.average(border.points, axis=0, weights=border.sure)
        moved = (border.points - middle) * np.sqrt(border.sure)[:, None]
        lines.append((middle, np.linalg.svd(moved, full_matrices=False)[2][0]))
    return np.array([_crossing(*lines[i - 1], *lines[i]) for i in range(4)])


def _side(pixels: NDArray[Any], start: Points, end: Points, reach: float) -> tuple[tuple[Points, Points], NDArray[Any], NDArray[Any]]:
    run = end - start
    length = float(np.hypot(*run))
    normal = np.array([run[1], -run[0]]) / length
    # Near a corner the neighbouring border would be seen.
    edge = min(0.12, max(0.012, 4 / length))
    base = start + run * np.linspace(edge, 1 - edge, SAMPLES)[:, None]
    within = run * (np.linspace(-0.5, 0.5, _WITHIN) * (1 - 2 * edge) / SAMPLES)[:, None]
    step = max(1.0, reach / 24)
    coarse = np.arange(-reach, reach + step, step)
    strength, sense = _steps(pixels, base, within, normal, coarse, np.zeros(SAMPLES), gap=max(1.5, step))
    path = _way(np.clip(strength, -0.5, None))
    rough = coarse[path]
    fine = np.arange(-4.0, 4.25, 0.5) * max(1.0, step / 2)
    strength, _ = _steps(pixels, base, within, normal, fine, _median(rough, 5), gap=1.25, sense=sense)
    peak = np.clip(_way(strength), 1, len(fine) - 2)
    rows = np.arange(SAMPLES)
    before, here, after = strength[rows, peak - 1], strength[rows, peak], strength[rows, peak + 1]
    bow = before - 2 * here + after
    shift = np.where(bow < -1e-9, 0.5 * (before - after) / np.minimum(bow, -1e-9), 0)
    offset = _median(rough, 5) + fine[peak] + np.clip(shift, -1, 1) * (fine[1] - fine[0])
    weight = np.clip(here / max(float(np.median(here)), 1e-6), 0.02, 1) * (here > 0)
    return (base, normal), offset, weight + 1e-3


def _steps(
    pixels: NDArray[Any],
    base: Points,
    within: Points,
    normal: Points,
    offsets: NDArray[Any],
    shift: NDArray[Any],
    *,
    gap: float,
    sense: Points | None = None,
) -> tuple[NDArray[Any], Points]:
    """How much brighter or darker, in the side's own sense, it becomes on the way out: one row a sample, one column an offset."""
    reach = np.arange(offsets[0] - 2 * gap, offsets[-1] + 2 * gap + 1e-6, offsets[1] - offsets[0])
    places = base[:, None, None] + within[None, :, None] + normal * (reach[None, None, :, None] + shift[:, None, None, None])
    flat = places.reshape(len(base) * len(within), len(reach), 2).astype(np.float32)
    seen = cv2.remap(pixels, flat[..., 0].copy(), flat[..., 1].copy(), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    light = seen.reshape(len(base), len(within), len(reach), 3).astype(np.float32).mean(1).astype(np.float64) + 6
    # Shade is a factor: looked for by logarithms, a border counts as much in the shade. Found, it is measured on the light itself,
    # because the steepest place of a blurred edge's logarithm lies to its dark side.
    logs = np.log(light) if sense is None else light / light.mean((1, 2), keepdims=True)
    spacing = offsets[1] - offsets[0]
    wide = max(round(gap / spacing), 1)
    step = np.zeros((len(base), len(reach), 3))
    step[:, wide:-wide] = logs[:, 2 * wide :] - logs[:, : -2 * wide]
    first = round(2 * gap / spacing)
    step = step[:, first : first + len(offsets)]
    if sense is None:
        strength = np.linalg.norm(step, axis=2)
        best = _way(np.minimum(strength, 0.15) + 0.1 * strength)
        sense = np.median(step[np.arange(len(base)), best], axis=0)
        sense = sense / max(float(np.linalg.norm(sense)), 1e-9)
    return step @ sense, sense


def _way(strength: NDArray[Any]) -> NDArray[Any]:
    """The way of most strength from the first row to the last that moves by at most two columns a row."""
    rows, columns = strength.shape
    total, came = strength[0].copy(), np.zeros((rows, columns), np.int8)
    moves = np.array([0, -1, 1, -2, 2])
    cost = 0.02 * np.abs(moves)[:, None]
    for i in range(1, rows):
        padded = np.pad(total, 2, constant_values=-1e9)
        options = np.stack([padded[2 + move : 2 + move + columns] for move in moves]) - cost
        best = options.argmax(0)
        came[i] = moves[best]
        total = strength[i] + options[best, np.arange(columns)]
    path = np.zeros(rows, np.intp)
    path[-1] = total.argmax()
    for i in range(rows - 1, 0, -1):
        path[i - 1] = path[i] + came[i, path[i]]
    return path


def _median(values: NDArray[Any], size: int) -> NDArray[Any]:
    padded = np.pad(values, size // 2, mode="edge")
    found: NDArray[Any] = np.median(np.lib.stride_tricks.sliding_window_view(padded, size), axis=1)
    return found


def _straight(share: NDArray[Any], offset: NDArray[Any], weight: NDArray[Any]) -> NDArray[Any]:
    """The line through the samples, those far off left out (iteratively reweighted)."""
    columns = np.column_stack([np.ones_like(share), share])
    belief = weight.copy()
    line = offset
    for _ in range(8):
        root = np.sqrt(belief)
        line = columns @ np.linalg.lstsq(columns * root[:, None], offset * root, rcond=None)[0]
        belief = weight * _belief(offset - line)
    return line


def _smoothed(offset: NDArray[Any], weight: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """The samples without their jitter (Whittaker's smoother, second differences, reweighted)."""
    count = len(offset)
    second = np.diff(np.eye(count), 2, axis=0)
    rough = 60.0 * second.T @ second
    belief = weight.copy()
    smooth = offset
    for _ in range(5):
        smooth = np.linalg.solve(np.diag(belief) + rough, belief * offset)
        belief = weight * _belief(offset - smooth)
    return smooth, belief


def _belief(residual: NDArray[Any]) -> NDArray[Any]:
    """Tukey's biweight."""
    scale = max(1.4826 * float(np.median(np.abs(residual))), 0.12)
    found: NDArray[Any] = np.clip(1 - (residual / (4.7 * scale)) ** 2, 0.0, 1.0) ** 2 + 1e-4
    return found


def _meeting(borders: tuple[Border, ...]) -> Points:
    """Corners of bent borders: each continued from its end."""
    part = max(SAMPLES // 12, 4)
    corners = []
    for i in range(4):
        before, after = borders[i - 1].points[-part:], borders[i].points[:part]
        corners.append(_crossing(*_ray(before), *_ray(after)))
    return np.array(corners)


def _ray(points: Points) -> tuple[Points, Points]:
    middle = points.mean(0)
    direction = np.linalg.svd(points - middle, full_matrices=False)[2][0]
    return middle, direction


def _crossing(point: Points, direction: Points, other: Points, way: Points) -> Points:
    across = direction[0] * way[1] - direction[1] * way[0]
    if abs(across) < 1e-6:
        return (point + other) / 2
    gap = other - point
    found: Points = point + direction * (gap[0] * way[1] - gap[1] * way[0]) / across
    return found
