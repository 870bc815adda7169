"""From the flattened sheet to ink: light and stains are divided out, rules taken from under the strokes, and what is left is gated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from jiafeng.ink import rules
from jiafeng.ink.rules import FULL, Density

Picture = NDArray[Any]
_PAPER = 200  # a transmittance of 1 in eight bits, with room for what is brighter than its surroundings


@dataclass(frozen=True)
class Ink:
    """`alpha`: 0…255 over the flattened sheet. `colour`: BGR of the ink as it would look on white. `stroke`: its width in pixels, 0 without ink.
    `softness`: how wide a stroke's edge is, in stroke widths. `contrast`: how much of the paper's light full ink takes, 0…1."""

    alpha: Picture
    colour: tuple[int, int, int]
    stroke: float
    softness: float
    contrast: float


def extract(sheet: Picture, threshold: float = 0.5) -> Ink:
    """Find the ink on a flattened sheet (BGR). `threshold` 0…1: lower keeps fainter traces, higher only what is dark."""
    passed = _passed(sheet, _first_background(sheet))
    first = _grey_density(passed)
    along, down = rules.find(first), rules.find(np.ascontiguousarray(first.T))
    ruled = np.zeros(first.shape, np.uint8)
    plain = first.copy()
    ruled |= rules.take_out(plain, along).view(np.uint8)
    turned = np.ascontiguousarray(plain.T)
    ruled |= rules.take_out(turned, down).T.view(np.uint8)
    plain = np.ascontiguousarray(turned.T)
    weights, level = _colour(passed, plain, ruled)
    if level == 0:
        return Ink(np.zeros(first.shape, np.uint8), (0, 0, 0), 0.0, 0.0, 0.0)
    dark = plain > 0.4 * level
    del turned
    passed = _passed(sheet, _background(sheet, dark, ruled))
    density = _density(passed, weights)
    along = [_measured_again(density, rule) for rule in along]
    crossed = rules.take_out(density, along)
    turned = np.ascontiguousarray(density.T)
    crossed |= rules.take_out(turned, [_measured_again(turned, rule) for rule in down]).T
    density = np.ascontiguousarray(turned.T)
    _quiet_edges(density)
    return _gated(density, crossed, passed, threshold)


def _measured_again(density: Density, rule: rules.Rule) -> rules.Rule:
    return rules.Rule(rule.first, rule.last, rule.course, rules._profile(density, rule.course, rule.first, rule.last))


def _passed(sheet: Picture, background: Picture) -> Picture:
    """How much of the paper's light each pixel gives back, by channel; _PAPER is all of it."""
    return np.asarray(cv2.divide(sheet, background, scale=_PAPER), np.uint8)


def _first_background(sheet: Picture) -> Picture:
    """The paper's light without knowing the ink: a median wide enough that no character fills half of it."""
    height, width = sheet.shape[:2]
    small = cv2.resize(sheet, (width // 4, height // 4), interpolation=cv2.INTER_AREA)
    small = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    size = max(height, width) // 4 // 12 | 1
    return cv2.resize(cv2.medianBlur(small, size), (width, height), interpolation=cv2.INTER_LINEAR)


def _background(sheet: Picture, dark: NDArray[Any], ruled: Picture) -> Picture:
    """The paper's light where neither ink nor rule lies, spread into where they do: it follows shadows and stains closely."""
    height, width = sheet.shape[:2]
    half = (width // 2, height // 2)
    hidden = cv2.dilate((dark.view(np.uint8) | ruled), np.ones((7, 7), np.uint8))
    small = cv2.resize(sheet, half, interpolation=cv2.INTER_AREA)
    seen = (cv2.resize(hidden, half, interpolation=cv2.INTER_AREA) == 0).astype(np.float32)
    light = small.astype(np.float32) * seen[..., None]
    total, share = cv2.GaussianBlur(light, (0, 0), 2.5), cv2.GaussianBlur(seen, (0, 0), 2.5)
    # Where too little paper is near, look further.
    quarter, eighth = (cv2.resize(light, None, fx=k, fy=k, interpolation=cv2.INTER_AREA) for k in (0.25, 0.125))
    seen_quarter, seen_eighth = (cv2.resize(seen, None, fx=k, fy=k, interpolation=cv2.INTER_AREA) for k in (0.25, 0.125))
    for light_far, seen_far, sigma, worth in (
        (quarter, seen_quarter, 2.0, 0.08),
        (eighth, seen_eighth, 4.0, 0.01),
        (eighth, seen_eighth, 16.0, 0.001),
    ):
        total += worth * cv2.resize(cv2.GaussianBlur(light_far, (0, 0), sigma), half, interpolation=cv2.INTER_LINEAR)
        share += worth * cv2.resize(cv2.GaussianBlur(seen_far, (0, 0), sigma), half, interpolation=cv2.INTER_LINEAR)
    total /= np.maximum(share, 1e-6)[..., None]
    return cv2.resize(np.clip(total, 1, 255).astype(np.uint8), (width, height), interpolation=cv2.INTER_LINEAR)


def _grey_density(passed: Picture) -> Density:
    grey = cv2.transform(passed, np.array([[-1 / 3, -1 / 3, -1 / 3, _PAPER]], np.float32))
    return np.asarray(grey, np.uint8).reshape(passed.shape[:2])


def _colour(passed: Picture, density: Density, ruled: Picture) -> tuple[NDArray[Any], float]:
    """How strongly the ink takes each channel (BGR, 0…1), and how dense it is in the grey; (…, 0) without ink."""
    inner = density[::2, ::2].copy()
    _quiet_edges(inner)
    off_rules = ruled[::2, ::2] == 0
    noise = 1.4826 * float(np.median(np.abs(inner[off_rules].astype(np.float32) - np.median(inner[off_rules])))) + 1.0
    traces = inner[off_rules & (inner > max(6 * noise, 0.07 * FULL))]
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


def _quiet_edges(density: Density) -> None:
    """Along its border the sheet shows its own edge and what lies behind it."""
    margin = max(round(0.006 * max(density.shape)), 2)
    density[:margin] = density[-margin:] = 0
    density[:, :margin] = density[:, -margin:] = 0


def _gated(density: Density, crossed: NDArray[Any], passed: Picture, threshold: float) -> Ink:
    """Alpha from density: a stroke ends where it is half as dense as its own middle, and traces without a middle are none."""
    smooth = cv2.GaussianBlur(density, (0, 0), 0.7)
    strong = smooth[smooth > 0.5 * FULL]
    if len(strong) < 60:
        return Ink(np.zeros(density.shape, np.uint8), (0, 0, 0), 0.0, 0.0, 0.0)
    full = float(np.percentile(strong, 80))
    least = (0.22 + 0.36 * threshold) * full
    peak = cv2.dilate(smooth, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 9)))
    peak = cv2.GaussianBlur(peak, (0, 0), 2.0)
    level = np.clip(peak, least, 1.02 * full).astype(np.float32) * (0.8 + 0.4 * (threshold - 0.5) * 0.5)
    alpha = np.clip((density.astype(np.float32) / level * 0.8 - (0.15 + 0.4 * (threshold - 0.5))) / 0.7, 0, 1)
    mask = (alpha > 0.5).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    areas = stats[:, cv2.CC_STAT_AREA]
    stroke = _stroke(mask)
    tops = np.zeros(count, np.uint8)
    np.maximum.at(tops, labels.ravel()[mask.ravel() > 0], smooth.ravel()[mask.ravel() > 0])
    kept = (areas >= max(0.25 * stroke**2, 5)) & (tops >= least)
    kept[0] = False
    near = cv2.dilate(kept[labels].astype(np.uint8), np.ones((5, 5), np.uint8))
    picture = (alpha * 255 + 0.5).astype(np.uint8) * near
    core = kept[labels] & (smooth > 0.7 * full)
    taken = passed[core].astype(np.float64).mean(0) / _PAPER if core.any() else np.zeros(3)
    colour = tuple(int(c) for c in np.clip(taken * 255, 0, 255))
    softness = _softness(density, kept[labels], full) / max(stroke, 1)
    return Ink(picture, (colour[0], colour[1], colour[2]), stroke if core.any() else 0.0, softness, float(1 - taken.min()))


def _stroke(mask: Picture) -> float:
    """The usual width of a stroke: twice the distance of its middle from its edge."""
    distance = cv2.distanceTransform(mask, cv2.DIST_L2, 3)
    ridge = (distance > 0.8) & (distance >= cv2.dilate(distance, np.ones((3, 3), np.uint8)))
    found = distance[ridge]
    return float(2 * np.median(found)) if len(found) else 0.0


def _softness(density: Density, ink: NDArray[Any], full: float) -> float:
    """How many pixels an edge of the ink takes from paper to full: full density over the steepest slope, where strokes are dense."""
    across, down = cv2.Sobel(density, cv2.CV_32F, 1, 0, scale=1 / 8), cv2.Sobel(density, cv2.CV_32F, 0, 1, scale=1 / 8)
    steep = cv2.magnitude(across, down)[ink]
    return full / max(float(np.percentile(steep, 85)), 1e-3) if len(steep) else 0.0
