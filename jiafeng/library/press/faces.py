"""The vendored fonts, and which characters they can print."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError

FONTS = Path(__file__).parent / "fonts"
LEAST = 7000
"""Characters that every vendored font has at least: those of GB/T 2312."""


class Face(StrEnum):
    """A face as offices name it; the value is its file's stem and its name in `Run`."""

    SONG = "song"
    HEI = "hei"
    KAI = "kai"
    FANG = "fang"
    TITLE = "title"
    """小标宋, for which a bold Song stands in."""
    RARE = "rare"
    """Older and rare forms of Han, for names; the last resort of every face."""
    STRONG = "strong"
    """The same in the weight of TITLE."""

    @property
    def family(self) -> str:
        """The family name inside the font file."""
        return f"Jiafeng {self.value.capitalize()}"

    @property
    def path(self) -> Path:
        return FONTS / ("kai.ttf" if self is Face.KAI else f"{self.value}.otf")

    @property
    def chain(self) -> tuple["Face", ...]:
        """The faces that are tried for one character, in this order: the nearest in style first. `common.typ` has the same."""
        return tuple(dict.fromkeys((*self.alike, Face.SONG, Face.RARE, Face.KAI, Face.HEI)))

    @property
    def alike(self) -> tuple["Face", ...]:
        """This face and the one that goes on with it: of one drawing and one weight."""
        for pair in ((Face.SONG, Face.RARE), (Face.TITLE, Face.STRONG)):
            if self in pair:
                return (self, *(other for other in pair if other is not self))
        return (self,)


@dataclass(frozen=True)
class Missing:
    """A character that the asked face lacks. `fallback` is the face that prints it instead; None: it cannot be printed. `text` is where it stands."""

    key: str
    character: str
    fallback: Face | None
    text: str = ""

    @property
    def codepoint(self) -> str:
        return f"U+{ord(self.character):04X}"


class MissingGlyphs(ValueError):
    """Raised before printing, where a character would have come out blank. `missing` lists each once per text."""

    def __init__(self, missing: list[Missing]) -> None:
        self.missing = missing
        super().__init__(", ".join(f"{found.codepoint} in {found.key}" for found in missing))


@cache
def coverage(face: Face) -> frozenset[int]:
    """The code points that `face` itself holds."""
    with face.path.open("rb") as file, TTFont(file, lazy=True) as font:
        return frozenset(font.getBestCmap())


@cache
def _advances(face: Face) -> dict[int, float]:
    """The advance of every code point that `face` itself holds, in parts of its type."""
    with face.path.open("rb") as file, TTFont(file, lazy=True) as font:
        metrics, units = font["hmtx"].metrics, font["head"].unitsPerEm
        return {code: metrics[name][0] / units for code, name in font.getBestCmap().items()}


def advance(face: Face, character: str) -> float:
    """How far `character` advances in parts of the type, in the first face of the chain that holds it."""
    held = next((advances for each in face.chain if ord(character) in (advances := _advances(each))), {})
    return held.get(ord(character), 1.0)


def font_report() -> list[str]:
    """What is wrong with the vendored fonts, one line to each; nothing where they are whole."""
    wrong = []
    for face in Face:
        try:
            held = coverage(face)
        except (OSError, TTLibError) as error:
            wrong.append(f"{face.path.name}: {error}")
            continue
        if len(held) < LEAST:
            wrong.append(f"{face.path.name}: {len(held)} characters")
    return wrong


def clean(text: str) -> str:
    """`text` without what no paper shows: line ends and tabs become spaces; controls, format characters (bidirectional
    overrides, zero-width characters), variation selectors and lone surrogates are left out."""
    return "".join(map(_shown, text))


@lru_cache(maxsize=1 << 14)
def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if character in "\t\n\r\v\f\x85" or category in ("Zl", "Zp"):
        return " "
    if category in ("Cc", "Cf", "Cs") or unicodedata.name(character, "").startswith("VARIATION SELECTOR"):
        return ""
    return character


def preflight(texts: Mapping[str, str], face: Face = Face.FANG) -> list[Missing]:
    """Every character of `texts` that `face` lacks, once per text, in reading order, each with the face that takes its place."""
    found: dict[tuple[str, str], Missing] = {}
    own = coverage(face)
    for key, text in texts.items():
        shown = clean(text)
        if own.issuperset(map(ord, shown)):  # nearly always
            continue
        for character in shown:
            if ord(character) not in own and (key, character) not in found:
                takes = next((other for other in face.chain if ord(character) in coverage(other)), None)
                found[key, character] = Missing(key, character, takes, shown)
    return list(found.values())


def whole(text: str, face: Face) -> Face:
    """The face that sets all of `text` in one weight, for a name: `face`, or the nearest that can; `face` where none can."""
    needed = set(map(ord, clean(text)))
    stronger = (Face.TITLE,) if face is Face.HEI else ()
    for tried in dict.fromkeys((face, *stronger, Face.SONG, Face.KAI)):
        lacking = needed
        for part in tried.alike:
            lacking = lacking - coverage(part) if lacking else lacking
        if not lacking:
            return tried
    return face


def refuse_unprintable(texts: Iterable[tuple[str, str, Face]]) -> None:
    """Raise MissingGlyphs when some character of `texts` (key, text, face) has no vendored font at all."""
    missing = {(found.key, found.character): found for key, text, face in texts for found in preflight({key: text}, face)}
    if blank := [found for found in missing.values() if found.fallback is None]:
        raise MissingGlyphs(blank)
