"""Photographs and documents as people send them."""

import io
from functools import cache
from pathlib import Path

import numpy as np
import pikepdf
from PIL import Image


def a_photograph(folder: Path, colour: str = "green", size: tuple[int, int] = (64, 48), name: str = "") -> Path:
    file = folder / (name or f"{colour}.png")
    Image.new("RGB", size, colour).save(file)
    return file


@cache
def _hard() -> bytes:
    random, (width, height) = np.random.default_rng(7), (1800, 1350)
    rough = np.zeros((height, width, 3))
    for step, weight in ((2, 0.2), (8, 0.3), (40, 0.5)):
        grains = random.integers(0, 255, (height // step, width // step, 3), dtype=np.uint8)
        rough += np.asarray(Image.fromarray(grains).resize((width, height), Image.Resampling.BICUBIC), float) * weight
    out = io.BytesIO()
    Image.fromarray(np.clip(rough, 0, 255).astype(np.uint8)).save(out, "JPEG", quality=92)
    return out.getvalue()


def a_hard_photograph(folder: Path) -> Path:
    """Leaves, gravel and grain: a picture that packs as badly as any that a camera makes."""
    file = folder / "leaves.jpg"
    file.write_bytes(_hard())
    return file


def a_pdf(folder: Path, pages: int = 1) -> Path:
    file = folder / f"附表{pages}.pdf"
    with pikepdf.Pdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page()
        pdf.save(file)
    return file
