"""A sheet that fills the picture: no border shows, or one, or two, and the frame stands for the others.

What lies beyond a border that does show is left out. The plane of the sheet is known by what is written and printed on it: seen from
straight above, rules and lines of writing lie along rows and columns, so that whatever is marked falls into few of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from jiafeng.library.ink import page
from jiafeng.library.ink.extraction import Ink
from jiafeng.library.ink.rules import FULL
from jiafeng.library.ink.surface import FOCAL, UNIT, Surface, from_corners

Points = NDArray[Any]

LEAST_BORDER = 0.62  # of 1: how sure a border must be that has no others beside it
SLANT = 0.42  # radians by which a border may leave the frame's own direction
DARK_DESK = 0.8  # of a logarithm: no shadow of a hand takes that much light
INSIDE = 0.012  # of the longer side: so far inside of its border the sheet is trusted
LEAST_SHOWN = 0.4  # of the frame that lies within all borders
MOST_BESIDE = 0.38  # of the frame: what lies beyond a border is the lesser part
LONG_LINE = 0.2  # of the longer side, its gaps left out: no strokes of a hand lie in a line so long
# What is written, beside what desks and cloths show: sheets had 45 pieces and more, of 6 to 15 strokes' width, with 40 % of their edges aslant.
LEAST_PIECES, LEAST_SLANTING, LEAST_HEIGHT, MOST_HEIGHT, SOFTEST = 3, 0.2, 3.0, 32.0, 2.0
SMOOTH = 0.005  # of the light, by which paper changes from place to place; wood, stone and cloth by more
LEAST_STROKE = 2.0  # pixels of the flattened sheet; what is left of printed rules is thinner
FEW_RULES = 3
LEAST_SIGN = 0.13  # of the height of what is written: so broad and so high at least is what counts at the edge
EDGE = 3  # pixels of the flattened sheet: ink so near to the picture's edge runs out of it
_POINTS, _FEWEST = 7000, 200  # places of what is marked by which rows are judged, and with how few they are not
_BINS = 480
_FEW_LINES = 4  # fewer may be strokes of a brush
_ASTRAY = 3.0  # degrees: a line further off lies along neither rows nor columns
_TILT = 12.0  # degrees that the camera is usually tilted at most


@dataclass(frozen=True)
class Frame:
    """What the picture shows of a sheet. `surface` maps an upright rectangle of the sheet's plane into the photograph, around all that is shown of
    it; `shown`: the corners of what is shown, clockwise, in shares of that rectangle; `cut`: whether the side that follows each corner is the
    picture's own edge."""

    surface: Surface
    shown: Points
    cut: tuple[bool, ...]


def find(small: NDArray[Any], marks: NDArray[Any], frame: tuple[int, int], focal: float | None) -> Frame:
    """`small`: BGR, about page.LONG pixels long; `marks`: how dense everything is that is darker than its surroundings (extraction.marks), of any size; `frame`: (width, height)."""
    size = np.array(frame, float)
    outline, cut = _outline(page.features_of(small))
    if page.area_of(outline[None])[0] < LEAST_SHOWN * small.shape[0] * small.shape[1]:
        outline, cut = _whole(small.shape), (True,) * 4
    outline = (outline + 0.5) * (size / (small.shape[1], small.shape[0])) - 0.5
    middle, length = (size - 1) / 2, (focal or FOCAL) * max(frame)
    noise = 1.4826 * float(np.median(np.abs(marks.astype(np.float32) - float(np.median(marks))))) + 1.0
    y, x = np.nonzero(marks > max(5 * noise, 0.06 * FULL))
    step = max(len(x) // _POINTS, 1)
    points = (np.column_stack([x, y])[::step] + 0.5) * (size / (marks.shape[1], marks.shape[0])) - 0.5
    inside = cv2.fillConvexPoly(
        np.zeros(marks.shape, np.uint8), np.round((outline + 0.5) * (np.array(marks.shape[::-1]) / size)).astype(np.int32), 1
    )
    points = points[inside[y[::step], x[::step]] > 0]
    lines = (_lines(marks * inside) + 0.5) * (size / (marks.shape[1], marks.shape[0])) - 0.5
    borders = np.array([(outline[i], outline[(i + 1) % len(outline)]) for i in range(len(outline)) if not cut[i]]).reshape(-1, 2, 2)
    turn = _straightened((points - middle) / length, (lines - middle) / length, (borders - middle) / length)
    seen = _turned((outline - middle) / length, turn)
    low, high = seen.min(0), seen.max(0)
    corners = _turned(low + UNIT * (high - low), turn.T) * length + middle
    width, height = high - low
    flat = from_corners(corners, frame, focal)
    return Frame(Surface(flat.place, corners, float(height / width), bent=False), (seen - low) / (high - low), cut)


def written(ink: Ink) -> bool:
    """Whether what was found is writing. Of a sheet with borders that is known; a picture without may show anything."""
    return (
        ink.pieces >= LEAST_PIECES
        and ink.stroke >= LEAST_STROKE
        and ink.slanting >= LEAST_SLANTING
        and LEAST_HEIGHT * ink.stroke <= ink.height <= MOST_HEIGHT * ink.stroke
        and ink.softness <= SOFTEST
    )


def is_paper(small: NDArray[Any], frame: Frame, ink: Ink) -> bool:
    """Whether a picture without writing shows an empty sheet: one that is as smooth as paper, and has a border or rules."""
    light = np.log(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.float32) + 4)
    uneven = np.median(np.abs(cv2.GaussianBlur(light, (0, 0), 1.0) - cv2.GaussianBlur(light, (0, 0), 3.0)))
    return bool(uneven < SMOOTH) and (not all(frame.cut) or ink.rules >= FEW_RULES)


def places_at_edge(frame: Frame, ink: Ink) -> int:
    """At how many places writing runs out of the picture; what lies nearer together than what is written is high is one."""
    height, width = ink.alpha.shape
    inked = ink.alpha > 127
    if ink.ruled is not None:
        inked &= cv2.dilate(ink.ruled, np.ones((5, 5), np.uint8)) == 0
    corners = frame.shown * (width, height) - 0.5
    _, labels, stats, _ = cv2.connectedComponentsWithStats(inked.view(np.uint8), connectivity=8)
    # What lies along rows or columns and is thin may be left of a rule.
    signs = np.minimum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) > LEAST_SIGN * ink.height
    signs[0] = False
    inked = signs[labels]
    places = 0
    for i, cut in enumerate(frame.cut):
        start, end = corners[i], corners[(i + 1) % len(corners)]
        if not cut:
            continue
        from_, to = ([int(side) for side in np.round(each)] for each in (start, end))
        edge = cv2.line(np.zeros_like(ink.alpha), from_, to, (1.0,), 2 * EDGE + 1)
        y, x = np.nonzero(inked & (edge > 0))
        along = np.sort((np.column_stack([x, y]) - start) @ (end - start) / np.hypot(*(end - start)))
        if len(along):
            # A column of writing along the edge is many signs without a gap.
            runs = np.split(along, np.flatnonzero(np.diff(along) > ink.height) + 1)
            places += sum(1 + int((run[-1] - run[0]) // (2 * ink.height)) for run in runs)
    return places


def _turned(points: Points, turn: NDArray[Any]) -> Points:
    """Directions of sight (at distance 1) as they are seen after the camera was turned."""
    seen = points @ turn[:, :2].T + turn[:, 2]
    found: Points = seen[:, :2] / seen[:, 2:]
    return found


def _rotation(angles: Any) -> NDArray[Any]:
    found: NDArray[Any] = cv2.Rodrigues(np.asarray(angles, float))[0]
    return found


def _straightened(points: Points, lines: Points, borders: Points) -> NDArray[Any]:
    """The turn of the camera after which lines and borders (each two ends, at distance 1) lie along rows and columns, and so does what is marked.

    Writing alone tells how the sheet is turned, for its lines are rows; that they run together is seen by what is long and straight, by rules."""
    angle = 0.0
    if len(points) >= _FEWEST:
        reach = 1.5 * np.abs(points).max()
        turns = np.deg2rad(np.arange(-14, 14.1, 0.25))
        seen = [_turned(points, _rotation([0, 0, each])) / reach for each in turns]
        angle = turns[
            int(np.argmax([max(_rows(each[:, 0]), _rows(each[:, 1])) - 3 * turn**2 for each, turn in zip(seen, turns, strict=True)]))
        ]
    lines = lines if len(lines) >= _FEW_LINES else lines[:0]
    ends = np.concatenate([lines, borders])
    length = np.concatenate([np.hypot(*(lines[:, 1] - lines[:, 0]).T), 2 * np.hypot(*(borders[:, 1] - borders[:, 0]).T)])

    def cost(angles: NDArray[Any]) -> float:
        turn = _rotation(angles)
        seen = _turned(ends.reshape(-1, 2), turn).reshape(-1, 2, 2)
        run = seen[:, 1] - seen[:, 0]
        off = np.rad2deg(np.abs((np.arctan2(run[:, 1], run[:, 0]) + np.pi / 4) % (np.pi / 2) - np.pi / 4))
        written = 1.5 * min(abs(np.rad2deg(angles[2] - angle)), 4.0) ** 2 if len(points) >= _FEWEST else 0.0
        return float((length * np.minimum(off, _ASTRAY) ** 2).sum() + written * 0.3 + (np.rad2deg(angles[:2]) ** 2).sum() / _TILT**2)

    best = np.array([0.0, 0.0, angle])
    value = cost(best)
    for step in np.deg2rad([4.0, 2.0, 1.0, 0.5, 0.25, 0.12, 0.06]):
        for _ in range(8):
            moves = [best + step * np.array(way) for way in _WAYS]
            values = [cost(each) for each in moves]
            if min(values) >= value - 1e-6:
                break
            value, best = min(values), moves[int(np.argmin(values))]
    return _rotation(best)


_WAYS = [(x, y, z) for x in (-1, 0, 1) for y in (-1, 0, 1) for z in (-0.5, 0, 0.5) if (x, y, z) != (0, 0, 0)]


def _lines(marks: NDArray[Any]) -> Points:
    """The ends of what is marked long and straight: rules, whole or in pieces between the strokes and rules that cross them."""
    pieces: Any = cv2.createLineSegmentDetector(cv2.LSD_REFINE_NONE).detect(cv2.convertScaleAbs(marks, alpha=3.0))[0]
    if pieces is None:
        return np.empty((0, 2, 2))
    ends = pieces.reshape(-1, 2, 2).astype(float)
    run = ends[:, 1] - ends[:, 0]
    length = np.hypot(*run.T)
    order = np.argsort(-length)[:1500]
    order = order[length[order] > 0.012 * max(marks.shape)]
    ends, run, length = ends[order], run[order] / length[order, None], length[order]
    middle, free, found = ends.mean(1), np.ones(len(order), bool), []
    for i in range(len(order)):
        if not free[i] or length[i] < 0.02 * max(marks.shape):
            continue
        away = middle - middle[i]
        mates = free & (np.abs(run @ run[i]) > 0.9992) & (np.abs(away @ (-run[i, 1], run[i, 0])) < 1.5 + 0.004 * np.abs(away @ run[i]))
        if length[mates].sum() < LONG_LINE * max(marks.shape):
            continue
        free &= ~mates
        points = ends[mates].reshape(-1, 2)
        centre = points.mean(0)
        along = np.linalg.svd(points - centre, full_matrices=False)[2][0]
        reach = (points - centre) @ along
        found.append((centre + along * reach.min(), centre + along * reach.max()))
    return np.array(found).reshape(-1, 2, 2)


def _rows(values: NDArray[Any]) -> float:
    """How far values (-1…1) crowd into few rows: the logarithm of how likely two of them share one, against their spread at large."""
    counts = np.bincount(np.clip((values + 1) * (_BINS / 2), 0, _BINS - 1).astype(np.intp), minlength=_BINS).astype(np.float32)[None]
    fine, broad = cv2.GaussianBlur(counts, (0, 0), 0.7), cv2.GaussianBlur(counts, (0, 0), 14)
    return float(np.log((fine**2).sum() / (broad**2).sum()))


def _outline(features: NDArray[Any]) -> tuple[Points, tuple[bool, ...]]:
    """What the picture shows of the sheet, clockwise in pixels of the small copy, and which of its sides are the picture's own."""
    height, width = features.shape[:2]
    outline, cut = _whole(features.shape), [True] * 4
    for normal, offset in _borders(features):
        outline, cut = _halved(outline, cut, normal, offset - INSIDE * max(width, height))
    return outline, tuple(cut)


def _whole(shape: tuple[int, ...]) -> Points:
    """The picture's own corners."""
    return UNIT * (shape[1], shape[0]) - 0.5


def _borders(features: NDArray[Any]) -> list[tuple[Points, float]]:
    """Of each of the picture's sides the border that shows there, if one does: its normal, which points out of the sheet, and its distance."""
    height, width = features.shape[:2]
    middle = np.array([width, height]) / 2
    best: dict[int, tuple[float, Points, float]] = {}
    for angle, distance in page.lines_in(features):
        normal = np.array([np.cos(angle), np.sin(angle)])
        offset = float(distance)
        if offset < middle @ normal:
            normal, offset = -normal, -offset
        side = int(np.argmax(normal @ np.array([(0, -1), (1, 0), (0, 1), (-1, 0)]).T))
        if np.abs(normal).min() > np.sin(SLANT):
            continue
        score = _score(features, normal, offset)
        if score > best.get(side, (LEAST_BORDER,))[0]:
            best[side] = (score, normal, offset)
    return [(normal, offset) for _, normal, offset in best.values()]


def _score(features: NDArray[Any], normal: Points, offset: float) -> float:
    """How surely a line is a border of the sheet that runs through the picture: as in page, by what lies inside and outside all along."""
    height, width = features.shape[:2]
    outside, kept = _halved(_whole(features.shape), [True] * 4, -normal, -offset)
    chords = [(outside[i], outside[(i + 1) % len(outside)]) for i in range(len(outside)) if not kept[i]]
    if len(chords) != 1 or abs(page.area_of(outside[None])[0]) > MOST_BESIDE * width * height:
        return 0.0
    start, end = chords[0]
    if np.hypot(*(end - start)) < 0.6 * min(width, height):
        return 0.0
    base = start + (end - start) * np.linspace(0.03, 0.97, 60)[:, None]
    gaps = np.array([-9.0, -5.0, -2.5, 2.5, 5.0, 9.0])
    places = base[:, None] + normal * gaps[None, :, None]
    within = ((places >= 0) & (places <= (width - 1, height - 1))).all(2).all(1)
    if within.mean() < 0.6:
        return 0.0
    seen = page.sampled(features, places[None])[0][within]
    near, far, further = seen[:, 3] - seen[:, 2], seen[:, 4] - seen[:, 1], seen[:, 5] - seen[:, 0]
    sense = np.median(far, axis=0)
    strength = float(np.linalg.norm(sense))
    hue = float(np.hypot(sense[1], sense[2]))
    if strength < page.ENOUGH or (sense[0] < 0 and sense[0] > -DARK_DESK and hue < 0.03 + 0.12 * abs(sense[0])):
        return 0.0  # no difference, or that of a shadow
    sense = sense / strength
    steps = [np.clip(each @ sense / page.ENOUGH, 0, 1) for each in (near, far, further)]
    return float(np.minimum.reduce(steps).mean())


def _halved(outline: Points, cut: list[bool], normal: Points, offset: float) -> tuple[Points, list[bool]]:
    """What of a convex outline lies on the near side of a line; the new side is no edge of the picture."""
    away = outline @ normal - offset
    points, sides = [], []
    for i in range(len(outline)):
        here, there = away[i], away[(i + 1) % len(outline)]
        if here <= 0:
            points.append(outline[i])
            sides.append(cut[i])
        if (here <= 0) != (there <= 0):
            points.append(outline[i] + (outline[(i + 1) % len(outline)] - outline[i]) * here / (here - there))
            sides.append(cut[i] if here > 0 else False)
    return np.array(points), sides
