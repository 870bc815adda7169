"""The photograph resampled once, from the camera's pixels to the flat sheet at the resolution it is wanted in."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from jiafeng.library.ink.surface import UNIT, Surface

_STEP = 16  # pixels of the sheet between places that are computed; between them the map is interpolated
_STRIP = 512  # rows resampled at a time, so that the map stays small


def flatten(pixels: NDArray[Any], surface: Surface, long: int) -> NDArray[Any]:
    """The sheet, its longer side `long` pixels."""
    width, height = (long, round(long * surface.aspect)) if surface.aspect <= 1 else (round(long / surface.aspect), long)
    if not surface.bent:
        corners = UNIT * [width, height] - 0.5
        matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), surface.corners.astype(np.float32))
        return np.asarray(
            cv2.warpPerspective(
                pixels, matrix, (width, height), flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
            ),
            np.uint8,
        )
    x, y = np.arange(-1, width // _STEP + 3) * _STEP, np.arange(-1, height // _STEP + 3) * _STEP
    grid = np.stack(np.meshgrid(np.clip((x + 0.5) / width, 0, 1), np.clip((y + 0.5) / height, 0, 1)), axis=2).reshape(-1, 2)
    places = surface.place(grid).reshape(len(y), len(x), 2).astype(np.float32)
    sheet = np.empty((height, width, 3), np.uint8)
    for top in range(0, height, _STRIP):
        rows = min(_STRIP, height - top)
        grow = np.array([[1 / _STEP, 0, 1], [0, 1 / _STEP, top / _STEP + 1]])
        maps = cv2.warpAffine(places, grow, (width, rows), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
        sheet[top : top + rows] = cv2.remap(
            pixels, maps[..., 0].copy(), maps[..., 1].copy(), cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        )
    return sheet
