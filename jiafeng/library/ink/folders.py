"""Many photographs, each into files of its own."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from jiafeng.library.ink.caller import Cleaned, Refused, clean


def clean_all(photos: Sequence[Path], out: Path, *, jobs: int = 1, **look: Any) -> list[tuple[Path, Exception]]:
    """Clean photographs, `jobs` at a time, with the `look` that `clean` takes: NAME.png (and NAME.svg) in `out` where the writing is accepted, and
    NAME.json with what was found, or the reason. Returns those that could not be read or written, with the error."""
    out.mkdir(parents=True, exist_ok=True)
    names = _names(photos)
    with ThreadPoolExecutor(jobs) as pool:
        failures = list(pool.map(lambda photo: _clean(photo, names[photo], out, look), photos))
    return [(photo, failure) for photo, failure in zip(photos, failures, strict=True) if failure]


def _names(photos: Sequence[Path]) -> dict[Path, str]:
    """What to call each photograph's results: its name without the ending, unless another has the same."""
    stems = [photo.stem for photo in photos]
    return {photo: photo.stem if stems.count(photo.stem) == 1 else photo.name for photo in photos}


def _clean(photo: Path, name: str, out: Path, look: dict[str, Any]) -> Exception | None:
    try:
        answer = clean(photo, **look)
        told: dict[str, Any] = {"accepted": isinstance(answer, Cleaned), "reason": ""}
        if isinstance(answer, Refused):
            told["reason"] = answer.reason
            (out / f"{name}.png").unlink(missing_ok=True)
        told |= {
            "corners": answer.corners,
            "frame": answer.frame,
            "touches_edge": answer.touches_edge,
            "seconds": answer.seconds,
            "peak_mb": answer.peak_mb,
        }
        if isinstance(answer, Cleaned):
            told |= {"sheet": answer.sheet, "crop": answer.crop, "dpi": answer.dpi, "colour": answer.colour}
            (out / f"{name}.png").write_bytes(answer.png)
            if answer.svg:
                (out / f"{name}.svg").write_text(answer.svg, encoding="utf-8")
        part = out / f".{name}.{os.getpid()}.part"
        part.write_text(json.dumps(told, ensure_ascii=False) + "\n", encoding="utf-8")
        part.replace(out / f"{name}.json")
    except (OSError, ValueError) as failure:
        return failure
    return None
