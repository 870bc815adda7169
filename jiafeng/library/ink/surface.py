"""The sheet in space: seen flat by a homography, or, where its borders are bent, as a developable surface.

Paper bends without stretching, so a bent sheet is (nearly) a cylinder: along one of its directions it keeps a profile, across it is
straight. Camera, pose, proportions and profile are found together by least squares, so that the four projected borders fall on those
that were seen; what then remains of their difference is spread inwards from the borders (Coons). A sheet whose borders no such surface
explains is spread from its borders alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from jiafeng.library.ink.borders import Outline, straight_corners

Points = NDArray[Any]
Placing = Callable[[Points], Points]  # places on the sheet (0…1 across and down) to pixels of the photograph

FOCAL = 0.76  # of the frame's longer side: the main lens of telephones, 24 to 28 mm on a film of 36 x 24 mm
_KNOTS = 13
_STATIONS = 33
KNOWN = (2**0.5, 1.0, 2.0, 1.5, 4 / 3, 11 / 8.5, 1.25, 16 / 9)  # proportions of the papers that people write on


@dataclass(frozen=True)
class Surface:
    """`place` maps the sheet's unit square into the photograph; `aspect` is its height over its width; `bent` whether it is curved.
    `misfit`: pixels by which the model's borders missed those that were seen, before they were drawn onto them. `softness`: pixels that its
    sharpest border takes, 0 where none was seen."""

    place: Placing
    corners: Points
    aspect: float
    bent: bool
    misfit: float = 0.0
    softness: float = 0.0


UNIT: Points = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], float)


def from_corners(corners: Points, frame: tuple[int, int], focal: float | None) -> Surface:
    """A flat sheet. `frame` is (width, height) in pixels."""
    matrix = cv2.getPerspectiveTransform(UNIT.astype(np.float32), corners.astype(np.float32)).astype(np.float64)

    def place(places: Points) -> Points:
        seen = places @ matrix[:, :2].T + matrix[:, 2]
        return seen[:, :2] / seen[:, 2:]

    return Surface(place, corners, usual(_pose(corners, frame, focal or FOCAL)[1]), bent=False)


def from_outline(outline: Outline, frame: tuple[int, int], focal: float | None) -> Surface:
    """A flat sheet where its borders are straight, a bent one where they are not."""
    limit = 0.9 * max(max(frame) / 4000, 0.5)
    if outline.sag < limit:
        return from_corners(straight_corners(outline), frame, focal)
    sides = [
        _Side(border.points, outline.corners[i], outline.corners[(i + 1) % 4], border.sure) for i, border in enumerate(outline.borders)
    ]
    best = min((_fitted(sides, outline.corners, frame, focal, axis) for axis in (0, 1)), key=lambda fit: fit.misfit)
    if best.misfit > 1.2 * limit:
        best = _spread(sides, outline.corners, frame, focal)
    return best


def usual(aspect: float) -> float:
    """The proportion of a known paper where one is within what the camera's lens leaves unsure."""
    for known in KNOWN:
        for proportion in (known, 1 / known):
            if abs(aspect / proportion - 1) < 0.012:
                return proportion
    return aspect


class _Side:
    """A border as it was seen: how far it leaves its chord, by the share of the chord."""

    def __init__(self, points: Points, start: Points, end: Points, sure: NDArray[Any]) -> None:
        self.start, self.run = start, end - start
        self.length = float(np.hypot(*self.run))
        self.along = self.run / self.length
        self.normal = np.array([self.along[1], -self.along[0]])
        share = (points - start) @ self.along / self.length
        # At its ends the border is where the corner is.
        share, height = np.concatenate([[0], share, [1]]), np.concatenate([[0], (points - start) @ self.normal, [0]])
        order = np.argsort(share)
        self.share, self.height = share[order], height[order]

    def leaves(self, share: NDArray[Any]) -> NDArray[Any]:
        found: NDArray[Any] = np.interp(share, self.share, self.height)
        return found

    def missed(self, points: Points) -> NDArray[Any]:
        """How far points lie outside of the border, in pixels across the chord."""
        away = points - self.start
        found: NDArray[Any] = away @ self.normal - self.leaves(away @ self.along / self.length)
        return found


def _pose(corners: Points, frame: tuple[int, int], focal: float) -> tuple[NDArray[Any], float]:
    """Rotation vector and translation (sheet width 1) of a flat sheet with these corners, and its height over its width."""
    middle = (np.array(frame, float) - 1) / 2
    length = focal * max(frame)
    matrix = cv2.getPerspectiveTransform(UNIT.astype(np.float32), ((corners - middle) / length).astype(np.float32)).astype(np.float64)
    across, down, away = matrix.T
    aspect = float(np.linalg.norm(down) / np.linalg.norm(across))
    scale = np.linalg.norm(across)
    x, y = across / scale, down / np.linalg.norm(down)
    left, _, right = np.linalg.svd(np.column_stack([x, y, np.cross(x, y)]))
    turn = left @ np.diag([1, 1, np.linalg.det(left @ right)]) @ right
    return np.concatenate([cv2.Rodrigues(turn)[0].ravel(), away / scale]), aspect


class _Model:
    """A cylinder seen by a camera. Parameters: rotation (3), translation (3), log focal, log aspect, where the lens looks in the frame
    (2, shares of its longer side, for photographs that were cut), slopes of the profile at its knots."""

    def __init__(self, frame: tuple[int, int], axis: int) -> None:
        self.middle, self.long, self.axis = (np.array(frame, float) - 1) / 2, float(max(frame)), axis
        self.knots = np.linspace(0, 1, _KNOTS)
        self.fine = np.linspace(0, 1, 241)
        # Slopes are angles, linear between the knots.
        self.hats = np.maximum(0, 1 - np.abs(self.fine[:, None] - self.knots[None]) * (_KNOTS - 1))

    def place(self, parameters: NDArray[Any], places: Points) -> Points:
        aspect = np.exp(parameters[7])
        angle = self.hats @ parameters[10:]
        angle = angle - angle.mean()  # a slope that is the same all along is the pose's
        step = self.fine[1]
        middles = (angle[1:] + angle[:-1]) / 2
        forward = np.concatenate([[0], np.cumsum(np.cos(middles)) * step])
        height = np.concatenate([[0], np.cumsum(np.sin(middles)) * step])
        # Its ends lie in the plane of the pose.
        height -= height[-1] * self.fine
        along = places[:, self.axis]
        points = np.column_stack([places[:, 0], places[:, 1] * aspect, np.zeros(len(places))])
        length = aspect if self.axis else 1.0
        points[:, self.axis] = np.interp(along, self.fine, forward) * length
        points[:, 2] = np.interp(along, self.fine, height) * length
        turn = cv2.Rodrigues(parameters[:3])[0]
        seen = points @ turn.T + parameters[3:6]
        found: Points = np.exp(parameters[6]) * self.long * seen[:, :2] / seen[:, 2:] + self.middle + parameters[8:10] * self.long
        return found


def _fitted(sides: list[_Side], corners: Points, frame: tuple[int, int], focal: float | None, axis: int) -> Surface:
    model = _Model(frame, axis)
    believed = focal or FOCAL
    pose, aspect = _pose(corners, frame, believed)
    start = np.concatenate([pose, [np.log(believed), np.log(aspect), 0, 0], np.zeros(_KNOTS)])
    share = np.linspace(0.0, 1.0, _STATIONS)
    stations = np.concatenate([UNIT[i] + (UNIT[(i + 1) % 4] - UNIT[i]) * share[:, None] for i in range(4)])
    trust = 40.0 if focal else 8.0

    def misses(parameters: NDArray[Any]) -> NDArray[Any]:
        seen = model.place(parameters, stations)
        across = np.concatenate([side.missed(seen[i * _STATIONS : (i + 1) * _STATIONS]) for i, side in enumerate(sides)])
        at_corners = (seen[::_STATIONS] - corners).ravel() * 0.5
        slopes = parameters[10:]
        return np.concatenate(
            [
                across,
                at_corners,
                [trust * (parameters[6] - np.log(believed))],
                50 * parameters[8:10],
                0.3 * np.diff(slopes, 2),
                0.5 * slopes,
            ]
        )

    # First every miss counts in full, so that a poor start is left behind; then those far off less.
    parameters = _least_squares(misses, _least_squares(misses, start, 1e6), 2.0)
    across = misses(parameters)[: 4 * _STATIONS]
    misfit = float(np.sqrt(np.mean(np.minimum(np.abs(across), 8.0) ** 2)))
    drawn = _drawn_onto(lambda places: model.place(parameters, places), sides, corners)
    return Surface(drawn, corners, usual(float(np.exp(parameters[7]))), bent=True, misfit=misfit)


def _least_squares(misses: Callable[[NDArray[Any]], NDArray[Any]], start: NDArray[Any], far: float) -> NDArray[Any]:
    """Levenberg and Marquardt, with differences for derivatives and Huber's weights for misses beyond `far`."""
    at, damping = start, 1e-2
    value = misses(at)
    steps = np.full(len(at), 1e-5)
    for _ in range(40):
        jacobian = np.empty((len(value), len(at)))
        for i in range(len(at)):
            moved = at.copy()
            moved[i] += steps[i]
            jacobian[:, i] = (misses(moved) - value) / steps[i]
        weight = 1 / np.maximum(1, np.abs(value) / far)
        normal, gradient = jacobian.T @ (jacobian * weight[:, None]), jacobian.T @ (weight * value)
        before = float((weight * value**2).sum())
        gained = 0.0
        for _ in range(5):
            move = np.linalg.solve(normal + damping * np.diag(np.diag(normal) + 1e-9), -gradient)
            candidate = misses(at + move)
            after = float((weight * candidate**2).sum())
            if after < before:
                gained = 1 - after / max(before, 1e-12)
                at, value, damping = at + move, candidate, damping / 5
                break
            damping *= 6
        if gained < 1e-4:
            break
    return at


def _drawn_onto(place: Placing, sides: list[_Side], corners: Points) -> Placing:
    """The model, moved so that its borders are those that were seen: what each border misses fades linearly towards the opposite one."""
    share = np.linspace(0, 1, 65)
    gaps = []
    for i, side in enumerate(sides):
        edge = UNIT[i] + (UNIT[(i + 1) % 4] - UNIT[i]) * share[:, None]
        outward = np.array([(0, -1), (1, 0), (0, 1), (-1, 0)][i], float)
        seen = place(edge)
        # A border leaves its place across the sheet, as the sheet lies in the photograph, not across its own chord.
        way = seen - place(edge - 1e-3 * outward)
        way /= np.hypot(way[:, 0], way[:, 1])[:, None]
        far = np.zeros(len(share))
        for _ in range(4):
            far -= side.missed(seen + way * far[:, None]) / (way @ side.normal)
        gaps.append(way * far[:, None])
    at_corners = corners - place(UNIT)
    for i in range(4):
        # Normal gaps vanish towards the corners, where the corner's own gap counts.
        fade = np.clip(np.minimum(share, 1 - share) / 0.04, 0, 1)[:, None]
        ends = at_corners[i] * (1 - share[:, None]) + at_corners[(i + 1) % 4] * share[:, None]
        along = (ends @ sides[i].along)[:, None] * sides[i].along
        gaps[i] = fade * (gaps[i] + along) + (1 - fade) * ends
    top, right, bottom, left = gaps

    def moved(places: Points) -> Points:
        u, v = places[:, :1], places[:, 1:]

        def along(gap: Points, where: NDArray[Any]) -> Points:
            return np.column_stack([np.interp(where[:, 0], share, gap[:, k]) for k in (0, 1)])

        ruled = along(top, u) * (1 - v) + along(bottom, 1 - u) * v + along(right, v) * u + along(left, 1 - v) * (1 - u)
        doubled = at_corners[0] * (1 - u) * (1 - v) + at_corners[1] * u * (1 - v) + at_corners[2] * u * v + at_corners[3] * (1 - u) * v
        return place(places) + ruled - doubled

    return moved


def _spread(sides: list[_Side], corners: Points, frame: tuple[int, int], focal: float | None) -> Surface:
    """No camera and no paper explains these borders: the flat sheet of the same corners, drawn onto them."""
    flat = from_corners(corners, frame, focal)
    return Surface(_drawn_onto(flat.place, sides, corners), corners, flat.aspect, bent=True)
