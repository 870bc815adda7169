"""Some pages of a PDF of our own."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pikepdf


def picked(source: bytes, pages: Sequence[int]) -> bytes:
    """A PDF of these pages of `source`, counted from 0, in their order; what they share is kept once."""
    with pikepdf.open(io.BytesIO(source)) as whole:
        wanted = set(pages)
        for page in reversed(range(len(whole.pages))):
            if page not in wanted:
                del whole.pages[page]
        out = io.BytesIO()
        whole.remove_unreferenced_resources()
        whole.save(out, deterministic_id=True)
    return out.getvalue()
