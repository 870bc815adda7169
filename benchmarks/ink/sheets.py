"""A sheet of paper seen flat: its paper, what is printed on it, and handwriting with its truth. Everything follows from one seed."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from benchmarks.ink import fonts

Picture = NDArray[np.float32]
Area = tuple[float, float, float, float]

SENTENCES = (
    "愿你常修为政之德，常思贪欲之害，常怀律己之心。",
    "家是最小国，国是千万家。清清白白做人，干干净净做事。",
    "爸爸：您的平安回家，就是我们全家最大的幸福。",
    "一身正气，两袖清风；不义之财，一分不取。",
    "母亲说：三更灯火五更鸡，丨丶一样的笔画也要写正。",
    "亲爱的：守住清贫，耐住寂寞，顶住诱惑，管住自己。",
    "廉者，民之表也；贪者，民之贼也。",
    "孩子们等你下班，一起吃饭，一起散步。",
)

PAPERS = {
    "white": (246, 247, 248),
    "cream": (222, 240, 247),
    "kraft": (122, 164, 197),
    "grey": (226, 228, 228),
    "pink": (225, 222, 245),
    "ivory": (214, 232, 240),
    "news": (188, 202, 208),
    "sky": (246, 236, 222),
}
INKS = {
    "black": (38, 34, 34),
    "blue": (140, 62, 36),
    "blue-black": (92, 52, 38),
    "red": (52, 42, 190),
    "pencil": (92, 90, 90),
    "brush": (26, 24, 24),
    "green": (60, 96, 30),
    "violet": (128, 50, 92),
    "ballpoint": (118, 66, 52),
    "soft pencil": (74, 72, 72),
    "wash": (52, 48, 46),
}


@dataclass(frozen=True)
class Sheet:
    """`picture` is the sheet's reflectance, BGR in 0…1; `truth` is the ink as a mask. Both at `scale` pixels per millimetre."""

    picture: Picture
    truth: NDArray[np.bool_]
    scale: float
    size_mm: tuple[float, float]


def smooth_noise(rng: np.random.Generator, shape: tuple[int, int], period: float, *, octaves: int = 1) -> Picture:
    """Noise of mean 0 and deviation about 1 that changes over `period` pixels."""
    height, width = shape
    total = np.zeros(shape, np.float32)
    for octave in range(octaves):
        step = max(period / 2**octave, 1.0)
        small = rng.standard_normal((int(height / step) + 4, int(width / step) + 4)).astype(np.float32)
        total += cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC) / 2**octave
    return total


def paper(rng: np.random.Generator, shape: tuple[int, int], colour: str, *, fibres: float) -> Picture:
    base = np.array(PAPERS[colour], np.float32) / 255
    texture = 1 + fibres * (0.006 * smooth_noise(rng, shape, 2.2) + 0.006 * smooth_noise(rng, shape, 40, octaves=3))
    return base[None, None] * texture[..., None]


def ruling(rng: np.random.Generator, shape: tuple[int, int], scale: float, kind: str) -> tuple[Picture, float, tuple[int, int, int]]:
    """What is printed: its cover (0…1), the pitch of its lines in pixels (0 without lines), its colour."""
    height, width = shape
    image = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(image)
    pitch = float(rng.uniform(8, 12)) * scale
    thick = max(1, round(float(rng.uniform(0.18, 0.34)) * scale))
    margin = float(rng.uniform(10, 18)) * scale
    red, grey, blue, green = (70, 70, 205), (150, 150, 150), (205, 150, 90), (120, 170, 90)
    colour = {"lines": [grey, blue, red][rng.integers(3)], "letter": red, "squares": [green, red][rng.integers(2)], "grid": blue}.get(
        kind, red
    )
    if kind in ("lines", "letter"):
        first = margin + (14 * scale if kind == "letter" else 0)
        for y in np.arange(first, height - margin, pitch):
            draw.line([(margin * 0.6, y), (width - margin * 0.6, y)], fill=255, width=thick)
        if kind == "letter":
            for offset in (0, 1.1 * scale):
                draw.line(
                    [(margin * 0.6, margin + 7 * scale + offset), (width - margin * 0.6, margin + 7 * scale + offset)],
                    fill=255,
                    width=thick,
                )
    elif kind == "squares":
        pitch = float(rng.uniform(11, 15)) * scale
        across, down = int((width - margin) // pitch), int((height - margin) // pitch)
        left, top = (width - across * pitch) / 2, (height - down * pitch) / 2
        for i in range(across + 1):
            draw.line([(left + i * pitch, top), (left + i * pitch, top + down * pitch)], fill=255, width=thick)
        for j in range(down + 1):
            draw.line([(left, top + j * pitch), (left + across * pitch, top + j * pitch)], fill=255, width=thick)
        dash = 1.3 * scale
        for i in range(across):
            x = left + (i + 0.5) * pitch
            for y in np.arange(top, top + down * pitch - dash, 2 * dash):
                draw.line([(x, y), (x, y + dash)], fill=190, width=max(1, thick - 1))
        for j in range(down):
            y = top + (j + 0.5) * pitch
            for x in np.arange(left, left + across * pitch - dash, 2 * dash):
                draw.line([(x, y), (x + dash, y)], fill=190, width=max(1, thick - 1))
    elif kind == "grid":
        small = float(rng.uniform(5, 7)) * scale
        for x in np.arange(margin * 0.5, width - margin * 0.4, small):
            draw.line([(x, margin * 0.5), (x, height - margin * 0.5)], fill=200, width=max(1, thick - 1))
        for y in np.arange(margin * 0.5, height - margin * 0.4, small):
            draw.line([(margin * 0.5, y), (width - margin * 0.5, y)], fill=200, width=max(1, thick - 1))
        pitch = small * 2
    else:
        pitch = 0.0
    cover = cv2.GaussianBlur(np.asarray(image, np.float32) / 255, (0, 0), 0.6)
    return cover, pitch, colour


def handwriting(
    rng: np.random.Generator,
    shape: tuple[int, int],
    scale: float,
    *,
    font: str,
    cell_mm: float,
    pitch: float,
    weight: float,
    vertical: bool,
    area: Area | None = None,
) -> Picture:
    """Rendered characters, each jittered, the whole then bent a little: a soft mask, 0…1. `weight` is added to each stroke, in pixels.
    `area`: where they stand (left, top, right, bottom; shares of the sheet), within a margin where it is not given."""
    height, width = shape
    cell = pitch or cell_mm * scale
    size = cell * float(rng.uniform(0.72, 0.9))
    mask = np.zeros(shape, np.float32)
    margin = max(0.09 * min(shape), cell * 0.8)
    text = "".join(rng.permutation(SENTENCES)[: rng.integers(1, 5)])
    known = fonts.covered(font)
    # What a font lacks, a hand would not leave out; here it is left out, the truth with it.
    text = "".join(character for character in text if character in known)
    face = fonts.face(font, round(size * 2))
    left_edge, top_edge, right_edge, bottom_edge = (
        (margin, margin, width - margin, height - margin) if area is None else np.multiply(area, (width, height, width, height))
    )
    columns, rows = int((right_edge - left_edge) // (cell * 0.98)), int((bottom_edge - top_edge) // cell)
    for i, character in enumerate(text):
        line, place = divmod(i, max(rows if vertical else columns, 1))
        if line >= (columns if vertical else rows):
            break
        x = right_edge - (line + 0.5) * cell if vertical else left_edge + (place + 0.5) * cell * 0.98
        y = top_edge + ((place if vertical else line) + 0.5) * cell
        x, y = x + rng.normal(0, 0.04) * cell, y + rng.normal(0, 0.04) * cell
        glyph = Image.new("L", (round(size * 3), round(size * 3)), 0)
        ImageDraw.Draw(glyph).text((size * 1.5, size * 1.5), character, font=face, fill=255, anchor="mm")
        angle, factor, shear = rng.normal(0, 2.5), 0.5 * rng.uniform(0.9, 1.08), rng.normal(0, 0.05)
        radians = np.deg2rad(angle)
        turn = np.array([[np.cos(radians), -np.sin(radians)], [np.sin(radians), np.cos(radians)]]) @ np.array([[1, shear], [0, 1]]) * factor
        side = int(size * 1.7)
        left, top = int(x - side / 2), int(y - side / 2)
        middle = np.array([x - left, y - top]) - turn @ np.array([size * 1.5, size * 1.5])
        placed = cv2.warpAffine(np.asarray(glyph), np.hstack([turn, middle[:, None]]), (side, side), flags=cv2.INTER_AREA)
        x0, y0, x1, y1 = max(left, 0), max(top, 0), min(left + side, width), min(top + side, height)
        if x0 < x1 and y0 < y1:
            window = mask[y0:y1, x0:x1]
            np.maximum(window, placed[y0 - top : y1 - top, x0 - left : x1 - left].astype(np.float32) / 255, out=window)
    bend = cell * 0.02
    across, down = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    mask = cv2.remap(
        mask, across + bend * smooth_noise(rng, shape, cell * 0.5), down + bend * smooth_noise(rng, shape, cell * 0.5), cv2.INTER_LINEAR
    )
    # Moving the level of a blurred edge moves the edge: strokes grow or shrink without losing their softness.
    thickness = weight + 0.35 * smooth_noise(rng, shape, cell * 0.4)
    return np.clip((cv2.GaussianBlur(mask, (0, 0), 1.1) - 0.5) * 2.2 + 0.5 + thickness * 0.3, 0, 1)


def laid_ink(rng: np.random.Generator, mask: Picture, kind: str) -> Picture:
    """How much of the ink lies where the hand went: pressure, dry brush, the grain of graphite."""
    pressure = np.clip(0.93 + 0.05 * smooth_noise(rng, mask.shape, 60, octaves=2), 0.72, 1)
    if kind == "soft pencil":
        touch = np.clip(0.78 + 0.1 * smooth_noise(rng, mask.shape, 90), 0.5, 1)
        return mask * touch * np.clip(0.9 + 0.13 * smooth_noise(rng, mask.shape, 2.6, octaves=2), 0.3, 1)
    if kind == "ballpoint":
        return mask * np.clip(pressure + 0.06 * smooth_noise(rng, mask.shape, 9), 0.6, 1)
    if kind == "pencil":
        grain = np.clip(0.74 + 0.17 * smooth_noise(rng, mask.shape, 1.6) + 0.06 * smooth_noise(rng, mask.shape, 6), 0.2, 1)
        return mask * pressure * grain
    if kind in ("brush", "wash"):
        streaks = cv2.resize(
            smooth_noise(rng, (mask.shape[0] // 2, mask.shape[1] // 14), 1.5), mask.shape[::-1], interpolation=cv2.INTER_CUBIC
        )
        dry = np.clip(smooth_noise(rng, mask.shape, 220) - 1.6, 0, 1)
        return mask * np.clip(pressure + 0.05 - 0.25 * dry * np.clip(streaks, 0, 1), 0, 1)
    return mask * pressure


def stained(rng: np.random.Generator, picture: Picture, scale: float) -> Picture:
    """A ring and a spill of tea."""
    height, width = picture.shape[:2]
    across, down = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    cover = np.zeros((height, width), np.float32)
    for _ in range(int(rng.integers(1, 4))):
        x, y, radius = rng.uniform(0, width), rng.uniform(0, height), rng.uniform(12, 38) * scale
        distance = np.hypot(across - x, down - y) + 0.06 * radius * smooth_noise(rng, (height, width), radius * 0.6)
        ring = np.exp(-(((distance - radius) / (rng.uniform(1.2, 2.5) * scale)) ** 2))
        cover = np.maximum(
            cover,
            rng.uniform(0.12, 0.3) * ring + rng.uniform(0.03, 0.14) / (1 + np.exp(np.clip((distance - radius) / (0.7 * scale), -40, 40))),
        )
    tea = np.array((0.45, 0.68, 0.86), np.float32)
    return picture * (1 - cover[..., None] * (1 - tea))


def make(
    rng: np.random.Generator,
    *,
    size_mm: tuple[float, float],
    scale: float,
    colour: str,
    rules: str,
    ink: str,
    font: str,
    stains: bool,
    fibres: float = 1.0,
    written: bool = True,
    area: Area | None = None,
) -> Sheet:
    """One sheet. `ink` names an entry of INKS, `rules` is "", "lines", "letter", "squares" or "grid"."""
    width, height = (round(side * scale) for side in size_mm)
    shape = (height, width)
    picture = paper(rng, shape, colour, fibres=fibres)
    cover, pitch, printed = ruling(rng, shape, scale, rules)
    cell_mm = float(rng.uniform(16, 30) if ink in ("brush", "wash") else rng.uniform(9, 13))
    weight = float(rng.uniform(0.2, 0.9) if ink not in ("brush", "wash") else rng.uniform(0.5, 1.5))
    strength = float(rng.uniform(0.55, 0.9))
    picture *= 1 - strength * cover[..., None] * (1 - np.array(printed, np.float32) / 255)
    mask = np.zeros(shape, np.float32)
    if written:
        mask = handwriting(
            rng, shape, scale, font=font, cell_mm=cell_mm, pitch=0 if ink in ("brush", "wash") else pitch, weight=weight,
            vertical=rng.random() < 0.15, area=area,
        )  # fmt: skip
    laid = laid_ink(rng, mask, ink)[..., None]
    colour_of_ink = np.array(INKS[ink], np.float32) / 255
    picture = picture * (1 - laid) + laid * colour_of_ink * np.sqrt(np.clip(picture, 0.2, 1))
    if stains:
        picture = stained(rng, picture, scale)
    return Sheet(np.clip(picture, 0, 1), mask > 0.5, scale, size_mm)
