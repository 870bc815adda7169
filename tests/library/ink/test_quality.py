"""Clean ink, held against the truth of the simulation."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.ink.photographs import Bend
from benchmarks.ink.sets import specimen
from jiafeng.library import ink
from tests.library.ink.photographs import CARD, STEADY, kept, plain, score

HARD: dict[str, Any] = {"desk": "wood", "shadows": ("soft", "hard"), "crumple": 0.02}


def distance(answer: ink.Cleaned | ink.Refused, truth: Any) -> float:
    """The worst corner's distance from the truth, as a share of the photograph's diagonal."""
    return float(np.hypot(*(np.array(answer.corners) - truth.corners).T).max() / np.hypot(*truth.size))


@pytest.mark.parametrize(
    ("seed", "made", "taken"),
    [
        (1, {"ink": "black", "colour": "cream", "rules": "lines"}, HARD),
        (2, {"ink": "pencil", "colour": "white", "rules": "grid"}, {"desk": "check", "shadows": ()}),
        (3, {"ink": "blue", "colour": "kraft", "rules": "squares"}, {"desk": "white", "shadows": ("soft",), "creases": 2}),
    ],
    ids=["lines-in-hard-shadow", "pencil-on-grid", "kraft-squares-and-creases"],
)
def test_it_leaves_the_ink_and_nothing_else(tmp_path: Path, seed: int, made: dict[str, Any], taken: dict[str, Any]) -> None:
    truth = specimen(seed, bent=False, scene=STEADY | taken, **(CARD | {"stains": True} | made))
    answer = ink.clean(kept(tmp_path, truth))
    found = score(answer, truth)
    assert found.f > 0.93
    assert found.tolerant > 0.99
    assert found.specks < 0.003
    assert found.missing < 0.005
    assert distance(answer, truth) < 0.0005


@pytest.mark.parametrize(
    "bend", [Bend("arc", 0.04, False), Bend("fold", 0.04, True, 0.4), Bend("lift", 0.05, False)], ids=lambda bend: bend.kind
)
def test_it_flattens_a_bent_sheet(tmp_path: Path, bend: Bend) -> None:
    taken = STEADY | {"desk": "dark", "shadows": (), "tilt": (12.0, -6.0), "bend": bend}
    truth = specimen(5, bent=True, ink="black", colour="white", rules="", scene=taken, **CARD)
    assert score(ink.clean(kept(tmp_path, truth)), truth).f > 0.92


def test_it_keeps_the_inks_own_colour(tmp_path: Path) -> None:
    answer = ink.clean(kept(tmp_path, plain()))
    assert isinstance(answer, ink.Cleaned)
    red, green, blue = (int(answer.colour[i : i + 2], 16) for i in (1, 3, 5))
    assert blue > 1.5 * red
    assert blue > 1.5 * green
