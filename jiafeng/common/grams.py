"""Texts as pairs of characters: what finds Chinese words of two characters, which no index of words or of three characters does."""

from __future__ import annotations

import re
import unicodedata

_RUN = re.compile(r"[^\W_]+")
MOST = 60
"""The longest stretch of a question that is looked for; the rest of a longer one is still compared with what was found."""


def folded(text: str) -> str:
    """A text as it is compared: NFKC, lower case, every stretch of white space one blank."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def grams(text: str) -> set[str]:
    """Every pair of neighbours in the text's stretches of letters and digits, and the last of each alone, so that a single one is found too."""
    found: set[str] = set()
    for run in _RUN.findall(folded(text)):
        found.update(run[at : at + 2] for at in range(len(run)))
    return found


def wanted(words: str) -> list[str]:
    """The grams that a text with these words has; one character alone, which begins a pair or stands last, is given as it is."""
    found: dict[str, None] = {}
    for run in _RUN.findall(folded(words)):
        run = run[:MOST]
        found |= dict.fromkeys((run[at : at + 2] for at in range(len(run) - 1)) if len(run) > 1 else (run,))
    return list(found)


def parts(words: str) -> list[str]:
    """The words of a question, as they are compared: parted by blanks, each to stand in the text."""
    return folded(words).split()
