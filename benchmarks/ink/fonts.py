"""Fonts of handwriting for the simulated sheets: packages of the SIL Open Font Licence, fetched once by `npm pack` and held against their pins.

Nothing of them is committed or shipped. Where they cannot be had, `kai` (vendored for printing) writes alone.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import io
import subprocess
import tarfile
import tempfile
from pathlib import Path

from fontTools.ttLib import TTFont
from PIL import ImageFont

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "ink" / "fonts"
KAI = ROOT / "jiafeng" / "library" / "press" / "fonts" / "kai.ttf"

PINS = {
    "ma-shan-zheng": ("5.3.1", "sha512-cGGn7Yje2RSduXVxEk+rCfNZyD/T/7FMGj03LNPiK8TRL9Sing0tq1zJF3n+W29szPqgb2RNs5oIvmm+ikeI+Q=="),
    "zhi-mang-xing": ("5.3.0", "sha512-V21yCCm5o2PHdXF2P9KKh7uiqL8QFFuII4DRQkpG24tfyDzJPchXKsxkcvKM43xEPvQKdbhHCBbXEFjcm/TUCQ=="),
    "long-cang": ("5.3.0", "sha512-lCcBJb+LWZpYCVtGvQRiZPy5/EaGPuYLycpJXUIOz28EYGGqhTVWBRqY6ucaW8l1F8gvfjutY1PoAPUrFiP0wg=="),
    "liu-jian-mao-cao": ("5.3.0", "sha512-OaFm4okm77XoGA9jp1J89tDjdWlzb68yJCUL7LV75QxUWF/qOBRVqmhP7XFFsgcn/PL+nc2dPvRGT/8yit5LZg=="),
    "zcool-kuaile": ("5.3.0", "sha512-jn4vpQ6QSVEckUn7uk5a9XcZMxEksTRqljmeE1VKRGMjGd6VoXdMyLGSdnTXSVwZLCCEHaIcm/2cdQuwvasJ9w=="),
    "klee-one": ("5.3.0", "sha512-1mnMRQO70AnTCHaWy5ovYKjbvszpOp7//bMDZ+PnjBMmar5YRcbskVzM4u+Syd8CMWw353R3BvsrsKQrwVRnEw=="),
    "yomogi": ("5.3.0", "sha512-D35BWMd0BVhtYfpE7r1UfTNZHxaFVvLw4Rz2ym+yvEE7vlIfwtZEQFp4VFCvlcH+BwoAJD1mFH/r/XV7qDxeyg=="),
}
_JAPANESE = {"klee-one", "yomogi"}  # hands of another country, for the signs that it shares


class Altered(Exception):
    """A fetched package is not the pinned one."""


def path(name: str) -> Path:
    """The font's file; fetched on the first call."""
    if name == "kai":
        return KAI
    file = CACHE / f"{name}.ttf"
    if not file.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        font = TTFont(io.BytesIO(_fetched(name)))
        font.flavor = None
        partial = file.with_suffix(".part")
        font.save(partial)
        partial.rename(file)
    return file


@functools.lru_cache(maxsize=64)
def face(name: str, pixels: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path(name)), pixels)


@functools.cache
def covered(name: str) -> frozenset[str]:
    """The characters that the font draws."""
    return frozenset(map(chr, TTFont(path(name)).getBestCmap()))


def _fetched(name: str) -> bytes:
    version, pin = PINS[name]
    with tempfile.TemporaryDirectory() as folder:
        packed = subprocess.run(
            ["npm", "pack", "--silent", f"@fontsource/{name}@{version}"], cwd=folder, check=True, capture_output=True, text=True
        )
        tarball = (Path(folder) / packed.stdout.strip().splitlines()[-1]).read_bytes()
    integrity = "sha512-" + base64.b64encode(hashlib.sha512(tarball).digest()).decode()
    if integrity != pin:
        raise Altered(f"{name}: {integrity}")
    with tarfile.open(fileobj=io.BytesIO(tarball)) as archive:
        script = "japanese" if name in _JAPANESE else "chinese-simplified"
        member = archive.extractfile(f"package/files/{name}-{script}-400-normal.woff2")
        if member is None:
            raise Altered(f"{name}: the font is not in its package")
        return member.read()
