"""Draws the artwork of the six designs of desk cards into jiafeng/library/press/templates/cards/: brush strokes, washes and petals as paths.

python tools/card_art.py [NAME …]; the same program draws the same lines, so a changed line is a changed program.
"""

from __future__ import annotations

import io
import itertools
import math
import random
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from PIL import Image

OUT = Path(__file__).parent.parent / "jiafeng" / "library" / "press" / "templates" / "cards"
Point = tuple[float, float]


class Drawing:
    """An SVG of `width` × `height` units, a tenth of a millimetre being fine enough for every coordinate."""

    def __init__(self, width: float, height: float, seed: int) -> None:
        self.width, self.height = width, height
        self.chance = random.Random(seed)  # nosec B311 # leaves, not secrets
        self.definitions: list[str] = []
        self.marks: list[str] = []

    def path(self, d: str, fill: str, opacity: float = 1.0, extra: str = "") -> None:
        faint = f' fill-opacity="{opacity:.3g}"' if opacity < 1 else ""
        self.marks.append(f'<path d="{d}" fill="{fill}"{faint}{extra}/>')

    def line(self, d: str, stroke: str, width: float, opacity: float = 1.0) -> None:
        faint = f' stroke-opacity="{opacity:.3g}"' if opacity < 1 else ""
        self.marks.append(
            f'<path d="{d}" fill="none" stroke="{stroke}" stroke-width="{width:.3g}" stroke-linecap="round" stroke-linejoin="round"{faint}/>'
        )

    def linear(self, start: Point, end: Point, stops: Sequence[tuple[float, str, float]]) -> str:
        name = f"g{len(self.definitions)}"
        box = f'x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}"'
        self.definitions.append(f'<linearGradient id="{name}" gradientUnits="userSpaceOnUse" {box}>{_stops(stops)}</linearGradient>')
        return f"url(#{name})"

    def radial(self, centre: Point, radius: float, stops: Sequence[tuple[float, str, float]]) -> str:
        name = f"g{len(self.definitions)}"
        box = f'cx="{centre[0]:.1f}" cy="{centre[1]:.1f}" r="{radius:.1f}"'
        self.definitions.append(f'<radialGradient id="{name}" gradientUnits="userSpaceOnUse" {box}>{_stops(stops)}</radialGradient>')
        return f"url(#{name})"

    def save(self, path: Path) -> None:
        path.parent.mkdir(exist_ok=True)
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:g} {self.height:g}">'
        path.write_text(f"{head}<defs>{''.join(self.definitions)}</defs>{''.join(self.marks)}</svg>\n", encoding="utf-8")

    # ---- brushes ----

    def waver(self, size: float, waves: int = 4) -> Callable[[float], float]:
        """A smooth random function over 0…1, about ± size."""
        parts = [
            (self.chance.uniform(0.4, 1) / (n + 1) ** 0.6, self.chance.uniform(0, math.tau), (n + 1) * self.chance.uniform(0.7, 1.3))
            for n in range(waves)
        ]
        norm = sum(part[0] for part in parts)
        return lambda t: size * sum(a * math.sin(p + math.tau * f * t) for a, p, f in parts) / norm

    def stroke(
        self,
        spine: Sequence[Point],
        width: Callable[[float], float],
        colour: str,
        opacity: float = 1.0,
        rough: float = 0.08,
        steps: int = 0,
    ) -> None:
        """A brush stroke along the smooth curve through `spine`; `width(t)` in units, its edges uneven by `rough` of it."""
        line = curve(spine, steps or max(12, int(length(spine) / 2.2)))
        self.path(closed(self._edges(line, width, rough)), colour, opacity)

    def _edges(self, line: Sequence[Point], width: Callable[[float], float], rough: float) -> list[Point]:
        left, right = [], []
        one, two = self.waver(rough, 7), self.waver(rough, 7)
        for n, (point, normal) in enumerate(zip(line, normals(line), strict=True)):
            t = n / (len(line) - 1)
            half = width(t) / 2
            left.append((point[0] + normal[0] * half * (1 + one(t * 2)), point[1] + normal[1] * half * (1 + one(t * 2))))
            right.append((point[0] - normal[0] * half * (1 + two(t * 2)), point[1] - normal[1] * half * (1 + two(t * 2))))
        return left + right[::-1]

    def dry(self, spine: Sequence[Point], width: Callable[[float], float], colour: str, opacity: float, hairs: int) -> None:
        """The streaks that a half-dry brush leaves along a stroke."""
        for _ in range(hairs):
            across = self.chance.uniform(-0.46, 0.46)
            start = self.chance.uniform(0, 0.75)
            end = min(1.0, start + self.chance.uniform(0.12, 0.4))
            line = curve(spine, max(12, int(length(spine) / 2.5)))
            sides = normals(line)
            first, last = int(start * (len(line) - 1)), int(end * (len(line) - 1))
            if last - first < 3:
                continue
            moved = []
            for n in range(first, last + 1):
                half = width(n / (len(line) - 1)) * across
                moved.append((line[n][0] + sides[n][0] * half, line[n][1] + sides[n][1] * half))
            thick = self.chance.uniform(0.02, 0.07) * width((start + end) / 2)
            self.stroke(moved, lambda t, thick=thick: thick * math.sin(math.pi * min(max(t, 0.02), 0.98)), colour, opacity, 0.3, len(moved))

    def wash(
        self, outline: Sequence[Point], colour: str, layers: int = 14, strength: float = 0.05, spread: float = 0.5, fill: str = ""
    ) -> None:
        """A watercolour: many thin layers of the same shape, each with its own bleeding edge."""
        base = self._bled(outline, spread, 1)
        for _ in range(layers):
            self.path(closed(self._bled(base, spread * 1.1, 1)), fill or colour, strength)

    def _bled(self, outline: Sequence[Point], spread: float, times: int) -> list[Point]:
        shape = list(outline)
        for _ in range(times):
            grown = []
            for one, two in zip(shape, [*shape[1:], shape[0]], strict=True):
                far = math.dist(one, two)
                middle = ((one[0] + two[0]) / 2, (one[1] + two[1]) / 2)
                push = self.chance.gauss(0, far * 0.18 * spread)
                turn = self.chance.uniform(0, math.tau)
                grown += [one, (middle[0] + push * math.cos(turn), middle[1] + push * math.sin(turn))]
            shape = grown
        return shape


def _stops(stops: Sequence[tuple[float, str, float]]) -> str:
    return "".join(
        f'<stop offset="{at:g}" stop-color="{colour}"' + (f' stop-opacity="{opacity:g}"' if opacity < 1 else "") + "/>"
        for at, colour, opacity in stops
    )


def curve(points: Sequence[Point], steps: int) -> list[Point]:
    """A Catmull-Rom curve through the points, in steps of about equal length."""
    if len(points) == 2:
        points = [points[0], ((points[0][0] + points[1][0]) / 2, (points[0][1] + points[1][1]) / 2), points[1]]
    padded = [points[0], *points, points[-1]]
    fine = []
    for n in range(len(points) - 1):
        p0, p1, p2, p3 = padded[n : n + 4]
        for k in range(16):
            t = k / 16
            fine.append(
                tuple(
                    0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)
                    for a, b, c, d in zip(p0, p1, p2, p3, strict=True)
                )
            )
    fine.append(points[-1])
    total = [0.0]
    for one, two in itertools.pairwise(fine):
        total.append(total[-1] + math.dist(one, two))
    out, at = [], 0
    for n in range(steps + 1):
        want = total[-1] * n / steps
        while at < len(fine) - 2 and total[at + 1] < want:
            at += 1
        span = total[at + 1] - total[at] or 1
        share = min(max((want - total[at]) / span, 0), 1)
        out.append((fine[at][0] + (fine[at + 1][0] - fine[at][0]) * share, fine[at][1] + (fine[at + 1][1] - fine[at][1]) * share))
    return out


def normals(line: Sequence[Point]) -> list[Point]:
    out = []
    for n in range(len(line)):
        one, two = line[max(n - 1, 0)], line[min(n + 1, len(line) - 1)]
        dx, dy = two[0] - one[0], two[1] - one[1]
        far = math.hypot(dx, dy) or 1
        out.append((-dy / far, dx / far))
    return out


def length(points: Sequence[Point]) -> float:
    return sum(math.dist(one, two) for one, two in itertools.pairwise(points))


def closed(points: Iterable[Point]) -> str:
    points = list(points)
    return f"M{points[0][0]:.1f} {points[0][1]:.1f}L" + " ".join(f"{x:.1f} {y:.1f}" for x, y in points[1:]) + "Z"


def opened(points: Iterable[Point]) -> str:
    return closed(points)[:-1]


def turned(points: Iterable[Point], angle: float, about: Point = (0, 0), scale: float = 1.0) -> list[Point]:
    """The points turned by `angle` degrees around the origin, scaled, and moved to `about`."""
    c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return [(about[0] + scale * (x * c - y * s), about[1] + scale * (x * s + y * c)) for x, y in points]


def swell(greatest: float, start: float = 0.15, end: float = 0.05, at: float = 0.4) -> Callable[[float], float]:
    """A stroke that begins at a share `start` of its greatest width, swells until `at` and thins to `end`."""

    def width(t: float) -> float:
        if t < at:
            return greatest * (start + (1 - start) * math.sin(math.pi / 2 * t / at))
        return greatest * (end + (1 - end) * math.cos(math.pi / 2 * (t - at) / (1 - at)))

    return width


# ---- 荷 ----


def lotus_petal(
    drawing: Drawing, base: Point, angle: float, long: float, wide: float, *, bend: float = 0.0, light: float = 0.0, veins: int = 7
) -> None:
    """A petal from `base` towards `angle` (degrees, 0 up): pale at its foot, deep at its tip."""
    spine = [(bend * long * t * t, -long * t) for t in (0, 0.25, 0.5, 0.75, 1)]
    line = curve(spine, 26)
    sides = normals(line)
    wobble = drawing.waver(0.05)

    def half(t: float) -> float:
        return wide / 2 * (math.sin(math.pi * min(t, 1) ** 0.9) ** 0.66 * (1 - 0.12 * t) + 0.05 * (1 - t)) * (1 + wobble(t))

    left = [(p[0] + n[0] * half(k / 26), p[1] + n[1] * half(k / 26)) for k, (p, n) in enumerate(zip(line, sides, strict=True))]
    right = [(p[0] - n[0] * half(k / 26), p[1] - n[1] * half(k / 26)) for k, (p, n) in enumerate(zip(line, sides, strict=True))]
    shape = turned(left + right[::-1], angle, base)
    tip = turned([spine[-1]], angle, base)[0]
    tones = [
        (0, mix("#fffaf3", "#fbe9ea", light), 1),
        (0.35, mix("#fbe3e6", "#f4c9d2", light), 1),
        (0.72, mix("#efb0c0", "#e48fa8", light), 1),
        (1, mix("#d06a8a", "#bd4f76", light), 1),
    ]
    drawing.path(closed(shape), drawing.linear(base, tip, tones))
    for n in range(veins):
        across = (n - (veins - 1) / 2) / (veins / 2) * 0.82
        path = [
            (p[0] + s[0] * half(k / 26) * across, p[1] + s[1] * half(k / 26) * across)
            for k, (p, s) in enumerate(zip(line, sides, strict=True))
        ]
        drawing.line(opened(turned(path[4:25], angle, base)), "#b8446d", 0.14, 0.28)
    drawing.line(opened(turned(left[1:], angle, base)), "#b14a70", 0.2, 0.5)
    drawing.line(opened(turned(right[1:], angle, base)), "#b14a70", 0.2, 0.5)


def mix(one: str, two: str, share: float) -> str:
    a, b = (tuple(int(each[k : k + 2], 16) for k in (1, 3, 5)) for each in (one, two))
    return "#" + "".join(f"{round(x + (y - x) * share):02x}" for x, y in zip(a, b, strict=True))


def lotus_flower(drawing: Drawing, centre: Point, size: float, lean: float = 0.0) -> None:
    x, y = centre
    behind = [
        (-62, 0.86, 0.34, -0.1),
        (62, 0.86, 0.34, 0.1),
        (-36, 1.02, 0.4, -0.06),
        (36, 1.02, 0.4, 0.06),
        (-12, 1.1, 0.42, -0.02),
        (14, 1.08, 0.42, 0.03),
    ]
    for angle, long, wide, bend in behind:
        lotus_petal(drawing, (x, y), angle + lean, size * long, size * wide, bend=bend, light=0.75)
    # The pod and its threads show between the petals.
    pod = turned([(-0.17, -0.36), (0.17, -0.36), (0.1, -0.1), (-0.1, -0.1)], lean, (x, y), size)
    drawing.path(closed(pod), "#b9c27a")
    for n in range(26):
        angle = -48 + 96 * n / 25 + drawing.chance.uniform(-3, 3)
        root = turned([(0, -0.2)], lean, (x, y), size)[0]
        end = turned([(0, -size * drawing.chance.uniform(0.2, 0.34))], angle + lean, root)[0]
        drawing.line(opened([root, end]), "#d9a63c", 0.3, 0.8)
        drawing.path(dot(end, 0.55), "#e2b348")
    front = [
        (-86, 0.84, 0.3, -0.16),
        (86, 0.84, 0.3, 0.16),
        (-56, 0.8, 0.36, -0.2),
        (56, 0.8, 0.36, 0.2),
        (-26, 0.74, 0.4, -0.12),
        (27, 0.75, 0.4, 0.13),
        (0, 0.66, 0.42, 0.02),
    ]
    for angle, long, wide, bend in front:
        lotus_petal(drawing, (x, y + size * 0.03), angle + lean, size * long, size * wide, bend=bend, light=0.1)


def dot(centre: Point, radius: float) -> str:
    x, y = centre
    return (
        f"M{x - radius:.2f} {y:.2f}a{radius:.2f} {radius:.2f} 0 1 0 {2 * radius:.2f} 0a{radius:.2f} {radius:.2f} 0 1 0 {-2 * radius:.2f} 0Z"
    )


def lotus_leaf(
    drawing: Drawing, centre: Point, wide: float, high: float, tilt: float, dark: str, pale: str, strength: float = 0.07
) -> None:
    """A leaf seen from the side and a little from above, as a wash with veins."""
    rim = drawing.waver(0.09, 6)
    outline = []
    for n in range(36):
        t = n / 36
        grow = 1 + rim(t)
        outline.append((wide / 2 * math.cos(math.tau * t) * grow, high / 2 * math.sin(math.tau * t) * grow))
    heart = turned([(wide * 0.04, -high * 0.08)], tilt, centre)[0]
    shape = turned(outline, tilt, centre)
    fill = drawing.radial(heart, wide * 0.58, [(0, pale, 1), (0.35, mix(pale, dark, 0.55), 1), (1, dark, 1)])
    # What lies behind does not shine through.
    drawing.path(closed(turned(outline, tilt, centre, 0.98)), mix(pale, "#ffffff", 0.5))
    drawing.wash(shape, dark, layers=6, strength=strength, spread=0.6, fill=fill)
    for n in range(15):
        angle = math.tau * n / 15 + drawing.chance.uniform(-0.08, 0.08)
        end = turned([(wide * 0.46 * math.cos(angle), high * 0.46 * math.sin(angle))], tilt, centre)[0]
        middle = ((heart[0] + end[0]) / 2 + drawing.chance.uniform(-1, 1), (heart[1] + end[1]) / 2 + high * 0.03)
        drawing.stroke([heart, middle, end], lambda t: 0.5 * (1 - t) + 0.12, mix(dark, "#ffffff", 0.62), 0.55, 0.1)
    drawing.path(dot(heart, wide * 0.02), mix(dark, "#ffffff", 0.7), 0.8)


def stem(drawing: Drawing, spine: Sequence[Point], wide: float, colour: str, opacity: float = 0.85) -> None:
    drawing.stroke(spine, lambda t: wide * (0.85 + 0.3 * t), colour, opacity, 0.12)
    line = curve(spine, int(length(spine) / 2.5))
    for point in line[2:-2]:
        if drawing.chance.random() < 0.7:
            side = drawing.chance.choice((-1, 1)) * wide * 0.55
            drawing.path(dot((point[0] + side, point[1]), 0.16), colour, 0.8)


def draw_lotus() -> None:
    d = Drawing(110, 106, 20)
    lotus_leaf(d, (30, 92), 58, 19, -3, "#7fa393", "#dbe8df", 0.13)
    lotus_leaf(d, (96, 44), 46, 22, 12, "#8db0a0", "#e2ede6", 0.1)
    stem(d, [(97, 47), (99, 70), (96, 106)], 1.5, "#8fb0a0", 0.7)
    stem(d, [(62, 56), (66, 76), (64, 106)], 1.7, "#5d8a74")
    stem(d, [(32, 46), (37, 70), (35, 106)], 1.3, "#6b947f", 0.8)
    lotus_leaf(d, (84, 84), 62, 27, -6, "#2f6a55", "#a9cdb9", 0.2)
    lotus_flower(d, (62, 55), 34, 4)
    # A bud, and a dragonfly that has only just touched it.
    for angle, wide, light in ((-9, 0.36, 0.8), (10, 0.36, 0.7), (1, 0.42, 0.3)):
        lotus_petal(d, (32, 47), angle + 2, 20, 20 * wide, light=light, veins=5)
    dragonfly(d, (27, 19), 11, -28)
    for y, left, right in ((97, 6, 40), (101, 44, 76), (99.5, 84, 108), (103.6, 14, 34)):
        d.stroke([(left, y), ((left + right) / 2, y + 0.5), (right, y)], swell(0.5, 0, 0, 0.5), "#6f9a88", 0.55, 0.2)
    d.save(OUT / "lotus" / "lotus.svg")


def dragonfly(d: Drawing, at: Point, size: float, lean: float) -> None:
    body = [(0, 0), (-0.5, 0.02), (-1.0, 0.1)]
    d.stroke(turned(body, lean, at, size), swell(0.75, 0.9, 0.4, 0.2), "#8c3a3a", 0.95, 0.1)
    d.stroke(turned([(0.16, -0.02), (-0.06, 0.0)], lean, at, size), swell(1.5, 0.6, 0.5, 0.4), "#5e2a2d", 0.95, 0.1)
    d.path(dot(turned([(0.2, -0.02)], lean, at, size)[0], 0.72), "#4b2226")
    for root, end, wide in (
        ((0.05, 0), (-0.28, -0.92), 2.3),
        ((-0.06, 0), (-0.5, -0.78), 2.2),
        ((0.05, 0), (0.2, -0.95), 2.1),
        ((-0.04, 0.02), (0.42, -0.74), 2.0),
    ):
        spine = turned([root, ((root[0] + end[0]) / 2, (root[1] + end[1]) / 2 - 0.04), end], lean, at, size)
        d.stroke(spine, swell(wide, 0.15, 0.35, 0.7), "#a9b8b4", 0.35, 0.06)
        d.stroke(spine, lambda t: 0.16, "#6b7b78", 0.6, 0.1)


# ---- 竹 ----


def bamboo_culm(d: Drawing, foot: Point, top: Point, wide: float, colour: str, joints: Sequence[float], opacity: float = 1.0) -> None:
    """A culm in strokes from joint to joint, lighter along its middle where the brush carried more water."""
    at = [0.0, *joints, 1.0]
    bow = d.chance.uniform(-1.2, 1.2)

    def point(t: float) -> Point:
        return (foot[0] + (top[0] - foot[0]) * t + bow * math.sin(math.pi * t), foot[1] + (top[1] - foot[1]) * t)

    for low, high in itertools.pairwise(at):
        gap = 0.006
        start, end = point(low + gap), point(high - gap)
        middle = point((low + high) / 2)
        around = wide * 1.2
        fill = d.linear(
            (middle[0] - around / 2, middle[1]),
            (middle[0] + around / 2, middle[1]),
            [
                (0, colour, opacity),
                (0.3, mix(colour, "#ffffff", 0.5), opacity),
                (0.55, mix(colour, "#ffffff", 0.32), opacity),
                (1, mix(colour, "#0c2a1e", 0.25), opacity),
            ],
        )

        def width(t: float) -> float:
            return wide * (1 + 0.16 * (abs(2 * t - 1)) ** 5)

        d.stroke([start, middle, end], width, fill, 1, 0.025)
        d.dry([start, middle, end], width, "#ffffff", 0.35 * opacity, 7)
        if high < 1:
            x, y = point(high)
            d.stroke(
                [(x - wide * 0.62, y - 0.5), (x - wide * 0.2, y + 0.35), (x + wide * 0.25, y + 0.3), (x + wide * 0.6, y - 0.6)],
                swell(0.85, 0.5, 0.3, 0.5),
                mix(colour, "#0b1f17", 0.6),
                0.9 * opacity,
                0.2,
            )


def bamboo_leaf(d: Drawing, root: Point, angle: float, long: float, wide: float, colour: str, opacity: float) -> None:
    """One press of the brush: a thin start, a full belly, a long tip."""
    bend = d.chance.uniform(-0.08, 0.08)
    spine = turned([(0, 0), (long * 0.3, bend * long * 0.4), (long * 0.65, bend * long), (long, bend * long * 1.6)], angle, root)
    d.stroke(spine, swell(wide, 0.12, 0.0, 0.3), colour, opacity, 0.07)
    d.dry(spine, swell(wide, 0.12, 0.0, 0.3), "#ffffff", 0.22, 2)


def bamboo_spray(d: Drawing, at: Point, lean: float, size: float, colour: str, opacity: float, leaves: int = 4) -> None:
    """Leaves that hang from the end of a twig, as 个 and 介 are written."""
    for n in range(leaves):
        spread = (n - (leaves - 1) / 2) * (62 / max(leaves - 1, 1)) + d.chance.uniform(-7, 7)
        long = size * d.chance.uniform(0.75, 1.1) * (1 - 0.12 * abs(n - (leaves - 1) / 2))
        bamboo_leaf(
            d,
            (at[0] + d.chance.uniform(-0.6, 0.6), at[1] + d.chance.uniform(-0.6, 0.6)),
            lean + spread,
            long,
            size * 0.13 * d.chance.uniform(0.85, 1.2),
            mix(colour, "#12241c", d.chance.uniform(0, 0.35)),
            opacity,
        )


def twig(d: Drawing, spine: Sequence[Point], colour: str, opacity: float = 0.9, wide: float = 0.7) -> None:
    d.stroke(spine, lambda t: wide * (1 - 0.6 * t), colour, opacity, 0.2)


def draw_bamboo() -> None:
    d = Drawing(96, 106, 8)
    for foot, top, wide in (((86, 106), (92, 0), 4.2), ((30, 106), (38, 0), 2.6)):
        bamboo_culm(d, foot, top, wide, "#b9cfc0", [0.2, 0.42, 0.63, 0.82], 0.55)
    for at, lean, size in (((52, 20), 70, 17), ((60, 68), 100, 18), ((88, 84), 120, 16), ((44, 50), 110, 14)):
        bamboo_spray(d, at, lean, size, "#a9c4b4", 0.5, 4)
    bamboo_culm(d, (70, 106), (79, 0), 7.2, "#4d7f66", [0.17, 0.37, 0.58, 0.8])
    bamboo_culm(d, (57, 106), (60, 0), 4.2, "#6d9980", [0.12, 0.3, 0.5, 0.7, 0.88])
    dark = "#1f4a38"
    twig(d, [(77, 21), (66, 16), (52, 19), (38, 27)], dark)
    twig(d, [(66, 16), (58, 9), (46, 8)], dark)
    twig(d, [(75, 44.5), (86, 38), (94, 40)], dark)
    twig(d, [(59, 53), (48, 50), (36, 55), (26, 64)], "#2d5a46")
    twig(d, [(48, 50), (40, 44), (31, 43)], "#2d5a46")
    for at, lean, size, leaves in (
        ((38, 27), 116, 21, 5),
        ((46, 8), 140, 17, 3),
        ((53, 19), 92, 19, 4),
        ((66, 16), 60, 15, 3),
        ((92, 40), 70, 19, 4),
        ((84, 39), 110, 14, 3),
    ):
        bamboo_spray(d, at, lean, size, dark, 0.92, leaves)
    for at, lean, size, leaves in (((26, 64), 118, 20, 4), ((31, 43), 150, 16, 3), ((40, 52), 95, 15, 3)):
        bamboo_spray(d, at, lean, size, "#3d6f58", 0.85, leaves)
    d.save(OUT / "bamboo" / "bamboo.svg")


# ---- 梅 ----


def bough(d: Drawing, spine: Sequence[Point], thick: float, thin: float, colour: str, opacity: float = 1.0, hairs: int = 26) -> None:
    """An old branch: a broad, broken stroke with knots and the white of the paper in it."""
    knots = d.waver(0.16, 9)

    def width(t: float) -> float:
        return (thick + (thin - thick) * t**0.8) * (1 + knots(t))

    d.stroke(spine, width, colour, opacity, 0.16)
    d.stroke([(x + thick * 0.12, y + thick * 0.16) for x, y in spine], lambda t: width(t) * 0.45, "#1b1512", 0.55 * opacity, 0.35)
    d.dry(spine, width, "#ffffff", 0.5, hairs)
    d.dry(spine, width, "#16110e", 0.6, hairs // 2)


def plum_blossom(d: Drawing, at: Point, size: float, turn: float, deep: str, pale: str, squash: float = 1.0) -> None:
    """Five round petals, each a wash that is deepest at its edge, and the fine threads of its heart."""

    def place(points: Iterable[Point]) -> list[Point]:
        return [(at[0] + x, at[1] + y * squash) for x, y in points]

    for n in range(5):
        angle = turn + 72 * n + d.chance.uniform(-5, 5)
        wobble = d.waver(0.07, 4)
        shape = []
        for k in range(22):
            t = k / 22
            r = size * 0.4 * (1 + wobble(t))
            shape.append((r * math.cos(math.tau * t) * 0.98, -size * 0.48 + r * math.sin(math.tau * t)))
        petal = place(turned(shape, angle))
        heart = place([(0, 0)])[0]
        fill = d.radial(
            heart, size * 0.95, [(0, mix(pale, "#ffffff", 0.3), 1), (0.45, pale, 1), (0.85, deep, 1), (1, mix(deep, "#7d1026", 0.35), 1)]
        )
        d.path(closed(petal), fill, 0.9)
        d.line(closed(petal), mix(deep, "#6d0d20", 0.5), 0.12, 0.5)
    for _ in range(15):
        angle = d.chance.uniform(0, 360)
        end = place(turned([(0, -size * d.chance.uniform(0.26, 0.5))], angle))[0]
        d.line(opened([at, end]), "#8c2a30", 0.13, 0.8)
        d.path(dot(end, size * 0.035), "#e2b24a")
    d.path(dot(at, size * 0.06), "#c9d08a")


def plum_bud(d: Drawing, at: Point, size: float, turn: float, deep: str) -> None:
    for side in (-0.25, 0.25, 0):
        shape = [
            (size * 0.34 * math.cos(math.tau * k / 18) + side * size, -size * 0.36 + size * 0.4 * math.sin(math.tau * k / 18))
            for k in range(18)
        ]
        petal = turned(shape, turn, at)
        top = turned([(side * size, -size * 0.8)], turn, at)[0]
        d.path(closed(petal), d.linear(at, top, [(0, mix(deep, "#7d1026", 0.3), 1), (1, mix(deep, "#ffffff", 0.25), 1)]), 0.95)
    for side in (-28, 0, 28):
        d.stroke([at, turned([(0, -size * 0.34)], turn + side, at)[0]], swell(size * 0.2, 0.8, 0.1, 0.3), "#4a2a26", 0.95, 0.1)


def draw_plum() -> None:
    d = Drawing(130, 106, 5)
    d.path(
        dot((96, 27), 19), d.radial((96, 27), 19, [(0, "#fbf3dd", 0.9), (0.8, "#f8ecd0", 0.75), (0.93, "#f5e6c3", 0.35), (1, "#f5e6c3", 0)])
    )
    wood = "#4a3a32"
    bough(d, [(138, 92), (118, 84), (106, 66), (92, 58), (80, 42), (64, 38)], 8.5, 3.2, wood, 1, 40)
    bough(d, [(107, 67), (110, 52), (120, 40), (124, 22), (132, 12)], 4.2, 1.6, wood, 1, 18)
    bough(d, [(66, 38.5), (52, 40), (40, 33), (24, 32), (10, 25)], 2.6, 0.6, wood, 1, 14)
    bough(d, [(80, 43), (76, 30), (66, 20), (62, 8)], 2.3, 0.6, wood, 1, 12)
    bough(d, [(92, 58), (80, 62), (68, 60), (54, 66)], 2.4, 0.6, wood, 1, 12)
    bough(d, [(40, 33.5), (32, 42), (20, 46)], 1.2, 0.45, wood, 1, 6)
    bough(d, [(122, 32), (113, 24), (110, 13)], 1.4, 0.5, wood, 1, 6)
    bough(d, [(118, 84), (104, 88), (92, 86), (80, 90)], 2.2, 0.5, wood, 1, 10)
    red, rose = "#c32f45", "#ee9aa2"
    for at, size, turn, squash in (
        ((64, 37), 9.5, 10, 1),
        ((74, 27), 8.0, 40, 0.85),
        ((51, 40), 8.4, -8, 0.9),
        ((84, 48), 9.2, 25, 1),
        ((38, 32), 7.6, 60, 0.8),
        ((69, 60), 8.4, 12, 0.9),
        ((57, 65), 7.0, 50, 0.8),
        ((112, 50), 8.6, 33, 0.95),
        ((122, 31), 7.6, -20, 0.85),
        ((97, 61), 9.0, -15, 0.9),
        ((24, 32), 6.4, 20, 0.85),
        ((92, 86), 7.2, 5, 0.85),
        ((64, 18), 6.6, 15, 0.85),
    ):
        deep = mix(red, "#d8586a", d.chance.uniform(0, 0.6))
        plum_blossom(d, at, size, turn, deep, rose, squash)
    for at, size, turn in (
        ((10, 25), 3.6, -65),
        ((16, 28), 3.2, -20),
        ((20, 46), 3.2, -110),
        ((30, 43), 3.0, 170),
        ((62, 8), 3.6, -10),
        ((67, 13), 3.0, 60),
        ((110, 13), 3.4, -15),
        ((132, 12), 3.0, 40),
        ((80, 90), 3.2, -80),
        ((56, 36), 3.4, -20),
        ((46, 35), 3.0, 10),
        ((80, 34), 3.2, 50),
        ((117, 22), 3.2, -70),
    ):
        plum_bud(d, at, size, turn, red)
    for at, size, turn in (((34, 74), 2.6, 30), ((22, 90), 2.2, 100), ((54, 88), 2.4, 200), ((44, 58), 2.0, 300)):
        shape = turned([(size * 0.6 * math.cos(math.tau * k / 14), size * 0.42 * math.sin(math.tau * k / 14)) for k in range(14)], turn, at)
        d.path(closed(shape), "#e48a96", 0.75)
    d.save(OUT / "plum" / "plum.svg")


# ---- 山水 ----


def ridge(
    d: Drawing, level: float, height: float, seed: int, colour: str, foot: float, opacity: float, peaks: Sequence[Point] = ()
) -> list[Point]:
    """A mountain's outline, dark at its crest and lost in mist at its foot. `peaks` are (x, how high)."""
    rough = random.Random(seed)  # nosec B311 # ridges, not secrets
    waves = [(rough.uniform(0.5, 1) / k**1.15, rough.uniform(0, math.tau), k * rough.uniform(0.8, 1.2)) for k in range(1, 26)]
    crest = []
    for n in range(261):
        x = d.width * n / 260
        y = sum(a * math.sin(p + math.tau * f * x / d.width) for a, p, f in waves) * 0.3
        y += sum(high * math.exp(-(((x - at) / (6 + 9 * high)) ** 2)) for at, high in peaks)
        crest.append((x, level - height * max(y, -0.25)))
    top = min(y for _, y in crest)
    fill = d.linear(
        (0, top),
        (0, foot),
        [
            (0, colour, opacity),
            (0.35, mix(colour, "#ffffff", 0.25), opacity * 0.8),
            (0.8, mix(colour, "#ffffff", 0.7), opacity * 0.25),
            (1, "#ffffff", 0),
        ],
    )
    d.path(closed([(0, foot), *crest, (d.width, foot)]), fill)
    return crest


def texture(d: Drawing, crest: Sequence[Point], colour: str, count: int, reach: float, slope: float) -> None:
    """Strokes that run down from the crest, as painters give rock its folds; only where it stands out of the mist."""
    mist = sorted(y for _, y in crest)[len(crest) * 2 // 5]
    for _ in range(count):
        n = d.chance.randrange(3, len(crest) - 3)
        x, y = crest[n]
        if y > mist:
            continue
        down = d.chance.uniform(0.2, 1) * reach
        lean = max(min((crest[n + 2][1] - crest[n - 2][1]) * slope, 0.4), -0.4)
        start = d.chance.uniform(0, 0.35) * reach
        spine = [
            (x + lean * start, y + 0.3 + start),
            (x + lean * (start + down / 2) + d.chance.uniform(-0.8, 0.8), y + start + down / 2),
            (x + lean * (start + down), y + start + down),
        ]
        d.stroke(spine, swell(d.chance.uniform(0.25, 0.7), 0.4, 0, 0.3), colour, d.chance.uniform(0.1, 0.32), 0.3)


def pine(d: Drawing, foot: Point, size: float) -> None:
    x, y = foot
    d.stroke(
        [(x, y), (x + 0.08 * size, y - 0.4 * size), (x - 0.06 * size, y - 0.72 * size), (x + 0.05 * size, y - size)],
        swell(size * 0.09, 1, 0.3, 0.1),
        "#2c332f",
        0.95,
        0.2,
    )
    for t, side, long in ((0.5, 1, 0.5), (0.58, -1, 0.46), (0.72, 1, 0.4), (0.8, -1, 0.36), (0.92, 1, 0.26), (1, -1, 0.2)):
        root = (x, y - t * size)
        end = (x + side * long * size, y - (t - 0.06) * size)
        d.stroke([root, ((root[0] + end[0]) / 2, root[1] + 0.03 * size), end], swell(size * 0.03, 1, 0.2, 0.2), "#2c332f", 0.9, 0.2)
        for k in range(7):
            at = (root[0] + (end[0] - root[0]) * (0.25 + 0.75 * k / 6), root[1] + (end[1] - root[1]) * (0.25 + 0.75 * k / 6) - 0.02 * size)
            for n in range(9):
                angle = -165 + 150 * n / 8 + d.chance.uniform(-6, 6)
                d.line(opened([at, turned([(size * d.chance.uniform(0.06, 0.1), 0)], angle, at)[0]]), "#1f3a30", 0.16, 0.75)


def boat(d: Drawing, at: Point, size: float) -> None:
    x, y = at
    d.stroke(
        [
            (x - size, y - 0.1 * size),
            (x - 0.4 * size, y + 0.12 * size),
            (x + 0.5 * size, y + 0.12 * size),
            (x + 1.1 * size, y - 0.18 * size),
        ],
        swell(size * 0.22, 0.15, 0.1, 0.5),
        "#2e332f",
        0.92,
        0.12,
    )
    d.stroke(
        [(x - 0.35 * size, y), (x - 0.1 * size, y - 0.34 * size), (x + 0.3 * size, y - 0.32 * size), (x + 0.45 * size, y)],
        lambda t: size * 0.07,
        "#3b423d",
        0.9,
        0.2,
    )
    d.path(
        closed([(x - 0.35 * size, y), (x - 0.1 * size, y - 0.34 * size), (x + 0.3 * size, y - 0.32 * size), (x + 0.45 * size, y)]),
        "#59625b",
        0.75,
    )
    d.stroke(
        [(x + 0.72 * size, y - 0.02 * size), (x + 0.74 * size, y - 0.24 * size), (x + 0.7 * size, y - 0.42 * size)],
        swell(size * 0.17, 1, 0.55, 0.2),
        "#3a2f2a",
        0.95,
        0.15,
    )
    d.path(dot((x + 0.69 * size, y - 0.5 * size), size * 0.075), "#3a2f2a")
    d.stroke(
        [(x + 0.55 * size, y - 0.52 * size), (x + 0.69 * size, y - 0.6 * size), (x + 0.83 * size, y - 0.5 * size)],
        swell(size * 0.08, 0.4, 0.4, 0.5),
        "#6b5a41",
        1,
        0.1,
    )
    d.line(opened([(x + 0.6 * size, y - 0.44 * size), (x + 1.25 * size, y + 0.34 * size)]), "#3a2f2a", 0.22, 0.9)
    for k in range(4):
        d.stroke(
            [
                (x - (0.9 - 0.15 * k) * size, y + (0.3 + 0.14 * k) * size),
                (x, y + (0.33 + 0.14 * k) * size),
                (x + (1 - 0.2 * k) * size, y + (0.3 + 0.14 * k) * size),
            ],
            swell(0.3, 0, 0, 0.5),
            "#8fa39b",
            0.5,
            0.2,
        )


def draw_landscape() -> None:
    d = Drawing(236, 74, 3)
    d.path(dot((172, 33), 6.6), d.linear((172, 26), (172, 41), [(0, "#cf4d39", 0.95), (1, "#e08a6a", 0.7)]))
    ridge(d, 40, 13, 31, "#a9bcc0", 62, 0.55, [(60, 0.7), (96, 0.5), (206, 0.6)])
    second = ridge(d, 46, 17, 12, "#7f9a9c", 68, 0.7, [(34, 0.9), (150, 0.45), (222, 0.8)])
    texture(d, second, "#4f6c6d", 90, 9, 0.25)
    third = ridge(d, 54, 19, 77, "#4f7472", 74, 0.8, [(12, 1.2), (62, 0.35), (214, 0.95), (232, 1.25)])
    texture(d, third, "#24433f", 150, 11, 0.3)
    d.path("M0 50H236V74H0Z", d.linear((0, 50), (0, 74), [(0, "#ffffff", 0), (0.5, "#ffffff", 0.75), (1, "#eef3f0", 0.9)]))
    near = [(0, 58), (8, 56.5), (16, 59), (26, 62), (36, 66), (48, 70), (54, 74), (0, 74)]
    d.path(closed([*curve(near[:7], 60), near[7]]), d.linear((0, 56), (0, 74), [(0, "#37504a", 0.95), (1, "#8aa39a", 0.5)]))
    texture(d, curve(near[:7], 120), "#16251f", 60, 6, 0.4)
    for at, size in (((9, 57.5), 17), ((17, 60), 12), ((26, 63), 8.5)):
        pine(d, at, size)
    boat(d, (118, 62), 6)
    for y, left, right in ((66, 150, 196), (69, 84, 130), (71.5, 160, 224), (67.6, 200, 232), (72, 62, 92)):
        d.stroke([(left, y), ((left + right) / 2, y + 0.4), (right, y)], swell(0.32, 0, 0, 0.5), "#9db3ab", 0.55, 0.2)
    for x, y, size in ((190, 33, 2.2), (195, 30.5, 1.8), (185, 30, 1.6), (200, 34, 1.4)):
        d.stroke(
            [
                (x - size, y - 0.3 * size),
                (x - 0.4 * size, y - 0.4 * size),
                (x, y),
                (x + 0.4 * size, y - 0.45 * size),
                (x + size, y - 0.25 * size),
            ],
            swell(0.42, 0.1, 0.1, 0.5),
            "#3c4a46",
            0.85,
            0.1,
        )
    d.save(OUT / "landscape" / "landscape.svg")


# ---- 印 ----


def draw_seal() -> None:
    """The body of a seal cut in stone: edges and corners worn, its paste uneven. The characters are left out and set by the template."""
    d = Drawing(60, 60, 14)
    edge = []
    corners = [(4, 4), (56, 4), (56, 56), (4, 56)]
    for one, two in zip(corners, [*corners[1:], corners[0]], strict=True):
        waves = d.waver(0.45, 14)
        for k in range(60):
            t = k / 60
            round_off = 1.6 * (math.exp(-t * 22) + math.exp(-(1 - t) * 22))
            x, y = one[0] + (two[0] - one[0]) * t, one[1] + (two[1] - one[1]) * t
            centre = math.hypot(30 - x, 30 - y)
            push = waves(t) + round_off + (d.chance.random() ** 14) * 1.6
            edge.append((x + (30 - x) / centre * push, y + (30 - y) / centre * push))
    d.path(closed(edge), "#b3201c")
    for _ in range(70):
        at = (d.chance.uniform(5, 55), d.chance.uniform(5, 55))
        size = d.chance.random() ** 4 * 0.9 + 0.1
        shape = [
            (
                at[0] + size * d.chance.uniform(0.5, 1) * math.cos(math.tau * k / 8),
                at[1] + size * d.chance.uniform(0.5, 1) * math.sin(math.tau * k / 8),
            )
            for k in range(8)
        ]
        d.path(closed(shape), "#ffffff", d.chance.uniform(0.25, 0.8))
    d.save(OUT / "seal" / "stone.svg")
    w = Drawing(60, 60, 15)
    for _ in range(46):
        at = (w.chance.uniform(5, 55), w.chance.uniform(5, 55))
        size = w.chance.random() ** 5 * 0.8 + 0.08
        shape = [
            (
                at[0] + size * w.chance.uniform(0.5, 1) * math.cos(math.tau * k / 7),
                at[1] + size * w.chance.uniform(0.5, 1) * math.sin(math.tau * k / 7),
            )
            for k in range(7)
        ]
        w.path(closed(shape), "#b3201c", w.chance.uniform(0.5, 0.9))
    w.save(OUT / "seal" / "wear.svg")
    # Paper with flecks of gold leaf.
    g = Drawing(260, 160, 16)
    for _ in range(150):
        at = (g.chance.uniform(0, 260), g.chance.uniform(0, 160))
        size = 0.25 + 1.5 * g.chance.random() ** 3
        turn = g.chance.uniform(0, 360)
        shape = turned(
            [
                (
                    size * g.chance.uniform(0.5, 1) * math.cos(math.tau * k / 6),
                    0.7 * size * g.chance.uniform(0.5, 1) * math.sin(math.tau * k / 6),
                )
                for k in range(6)
            ],
            turn,
            at,
        )
        g.path(closed(shape), g.chance.choice(("#d9b25c", "#e2c27a", "#c99f45")), g.chance.uniform(0.3, 0.75))
    g.save(OUT / "seal" / "gold.svg")


# ---- 童画 ----


def crayon(d: Drawing, spine: Sequence[Point], wide: float, colour: str, opacity: float = 0.8) -> None:
    """A wax crayon: many thin, shaking lines that leave the paper's grain free."""
    for _ in range(max(4, int(wide * 5))):
        off = d.chance.gauss(0, wide * 0.26)
        shake_x, shake_y = d.waver(wide * 0.12, 6), d.waver(wide * 0.12, 6)
        line = curve(spine, max(8, int(length(spine) / 1.6)))
        sides = normals(line)
        moved = [
            (p[0] + s[0] * off + shake_x(k / len(line)), p[1] + s[1] * off + shake_y(k / len(line)))
            for k, (p, s) in enumerate(zip(line, sides, strict=True))
        ]
        first = int(d.chance.uniform(0, 0.06) * len(moved))
        last = len(moved) - int(d.chance.uniform(0, 0.06) * len(moved))
        d.line(opened(moved[first:last]), colour, d.chance.uniform(0.14, 0.34) * min(wide, 1.6), opacity * d.chance.uniform(0.4, 0.9))


def scribble(
    d: Drawing, outline: Sequence[Point], colour: str, gap: float = 0.8, angle: float = 35, wide: float = 0.9, opacity: float = 0.7
) -> None:
    """A shape filled as children fill it: to and fro, a little over the edge, with paper showing between."""
    flat = turned(outline, -angle)
    low, high = min(y for _, y in flat), max(y for _, y in flat)
    y, zig, path = low + gap / 2, False, []
    while y < high:
        cuts = []
        for one, two in zip(flat, [*flat[1:], flat[0]], strict=True):
            if (one[1] <= y) != (two[1] <= y):
                cuts.append(one[0] + (two[0] - one[0]) * (y - one[1]) / (two[1] - one[1]))
        if len(cuts) >= 2:
            left, right = min(cuts) - d.chance.uniform(-0.3, 0.4), max(cuts) + d.chance.uniform(-0.3, 0.4)
            path += [(right, y), (left, y + gap * 0.3)] if zig else [(left, y), (right, y + gap * 0.3)]
            zig = not zig
        y += gap * d.chance.uniform(0.8, 1.2)
    back = turned(path, angle)
    for _ in range(3):
        moved = [(x + d.chance.gauss(0, 0.16), y + d.chance.gauss(0, 0.16)) for x, y in back]
        d.line(opened(moved), colour, wide * d.chance.uniform(0.35, 0.6), opacity * d.chance.uniform(0.5, 0.8))


def ring(centre: Point, wide: float, high: float, count: int = 28) -> list[Point]:
    return [(centre[0] + wide * math.cos(math.tau * k / count), centre[1] + high * math.sin(math.tau * k / count)) for k in range(count)]


def person(d: Drawing, foot: Point, size: float, coat: str, *, skirt: bool = False, hair: str = "#3a2c26") -> None:
    x, y = foot
    head = (x, y - 0.82 * size)
    d.path(closed(ring(head, 0.15 * size, 0.16 * size)), "#ffffff")
    for side in (-1, 1):
        crayon(d, [(x + side * 0.07 * size, y - 0.3 * size), (x + side * 0.09 * size, y)], 0.9, "#3e4a63")
        crayon(d, [(x + side * 0.09 * size, y), (x + side * 0.16 * size, y)], 1.0, "#3a2c26")
    body = [
        (x - 0.11 * size, y - 0.66 * size),
        (x + 0.11 * size, y - 0.66 * size),
        (x + (0.24 if skirt else 0.15) * size, y - 0.26 * size),
        (x - (0.24 if skirt else 0.15) * size, y - 0.26 * size),
    ]
    d.path(closed(body), "#ffffff")
    scribble(d, body, coat, 0.6, 62, 1.0, 0.95)
    crayon(d, [*body, body[0]], 0.6, mix(coat, "#000000", 0.25))
    scribble(d, ring(head, 0.15 * size, 0.16 * size), "#f6cfae", 0.5, 20, 0.9, 0.9)
    crayon(d, [*ring(head, 0.155 * size, 0.165 * size, 20), (head[0] + 0.155 * size, head[1])], 0.5, "#a8704f")
    for k in range(15):
        angle = math.pi + math.pi * k / 14
        root = (head[0] + 0.15 * size * math.cos(angle), head[1] + 0.15 * size * math.sin(angle))
        long = 0.13 if skirt and (k < 3 or k > 11) else 0.02
        crayon(
            d,
            [
                (head[0] + 0.09 * size * math.cos(angle), head[1] - 0.02 * size + 0.1 * size * math.sin(angle)),
                (root[0], root[1] + long * size),
            ],
            0.7,
            hair,
            0.9,
        )
    for side in (-1, 1):
        d.path(dot((head[0] + side * 0.055 * size, head[1] + 0.01 * size), 0.26), "#2c211d")
    crayon(
        d,
        [(head[0] - 0.06 * size, head[1] + 0.07 * size), (head[0], head[1] + 0.105 * size), (head[0] + 0.06 * size, head[1] + 0.07 * size)],
        0.35,
        "#b3322c",
        1,
    )
    for side in (-1, 1):
        d.path(dot((head[0] + side * 0.1 * size, head[1] + 0.055 * size), 0.55), "#f0908c", 0.5)


def sides(d: Drawing, corners: Sequence[Point], wide: float, colour: str) -> None:
    for one, two in itertools.pairwise(corners):
        crayon(d, [one, two], wide, colour)


def draw_children() -> None:
    d = Drawing(300, 106, 21)
    d.marks.append('<g transform="translate(170 0)">')
    # The sun, half a face, in the corner.
    scribble(d, ring((111, 19), 9, 9), "#f5b82e", 0.8, 30, 1.1, 0.85)
    crayon(d, [*ring((111, 19), 9.2, 9.2, 20), (120.2, 19)], 0.8, "#ea8f1f")
    for k in range(14):
        angle = math.tau * k / 14 + 0.1
        long = 5.4 if k % 2 else 3.8
        crayon(
            d,
            [
                (111 + 11 * math.cos(angle), 19 + 11 * math.sin(angle)),
                (111 + (11 + long) * math.cos(angle), 19 + (11 + long) * math.sin(angle)),
            ],
            0.9,
            "#f0a023",
        )
    for side in (-1, 1):
        crayon(d, [(111 + side * 3.4 - 1, 17.4), (111 + side * 3.4, 16.6), (111 + side * 3.4 + 1, 17.4)], 0.4, "#7a4a12", 1)
    crayon(d, [(107.6, 21.6), (111, 24), (114.4, 21.6)], 0.45, "#b3322c", 1)
    for n, colour in enumerate(("#e25b4e", "#f09a3a", "#f2ce46", "#6fb565", "#4b9ccb", "#7d6bb3")):
        r = 40 - 2.3 * n
        crayon(
            d,
            [(64 + r * math.cos(a), 84 + r * 1.25 * math.sin(a)) for a in (math.pi + math.pi * k / 12 for k in range(13))],
            1.7,
            colour,
            0.62,
        )
    for x, y, s in ((36, 15, 1), (76, 12, 0.8)):
        for cx, cy, r in ((0, 0, 4.6), (5.6, -1.8, 5.2), (11, 0.2, 4.2)):
            crayon(
                d,
                [
                    *[
                        (x + s * (cx + r * math.cos(math.tau * k / 14)), y + s * (cy + r * 0.72 * math.sin(math.tau * k / 14)))
                        for k in range(15)
                    ]
                ],
                0.6,
                "#8bb9dc",
                0.8,
            )
    # Grass.
    hill = [(-170, 94), (-120, 95), (-60, 94), (0, 90), (24, 87), (60, 89), (96, 86), (130, 89)]
    scribble(d, [*curve(hill, 60), (130, 106), (-170, 106)], "#8cc063", 1.25, 3, 1.3, 0.6)
    for _ in range(210):
        x = d.chance.uniform(-168, 128)
        y = d.chance.uniform(90 if x > 0 else 97, 104)
        d.line(opened([(x, y), (x + d.chance.uniform(-0.7, 0.7), y - d.chance.uniform(1.6, 3.4))]), "#4f8f3f", 0.35, 0.8)
    # The house; white first, for nothing shines through a child's house.
    d.path(closed([(86, 62), (116, 62), (116, 90), (86, 90)]), "#ffffff")
    d.path(closed([(81, 62), (101, 45), (121, 62)]), "#ffffff")
    scribble(d, [(86, 62), (116, 62), (116, 90), (86, 90)], "#f3d9a4", 0.9, 88, 1.2, 0.75)
    sides(d, [(86, 62), (86, 90), (116, 90), (116, 62), (86, 62)], 0.8, "#a5713c")
    scribble(d, [(81, 62), (101, 45), (121, 62)], "#d4523f", 0.8, 30, 1.2, 0.9)
    sides(d, [(81, 62), (101, 45), (121, 62), (81, 62)], 0.9, "#a3352a")
    scribble(d, [(97, 74), (105, 74), (105, 90), (97, 90)], "#a5713c", 0.7, 80, 1, 0.9)
    for x in (88.6, 107.6):
        scribble(d, [(x, 68), (x + 6, 68), (x + 6, 74.4), (x, 74.4)], "#9fd0ea", 0.6, 40, 0.8, 0.9)
        sides(d, [(x, 68), (x + 6, 68), (x + 6, 74.4), (x, 74.4), (x, 68)], 0.5, "#5d7f9a")
        crayon(d, [(x + 3, 68), (x + 3, 74.4)], 0.4, "#5d7f9a")
        crayon(d, [(x, 71.2), (x + 6, 71.2)], 0.4, "#5d7f9a")
    sides(d, [(112, 54), (112, 46), (115.6, 46), (115.6, 57)], 0.7, "#a5713c")
    for k in range(3):
        crayon(d, [(114 + 1.6 * k, 42.6 - 3.4 * k), (116 + 2 * k, 41.2 - 3.6 * k), (115 + 2.4 * k, 39.6 - 3.6 * k)], 0.5, "#b9b9c4", 0.8)
    # The tree.
    crayon(d, [(14, 90), (14.6, 78), (13.6, 68)], 3.0, "#8a5a34", 0.85)
    for cx, cy, r in ((8, 62, 7), (19, 61, 7.4), (13.6, 53, 8.2)):
        scribble(d, ring((cx, cy), r, r * 0.92), "#5fa653", 0.9, 28, 1.2, 0.8)
        crayon(d, [*ring((cx, cy), r, r * 0.92, 18), (cx + r, cy)], 0.6, "#3d7f3a", 0.8)
    for x, y in ((9, 60), (19, 64), (15, 51), (11, 54), (21, 57)):
        scribble(d, ring((x, y), 1.3, 1.3, 12), "#dc4a3e", 0.4, 20, 0.7, 1)
    # The family, hand in hand.
    people = (((38, 93), 27, "#4a7fb8", False), ((53, 94), 18, "#e8b13a", True), ((67, 93), 25, "#d9607f", True))
    crayon(d, [(40.8, 74), (45, 80), (50.6, 83.4)], 0.9, "#f0bd96", 0.95)
    crayon(d, [(55.2, 83.4), (60, 81), (64.4, 75.6)], 0.9, "#f0bd96", 0.95)
    crayon(d, [(35.2, 74), (31, 79), (30, 84)], 0.9, "#f0bd96", 0.95)
    crayon(d, [(69.6, 75.6), (74, 71), (77, 66)], 0.9, "#f0bd96", 0.95)
    for foot, size, coat, skirt in people:
        person(d, foot, size, coat, skirt=skirt)
    # A balloon, and flowers.
    crayon(d, [(77, 66), (78.6, 58), (77.4, 51)], 0.3, "#7a7a86", 0.9)
    d.path(closed(ring((77.4, 45.5), 4.3, 5.4)), "#ffffff")
    scribble(d, ring((77.4, 45.5), 4.3, 5.4), "#e2574e", 0.6, 50, 0.9, 0.95)
    for x, y, colour in (
        (28, 97, "#e0607e"),
        (82, 98, "#f2b23a"),
        (122, 97, "#8a6bc0"),
        (46, 101, "#e2574e"),
        (6, 98, "#f2b23a"),
        (-18, 99.5, "#e0607e"),
        (-44, 101, "#8a6bc0"),
        (-75, 99.5, "#f2b23a"),
        (-104, 101, "#e2574e"),
        (-136, 100, "#8a6bc0"),
        (100, 100, "#e0607e"),
        (64, 102, "#8a6bc0"),
    ):
        crayon(d, [(x, y), (x + 0.3, y + 4.4)], 0.5, "#3d7f3a", 0.9)
        for k in range(5):
            angle = math.tau * k / 5 - 1.5
            scribble(d, ring((x + 1.3 * math.cos(angle), y + 1.3 * math.sin(angle)), 0.9, 0.9, 10), colour, 0.35, 30, 0.6, 1)
        d.path(dot((x, y), 0.6), "#f6d04a")
    d.marks.append("</g>")
    d.save(OUT / "children" / "children.svg")


DESIGNS: dict[str, Callable[[], None]] = {
    "lotus": draw_lotus,
    "bamboo": draw_bamboo,
    "plum": draw_plum,
    "landscape": draw_landscape,
    "seal": draw_seal,
    "children": draw_children,
}


def preview(name: str) -> None:
    """The picture by which a design is chosen, made by the press itself."""
    from jiafeng.library.press.cards import Card, CardSize, CardStyle, preview
    from jiafeng.library.press.designs import PREVIEW, load

    card = Card("1", "示例", "示例县妇联", "家和万事兴，廉洁最安宁；常念亲人盼，莫贪半分文。")
    drawn = Image.open(io.BytesIO(preview(card, CardStyle(load(name), CardSize(200, 100)), dpi=76)))
    drawn.convert("RGB").quantize(160).save(OUT / name / PREVIEW, "PNG", optimize=True)


if __name__ == "__main__":
    for name in sys.argv[1:] or DESIGNS:
        DESIGNS[name]()
        preview(name)
