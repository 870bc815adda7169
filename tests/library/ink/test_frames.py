"""Sheets that fill the picture, so that no border shows, or not all."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.ink.judging import judged_by_place
from benchmarks.ink.sets import Specimen, specimen
from jiafeng.library import ink
from tests.library.ink.photographs import STEADY, kept

SHEET: dict[str, Any] = {"megapixels": 5, "font": "kai", "size_mm": (297, 210), "orientation": 1, "stains": False, "colour": "white"}
SCENE = {name: value for name, value in STEADY.items() if name != "fill"} | {
    "desk": "wood",
    "shadows": ("soft",),
    "crumple": 0,
    "creases": 0,
}


def photograph(frame_of: str, seed: int = 31, reason: str = "", scene: dict[str, Any] | None = None, **sheet: Any) -> Specimen:
    return specimen(seed, frame_of=frame_of, reason=reason, scene=SCENE | (scene or {}), **(SHEET | {"ink": "black", "rules": ""} | sheet))


@pytest.mark.parametrize(("frame_of", "rules"), [("whole", ""), ("whole", "lines"), ("one", ""), ("two", "lines")])
def test_a_sheet_that_fills_the_picture_gives_its_ink(tmp_path: Path, frame_of: str, rules: str) -> None:
    truth = photograph(frame_of, rules=rules)
    answer = ink.clean(kept(tmp_path, truth))
    assert isinstance(answer, ink.Cleaned), answer
    assert (answer.frame, answer.touches_edge) == (True, False)
    assert truth.truth is not None
    assert truth.corners is not None
    found = judged_by_place(answer.png, answer.crop, answer.sheet, np.array(answer.corners), truth.corners, truth.truth)
    assert found.f > 0.95
    assert found.specks < 0.01


def test_rules_tell_how_the_camera_was_tilted(tmp_path: Path) -> None:
    truth = photograph("whole", rules="squares", scene={"tilt": (8, -6), "turn": 4})
    answer = ink.clean(kept(tmp_path, truth))
    assert isinstance(answer, ink.Cleaned), answer
    # On the flattened sheet the sides of the true sheet lie along rows and columns.
    corners, sheet = np.array(answer.corners, np.float32), answer.sheet
    import cv2

    onto = cv2.getPerspectiveTransform(corners, np.array([(0, 0), (sheet[0], 0), sheet, (0, sheet[1])], np.float32))
    assert truth.corners is not None
    seen = cv2.perspectiveTransform(truth.corners[None].astype(np.float64), onto.astype(np.float64))[0]
    run = np.roll(seen, -1, axis=0) - seen
    slopes = np.rad2deg(np.arctan2(np.abs(run).min(1), np.abs(run).max(1)))
    assert slopes.max() < 1


def test_writing_that_is_cut_off_is_refused_by_a_reason_of_its_own(tmp_path: Path) -> None:
    answer = ink.clean(kept(tmp_path, photograph("cut", ink="brush", area=(-0.02, 0.1, 1.02, 0.9))))
    assert isinstance(answer, ink.Refused)
    assert answer.reason == "cut_off"
    assert answer.touches_edge


def test_a_blurred_one_is_blurred(tmp_path: Path) -> None:
    answer = ink.clean(kept(tmp_path, photograph("whole", reason="blurred", scene={"blur": 8})))
    assert isinstance(answer, ink.Refused)
    assert answer.reason == "blurred"


def test_an_empty_one_is_empty(tmp_path: Path) -> None:
    answer = ink.clean(kept(tmp_path, photograph("one", reason="empty", rules="lines")))
    assert isinstance(answer, ink.Refused)
    assert answer.reason == "empty"


@pytest.mark.parametrize("desk", ["wood", "dark", "check", "stone", "bamboo", "stripes"])
def test_a_desk_alone_is_no_sheet(tmp_path: Path, desk: str) -> None:
    answer = ink.clean(kept(tmp_path, specimen(5, reason="no_page", megapixels=5, scene={"desk": desk, "shadows": ("soft", "hard")})))
    assert isinstance(answer, ink.Refused)
    assert answer.reason == "no_page"


def test_a_sheet_so_blurred_that_its_pencil_is_gone_is_blurred_and_not_empty(tmp_path: Path) -> None:
    truth = specimen(
        780, reason="blurred", ink="pencil", bent=False, megapixels=5, font="kai", scene={"blur": 16.0, "desk": "dark", "fill": 0.85}
    )
    answer = ink.clean(kept(tmp_path, truth))
    assert isinstance(answer, ink.Refused)
    assert answer.reason == "blurred"
