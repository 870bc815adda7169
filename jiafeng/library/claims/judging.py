"""Whether a candidate is a claim: a linear model over its features, learned from labelled sentences (tools/train_claims.py).

A weight is an eighth-bit step of ``STEP``; a feature finds its weight by its CRC-32. A candidate whose weights come to more than ``CLAIM_FROM`` (of its kind) is a claim:
the line is drawn on the side of the claim, since a claim too many is one question to the author, and one too few is printed. What the weights come to is
their sum over the root of their number, so that a short sentence is judged by the same measure as a long one.
"""

import math
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from .features import Sentences, features, pairs
from .grammar import ABSOLUTE, CLAIM, Candidate
from .words import CUE_REASONS

Weights = npt.NDArray[np.int8]

SIZE = 1 << 19
STEP = 1 / 32
CLAIM_FROM = {CLAIM: -2.2, ABSOLUTE: -2.5}
"""A totality has a line of its own: there are ten times fewer of them to learn from, and one that is missed says that nobody was left out."""
USUAL = 100
"""So many features a candidate has as a rule: where it has just these, the weights come to their sum."""
PUSHES = -0.4
"""A cue is named as the reason where it weighs at least this much against the claim."""
BIAS = "always"
FILE = Path(__file__).with_name("weights.npy")

DATE, NUMBER, ADDRESS, AGE, ORDINAL, NAME, UNCOUNTED = "date", "number", "address", "age", "ordinal", "name", "uncounted"
REASONS = (DATE, NUMBER, ADDRESS, AGE, ORDINAL, NAME, *CUE_REASONS, UNCOUNTED)
"""Why a candidate is passed over. ``uncounted`` is what is left: a way of speaking, a size, a price, a part of a word."""


@cache
def shipped() -> Weights:
    """The weights in the package."""
    weights: Weights = np.load(FILE, allow_pickle=False)
    return weights


def places(found: list[Candidate], index: int, sentences: Sentences) -> list[tuple[str, int]]:
    """The features of a candidate, each once, with the place of its weight."""
    crc = zlib.crc32
    named = [(name, crc(name.encode()) % SIZE) for name in dict.fromkeys((BIAS, *features(found, index, sentences)))]
    for family, values in pairs(found[index], sentences):
        begun = crc(family.encode())
        named += [(family, crc(value, begun) % SIZE) for value in values]
    return named


def share(number: int) -> float:
    """What one of so many features counts for."""
    return math.sqrt(USUAL / number)


def verdict(found: list[Candidate], index: int, sentences: Sentences, weights: Weights) -> tuple[bool, str, str]:
    """Is it a claim? If not, the reason, and the word of the clause or sentence that speaks for it."""
    one = found[index]
    named = places(found, index, sentences)
    pushes = weights[[place for _, place in named]].astype(np.int32)
    if int(pushes.sum()) * STEP * share(len(named)) > CLAIM_FROM[one.label]:
        return True, "", ""
    if one.shape:
        return False, one.shape, ""
    # a Chinese numeral that measures nothing is part of a word (三好家庭), whatever the clause plans
    if one.kind == "counted" and not one.measure and not _in_figures(one, sentences) and one.low == one.high:
        return False, UNCOUNTED, ""
    return False, *_reason(zip((name for name, _ in named), (pushes * STEP).tolist(), strict=True))


def _in_figures(one: Candidate, sentences: Sentences) -> bool:
    return sentences.text[one.core[0]].isdecimal()


def _reason(weighed: Iterable[tuple[str, float]]) -> tuple[str, str]:
    """The group of cues that weighs most against the claim, with the word of it that weighs most."""
    groups: dict[str, float] = {}
    heaviest: dict[str, tuple[float, str]] = {}
    for group, word, weight in _cues(weighed):
        groups[group] = groups.get(group, 0.0) + weight
        if word and weight < heaviest.get(group, (math.inf, ""))[0]:
            heaviest[group] = weight, word
    if not groups:
        return UNCOUNTED, ""
    group = min(groups, key=lambda name: groups[name])
    return (group, heaviest.get(group, (0.0, ""))[1]) if groups[group] <= PUSHES else (UNCOUNTED, "")


def _cues(weighed: Iterable[tuple[str, float]]) -> Iterator[tuple[str, str, float]]:
    for name, weight in weighed:
        family, _, value = name.partition("=")
        if family in ("title", "Nquote", "Aquote", "Nquoted", "Aquoted", "Nquoting", "Aquoting"):
            yield NAME, "", weight
        elif family in ("cue", "mood"):
            group, _, rest = value.partition(",")
            if group in CUE_REASONS:
                parts = rest.split(",")
                yield group, parts[2] if family == "cue" and len(parts) == 3 and parts[1] in ("A", "N") else "", weight
