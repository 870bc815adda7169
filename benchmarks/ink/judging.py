"""How near cleaned ink comes to the truth: laid onto the truth by the sheet's own measures, nudged by one affine map, compared pixel by pixel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Points = NDArray[Any]


@dataclass(frozen=True)
class Score:
    """`f`: harmonic mean of precision and recall; `tolerant`: the same where two pixels off are forgiven; `specks`, `missing`: ink further
    than that from any true ink, and true ink further from any found, as shares of the true ink."""

    f: float
    tolerant: float
    specks: float
    missing: float


NOTHING = Score(0.0, 0.0, 0.0, 1.0)


def judged(png: bytes, crop: Sequence[int], sheet: Sequence[int], truth: Mask) -> Score:
    alpha = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED)[..., 3]
    return compared(laid(alpha, crop, sheet, truth), truth)


def laid(alpha: NDArray[Any], crop: Sequence[int], sheet: Sequence[int], truth: Mask) -> Mask:
    """Found ink in the truth's pixels. The affine nudge forgives what a printer does not see: where exactly the sheet ends, and its proportions."""
    across, down = truth.shape[1] / sheet[0], truth.shape[0] / sheet[1]
    onto = np.array([[across, 0, (crop[0] + 0.5) * across - 0.5], [0, down, (crop[1] + 0.5) * down - 0.5], [0, 0, 1]])
    onto = _nudge(alpha, onto, truth) @ onto
    return np.asarray(cv2.warpAffine(alpha, onto[:2], truth.shape[::-1], flags=cv2.INTER_CUBIC) > 127)


def judged_by_place(png: bytes, crop: Sequence[int], sheet: Sequence[int], corners: Points, true_corners: Points, truth: Mask) -> Score:
    """As `judged`, of a sheet whose borders the picture does not show: what was flattened is another part of its plane than the sheet."""
    alpha = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED)[..., 3]

    def unit(size: Sequence[int]) -> NDArray[np.float32]:
        return np.array([(0, 0), (size[0], 0), (size[0], size[1]), (0, size[1])], np.float32) - 0.5

    moved = np.array([[1, 0, crop[0]], [0, 1, crop[1]], [0, 0, 1]], float)
    into_photo = cv2.getPerspectiveTransform(unit(sheet), np.asarray(corners, np.float32))
    onto = cv2.getPerspectiveTransform(np.asarray(true_corners, np.float32), unit(truth.shape[::-1])) @ into_photo @ moved
    placed = cv2.warpPerspective(alpha, onto, truth.shape[::-1], flags=cv2.INTER_CUBIC)
    still = np.eye(3)
    return compared(
        np.asarray(cv2.warpAffine(placed, (_nudge(placed, still, truth))[:2], truth.shape[::-1], flags=cv2.INTER_CUBIC) > 127), truth
    )


def compared(found: Mask, truth: Mask) -> Score:
    if not found.any():
        return NOTHING
    disc = np.ones((5, 5), np.uint8)
    about_found, about_truth = (cv2.dilate(mask.view(np.uint8), disc) > 0 for mask in (found, truth))
    both, total_found, total_truth = int((found & truth).sum()), int(found.sum()), int(truth.sum())
    specks, missing = int((found & ~about_truth).sum()), int((truth & ~about_found).sum())
    return Score(
        2 * both / (total_found + total_truth),
        _harmonic(1 - specks / total_found, 1 - missing / total_truth),
        specks / total_truth,
        missing / total_truth,
    )


def _harmonic(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other else 0.0


def _nudge(alpha: NDArray[Any], onto: NDArray[Any], truth: Mask) -> NDArray[Any]:
    """The affine map of the truth's pixels that brings found ink best onto it (Evangelidis and Psarakis' ECC, at half size)."""
    half = np.array([[0.5, 0, -0.25], [0, 0.5, -0.25], [0, 0, 1]])
    size = (truth.shape[1] // 2, truth.shape[0] // 2)
    found = cv2.warpAffine(alpha.astype(np.float32) / 255, (half @ onto)[:2], size, flags=cv2.INTER_LINEAR)
    wanted = cv2.warpAffine(truth.astype(np.float32), half[:2], size, flags=cv2.INTER_LINEAR)
    steps = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 30, 1e-5)
    try:
        _, moved = cv2.findTransformECC(
            cv2.GaussianBlur(wanted, (0, 0), 2),
            cv2.GaussianBlur(found, (0, 0), 2),
            np.eye(2, 3, dtype=np.float32),
            cv2.MOTION_AFFINE,
            steps,
            None,
            1,
        )
    except cv2.error:  # nothing alike: it is judged as it lies
        return np.eye(3)
    whole = np.vstack([moved, [0, 0, 1]]).astype(float)
    nudge: NDArray[Any] = np.linalg.inv(half) @ np.linalg.inv(whole) @ half
    return nudge
