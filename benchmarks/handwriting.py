"""Clean ink from simulated photographs of 12 megapixels: how right, at what cost, beside the plain ways to do it.

Three sets: `ours`, on which the library was tuned; `other`, of other papers, desks, inks, hands and bends; and `fresh` (benchmarks/ink/fresh.py), which has what
telephones make hard, and is run only when nothing is changed any more. How many of each: JIAFENG_INK_PHOTOS (default 24). Photographs and answers are kept in .cache/ink/; an answer is asked for again when the library changed.
Peers that are installed under .cache/ink/peers/ (pip install --target) are measured too.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle  # nosec B403 # only what this file wrote itself
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.ink import fresh
from benchmarks.ink.judging import NOTHING, Score, compared, judged, judged_by_place
from benchmarks.ink.sets import Specimen, bomb, hostile, specimen
from benchmarks.measure import Measured, benchmark
from jiafeng.library import ink

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".cache" / "ink"
PHOTOS = int(os.environ.get("JIAFENG_INK_PHOTOS", "24"))
REFUSALS = ("blurred", "too_small", "empty", "no_page")


def made(set_name: str, number: int, reason: str = "") -> Specimen:
    """A specimen, from the cache where it was made before."""
    sources = b"".join((ROOT / "benchmarks" / "ink" / f"{name}.py").read_bytes() for name in ("sheets", "photographs", "sets", "fresh"))
    file = CACHE / "photographs" / f"{set_name}-{reason or 'ink'}-{number:03}-{hashlib.sha256(sources).hexdigest()[:8]}.pickle"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(".part")
        if set_name == "fresh":
            made_now = fresh.refused(number) if reason else fresh.accepted(number)
        else:
            made_now = specimen(number, other=set_name == "other", reason=reason)
        part.write_bytes(pickle.dumps(made_now))
        part.rename(file)
    found: Specimen = pickle.loads(file.read_bytes())  # nosec B301 # written above
    return found


def answers(set_name: str) -> list[dict[str, Any]]:
    """For each photograph of a set its traits, its score, the corners' distance (a share of the diagonal), CPU seconds and MB."""
    sources = b"".join(each.read_bytes() for each in sorted((ROOT / "jiafeng" / "library" / "ink").glob("*.py")))
    file = CACHE / f"answers-{set_name}-{PHOTOS}-{hashlib.sha256(sources).hexdigest()[:12]}.json"
    if not file.exists():
        file.write_text(json.dumps([_answer(made(set_name, number)) for number in range(PHOTOS)]))
    found: list[dict[str, Any]] = json.loads(file.read_text())
    return found


def _answer(given: Specimen) -> dict[str, Any]:
    answer = _cleaned(given)
    assert given.truth is not None
    assert given.corners is not None
    score, away = NOTHING, 1.0
    if isinstance(answer, ink.Cleaned):
        if "frame" in given.traits:
            score = judged_by_place(answer.png, answer.crop, answer.sheet, np.array(answer.corners), given.corners, given.truth)
        else:
            score = judged(answer.png, answer.crop, answer.sheet, given.truth)
        away = float(np.hypot(*(np.array(answer.corners) - given.corners).T).max() / np.hypot(*given.size))
    return {
        "traits": sorted(given.traits),
        "f": score.f,
        "tolerant": score.tolerant,
        "specks": score.specks,
        "missing": score.missing,
        "corners": away,
        "reason": answer.reason if isinstance(answer, ink.Refused) else "",
        "seconds": answer.seconds,
        "mb": answer.peak_mb,
    }


def _cleaned(given: Specimen) -> ink.Cleaned | ink.Refused:
    with tempfile.NamedTemporaryFile(suffix=".jpg") as file:
        file.write(given.data)
        file.flush()
        return ink.clean(file.name)


def _points(set_name: str, of: Callable[[list[dict[str, Any]]], float]) -> float:
    """Points of a hundred."""
    return 100 * of(answers(set_name))


def _lost(rows: list[dict[str, Any]], trait: str = "") -> float:
    values = [1 - row["f"] for row in rows if not trait or trait in row["traits"]]
    return float(np.mean(values)) if values else 0.0


@benchmark(
    "ink-lost", unit="points of F lost", limit=4, about="handwriting: 100 less the mean F-measure of the ink, on the set it was tuned on"
)
def lost() -> Measured:
    return Measured(_points("ours", _lost), {"on the other set": _points("other", _lost), **_peers()})


@benchmark("ink-lost-tenth", unit="points of F lost", limit=8, about="handwriting: the same for the worst photograph but a tenth")
def lost_tenth() -> Measured:
    def tenth(rows: list[dict[str, Any]]) -> float:
        return float(np.percentile([1 - row["f"] for row in rows], 90))

    return Measured(_points("ours", tenth), {"on the other set": _points("other", tenth)})


@benchmark(
    "ink-lost-fresh",
    unit="points of F lost",
    limit=4,
    about="handwriting: 100 less the mean F-measure on the set that nothing was tuned on",
)
def lost_fresh() -> Measured:
    rows = answers("fresh")
    whole = [row for row in rows if "frame" in row["traits"]]
    return Measured(
        100 * _lost(rows),
        {
            "the worst but a tenth": 100 * float(np.percentile([1 - row["f"] for row in rows], 90)),
            "sheets that fill the picture": 100 * _lost(whole),
            "pencil": 100 * _lost(rows, "soft pencil"),
            "refused": float(sum(bool(row["reason"]) for row in rows)),
        },
    )


@benchmark(
    "ink-misjudged-fresh", unit="files", limit=1, about="handwriting: of the same set, bad ones accepted or refused for a wrong reason"
)
def misjudged_fresh() -> Measured:
    bad = [made("fresh", number, "refused") for number in range(PHOTOS)]
    said = [(given.reason, answer.reason if isinstance(answer := _cleaned(given), ink.Refused) else "accepted") for given in bad]
    wrong = [each for each in said if each[0] != each[1]]
    print(f"misjudged: {wrong}", file=sys.stderr)
    return Measured(float(len(wrong)), {"files judged": float(len(bad)), "accepted": float(sum(each[1] == "accepted" for each in wrong))})


@benchmark("ink-lost-bent", unit="points of F lost", limit=6, about="handwriting: the same on curled and folded sheets")
def lost_bent() -> Measured:
    return Measured(
        _points("ours", lambda rows: _lost(rows, "bent")), {"on the other set": _points("other", lambda rows: _lost(rows, "bent"))}
    )


@benchmark("ink-lost-pencil", unit="points of F lost", limit=6, about="handwriting: the same in pencil")
def lost_pencil() -> Measured:
    return Measured(
        _points("ours", lambda rows: _lost(rows, "pencil")), {"on the other set": _points("other", lambda rows: _lost(rows, "pencil"))}
    )


@benchmark("ink-lost-tolerant", unit="points of F lost", limit=1, about="handwriting: points lost where two pixels off are forgiven")
def lost_tolerant() -> Measured:
    def tolerant(rows: list[dict[str, Any]]) -> float:
        return float(np.mean([1 - row["tolerant"] for row in rows]))

    return Measured(_points("ours", tolerant), {"on the other set": _points("other", tolerant)})


@benchmark("ink-specks", unit="% of the true ink", limit=0.1, about="handwriting: ink found where there is none")
def specks() -> Measured:
    def mean(rows: list[dict[str, Any]]) -> float:
        return float(np.mean([row["specks"] for row in rows]))

    return Measured(_points("ours", mean), {"on the other set": _points("other", mean)})


@benchmark("ink-missing", unit="% of the true ink", limit=0.5, about="handwriting: true ink not found")
def missing() -> Measured:
    def mean(rows: list[dict[str, Any]]) -> float:
        return float(np.mean([row["missing"] for row in rows]))

    return Measured(_points("ours", mean), {"on the other set": _points("other", mean)})


@benchmark("ink-corners", unit="% of the diagonal", limit=0.05, about="handwriting: the worst corner of a flat sheet")
def corners() -> Measured:
    def worst(rows: list[dict[str, Any]]) -> float:
        return max(row["corners"] for row in rows if "flat" in row["traits"])

    return Measured(_points("ours", worst), {"on the other set": _points("other", worst)})


@benchmark(
    "ink-misjudged", unit="files", limit=1, about="handwriting: good photographs refused, bad ones accepted or refused for a wrong reason"
)
def misjudged() -> Measured:
    refused = [(row["traits"], row["reason"]) for name in ("ours", "other") for row in answers(name) if row["reason"]]
    bad = [made(name, number, reason) for reason in REFUSALS for name in ("ours", "other") for number in range(max(PHOTOS // 2, 1))]
    bad += hostile(1)
    for given in bad:
        answer = _cleaned(given)
        said = answer.reason if isinstance(answer, ink.Refused) else "accepted"
        if said != given.reason:
            refused.append((given.reason, said))
    print(f"misjudged: {refused}", file=sys.stderr)
    return Measured(float(len(refused)), {"files judged": float(2 * PHOTOS + len(bad))})


@benchmark("ink-cpu", unit="s CPU", limit=None, about="handwriting: CPU of one 12-megapixel photograph, its process included (median)")
def cpu() -> Measured:
    given = [made("ours", number) for number in range(min(PHOTOS, 12))]
    taken = [_cleaned(each).seconds for each in given]
    least = float(np.median([_least(each) for each in given]))
    return Measured(
        float(np.median(taken)), {"decoding, one warp, encoding, in a process of its own": least, "dearest": max(taken)}, limit=2.5 * least
    )


@benchmark("ink-memory", unit="MB", limit=300, about="handwriting: the most that a 12-megapixel photograph's process held")
def memory() -> Measured:
    rows = [row for name in ("ours", "other") for row in answers(name)]
    return Measured(max(row["mb"] for row in rows), {"median": float(np.median([row["mb"] for row in rows]))})


@benchmark("ink-bomb", unit="MB", limit=200, about="handwriting: what the process of a PNG of 400 million pixels held")
def bombed() -> Measured:
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        file.write(bomb(20_000, 20_000))
        file.flush()
        answer = ink.clean(file.name)
    if not isinstance(answer, ink.Refused) or answer.reason != "too_large" or answer.seconds > 2:
        raise RuntimeError(f"a bomb was not refused in time: {answer}")
    return Measured(answer.peak_mb, {"s CPU": answer.seconds})


_LEAST = """
import sys, time, cv2, numpy as np
cv2.setNumThreads(1)
photo, corners = cv2.imread(sys.argv[1]), np.array(eval(sys.argv[2]), np.float32)
wide = np.linalg.norm(corners[1] - corners[0]) > np.linalg.norm(corners[3] - corners[0])
size = (2362, 1670) if wide else (1670, 2362)
onto = np.array([(0, 0), (size[0], 0), size, (0, size[1])], np.float32)
sheet = cv2.warpPerspective(photo, cv2.getPerspectiveTransform(corners, onto), size, flags=cv2.INTER_CUBIC)
cv2.imwrite(sys.argv[3], np.dstack([sheet, sheet[..., 1]]))
print(time.process_time())
"""


def _least(given: Specimen) -> float:
    """CPU seconds of the least that any such program does, in a fresh interpreter as ours: decode, warp once, encode."""
    assert given.corners is not None
    with tempfile.TemporaryDirectory() as folder:
        photo = Path(folder) / "photo.jpg"
        photo.write_bytes(given.data)
        told = subprocess.run(
            [sys.executable, "-c", _LEAST, str(photo), repr(given.corners.tolist()), str(Path(folder) / "out.png")],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
    return float(told.stdout)


def _peers() -> dict[str, float]:
    """Points of F that plain ways lose on the tuned set, given what they would have to find first: the true corners."""
    ways: dict[str, Callable[[NDArray[Any]], NDArray[Any]]] = {"true corners, adaptive threshold": _adaptive}
    sys.path.insert(0, str(CACHE / "peers"))
    try:
        import doxapy  # type: ignore[import-not-found]
    except ImportError:
        pass
    else:

        def sauvola(grey: NDArray[Any]) -> NDArray[Any]:
            out = np.empty_like(grey)
            way = doxapy.Binarization(doxapy.Binarization.Algorithms.SAUVOLA)
            way.initialize(grey)
            way.to_binary(out, {"window": 75, "k": 0.2})
            return out == 0

        ways["true corners, background division, doxapy Sauvola"] = lambda grey: sauvola(_divided(grey))
    found: dict[str, float] = {}
    for name, way in ways.items():
        started = time.process_time()
        scores = [_plainly(made("ours", number), way) for number in range(PHOTOS)]
        found[name] = 100 * float(np.mean([1 - score.f for score in scores]))
        print(f"{name}: {(time.process_time() - started) / PHOTOS:.2f} s CPU a photograph, judging included", file=sys.stderr)
    return found


def _plainly(given: Specimen, way: Callable[[NDArray[Any]], NDArray[Any]]) -> Score:
    assert given.truth is not None
    assert given.corners is not None
    height, width = given.truth.shape
    photo = cv2.imdecode(np.frombuffer(given.data, np.uint8), cv2.IMREAD_GRAYSCALE)
    onto = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32) - 0.5
    sheet = cv2.warpPerspective(
        photo, cv2.getPerspectiveTransform(given.corners.astype(np.float32), onto), (width, height), flags=cv2.INTER_CUBIC
    )
    return compared(np.asarray(way(np.ascontiguousarray(sheet)), bool), given.truth)


def _divided(grey: NDArray[Any]) -> NDArray[Any]:
    background = cv2.medianBlur(cv2.dilate(grey, np.ones((15, 15), np.uint8)), 51)
    return np.asarray(cv2.divide(grey, background, scale=255), np.uint8)


def _adaptive(grey: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY_INV, 75, 18) > 0)
