"""Where the sheet lies in the photograph, roughly: four corners found on a small copy.

A sheet is known by its border, of which four things are asked: it runs along most of every side, what lies inside differs from what lies
outside in brightness or hue (a printed rule and a crease are alike on both sides), it differs in the same sense all along, and in about
the same sense on all four sides (the edge of a shadow differs otherwise). Differences are taken between logarithms, so that a border is
worth as much in the shade as in the light.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from jiafeng.library.ink.ways import strongest

Floats = NDArray[Any]
Points = NDArray[Any]

LONG = 800  # pixels of the small copy's longer side
REACH = 14  # pixels to either side of a guessed border in which the true one is looked for: a bent sheet leaves its chord
ENOUGH = 0.09  # of a logarithm across the border; a clearer border is not better
LEAST_SCORE = 0.5
ROUGH = 1.0  # pixels by which a border leaves the gentlest bend: sheets stayed below 0.7, chequered cloths above 1.0
_SAMPLES = 48


def _gentle() -> Floats:
    """What takes a row of places along a border to the cubic nearest to it."""
    powers = np.vander(np.linspace(-1, 1, _SAMPLES), 4)
    found: Floats = powers @ np.linalg.pinv(powers)
    return found


_GENTLE = _gentle()


@dataclass(frozen=True)
class Page:
    """`corners` clockwise from the top left, and `borders` between them (top, right, bottom, left; a row of places each), in pixels of the
    small copy; `score` 0…1, how surely this is a sheet."""

    corners: Points
    borders: Points
    score: float


def find(small: NDArray[Any]) -> Page | None:
    """The most sheet-like quadrilateral, None where there is none at all. `small` is BGR, about LONG pixels long."""
    features = features_of(small)
    guesses = [*_from_regions(features), *_from_lines(features)]
    if not guesses:
        return None
    quads = np.array(guesses)
    for kept in (12, 3):
        quads, _, scores = _settled(features, quads, REACH)
        quads = _distinct(quads[np.argsort(-scores)], kept)
    # A strongly bent border lies far from its chord.
    settled = [_settled(features, quads, reach) for reach in (REACH // 2, REACH, 2 * REACH)]
    corners, borders, scores = (np.concatenate(each) for each in zip(*settled, strict=True))
    best = int(np.argmax(scores))
    corners, along, score = corners[best], borders[best], float(scores[best])
    first = _top_left(corners)
    return Page(np.roll(corners, -first, axis=0), np.roll(along, -first, axis=0), score)


def features_of(small: NDArray[Any]) -> Floats:
    """Logarithms of brightness and of two hues; handwriting and rules are closed over first."""
    size = max(3, round(max(small.shape) / 90)) | 1
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))
    logs = np.log(cv2.medianBlur(closed, 5).astype(np.float32) + 6)
    blue, green, red = logs[..., 0], logs[..., 1], logs[..., 2]
    found: Floats = np.dstack([(blue + 2 * green + red) / 4, 1.3 * (red - green), 1.3 * (blue - green)])
    return cv2.GaussianBlur(found, (0, 0), 0.8)


# --- guesses -------------------------------------------------------------------------------------------------------------------------------


def _from_regions(features: Floats) -> list[Points]:
    """Corners of what stands out by its colour: clusters of colours, alone and in pairs, and of hues alone, by which a small sheet stands
    out from a cloth whose pattern is one of light and dark."""
    height, width = features.shape[:2]
    step = max(height, width) / 200
    tiny = cv2.resize(features, (max(round(width / step), 8), max(round(height / step), 8)), interpolation=cv2.INTER_AREA)
    cv2.setRNGSeed(1)
    colours = np.ascontiguousarray(tiny.reshape(-1, 3))
    hues = np.ascontiguousarray(colours[:, 1:])
    found: list[Points] = []
    for samples, count in ((colours, 2), (colours, 4), (hues, 2), (hues, 3)):
        _, labels, _ = cv2.kmeans(
            samples, count, np.empty(0), (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 12, 0.01), 1, cv2.KMEANS_PP_CENTERS
        )
        labels = labels.reshape(tiny.shape[:2])
        groups = [(each,) for each in range(count)] + (list(combinations(range(count), 2)) if count > 2 else [])
        for group in groups:
            mask = np.isin(labels, group).astype(np.uint8)
            opened = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
            contours, _ = cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
            for contour in sorted(contours, key=cv2.contourArea)[-2:]:
                if cv2.contourArea(contour) >= 40:
                    found.append((_quadrilateral(contour) + 0.5) * [width / tiny.shape[1], height / tiny.shape[0]] - 0.5)
    return found


def _quadrilateral(contour: NDArray[Any]) -> Points:
    hull = cv2.convexHull(contour)
    around = cv2.arcLength(hull, True)
    for share in (0.02, 0.03, 0.05, 0.07, 0.1):
        quad = cv2.approxPolyDP(hull, share * around, True)
        if len(quad) == 4:
            return _clockwise(quad[:, 0].astype(float))
    return _clockwise(cv2.boxPoints(cv2.minAreaRect(hull)).astype(float))


def _from_lines(features: Floats) -> list[Points]:
    """Corners of what long straight edges enclose."""
    height, width = features.shape[:2]
    lines = lines_in(features)
    if len(lines) < 4:
        return []
    first, second = np.array(list(combinations(range(len(lines)), 2))).T
    turned = np.abs(((lines[first, 0] - lines[second, 0]) + np.pi / 2) % np.pi - np.pi / 2)
    pairs = [(a, b) for a, b, angle in zip(first, second, turned, strict=True) if angle < 0.6]
    a, b, c, d = np.array([(*p, *q) for p, q in combinations(pairs, 2) if len({*p, *q}) == 4] or np.empty((0, 4), int), int).T
    corners = np.stack([_crossings(lines[i], lines[j]) for i, j in ((a, c), (a, d), (b, d), (b, c))], axis=1)
    x, y = corners[..., 0], corners[..., 1]
    room = 0.02 * max(width, height)
    inside = ((x > -room) & (x < width + room) & (y > -room) & (y < height + room)).all(1)
    corners = corners[inside]
    if not len(corners):
        return []
    edges = np.roll(corners, -1, 1) - corners
    turns = edges[..., 0] * np.roll(edges, -1, 1)[..., 1] - edges[..., 1] * np.roll(edges, -1, 1)[..., 0]
    area = 0.5 * np.abs(
        np.sum(corners[..., 0] * np.roll(corners, -1, 1)[..., 1] - np.roll(corners, -1, 1)[..., 0] * corners[..., 1], axis=1)
    )
    convex = ((turns > 0).all(1) | (turns < 0).all(1)) & (area > 0.003 * width * height)
    corners, area = corners[convex], area[convex]
    if not len(corners):
        return []
    support = _support(features, corners)
    best = np.argsort(-support * area**0.15)[:60]
    return [_clockwise(each) for each in corners[best]]


def lines_in(features: Floats) -> Points:
    """The longest lines as (angle of the normal, distance from the origin), pieces of one line joined."""
    detector = cv2.createLineSegmentDetector(cv2.LSD_REFINE_NONE)
    pieces = []
    for channel, gain in ((0, 150.0), (1, 400.0), (2, 400.0)):
        plane = features[..., channel]
        picture = np.clip((plane - np.median(plane)) * gain + 128, 0, 255).astype(np.uint8)
        segments = detector.detect(picture)[0]
        if segments is not None:
            pieces.append(segments.reshape(-1, 4))
    if not pieces:
        return np.empty((0, 2))
    ends = np.concatenate(pieces).astype(float)
    run = ends[:, 2:] - ends[:, :2]
    length = np.hypot(run[:, 0], run[:, 1])
    order = np.argsort(-length)[:400]
    order = order[length[order] > 12]
    angle = (np.arctan2(run[order, 1], run[order, 0]) + np.pi / 2) % np.pi
    middle = (ends[order, :2] + ends[order, 2:]) / 2
    length = length[order]
    found: list[tuple[float, float, float]] = []
    free = np.ones(len(order), bool)
    for i in range(len(order)):
        if not free[i]:
            continue
        normal = np.array([np.cos(angle[i]), np.sin(angle[i])])
        along = np.abs((angle - angle[i] + np.pi / 2) % np.pi - np.pi / 2) < 0.05
        mates = free & along & (np.abs((middle - middle[i]) @ normal) < 4)
        found.append((length[mates].sum(), angle[i], float(middle[i] @ normal)))
        free &= ~(mates & (np.abs((middle - middle[i]) @ normal) < 2.5))
    found.sort(reverse=True)
    return np.array([(angle, offset) for _, angle, offset in found[:22]])


def _crossings(one: Points, other: Points) -> Points:
    """Where lines meet; far away where they are parallel."""
    cos1, sin1, cos2, sin2 = np.cos(one[:, 0]), np.sin(one[:, 0]), np.cos(other[:, 0]), np.sin(other[:, 0])
    across = cos1 * sin2 - sin1 * cos2
    across = np.where(np.abs(across) < 0.3, 1e-9, across)
    found: Points = np.stack([(one[:, 1] * sin2 - other[:, 1] * sin1) / across, (other[:, 1] * cos1 - one[:, 1] * cos2) / across], axis=1)
    return found


def _support(features: Floats, corners: Points) -> NDArray[Any]:
    """A cheap first judgement of many quadrilaterals: how much edge lies under their weakest sides."""
    across, down = cv2.Sobel(features, cv2.CV_32F, 1, 0, scale=0.25), cv2.Sobel(features, cv2.CV_32F, 0, 1, scale=0.25)
    strength = cv2.dilate(np.sqrt((across**2 + down**2).sum(2)), np.ones((5, 5), np.uint8))
    share = np.linspace(0.06, 0.94, 20)[None, None, :, None]
    places = corners[:, :, None] * (1 - share) + np.roll(corners, -1, 1)[:, :, None] * share
    x = np.clip(places[..., 0].round().astype(int), 0, features.shape[1] - 1)
    y = np.clip(places[..., 1].round().astype(int), 0, features.shape[0] - 1)
    sides = np.clip(strength[y, x] / 0.04, 0, 1).mean(2)
    found: NDArray[Any] = sides.min(1) + 0.3 * sides.mean(1)
    return found


# --- judgement -----------------------------------------------------------------------------------------------------------------------------


def _settled(features: Floats, quads: Points, reach: int) -> tuple[Points, Points, NDArray[Any]]:
    """Each quadrilateral moved onto the best border within `reach` pixels, that border, and its score."""
    count = len(quads)
    start, run = quads, np.roll(quads, -1, 1) - quads
    length = np.maximum(np.hypot(run[..., 0], run[..., 1]), 1e-6)
    # Clockwise with y down: the outside lies to the left of the way, (dy, -dx).
    normal = np.stack([run[..., 1], -run[..., 0]], axis=2) / length[..., None]
    share = np.linspace(0.04, 0.96, _SAMPLES)
    # On a small sheet a wide search would reach the opposite side.
    reach_of = np.minimum(reach, 0.12 * length.min(1))[:, None]
    offsets = np.linspace(-1, 1, 2 * REACH + 1)
    spread = np.maximum(reach_of / REACH, 0.25)
    base = start[:, :, None] + run[:, :, None] * share[None, None, :, None]
    places = base[:, :, :, None] + normal[:, :, None, None] * (offsets * reach_of)[:, None, None, :, None]
    gap = np.maximum(1.6, 0.9 * spread)[:, :, None, None, None]
    out = sampled(features, places + normal[:, :, None, None] * gap)
    inner = sampled(features, places - normal[:, :, None, None] * gap)
    step = (out - inner).reshape(count * 4, _SAMPLES, len(offsets), 3)
    strength = np.linalg.norm(step, axis=3)
    path = strongest(np.minimum(strength, ENOUGH) + 0.05 * strength, 0.006)
    rows = np.arange(count * 4)[:, None], np.arange(_SAMPLES)[None]
    sense = np.median(step[rows[0], rows[1], path], axis=1)
    sense /= np.maximum(np.linalg.norm(sense, axis=1, keepdims=True), 1e-6)
    signed = np.einsum("snoc,sc->sno", step, sense)
    path = strongest(np.clip(signed, -ENOUGH, ENOUGH) + 0.05 * signed, 0.006)
    edge = np.clip(signed[rows[0], rows[1], path] / ENOUGH, 0, 1)
    # Further in and further out it must still differ: a rule, a crease or the gap between two boards does not.
    moved = (offsets[path].reshape(count, 4, _SAMPLES, 1) * reach_of[:, None, None, :]) * normal[:, :, None] + base
    far = np.clip(0.02 * length.min(1), 3, 9)[:, None, None, None]
    beyond = sampled(features, moved + normal[:, :, None] * far) - sampled(features, moved - normal[:, :, None] * far)
    differs = np.einsum("snc,sc->sn", beyond.reshape(count * 4, _SAMPLES, 3), sense)
    sides = (edge * np.clip(differs / (0.6 * ENOUGH), 0, 1)).mean(1).reshape(count, 4)
    senses = np.median(beyond, axis=2)
    # What is darker inside and of the same hue is a shadow: no paper is only darker than the desk.
    lighter, hue = senses[..., 0], np.hypot(senses[..., 1], senses[..., 2])
    shaded = (lighter > 0.06) & (hue < 0.015 + 0.12 * lighter)
    senses /= np.maximum(np.linalg.norm(senses, axis=2, keepdims=True), 1e-6)
    alike = np.clip((senses.sum(1) ** 2).sum(1) ** 0.5 / 4, 0, 1)
    # A sheet's borders are straight or bend gently, two of them at least; from square to square of a chequered cloth a way zigzags.
    away = (offsets[path] * np.repeat(reach_of, 4, axis=0)).reshape(count, 4, _SAMPLES)
    rough = np.sort(np.sqrt(((away - away @ _GENTLE) ** 2).mean(2)), axis=1)[:, 1]
    settled = _corners_of(moved)
    broad = np.abs(area_of(settled)) / (features.shape[0] * features.shape[1])
    score = sides.min(1) ** 0.7 * sides.mean(1) ** 0.3 * (0.5 + 0.5 * alike) * np.clip(broad, 1e-4, 1) ** 0.1 * 0.7 ** shaded.sum(1)
    score /= 1 + (rough / ROUGH) ** 4
    score[~_sound(settled, features.shape[:2])] = 0
    return settled, moved, score


def sampled(features: Floats, places: Points) -> NDArray[Any]:
    """Features at places, continued beyond the frame."""
    flat = places.reshape(places.shape[0] * places.shape[1], -1, 2).astype(np.float32)
    found = cv2.remap(features, flat[..., 0].copy(), flat[..., 1].copy(), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return found.reshape(*places.shape[:-1], 3).astype(np.float64)


def _corners_of(borders: Points) -> Points:
    """Where neighbouring borders meet, each continued straight from its last fifth."""
    part = _SAMPLES // 5
    first, last = borders[:, :, :part], borders[:, :, -part:]

    def line(points: Points) -> tuple[Points, Points]:
        middle = points.mean(2)
        run = points[:, :, -part // 2 :].mean(2) - points[:, :, : part // 2].mean(2)
        return middle, run / np.maximum(np.linalg.norm(run, axis=2, keepdims=True), 1e-9)

    (middle, run), (before, way) = line(first), (np.roll(each, 1, 1) for each in line(last))
    across = run[..., 0] * way[..., 1] - run[..., 1] * way[..., 0]
    across = np.where(np.abs(across) < 0.2, np.nan, across)
    gap = before - middle
    share = (gap[..., 0] * way[..., 1] - gap[..., 1] * way[..., 0]) / across
    return np.nan_to_num(middle + run * share[..., None], nan=-1e4)


def area_of(quads: Points) -> NDArray[Any]:
    following = np.roll(quads, -1, 1)
    found: NDArray[Any] = 0.5 * (quads[..., 0] * following[..., 1] - following[..., 0] * quads[..., 1]).sum(1)
    return found


def _sound(quads: Points, shape: tuple[int, ...]) -> NDArray[Any]:
    """Convex, and within the frame or nearly so."""
    edges = np.roll(quads, -1, 1) - quads
    following = np.roll(edges, -1, 1)
    turns = edges[..., 0] * following[..., 1] - edges[..., 1] * following[..., 0]
    room = 0.015 * max(shape)
    within = ((quads > -room) & (quads < np.array([shape[1], shape[0]]) + room)).all((1, 2))
    found: NDArray[Any] = (turns > 0).all(1) & within
    return found


def _distinct(quads: Points, kept: int) -> Points:
    chosen: list[Points] = []
    for quad in quads:
        if all(np.abs(quad - other).max() > 2 for other in chosen):
            chosen.append(quad)
        if len(chosen) == kept:
            break
    return np.array(chosen)


def _clockwise(quad: Points) -> Points:
    return quad if area_of(quad[None])[0] > 0 else quad[::-1].copy()


def _top_left(quad: Points) -> int:
    """The corner (of a clockwise quadrilateral) that is the sheet's top left when it is turned by less than 45 degrees."""
    run = np.roll(quad, -1, axis=0) - quad
    return int(np.argmax(run[:, 0] / np.hypot(run[:, 0], run[:, 1])))
