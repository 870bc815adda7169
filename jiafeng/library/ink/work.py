"""One photograph from its bytes to clean ink. Runs only inside the sandbox; imports nothing of Django."""

from __future__ import annotations

import ctypes
import time
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from jiafeng.common.sandbox import Rejected
from jiafeng.library.ink import borders, extraction, flattening, frames, page, surface, tracing
from jiafeng.library.ink.reading import Photo, read

Points = NDArray[Any]

REACH = 3  # pixels of the small copy: how far from the guessed border the exact one is looked for
LEAST_DPI = 140  # of the card: with fewer pixels the print shows them
LEAST_STROKE = 1.7  # pixels of the photograph: a thinner stroke has lost its shape
# A photograph is blurred where the edges of strokes are wide for the strokes, wide for what is written, and no camera's own softness.
SOFTEST = 0.45  # stroke widths
HAZIEST = 0.115  # heights of what is written
BLURRED_BORDER = (
    9.0  # pixels of a photograph of 12 megapixels that the sheet's own border takes: sharp ones stayed below 7, blurred ones above 9.9
)
WIDEST_EDGE = 6.0  # pixels of the photograph
# So is large writing with a brush, where nothing of a stroke is left but its edges.
ALL_EDGE = 0.6  # stroke widths
BRUSH_EDGE = 7.5  # pixels of the photograph: sharp ones with edges that soft stayed below 5.7
FAINTEST = 0.1  # of the paper's light that ink must take
MARKED = 1200  # pixels of the longer side of the copy on which the lie of the writing is judged
TINY = 0.003  # of the picture: no sheet that anybody photographs; a corner of a stain or of a shadow
MOST_PLACES = 1  # where writing runs out of the picture: one sign at the edge is left as it is, lines that are cut off are refused
PREVIEW = 1400  # pixels of the preview's longer side


def clean(
    photo: str,
    folder: str,
    *,
    corners: list[list[float]] | None,
    threshold: float,
    colour: str | None,
    size_mm: list[float],
    dpi: int,
    preview: bool,
    svg: bool,
) -> dict[str, Any]:
    """Write ink.png (and preview.jpg, ink.svg where asked for) into `folder`; what `caller.Cleaned` and `caller.Refused` take."""
    cv2.setNumThreads(1)
    _keep_memory()
    told: dict[str, Any] = {"reason": "", "corners": corners or [], "frame": False, "touches_edge": False}
    try:
        read_photo = read(Path(photo))
        if preview:
            _write(
                Path(folder) / "preview.jpg",
                _within(read_photo.pixels, min(PREVIEW, max(read_photo.pixels.shape))),
                [cv2.IMWRITE_JPEG_QUALITY, 82],
            )
        _clean(read_photo, Path(folder), told, corners, threshold, colour, max(size_mm) / 25.4 * dpi, dpi, svg)
    except Rejected as rejected:
        told["reason"] = rejected.code
    told["seconds"] = round(time.process_time(), 3)
    told["peak_mb"] = _peak_mb()
    return told


def _clean(
    photo: Photo,
    folder: Path,
    told: dict[str, Any],
    corners: list[list[float]] | None,
    threshold: float,
    colour: str | None,
    long: float,
    dpi: int,
    svg: bool,
) -> None:
    picture = max(photo.pixels.shape)
    found, frame = _surface(photo, corners)
    told["frame"] = frame is not None
    told["corners"] = [[round(float(x), 2), round(float(y), 2)] for x, y in _in_file(found.corners, photo.reduction)]
    sides = np.hypot(*(np.roll(found.corners, -1, 0) - found.corners).T)
    seen = float(max(sides[0] + sides[2], sides[1] + sides[3]) / 2)
    if seen < LEAST_DPI / dpi * long:
        raise Rejected("too_small")
    sheet = flattening.flatten(photo.pixels, found, round(long))
    small = _within(photo.pixels, MARKED) if frame else None
    del photo.pixels
    ink = extraction.extract(sheet, threshold, _shown(frame, sheet.shape) if frame is not None else None)
    told["measures"] = {
        "seen": round(seen), "stroke": round(ink.stroke, 2), "softness": round(ink.softness, 3),
        "haze": round(ink.haze, 3), "contrast": round(ink.contrast, 3),
        "height": round(ink.height), "pieces": ink.pieces, "slanting": round(ink.slanting, 3), "rules": ink.rules,
        "border": round(found.softness, 2), "bent": found.bent, "misfit": round(found.misfit, 2),
    }  # fmt: skip
    blurred = found.softness > BLURRED_BORDER * max(picture / 4000, 1)
    if blurred and (not ink.alpha.any() or ink.contrast < FAINTEST or ink.softness > SOFTEST):
        raise Rejected("blurred")  # so much that strokes may be gone: before anything is said of what is written
    if frame is not None and small is not None:
        if ink.contrast < FAINTEST or not frames.written(ink):
            raise Rejected("empty" if frames.is_paper(small, frame, ink) else "no_page")
        places = frames.places_at_edge(frame, ink)
        told["touches_edge"] = places > 0
        told["measures"]["places"] = places
    if not ink.alpha.any() or ink.contrast < FAINTEST:
        raise Rejected("empty")
    edge = ink.softness * ink.stroke * seen / long
    if ink.softness > SOFTEST and ink.haze > HAZIEST and edge > WIDEST_EDGE:
        raise Rejected("blurred")
    if ink.softness > ALL_EDGE and edge > BRUSH_EDGE:
        raise Rejected("blurred")
    if ink.stroke * seen / long < LEAST_STROKE:
        raise Rejected("too_small")
    if told["touches_edge"] and told["measures"]["places"] > MOST_PLACES:
        raise Rejected("cut_off")
    rows, columns = np.flatnonzero((ink.alpha > 24).any(1)), np.flatnonzero((ink.alpha > 24).any(0))
    top, bottom, left, right = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    alpha = ink.alpha[top:bottom, left:right]
    blue, green, red = _parsed(colour) if colour else ink.colour
    picture = np.empty((*alpha.shape, 4), np.uint8)
    picture[:] = (blue, green, red, 0)
    picture[..., 3] = alpha
    _write(folder / "ink.png", picture, [cv2.IMWRITE_PNG_COMPRESSION, 4])
    _say_dpi(folder / "ink.png", dpi)
    if svg:
        (folder / "ink.svg").write_text(tracing.trace(alpha, (red, green, blue)), encoding="utf-8")
    told |= {
        "crop": [left, top, right - left, bottom - top],
        "sheet": [sheet.shape[1], sheet.shape[0]],
        "dpi": dpi,
        "colour": f"#{red:02x}{green:02x}{blue:02x}",
    }


def _keep_memory() -> None:
    """Ask the C library not to give large blocks back to the system after each use: a third of a photograph's time went into clearing them
    again (M_MMAP_THRESHOLD and M_TRIM_THRESHOLD of glibc's mallopt). Other libraries have no such call, and need none."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(-3, 1 << 30)
        mallopt(-1, 1 << 30)


def _peak_mb() -> float:
    """The most memory this process has held, in MB (10^6 bytes). Not getrusage's: that remembers the parent before the exec."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return round(int(line.split()[1]) * 1024 / 1e6, 1)
    return 0.0


def _shown(frame: frames.Frame, shape: tuple[int, ...]) -> NDArray[Any]:
    """A mask of what the photograph shows of the flattened sheet."""
    mask = np.zeros(shape[:2], np.uint8)
    return cv2.fillConvexPoly(mask, np.round(frame.shown * (shape[1], shape[0]) - 0.5).astype(np.int32), 1)


def _surface(photo: Photo, corners: list[list[float]] | None) -> tuple[surface.Surface, frames.Frame | None]:
    height, width = photo.pixels.shape[:2]
    frame = (width, height)
    if corners is not None:
        outline = np.array(corners, np.float32)
        if not np.isfinite(outline).all() or not cv2.isContourConvex(outline) or cv2.contourArea(outline) < 1000:
            raise Rejected("no_page")  # dragged across each other
        return surface.from_corners((np.array(corners, float) + 0.5) / photo.reduction - 0.5, frame, photo.focal), None
    factor = max(width, height) / page.LONG
    small = _within(photo.pixels, page.LONG)
    found = page.find(small)
    tiny = found is not None and page.area_of(found.corners[None])[0] < TINY * small.shape[0] * small.shape[1]
    if found is None or found.score < page.LEAST_SCORE or tiny:
        filled = frames.find(small, extraction.marks(_within(photo.pixels, MARKED)), frame, photo.focal)
        return filled.surface, filled
    guessed, along = ((places + 0.5) * factor - 0.5 for places in (found.corners, found.borders))
    bordered = borders.trace(photo.pixels, guessed, along, max(REACH * factor, 4))
    return replace(surface.from_outline(bordered, frame, photo.focal), softness=borders.softness(photo.pixels, bordered)), None


def _in_file(corners: Points, reduction: int) -> Points:
    return (corners + 0.5) * reduction - 0.5


def _within(pixels: NDArray[Any], long: int) -> NDArray[Any]:
    height, width = pixels.shape[:2]
    factor = long / max(width, height)
    return np.asarray(
        cv2.resize(pixels, (max(round(width * factor), 1), max(round(height * factor), 1)), interpolation=cv2.INTER_AREA), np.uint8
    )


def _parsed(colour: str) -> tuple[int, int, int]:
    """BGR of "#rrggbb"."""
    value = int(colour.removeprefix("#"), 16)
    return value & 255, value >> 8 & 255, value >> 16 & 255


def _write(path: Path, picture: NDArray[Any], how: list[int]) -> None:
    if not cv2.imwrite(str(path), picture, how):
        raise OSError(f"{path.name} could not be written")


def _say_dpi(path: Path, dpi: int) -> None:
    """Put the resolution into the PNG: a pHYs chunk in pixels per metre (ISO/IEC 15948, 11.3.5.3), after the header."""
    data = path.read_bytes()
    per_metre = round(dpi / 0.0254)
    body = b"pHYs" + per_metre.to_bytes(4, "big") * 2 + b"\x01"
    chunk = (9).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
    path.write_bytes(data[:33] + chunk + data[33:])
