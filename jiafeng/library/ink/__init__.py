"""Photographs of handwriting → clean ink: the sheet is found and flattened, light, stains and printed rules are taken away.

    answer = ink.clean(path)          # ink.Cleaned with .png, or ink.Refused with .reason and .sentence

Pure library; the picture is opened only in a limited process.
"""

from typing import Any

from jiafeng.library.ink.caller import CARD_MM, DPI, Cleaned, Corners, Refused, clean
from jiafeng.library.ink.folders import clean_all

__all__ = ["CARD_MM", "DPI", "REASONS", "Cleaned", "Corners", "Refused", "clean", "clean_all"]


def __getattr__(name: str) -> Any:
    if name == "REASONS":  # needs Django's translations, which the limited process and the command do without
        from jiafeng.library.ink.reasons import REASONS

        return REASONS
    raise AttributeError(name)
