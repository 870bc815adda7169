"""A desk, a telephone and a hand: printed pages are filled in and photographed from an angle, in bad light, out of focus."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from jiafeng.library.press.faces import Face
from jiafeng.library.press.rowsheets import Layout

Picture = np.ndarray[Any, Any]
DPI = 150
WIDE, HIGH = 1800, 2400  # a telephone's picture, smaller than most take
FOCUS = 0.7  # of its lens, as a part of the picture's length


def pages(pdf: bytes) -> list[Picture]:
    """The pages of a PDF as printed at DPI, in BGR."""
    document = pypdfium2.PdfDocument(pdf)
    return [cv2.cvtColor(np.asarray(page.render(scale=DPI / 72).to_pil().convert("RGB")), cv2.COLOR_RGB2BGR) for page in document]


def write(page: Picture, layout: Layout, rows: dict[int, list[tuple[float, str]]]) -> Picture:
    """The page filled in by hand: for each row, what is written at so many mm from the table's left."""
    paper = Image.fromarray(cv2.cvtColor(page, cv2.COLOR_BGR2RGB))
    draw, mm = ImageDraw.Draw(paper), DPI / 25.4
    hand = ImageFont.truetype(str(Face.KAI.path), round(5.2 * mm))
    for number, words in rows.items():
        left, top, _width, height = layout.row(number)
        for x, text in words:
            draw.text(((left + x) * mm, (top + height / 2 + 0.6 * (number % 3 - 1)) * mm), text, (30, 40, 120), hand, anchor="lm")
    return cv2.cvtColor(np.asarray(paper), cv2.COLOR_RGB2BGR)


def photograph(
    page: Picture,
    *,
    tilt: tuple[float, float, float] = (14, -9, 4),
    size: tuple[int, int] | None = None,
    fill: float = 0.75,
    shift: tuple[float, float] = (0, 0),
    light: float = 1.0,
    shadow: bool = False,
    blur: float = 0.5,
    noise: float = 3.0,
) -> Picture:
    """The page on a desk. tilt: degrees about the picture's axes; fill: how much of the picture's length the sheet takes; shift: mm off the centre;
    light: 1 is a bright room; blur: of the lens, in pixels."""
    height, width = page.shape[:2]
    across, down = width * 25.4 / DPI, height * 25.4 / DPI
    seen_width, seen_height = size or ((WIDE, HIGH) if down > across else (HIGH, WIDE))
    focus = FOCUS * max(seen_width, seen_height)
    lens = np.array([[focus, 0, seen_width / 2], [0, focus, seen_height / 2], [0, 0, 1]])
    turn = np.eye(3)
    for axis, degrees in enumerate(tilt):
        around = np.zeros(3)
        around[axis] = np.radians(degrees)
        turn = turn @ cv2.Rodrigues(around)[0]
    same_way = (down > across) == (seen_height > seen_width)
    away = focus * max(across, down) / ((max if same_way else min)(seen_width, seen_height) * fill)
    corners = np.array([[0, 0, 0], [across, 0, 0], [across, down, 0], [0, down, 0]]) - [across / 2, down / 2, 0]
    there = (turn @ corners.T).T + np.array([*shift, away])
    points = (lens @ there.T).T
    to_photo = cv2.getPerspectiveTransform(
        np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32), (points[:, :2] / points[:, 2:]).astype(np.float32)
    )
    desk = np.full((seen_height, seen_width, 3), (70, 95, 120), np.uint8)
    photo = cv2.warpPerspective(
        page, to_photo, (seen_width, seen_height), dst=desk, borderMode=cv2.BORDER_TRANSPARENT, flags=cv2.INTER_AREA
    ).astype(np.float32)
    down_there, along = np.mgrid[0:seen_height, 0:seen_width].astype(np.float32)
    lit = light * (0.75 + 0.25 * along / seen_width)
    if shadow:
        lit = np.where(along + 0.4 * down_there > seen_width * 0.55, lit * 0.45, lit)
    photo = cv2.GaussianBlur(photo * lit[..., None], (0, 0), blur)
    photo += np.random.default_rng(7).normal(0, noise, photo.shape)
    return np.clip(photo, 0, 255).astype(np.uint8)


def save(photo: Picture, path: Path) -> Path:
    assert cv2.imwrite(str(path), photo, [cv2.IMWRITE_JPEG_QUALITY, 88])
    return path
