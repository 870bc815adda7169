"""Simulated photographs, small ones, so that the tests stay quick. How good the library is on large ones is measured in benchmarks/."""

import functools
from pathlib import Path
from typing import Any

from benchmarks.ink.judging import Score, judged
from benchmarks.ink.sets import Specimen, specimen
from jiafeng.library import ink

CARD: dict[str, Any] = {"megapixels": 3, "font": "kai", "size_mm": (200, 100), "orientation": 1, "stains": False}
STEADY = {"blur": 0.7, "motion": 0, "fill": 0.85}


@functools.cache
def plain() -> Specimen:
    """A flat card, a blue pen on a dark desk."""
    return specimen(7, bent=False, ink="blue", colour="white", rules="", scene=STEADY | {"desk": "dark", "shadows": ("soft",)}, **CARD)


def kept(tmp_path: Path, photograph: Specimen | bytes, name: str = "photo.jpg") -> Path:
    file = tmp_path / name
    file.write_bytes(photograph if isinstance(photograph, bytes) else photograph.data)
    return file


def score(answer: ink.Cleaned | ink.Refused, truth: Specimen) -> Score:
    assert isinstance(answer, ink.Cleaned), answer
    assert truth.truth is not None
    return judged(answer.png, answer.crop, answer.sheet, truth.truth)
