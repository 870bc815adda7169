"""The sheet's four borders at full resolution, to a fraction of a pixel, straight or bent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from jiafeng.library.ink.ways import strongest

Points = NDArray[Any]

SAMPLES = 160
_FAR = 40  # pixels to either side of a border within which its blur is measured
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


def trace(pixels: NDArray[Any], corners: Points, guessed: Points, reach: float) -> Outline:
    """The border near a guess (its corners, and places along each of its sides), looked for within `reach` pixels."""
    sides = [_Side(corners[i], corners[(i + 1) % 4], guessed[i]) for i in range(4)]
    step = max(1.0, reach / 12)
    coarse = np.arange(-reach, reach + step, step)
    seen = [_light(pixels, side, coarse, side.guess, gap=max(1.5, step)) for side in sides]
    steps = np.stack([_steps(np.log(light), wide) for light, wide in seen])
    strength = np.linalg.norm(steps, axis=3)
    way = strongest(np.minimum(strength, 0.15) + 0.1 * strength, 0.02)
    rows = np.arange(SAMPLES)
    senses = np.stack([np.median(steps[i, rows, way[i]], axis=0) for i in range(4)])
    senses /= np.maximum(np.linalg.norm(senses, axis=1, keepdims=True), 1e-9)
    way = strongest(np.clip(np.einsum("snoc,sc->sno", steps, senses), -0.5, None), 0.02)
    rough = [side.guess + _median(coarse[way[i]], 5) for i, side in enumerate(sides)]
    # Shade is a factor: looked for by logarithms, a border counts as much in the shade. Found, it is measured on the light itself,
    # because the steepest place of a blurred edge's logarithm lies to its dark side.
    fine = np.arange(-4.0, 4.25, 0.5) * max(1.0, step / 2)
    seen = [_light(pixels, side, fine, near, gap=1.25) for side, near in zip(sides, rough, strict=True)]
    strength = np.stack(
        [_steps(light / light.mean((1, 2), keepdims=True), wide) @ sense for (light, wide), sense in zip(seen, senses, strict=True)]
    )
    way = np.clip(strongest(strength, 0.02), 1, len(fine) - 2)
    borders = []
    for i, side in enumerate(sides):
        before, here, after = (strength[i, rows, way[i] + k] for k in (-1, 0, 1))
        bow = before - 2 * here + after
        shift = np.where(bow < -1e-9, 0.5 * (before - after) / np.minimum(bow, -1e-9), 0)
        offset = rough[i] + fine[way[i]] + np.clip(shift, -1, 1) * (fine[1] - fine[0])
        weight = np.clip(here / max(float(np.median(here)), 1e-6), 0.02, 1) * (here > 0) + 1e-3
        borders.append(_border(side, offset, weight))
    top, right, bottom, left = borders
    return Outline(_meeting((top, right, bottom, left)), (top, right, bottom, left))


def softness(pixels: NDArray[Any], outline: Outline) -> float:
    """How many pixels the sharpest of the four borders takes from sheet to desk: the lens's own blur, whatever is written on the sheet."""
    reach = np.arange(-_FAR, _FAR + 1)
    found = []
    for border in outline.borders:
        run = np.gradient(border.points, axis=0)
        normal = np.column_stack([run[:, 1], -run[:, 0]]) / np.maximum(np.hypot(*run.T), 1e-6)[:, None]
        places = (border.points[:, None] + normal[:, None] * reach[None, :, None]).astype(np.float32)
        grey = cv2.remap(pixels, places[..., 0].copy(), places[..., 1].copy(), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).mean(2)
        grey = cv2.blur(grey, (3, 9))  # along the border, and a little across it: grain is no slope
        rise = np.abs(grey[:, _FAR:].max(1) - grey[:, :_FAR].min(1)), np.abs(grey[:, _FAR:].min(1) - grey[:, :_FAR].max(1))
        steepest = np.abs(np.diff(grey, axis=1)).max(1)
        found.append(float(np.median(np.maximum(*rise) / np.maximum(steepest, 0.2))))
    return min(found)


class _Side:
    """Where one border is looked for: places along its chord, and how far outside of the chord it was guessed there."""

    def __init__(self, start: Points, end: Points, guessed: Points) -> None:
        run = end - start
        length = float(np.hypot(*run))
        self.normal = np.array([run[1], -run[0]]) / length
        # Near a corner the neighbouring border would be seen.
        edge = min(0.12, max(0.012, 4 / length))
        share = np.linspace(edge, 1 - edge, SAMPLES)
        self.base = start + run * share[:, None]
        self.within = run * (np.linspace(-0.5, 0.5, _WITHIN) * (1 - 2 * edge) / SAMPLES)[:, None]
        self.guess = np.interp(share, (guessed - start) @ run / length**2, _median((guessed - start) @ self.normal, 5))


def _border(side: _Side, offset: NDArray[Any], weight: NDArray[Any]) -> Border:
    straight = _straight(np.linspace(-1, 1, SAMPLES), offset, weight)
    smooth, sure = _smoothed(offset, weight)
    sag = float(np.sqrt(np.average((smooth - straight) ** 2, weights=sure)))
    return Border(side.base + smooth[:, None] * side.normal, sure, sag)


def straight_corners(outline: Outline) -> Points:
    """The corners of the quadrilateral of four straight borders, each fitted to all of its samples."""
    lines = []
    for border in outline.borders:
        middle = np.average(border.points, axis=0, weights=border.sure)
        moved = (border.points - middle) * np.sqrt(border.sure)[:, None]
        lines.append((middle, np.linalg.svd(moved, full_matrices=False)[2][0]))
    return np.array([_crossing(*lines[i - 1], *lines[i]) for i in range(4)])


def _light(pixels: NDArray[Any], side: _Side, offsets: NDArray[Any], shift: NDArray[Any], *, gap: float) -> tuple[NDArray[Any], int]:
    """The light across a border: one row a sample, one column an offset (with room for `gap` at both ends), BGR; and `gap` in columns."""
    spacing = offsets[1] - offsets[0]
    wide = max(round(gap / spacing), 1)
    reach = offsets[0] + spacing * np.arange(-wide, len(offsets) + wide)
    places = side.base[:, None, None] + side.within[None, :, None] + side.normal * (reach[None, None, :, None] + shift[:, None, None, None])
    flat = places.reshape(SAMPLES * _WITHIN, len(reach), 2).astype(np.float32)
    seen = cv2.remap(pixels, flat[..., 0].copy(), flat[..., 1].copy(), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    light: NDArray[Any] = seen.reshape(SAMPLES, _WITHIN, len(reach), 3).mean(1, dtype=np.float32).astype(np.float64) + 6
    return light, wide


def _steps(light: NDArray[Any], wide: int) -> NDArray[Any]:
    """How the light changes on the way out, at every offset."""
    found: NDArray[Any] = light[:, 2 * wide :] - light[:, : -2 * wide]
    return found


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
