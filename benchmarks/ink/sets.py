"""The simulated sets: `ours`, on which the library was tuned, and `other`, of other papers, desks, inks, hands and bends, on which it was not."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.ink import sheets
from benchmarks.ink.photographs import Bend, Camera, Photograph, Scene, jpeg, take

FRAMES = ("whole", "one", "two", "cut")  # no border in the picture, one, two; and writing that runs out of it
WHOLE_SIZES = ((210, 297), (297, 210), (148, 210), (210, 148), (182, 257))  # sheets near the proportions of a picture
SIZES = ((210, 297), (297, 210), (148, 210), (210, 148), (200, 100), (182, 257), (150, 150))


@dataclass(frozen=True)
class Specimen:
    """One file to be cleaned. `reason` is what it must be refused for, "" where it must be accepted; `traits` say what is difficult about it."""

    name: str
    data: bytes
    reason: str
    traits: frozenset[str]
    truth: NDArray[np.bool_] | None = None
    corners: NDArray[np.float64] | None = None
    size: tuple[int, int] = (0, 0)
    camera: Any = None  # places on the sheet to pixels: how well it was flattened can be measured at every place


def _choice(rng: np.random.Generator, *options: Any) -> Any:
    return options[int(rng.integers(len(options)))]


def _scene(rng: np.random.Generator, other: bool, drawn: Bend, **more: Any) -> Scene:
    cast = 1 + rng.normal(0, 0.05, 3)
    settings: dict[str, Any] = {
        "fill": float(rng.uniform(0.62, 0.93)),
        "tilt": (float(rng.normal(0, 9)), float(rng.normal(0, 9))),
        "turn": float(rng.normal(0, 5)),
        "focal": float(rng.uniform(0.68, 0.85)),
        "bend": drawn,
        "desk": _choice(rng, "green", "stone", "bamboo", "stripes") if other else _choice(rng, "wood", "dark", "white", "check"),
        "shadows": _choice(rng, (), ("soft",), ("soft",), ("hard",), ("soft", "hard")),
        "light": tuple(map(float, cast)),
        "exposure": float(rng.uniform(0.68, 0.95)),
        "vignette": float(rng.uniform(0, 0.35)),
        "blur": float(rng.uniform(0.7, 1.4)),
        "motion": float(_choice(rng, 0, 0, 2)),
        "noise": float(rng.uniform(0.004, 0.016 if other else 0.012)),
        "crumple": float(_choice(rng, 0, 0, 0.02)),
        "creases": int(_choice(rng, 0, 0, 0, 2)),
    }
    return Scene(**(settings | more))


def specimen(
    seed: int,
    *,
    other: bool = False,
    reason: str = "",
    megapixels: float = 12.0,
    bent: bool | None = None,
    scene: dict[str, Any] | None = None,
    orientation: int | None = None,
    frame_of: str = "",
    **fixed: Any,
) -> Specimen:
    """The photograph that belongs to a seed. `fixed` overrides what the sheet is made of, `scene` how it was taken; `bent` asks for a bent
    or a flat sheet; `frame_of` one of FRAMES, for a sheet that the picture does not hold whole."""
    rng = np.random.default_rng((seed, other))
    size = fixed.get("size_mm") or _choice(rng, *(WHOLE_SIZES if frame_of else SIZES))
    factor = (megapixels / 12) ** 0.5
    frame = (round(4000 * factor), round(3000 * factor))
    if size[1] > size[0]:
        frame = (frame[1], frame[0])
    bent = False if frame_of else bool(rng.random() < 0.3) if bent is None else bent
    height = float(rng.uniform(0.015, 0.06)) * float(_choice(rng, -1, 1))
    kinds = ("lift", "shear", "fold", "wave") if other else ("arc", "wave", "lift", "fold", "arc")
    bend = Bend(_choice(rng, *kinds), height, bool(rng.random() < 0.5), float(rng.random())) if bent else Bend()
    if bend.kind == "shear":
        bend = Bend("shear", height / 2, bend.upright, bend.phase * 0.5)
    kind = (
        _choice(rng, "black", "blue", "blue-black", "red", "pencil", "brush")
        if not other
        else _choice(rng, "black", "blue", "green", "pencil", "brush")
    )
    face = (
        _choice(rng, "kai", "liu-jian-mao-cao", "zcool-kuaile")
        if other
        else _choice(rng, "kai", "ma-shan-zheng", "zhi-mang-xing", "long-cang")
    )
    rules = _choice(rng, "", "", "lines", "letter", "squares", "grid")
    made: dict[str, Any] = {
        "size_mm": size,
        "scale": 2700 * factor / max(size),
        "colour": _choice(rng, "white", "grey", "pink") if other else _choice(rng, "white", "white", "cream", "kraft"),
        "rules": "" if kind == "brush" or (kind == "red" and rules == "letter") else rules,
        "ink": kind,
        "font": face,
        "stains": bool(rng.random() < 0.2),
        "fibres": float(rng.uniform(0.5, 2.0)),
        "written": reason != "empty",
    } | fixed
    more: dict[str, Any] = {"width": frame[0], "height": frame[1]}
    if reason == "blurred":
        more |= {"blur": float(rng.uniform(9, 16)) * factor}
    if reason == "too_small":
        more |= {"fill": float(rng.uniform(0.07, 0.16))}
    if frame_of:
        more |= _filling(rng, frame_of)
    taken = _scene(rng, other, bend, **(more | (scene or {})))
    if frame_of and "area" not in made:
        made["area"] = _within(Camera(taken, size).shown(), cut=frame_of == "cut")
    sheet = None if reason == "no_page" else sheets.make(rng, **made)
    photograph = take(rng, sheet, taken)
    orientation = orientation or int(_choice(rng, 1, 1, 3, 6, 8))
    data = jpeg(photograph, quality=int(rng.integers(80, 95)), orientation=orientation)
    traits = {
        str(made["ink"]),
        f"paper:{made['colour']}",
        f"desk:{taken.desk}",
        f"rules:{made['rules']}",
        f"bend:{taken.bend.kind}",
        *taken.shadows,
    }
    traits |= {"bent" if taken.bend.kind else "flat", str(made["font"])}
    traits |= (
        {name for name in ("stains",) if made[name]} | ({"crumple"} if taken.crumple else set()) | ({"creases"} if taken.creases else set())
    )
    if frame_of:
        traits |= {"frame", f"frame:{frame_of}"}
    if abs(taken.tilt[0]) + abs(taken.tilt[1]) > 30:
        traits.add("steep")
    return Specimen(
        f"{'other' if other else 'ours'}-{reason or frame_of or 'ink'}-{seed:03}",
        data,
        reason,
        frozenset(traits),
        _seen(sheet.truth, photograph.camera) if sheet is not None else None,
        photograph.corners,
        frame,
        photograph.camera,
    )


def _filling(rng: np.random.Generator, frame_of: str) -> dict[str, Any]:
    """How a sheet is photographed that fills the picture."""
    sides = [(1, 0), (-1, 0), (0, 1), (0, -1)]
    first = int(rng.integers(4))
    second = _choice(rng, *(side for side in range(4) if side // 2 != first // 2))
    shown = {"one": (first,), "two": (first, second)}.get(frame_of, ())
    aside = np.sum([np.multiply(sides[side], rng.uniform(0.06, 0.13)) for side in shown], axis=0) if shown else (0.0, 0.0)
    return {
        "covers": True,
        "fill": float(rng.uniform(1.005, 1.03)),
        "aside": tuple(map(float, aside)),
        "turn": float(rng.normal(0, 3)),
        "tilt": (float(rng.normal(0, 6)), float(rng.normal(0, 6))),
    }


def _within(shown: NDArray[np.float64], *, cut: bool) -> tuple[float, float, float, float]:
    """Where on the sheet there is room for writing that the picture shows; `cut`: beyond it."""
    left, top, right, bottom = (
        max(shown[[0, 3], 0].max(), 0),
        max(shown[[0, 1], 1].max(), 0),
        min(shown[[1, 2], 0].min(), 1),
        min(shown[[2, 3], 1].min(), 1),
    )
    room = -0.045 if cut else 0.04
    return left + room, top + 0.05, right - room, bottom - 0.05


def _seen(truth: NDArray[np.bool_], camera: Camera) -> NDArray[np.bool_]:
    """The ink that the picture shows."""
    if not camera.scene.covers:
        return truth
    mask = np.zeros(truth.shape, np.uint8)
    cv2.fillConvexPoly(mask, np.round(camera.shown() * truth.shape[::-1] - 0.5).astype(np.int32), 1)
    return truth & (mask > 0)


def hostile(seed: int) -> list[Specimen]:
    """Files that are no photographs, broken ones, and one that is far too large."""
    rng = np.random.default_rng(seed)
    whole = jpeg(Photograph(rng.integers(0, 255, (600, 800, 3), dtype=np.uint8), np.zeros((4, 2))))
    return [
        Specimen(name, data, reason, frozenset())
        for name, data, reason in (
            ("empty-file", b"", "not_image"),
            ("text", "这不是照片".encode() * 40, "not_image"),
            ("pdf", b"%PDF-1.7\n" + rng.bytes(4000), "not_image"),
            ("truncated", whole[: len(whole) // 2], "corrupt"),
            ("head-only", whole[:700], "corrupt"),
            ("bomb", bomb(20_000, 20_000), "too_large"),
        )
    ]


def bomb(width: int, height: int) -> bytes:
    """A PNG of one colour that declares width × height pixels and weighs next to nothing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    packer = zlib.compressobj(9)
    row = bytes(1 + width // 8)
    packed = b"".join([*(packer.compress(row) for _ in range(height)), packer.flush()])
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x01\0\0\0\0"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
