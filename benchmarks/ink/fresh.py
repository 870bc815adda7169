"""A third set, `fresh`, on which nothing was tuned: its own papers, desks, inks, hands, light and seeds, and what telephones make hard: sheets that fill the
picture, pencil, strong tilt on a full desk, a dark desk with a stain, ruled and folded sheets far out of focus.

It is run when nothing is changed any more, and what comes out is written down as it is.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.ink.photographs import Bend
from benchmarks.ink.sets import Specimen, specimen

KINDS = ("plain", "whole", "pencil", "one", "steep", "two", "stained", "whole")
REFUSED = ("blurred", "cut", "no_page", "empty", "blurred whole", "far")
_SEED = 91_000


def accepted(number: int) -> Specimen:
    """A photograph that must be accepted; every kind in turn."""
    kind = KINDS[number % len(KINDS)]
    seed = _SEED + number
    rng = np.random.default_rng(seed)
    made, scene = _sheet(rng, kind), _scene(rng, kind)
    return specimen(
        seed,
        bent=False if kind in ("steep", "stained") else None,
        frame_of=kind if kind in ("whole", "one", "two") else "",
        scene=scene,
        **made,
    )


def refused(number: int) -> Specimen:
    """A photograph that must be refused, for the reason that it carries."""
    kind = REFUSED[number % len(REFUSED)]
    seed = _SEED + 500 + number
    rng = np.random.default_rng(seed)
    made, scene = _sheet(rng, kind), _scene(rng, kind)
    if kind == "blurred":
        made["rules"], bend = (
            _one(rng, "lines", "squares", "grid"),
            Bend("fold", float(rng.uniform(0.015, 0.04)), bool(rng.random() < 0.5), 0.5),
        )
        return specimen(seed, reason="blurred", scene=scene | {"blur": float(rng.uniform(5, 18)), "bend": bend, "creases": 2}, **made)
    if kind == "blurred whole":
        return specimen(seed, reason="blurred", frame_of="whole", scene=scene | {"blur": float(rng.uniform(7, 14))}, **made)
    if kind == "cut":
        return specimen(seed, reason="cut_off", frame_of="cut", scene=scene, **made)
    return specimen(seed, reason={"far": "too_small"}.get(kind, kind), scene=scene, **made)


def _one(rng: np.random.Generator, *options: Any) -> Any:
    return options[int(rng.integers(len(options)))]


def _sheet(rng: np.random.Generator, kind: str) -> dict[str, Any]:
    ink = "soft pencil" if kind == "pencil" else _one(rng, "ballpoint", "violet", "soft pencil", "wash", "ballpoint")
    return {
        "colour": _one(rng, "ivory", "news", "sky"),
        "ink": ink,
        "font": _one(rng, "klee-one", "yomogi", "klee-one"),
        "rules": "" if ink == "wash" else _one(rng, "", "", "lines", "letter", "squares", "grid"),
        "stains": kind == "stained" or bool(rng.random() < 0.15),
        "fibres": float(rng.uniform(0.4, 2.2)),
    }


def _scene(rng: np.random.Generator, kind: str) -> dict[str, Any]:
    scene: dict[str, Any] = {
        "desk": {"steep": "mess", "stained": "night"}.get(kind) or _one(rng, "marble", "linen", "night", "linen"),
        "shadows": _one(rng, (), ("soft",), ("hard",), ("soft", "soft")),
        "light": tuple(map(float, 1 + rng.normal(0, 0.07, 3))),
        "exposure": float(rng.uniform(0.62, 0.93)),
        "vignette": float(rng.uniform(0.05, 0.4)),
        "noise": float(rng.uniform(0.005, 0.014)),
        "focal": float(rng.uniform(0.64, 0.9)),
    }
    if kind not in ("blurred", "blurred whole"):
        scene["blur"] = float(rng.uniform(0.8, 1.7))
    if kind == "steep":
        angle, lean = rng.uniform(0, 2 * np.pi), rng.uniform(24, 34)
        scene |= {"tilt": (float(lean * np.cos(angle)), float(lean * np.sin(angle))), "fill": float(rng.uniform(0.75, 0.9))}
    return scene
