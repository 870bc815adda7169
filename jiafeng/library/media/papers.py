"""The caller's side of photographed sheets: a printed sheet is found in a picture, laid flat, and cut into its rows."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jiafeng.common.sandbox import Rejected, SandboxKilled, run
from jiafeng.library.media.inspection import Refused

SCALE = 6.0  # pixels to the millimetre of a flattened page: 152 to the inch
MARGIN = 1.0  # millimetres of its neighbours that a row's picture shows


@dataclass(frozen=True)
class Paper:
    """A kind of sheet: its size in mm, and the upper left corner in mm of each corner mark by its number."""

    size: tuple[float, float]
    marks: Mapping[int, tuple[float, float]]


@dataclass(frozen=True)
class Page:
    """One page of a photograph or scan. `codes`: what its QR codes say; `paper`: which of the papers it is, None where it was not recognised.

    problem: "" · "not_a_sheet" · "cut_off" (a corner is missing) · "blurred" · "dark". `flat`: the page laid flat, None with a problem.
    """

    codes: tuple[str, ...]
    problem: str
    paper: int | None
    flat: Path | None


def straighten(path: str | os.PathLike[str], papers: Sequence[Paper], mark: float, out: Path) -> list[Page] | Refused:
    """Lay every page of the file flat into the folder `out`, at SCALE pixels to the millimetre. `mark` is the side of a corner mark in mm.

    Besides those of `inspect`, a refusal's reason may be "not_a_scan" (a PDF without pictures) and "too_many_pages" limit.
    """
    order = [{"size": paper.size, "marks": {str(number): place for number, place in paper.marks.items()}} for paper in papers]
    found = _examined(
        "jiafeng.library.media.rectifier:straighten", path=os.path.abspath(path), papers=order, mark=mark, scale=SCALE, out=str(out)
    )
    if isinstance(found, Refused):
        return found
    return [
        Page(tuple(page["codes"]), page["problem"], page["paper"], None if page["problem"] else out / f"{number}.jpg")
        for number, page in enumerate(found, 1)
    ]


def cut(flat: Path, boxes: Sequence[tuple[float, float, float, float]], out: Path) -> list[Path]:
    """The pictures of the boxes (left, top, width, height in mm) of a flattened page, in order, with MARGIN around each."""
    done = _examined("jiafeng.library.media.rectifier:cut", page=str(flat), boxes=list(boxes), scale=SCALE, margin=MARGIN, out=str(out))
    return [] if isinstance(done, Refused) else [out / f"{number}.jpg" for number in range(1, done + 1)]


def _examined(target: str, **payload: Any) -> Any:
    try:
        return run(target, memory_mb=2000, cpu_seconds=60, wall_seconds=120, file_mb=60, **payload)
    except Rejected as rejected:
        return Refused(rejected.code, rejected.params)
    except SandboxKilled as killed:
        return Refused("corrupt" if killed.reason == "crash" else "bomb")
