"""Each reason, and files that would harm whoever opened them."""

import io
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.utils import translation
from PIL import Image

from benchmarks.ink.sets import Specimen, bomb, hostile, specimen
from jiafeng.library import ink
from tests.library.ink.photographs import CARD, STEADY, kept, plain


def reason(answer: ink.Cleaned | ink.Refused) -> str:
    return answer.reason if isinstance(answer, ink.Refused) else ""


@pytest.mark.parametrize("expected", ["blurred", "too_small", "empty", "no_page"])
def test_it_says_why_a_photograph_gives_no_ink(tmp_path: Path, expected: str) -> None:
    settings = {name: value for name, value in STEADY.items() if (name, expected) not in (("blur", "blurred"), ("fill", "too_small"))}
    truth = specimen(11, reason=expected, bent=False, ink="blue", colour="white", rules="lines", scene=settings | {"desk": "wood"}, **CARD)
    assert reason(ink.clean(kept(tmp_path, truth))) == expected


@pytest.mark.parametrize(
    ("expected", "sheet", "scene"),
    [
        ("no_page", {"ink": "red", "rules": ""}, {"desk": "check", "shadows": ("soft", "hard")}),
        ("too_small", {"ink": "blue", "rules": ""}, {"desk": "check", "shadows": ("soft",)}),
        ("too_small", {"ink": "brush", "rules": ""}, {"desk": "stripes", "shadows": ("soft",)}),
        ("blurred", {"ink": "brush", "rules": ""}, {"desk": "check", "shadows": ("soft",)}),
    ],
    ids=[
        "chequered-cloth-alone",
        "far-on-chequered-cloth",
        "far-on-stripes",
        "blurred-brush",
    ],
)
def test_it_is_not_misled_by_shadows_and_patterns(tmp_path: Path, expected: str, sheet: dict[str, Any], scene: dict[str, Any]) -> None:
    taken = {name: value for name, value in STEADY.items() if (name, expected) not in (("blur", "blurred"), ("fill", "too_small"))} | scene
    truth = specimen(
        13, other=scene["desk"] in ("bamboo", "stripes"), reason=expected, bent=False, colour="white", scene=taken, **sheet, **CARD
    )
    assert reason(ink.clean(kept(tmp_path, truth))) == expected


@pytest.mark.parametrize("seed", [2, 11], ids=["grid", "squares"])
def test_half_light_at_the_edge_of_a_shadow_is_no_writing(tmp_path: Path, seed: int) -> None:
    truth = specimen(seed, other=True, reason="empty", megapixels=12)
    assert "hard" in truth.traits
    assert reason(ink.clean(kept(tmp_path, truth))) == "empty"


@pytest.mark.parametrize("given", hostile(1), ids=lambda given: given.name)
def test_it_refuses_what_is_no_whole_photograph(tmp_path: Path, given: Specimen) -> None:
    assert reason(ink.clean(kept(tmp_path, given.data, given.name))) == given.reason


def test_a_bomb_costs_little(tmp_path: Path) -> None:
    file = kept(tmp_path, bomb(20_000, 20_000), "bomb.png")
    started = time.process_time()
    answer = ink.clean(file)
    assert reason(answer) == "too_large"
    assert answer.peak_mb < 200
    assert answer.seconds + time.process_time() - started < 2


def test_a_bomb_that_is_not_over_the_limit_of_pixels_is_held_by_the_process(tmp_path: Path) -> None:
    answer = ink.clean(kept(tmp_path, bomb(7_000, 7_000), "flat.png"))
    assert reason(answer) == "no_page"


def test_half_a_png_is_corrupt(tmp_path: Path) -> None:
    whole = io.BytesIO()
    Image.fromarray(np.random.default_rng(1).integers(0, 255, (400, 400, 3), dtype=np.uint8)).save(whole, "PNG")
    assert reason(ink.clean(kept(tmp_path, whole.getvalue()[:5000], "half.png"))) == "corrupt"


def test_zeros_after_half_a_jpeg_do_not_make_it_whole(tmp_path: Path) -> None:
    data = plain().data
    half = len(data) // 2
    assert reason(ink.clean(kept(tmp_path, data[:half] + bytes(len(data) - half)))) == "corrupt"


def test_a_thumbnail_is_too_small(tmp_path: Path) -> None:
    small = io.BytesIO()
    Image.new("RGB", (160, 120), "white").save(small, "JPEG")
    assert reason(ink.clean(kept(tmp_path, small.getvalue()))) == "too_small"


def test_every_reason_has_a_sentence_in_both_languages() -> None:
    assert set(ink.REASONS) == {"blurred", "too_small", "empty", "no_page", "cut_off", "not_image", "corrupt", "too_large"}
    for code in ink.REASONS:
        with translation.override("en"):
            english = ink.Refused(code).sentence
        with translation.override("zh-hans"):
            assert ink.Refused(code).sentence != english


@pytest.mark.parametrize("wrong", [{"threshold": 2}, {"colour": "red"}, {"corners": [(0, 0)]}, {"size_mm": (1, 1)}])
def test_parameters_that_no_page_sends_are_mistakes(tmp_path: Path, wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        ink.clean(kept(tmp_path, b"x"), **wrong)  # type: ignore[arg-type]
