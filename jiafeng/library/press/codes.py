"""QR codes (ISO/IEC 18004), written by zxing-cpp."""

import io
from typing import Literal, overload

import numpy as np
import zxingcpp
from PIL import Image

QUIET = 4
"""Modules of white that the standard asks for on each side."""


@overload
def qr(text: str, *, format: Literal["svg"] = "svg", level: str = "M", scale: int = 8) -> str: ...
@overload
def qr(text: str, *, format: Literal["png"], level: str = "M", scale: int = 8) -> bytes: ...
@overload
def qr(text: str, *, format: Literal["matrix"], level: str = "M", scale: int = 8) -> list[list[bool]]: ...


def qr(text: str, *, format: Literal["svg", "png", "matrix"] = "svg", level: str = "M", scale: int = 8) -> str | bytes | list[list[bool]]:
    """The QR code of `text`: an SVG, a PNG (`scale` pixels to a module) or rows of modules, True being dark.

    SVG and PNG carry the quiet zone of four modules, the matrix does not. `level` is the error correction: L, M, Q or H.
    Raises ValueError when `text` is empty or too long for one code.
    """
    # Left to itself zxing writes Latin letters with accents in an encoding that readers take for Japanese.
    encoding = {} if text.isascii() else {"eci": "UTF-8"}
    try:
        barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=level, **encoding)
    except (ValueError, RuntimeError) as error:
        raise ValueError(f"no QR code can hold this text: {error}") from error
    modules = np.array(zxingcpp.write_barcode_to_image(barcode, scale=1, add_quiet_zones=False)) < 128
    if format == "matrix":
        return [[bool(module) for module in row] for row in modules]
    if format == "png":
        pixels = np.kron(np.pad(~modules, QUIET, constant_values=True), np.ones((scale, scale), dtype=bool))
        out = io.BytesIO()
        Image.fromarray(pixels).save(out, "PNG", optimize=True)
        return out.getvalue()
    return _svg(modules)


def _svg(modules: np.ndarray) -> str:
    """One path, one rectangle to a run of dark modules, so that no renderer shows seams between neighbours."""
    path = []
    for y, row in enumerate(np.pad(modules, ((0, 0), (0, 1)))):
        start = None
        for x, dark in enumerate(row):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                path.append(f"M{start + QUIET} {y + QUIET}h{x - start}v1h{start - x}z")
                start = None
    size = len(modules) + 2 * QUIET
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{"".join(path)}"/></svg>'
    )
