"""Ink as shapes."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import vtracer
from numpy.typing import NDArray


def trace(alpha: NDArray[Any], colour: tuple[int, int, int]) -> str:
    """An SVG of smooth outlines around the ink, in `colour` (RGB); its unit is the picture's pixel."""
    black = np.full((*alpha.shape, 4), 255, np.uint8)
    black[..., :3] = np.where(_joined(alpha > 127), 0, 255)[..., None]
    _, coded = cv2.imencode(".png", black)
    svg: str = vtracer.convert_raw_image_to_svg(coded.tobytes(), img_format="png", colormode="binary", mode="spline", filter_speckle=2)
    red, green, blue = colour
    return svg.replace("#000000", f"#{red:02x}{green:02x}{blue:02x}")


def _joined(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Pixels that touch only by their corners, joined by one beside them: the tracer takes them for as many specks, and a slanting stroke of one
    pixel would leave no path."""
    joined = ink.copy()
    first, second, third, fourth = ink[:-1, :-1], ink[:-1, 1:], ink[1:, :-1], ink[1:, 1:]
    joined[:-1, 1:] |= first & fourth & ~third
    joined[:-1, :-1] |= second & third & ~fourth
    return joined
