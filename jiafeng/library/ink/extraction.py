"""From the flattened sheet to ink: light and stains are divided out, rules taken from under the strokes, and what is left is gated."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from jiafeng.library.ink import rules
from jiafeng.library.ink.rules import FULL, Density

Picture = NDArray[Any]
_PAPER = 200  # a transmittance of 1 in eight bits, with room for what is brighter than its surroundings

# Where writing stood, 98 % of it and more was that much darker than the darkest paper within so many pixels (of half the sheet's); where there
# were only shadows, 5 % and less.
_DARKER, _EDGE = 0.93, 21


@dataclass(frozen=True)
class Ink:
    """`alpha`: 0…255 over the flattened sheet. `colour`: BGR of the ink as it would look on white. `stroke`: its width in pixels, 0 without ink.
    `softness`: how wide a stroke's edge is, in stroke widths; `haze`: the same in heights of what is written. `contrast`: how much of the paper's light full ink takes, 0…1.
    `height`: of a usual written piece in pixels; `pieces`: how many there are; `slanting`: the share of their edges that runs along neither rows nor
    columns; `rules`: how many printed rules there are, `ruled` a mask of where."""

    alpha: Picture
    colour: tuple[int, int, int]
    stroke: float
    softness: float
    haze: float
    contrast: float
    height: float = 0.0
    pieces: int = 0
    slanting: float = 0.0
    rules: int = 0
    ruled: Picture | None = None


NONE = Ink(np.zeros((1, 1), np.uint8), (0, 0, 0), 0.0, 0.0, 0.0, 0.0)


def extract(sheet: Picture, threshold: float = 0.5, shown: Picture | None = None) -> Ink:
    """Find the ink on a flattened sheet (BGR). `threshold` 0…1: lower keeps fainter traces, higher only what is dark. `shown`: a mask of what the
    photograph shows of the sheet; all of it but its edges where it is not given."""
    endless = shown is not None  # a sheet that the picture does not hold: nor does it hold the ends of its rules
    shown = _within_edges(sheet.shape) if shown is None else shown
    passed = _passed(sheet, _first_background(sheet))
    first = _grey_density(passed)
    first[shown == 0] = 0
    along, down = (rules.find(each, endless=endless) for each in (first, np.ascontiguousarray(first.T)))
    ruled = rules.cover(first.shape, along) | rules.cover(first.shape[::-1], down).T
    taken, level = _colour(passed, first, ruled)
    if level == 0:
        return replace(NONE, rules=len(along) + len(down))
    dark = (first > 0.4 * level).view(np.uint8)
    background = _background(sheet, dark | ruled)
    passed = _passed(sheet, background)
    density = _density(passed, taken)
    rules.take_out(density, along)
    turned = np.ascontiguousarray(density.T)
    rules.take_out(turned, down)
    density = np.ascontiguousarray(turned.T)
    density[shown == 0] = 0
    ink = _gated(density, passed, threshold)
    if not _written(ink.alpha, sheet, background, ruled):
        ink = NONE
    return replace(ink, rules=len(along) + len(down), ruled=ruled)


def _written(alpha: Picture, sheet: Picture, background: Picture, ruled: Picture) -> bool:
    """Whether what was found is writing. Ink is darker than the darkest paper near it. Half-light at the edge of a hard shadow lies between
    the light on either side, and whatever stays of a rule there lies on the rule: a sheet on which nearly all is of these kinds is empty."""
    if not alpha.any():
        return False
    grey, paper = (cv2.cvtColor(each[::2, ::2], cv2.COLOR_BGR2GRAY) for each in (sheet, background))
    near = cv2.erode(paper, np.ones((_EDGE, _EDGE), np.uint8))
    beside_rules = cv2.dilate(ruled[::2, ::2], np.ones((3, 3), np.uint8)) == 0
    found = (alpha[::2, ::2] > 128) & beside_rules
    return int((found & (grey < _DARKER * near)).sum()) > 0.5 * int(found.sum())


def _passed(sheet: Picture, background: Picture) -> Picture:
    """How much of the paper's light each pixel gives back, by channel; _PAPER is all of it."""
    return np.asarray(cv2.divide(sheet, background, scale=_PAPER), np.uint8)


def _first_background(sheet: Picture) -> Picture:
    """The paper's light without knowing the ink: dark things narrower than a brush stroke are closed over, which keeps the edges of shadows
    sharp; what is then still far darker than its surroundings is a stroke of a very broad brush."""
    height, width = sheet.shape[:2]
    small = cv2.resize(sheet, (width // 4, height // 4), interpolation=cv2.INTER_AREA)
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (15, 15)))
    smaller = cv2.resize(closed, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    size = max(smaller.shape) // 6 | 1
    usual = cv2.resize(cv2.medianBlur(smaller, size), (small.shape[1], small.shape[0]), interpolation=cv2.INTER_LINEAR)
    broad = closed.max(axis=2, keepdims=True) < 0.42 * usual.max(axis=2, keepdims=True)
    return cv2.resize(cv2.medianBlur(np.where(broad, usual, closed), 5), (width, height), interpolation=cv2.INTER_LINEAR)


def _background(sheet: Picture, marked: Picture) -> Picture:
    """The paper's light where nothing is marked on it, spread into where something is: it follows shadows and stains closely."""
    height, width = sheet.shape[:2]
    half = (width // 2, height // 2)
    hidden = cv2.resize(cv2.dilate(marked, np.ones((7, 7), np.uint8)), half, interpolation=cv2.INTER_AREA)
    seen = np.where(hidden == 0, np.uint8(255), np.uint8(0))  # 255 where paper is seen
    light = cv2.bitwise_and(cv2.resize(sheet, half, interpolation=cv2.INTER_AREA), cv2.cvtColor(seen, cv2.COLOR_GRAY2BGR))
    total = cv2.GaussianBlur(light.astype(np.float32), (0, 0), 2.5)
    share = cv2.GaussianBlur(seen.astype(np.float32), (0, 0), 2.5)
    # Where too little paper is near, look further.
    for shrink, sigma, worth in ((4, 2.0, 0.08), (8, 4.0, 0.01), (8, 16.0, 0.001)):
        size = (half[0] // shrink, half[1] // shrink)
        for near, whole in ((light, total), (seen, share)):
            far = cv2.GaussianBlur(cv2.resize(near, size, interpolation=cv2.INTER_AREA).astype(np.float32), (0, 0), sigma)
            cv2.scaleAdd(cv2.resize(far, half, interpolation=cv2.INTER_LINEAR), worth, whole, dst=whole)
    background = cv2.divide(total, cv2.cvtColor(np.maximum(share, 1e-3), cv2.COLOR_GRAY2BGR), scale=255.0, dtype=cv2.CV_8U)
    return cv2.resize(np.maximum(background, 1), (width, height), interpolation=cv2.INTER_LINEAR)


def _grey_density(passed: Picture) -> Density:
    grey = cv2.transform(passed, np.array([[-1 / 3, -1 / 3, -1 / 3, _PAPER]], np.float32))
    return np.asarray(grey, np.uint8).reshape(passed.shape[:2])


def _colour(passed: Picture, density: Density, ruled: Picture) -> tuple[NDArray[Any], float]:
    """How strongly the ink takes each channel (BGR, 0…1), and how dense it is in the grey; (…, 0) without ink."""
    inner, off_rules = density[::2, ::2], ruled[::2, ::2] == 0
    values = inner[off_rules]
    noise = 1.4826 * float(np.median(np.abs(values.astype(np.float32) - float(np.median(values))))) + 1.0
    traces = values[values > max(6 * noise, 0.07 * FULL)]
    if len(traces) < 60:
        return np.ones(3), 0.0
    level = float(np.percentile(traces, 85))
    for _ in range(2):
        above = traces[traces > 0.5 * level]
        level = float(np.percentile(above, 80)) if len(above) else level
    core = off_rules & (inner > 0.8 * level)
    taken = 1 - passed[::2, ::2][core].astype(np.float64).mean(0) / _PAPER
    return np.clip(taken, 0.02, 1), level


def _density(passed: Picture, taken: NDArray[Any]) -> Density:
    """One density from three channels, each weighed by how strongly the ink takes it; FULL where it is taken wholly."""
    weights = taken / float(taken @ taken)
    matrix = np.concatenate([-weights * FULL / _PAPER, [FULL * float(weights.sum())]])[None].astype(np.float32)
    return np.asarray(cv2.transform(passed, matrix), np.uint8).reshape(passed.shape[:2])


def marks(picture: Picture) -> Density:
    """How much darker than its surroundings everything is: writing, rules, and on a desk whatever there is."""
    return _grey_density(_passed(picture, _first_background(picture)))


def _within_edges(shape: tuple[int, ...]) -> Picture:
    """All of a sheet but its edges: along its border it shows its own edge and what lies behind it."""
    margin = max(round(0.006 * max(shape[:2])), 2)
    shown = np.zeros(shape[:2], np.uint8)
    shown[margin:-margin, margin:-margin] = 1
    return shown


def _gated(density: Density, passed: Picture, threshold: float) -> Ink:
    """Alpha from density: a stroke ends where it is half as dense as it would be in its middle, and traces without a middle are none."""
    alpha = np.zeros(density.shape, np.uint8)
    smooth = cv2.GaussianBlur(density, (0, 0), 0.8)
    part = _writing(smooth)
    if part is None:
        return NONE
    density, smooth, passed = density[part], smooth[part], passed[part]
    full, stroke, softness = _strokes(density, smooth)
    seen = softness
    sharpened = 1.4 * float(np.clip((softness - 0.55) / 0.2, 0, 1))
    if sharpened:
        # Thin strokes have run into the paper between them: what the lens blurred is undone in part.
        density = cv2.addWeighted(density, 1 + sharpened, cv2.GaussianBlur(density, (0, 0), 1.4), -sharpened, 0)
        smooth = cv2.GaussianBlur(density, (0, 0), 0.8)
        full, stroke, softness = _strokes(density, smooth)
    full *= 0.97 - 0.06 * _uneven(smooth, full)
    least = (0.25 + 0.36 * threshold) * full
    peak = cv2.dilate(smooth, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 9)))
    peak = np.clip(cv2.GaussianBlur(peak, (0, 0), 2.0).astype(np.float32) / full, least / full, 1.0)
    # A stroke paler than full ink was either written lightly, and ends where it is half as dense as its middle; or is so thin that the
    # camera blurred it, and then ends nearer to half of full ink: the edge of a blurred stroke of width w lies at erf(w / (sigma sqrt 2)) / 2.
    blurred = float(np.clip((softness - 0.3) / 0.35, 0, 1))
    level = 0.5 * full * (blurred * (1 - 0.6 * (1 - peak) ** 2) + (1 - blurred) * peak)
    # Where every stroke is that thin, none shows how dense full ink is.
    level *= (1 + 0.4 * float(np.clip(softness - 0.68, 0, 0.2))) * (1 + 0.5 * (threshold - 0.5))
    ink = np.clip((density - level) / (0.7 * full * peak) + 0.5, 0, 1)
    mask = (ink > 0.5).view(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    dark = np.bincount(labels[smooth >= least], minlength=count) > 0
    kept = dark & (stats[:, cv2.CC_STAT_AREA] >= max(0.25 * stroke**2, 5))
    kept[0] = False
    written = kept[labels]
    near = cv2.dilate(written.view(np.uint8), np.ones((5, 5), np.uint8))
    alpha[part] = (ink * 255 + 0.5).astype(np.uint8) * near
    core = written & (smooth > 0.7 * full)
    if not core.any():
        return NONE
    given = passed[core].astype(np.float64).mean(0) / _PAPER
    blue, green, red = (int(c) for c in np.clip(given * 255, 0, 255))
    height = _height(stats[kept])
    return Ink(
        alpha, (blue, green, red), stroke, seen, seen * stroke / height, float(1 - given.min()),
        height, int(kept.sum()), _slanting(alpha[part]),
    )  # fmt: skip


def _uneven(smooth: Density, full: float) -> float:
    """0…1: how uneven ink is inside of its strokes. Graphite lies in grains, whose densest are above what is full for most of a stroke."""
    core = smooth[cv2.erode((smooth > 0.5 * full).view(np.uint8), np.ones((3, 3), np.uint8)) > 0]
    return float(np.clip((core.std() / full - 0.07) / 0.03, 0, 1)) if len(core) > 50 else 1.0


def _slanting(alpha: Picture) -> float:
    """The share of the ink's edges that runs along neither rows nor columns: a hand's strokes end, bend and slant."""
    small = cv2.resize(alpha, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    edge = (small > 60) & (small < 200)
    across, down = (np.abs(cv2.Sobel(small, cv2.CV_16S, *way)[edge].astype(np.float32)) for way in ((1, 0), (0, 1)))
    return float((np.minimum(across, down) > 0.27 * np.maximum(across, down)).mean()) if len(across) else 0.0


def _height(stats: NDArray[Any]) -> float:
    """The size of a usual written piece: half of the ink is in pieces no larger."""
    sizes = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    order = np.argsort(sizes)
    share = np.cumsum(stats[order, cv2.CC_STAT_AREA])
    return float(sizes[order][np.searchsorted(share, share[-1] / 2)])


def _writing(smooth: Density) -> tuple[slice, slice] | None:
    """The part of the sheet that holds everything that could be ink."""
    there = smooth > 0.15 * FULL
    if int((smooth > 0.5 * FULL).sum()) < 60:
        return None
    rows, columns = np.flatnonzero(there.any(1)), np.flatnonzero(there.any(0))
    room = 8
    return slice(max(int(rows[0]) - room, 0), int(rows[-1]) + room), slice(max(int(columns[0]) - room, 0), int(columns[-1]) + room)


def _strokes(density: Density, smooth: Density) -> tuple[float, float, float]:
    """How dense full ink is, how wide a usual stroke, and how soft its edge in stroke widths."""
    full = float(np.percentile(smooth[smooth > 0.5 * FULL], 90))
    rough = (smooth > 0.5 * full).view(np.uint8)
    stroke = _stroke(rough)
    return full, stroke, _softness(density, rough, full) / max(stroke, 1)


def _stroke(mask: Picture) -> float:
    """The usual width of a stroke: twice the distance of its middle from its edge."""
    distance = cv2.distanceTransform(mask, cv2.DIST_L2, 3)
    ridge = (distance > 0.8) & (distance >= cv2.dilate(distance, np.ones((3, 3), np.uint8)))
    found = distance[ridge]
    return float(2 * np.median(found)) if len(found) else 0.0


def _softness(density: Density, mask: Picture, full: float) -> float:
    """How many pixels an edge of the ink takes from paper to full: full density over the steepest slope, where strokes are dense."""
    across = cv2.Sobel(density, cv2.CV_16S, 1, 0)[mask > 0].astype(np.float32) / 8
    down = cv2.Sobel(density, cv2.CV_16S, 0, 1)[mask > 0].astype(np.float32) / 8
    return full / max(float(np.percentile(np.hypot(across, down), 85)), 1e-3) if len(across) else 0.0
