"""Photographs and documents as people send them."""

from pathlib import Path

import numpy as np
import pikepdf
from PIL import Image


def a_photograph(folder: Path, colour: str = "green", size: tuple[int, int] = (64, 48), name: str = "") -> Path:
    file = folder / (name or f"{colour}.png")
    Image.new("RGB", size, colour).save(file)
    return file


def a_hard_photograph(folder: Path, size: tuple[int, int] = (2400, 1800)) -> Path:
    """Leaves, gravel and grain: a picture that packs as badly as any that a camera makes."""
    random = np.random.default_rng(7)
    height, width = size[1], size[0]
    rough = sum(
        np.asarray(
            Image.fromarray(random.integers(0, 255, (height // step, width // step, 3), dtype=np.uint8)).resize(
                size, Image.Resampling.BICUBIC
            ),
            float,
        )
        * weight
        for step, weight in ((2, 0.2), (8, 0.3), (40, 0.5))
    )
    file = folder / "leaves.jpg"
    Image.fromarray(np.clip(rough, 0, 255).astype(np.uint8)).save(file, quality=92)
    return file


def a_pdf(folder: Path, pages: int = 1) -> Path:
    file = folder / f"附表{pages}.pdf"
    with pikepdf.Pdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page()
        pdf.save(file)
    return file
