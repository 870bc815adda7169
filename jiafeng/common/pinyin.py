"""How a Chinese name is read: surnames as surnames, the rest character by character; and every other way in which somebody may look it up.

No list of words is asked: a given name is no word, and the word of the same characters is often read otherwise.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import prod
from pathlib import Path

# Surnames of two characters that are read otherwise than the two alone.
_DOUBLE = {
    "万俟": "mo qi", "尉迟": "yu chi", "澹台": "tan tai", "单于": "chan yu", "长孙": "zhang sun", "宰父": "zai fu", "亓官": "qi guan", "乐正": "yue zheng",
    "夹谷": "jia gu", "鲜于": "xian yu", "令狐": "ling hu", "子车": "zi ju", "拓跋": "tuo ba", "谷梁": "gu liang", "漆雕": "qi diao", "吐谷浑": "tu yu hun",
}  # fmt: skip
# Surnames of one character: how a surname is read, the likeliest first, where the character may be read in several ways.
_SINGLE = {
    character: tuple(readings.split())
    for readings, characters in {
        "bu": "卜", "kan": "阚", "bo": "薄", "shan": "单", "zeng": "曾", "xie": "解", "qiu": "仇", "zha": "查", "ou": "区", "ren": "任", "piao pu": "朴",
        "zhai di": "翟", "ge gai": "盖", "yue le": "乐", "yun yuan": "员", "qin tan": "覃", "miao mou": "缪", "hua": "华", "ji": "纪", "ying": "应",
        "yan": "燕", "wei yu": "尉蔚", "she zhe": "折", "chen shen": "谌", "nie": "乜", "nai": "佴能", "zhai ji": "祭", "bi mi": "秘", "po fan": "繁",
        "chong zhong": "种重", "zang cang": "藏", "gou ju": "句", "shao zhao": "召", "xian xi": "洗", "mu mou": "牟", "mi fu": "宓", "kui wei": "隗",
        "xun huan": "郇", "he hei": "黑", "fei bi": "费", "ben": "贲", "yin": "殷", "he": "和", "qiang": "强", "jia": "贾", "sheng": "盛", "wan": "万",
        "shi": "石", "lu": "陆", "mi": "糜", "che": "车", "ye": "叶", "su": "宿", "shen xin": "莘", "ai": "艾", "du": "都", "bo bai": "伯", "bai bo": "柏",
        "xing": "行", "jie xie": "颉", "xi chi": "郗", "chang": "长", "ning": "宁甯", "na": "那", "yu": "於", "ling": "令", "xiang": "相", "qu": "曲",
    }.items()
    for character in characters
}  # fmt: skip
# How a given name has a character that other words mostly have otherwise.
_GIVEN = {
    "长": "chang",
    "都": "du",
    "了": "liao",
    "着": "zhuo",
    "地": "di",
    "的": "di",
    "曾": "zeng",
    "阚": "kan",
    "卜": "bu",
    "仇": "qiu",
    "薄": "bo",
}
_MOST = 64  # spellings of one name; beyond that only those that differ in one character
_SYLLABLE = re.compile(r"[a-z]{1,6}")


@dataclass(frozen=True)
class Spelling:
    """pinyin and initials of a name, without gaps, for order and search; others: every other spelling and its initials, for search alone."""

    pinyin: str
    initials: str
    others: tuple[str, ...]


def spell(key: str, reading: str = "") -> Spelling:
    """How a name (as it is compared) is spelled; `reading`: the syllables that its bearer chose, as `parse_reading` gives them."""
    ways = _ways(key)
    if not reading and all(len(way) == 1 for way in ways):  # most names
        return Spelling("".join(way[0] for way in ways), "".join(way[0][:1] for way in ways), ())
    if reading:
        chosen = iter(reading.split())
        ways = [_first(next(chosen, way[0]), way) if _is_han(character) else way for character, way in zip(key, ways, strict=True)]
    whole: dict[str, None] = {}
    initials: dict[str, None] = {}
    for syllables in _combined(ways):
        whole["".join(syllables)] = None
        initials["".join(syllable[:1] for syllable in syllables)] = None
    (pinyin, *others), (short, *shorts) = whole, initials
    return Spelling(pinyin, short, (*others, *shorts))


def usual_reading(key: str) -> str:
    """The syllables of a name's Chinese characters as it is usually read: “li chang jiang”."""
    return " ".join(way[0] for character, way in zip(key, _ways(key), strict=True) if _is_han(character))


def parse_reading(key: str, text: str) -> str:
    """The syllables that somebody typed for a name, one for each Chinese character: with or without tones, and without gaps where that is clear.

    Raises ValueError where they are not as many as the characters.
    """
    bare = "".join(mark for mark in unicodedata.normalize("NFD", text.casefold().replace("u:", "v")) if mark not in _TONES)
    bare = re.sub(r"[\d'’·\-,]+", " ", unicodedata.normalize("NFC", bare).replace("ü", "v"))
    syllables = bare.split()
    ways = [way for character, way in zip(key, _ways(key), strict=True) if _is_han(character)]
    if len(syllables) == 1 < len(ways):
        whole = syllables[0]
        syllables = next((list(each) for each in _combined(ways) if "".join(each) == whole), [])
    if len(syllables) != len(ways) or not all(_SYLLABLE.fullmatch(each) or each in way for each, way in zip(syllables, ways, strict=True)):
        raise ValueError(text)
    return " ".join(syllables)


_TONES = "\u0300\u0301\u0304\u030c"  # the diaeresis of ü stays


def _combined(ways: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Every way to read the whole, the likeliest first."""
    if prod(map(len, ways)) <= _MOST:
        yield from product(*ways)
        return
    usual = tuple(way[0] for way in ways)
    yield usual
    for place, way in enumerate(ways):
        for other in way[1:]:
            yield (*usual[:place], other, *usual[place + 1 :])


def _ways(key: str) -> list[tuple[str, ...]]:
    """For each character how it may be read within this name, the likeliest first."""
    ways = [_read(character) for character in key]
    double = key[:3] if key[:3] in _DOUBLE else key[:2] if key[:2] in _DOUBLE else ""
    if key[:1] in _SINGLE:
        ways[0] = _SINGLE[key[0]]
    if double:
        ways[: len(double)] = [_first(reading, way) for reading, way in zip(_DOUBLE[double].split(), ways, strict=False)]
    return ways


def _with_passport_spelling(way: tuple[str, ...]) -> tuple[str, ...]:
    """ü is typed v, and printed yu in passports."""
    return (*way, *(f"{each[0]}yu" for each in way if each in ("lv", "nv")))


def _first(reading: str, way: Iterable[str]) -> tuple[str, ...]:
    return (reading, *(each for each in way if each != reading))


@cache
def _read(character: str) -> tuple[str, ...]:
    """How a character may be read in a given name; a letter is itself, a mark nothing."""
    if not _is_han(character):
        return (character if character.isalnum() else "",)
    known = _readings().get(character) or (_default(character),)
    return _with_passport_spelling(_first(_GIVEN[character], known) if character in _GIVEN else known)


@cache
def _default(character: str) -> str:
    from pypinyin import lazy_pinyin  # its tables take a third of a second to load, which no page should wait for

    return "".join(letter for letter in lazy_pinyin(character)[0].lower() if letter.isalnum())


@cache
def _readings() -> dict[str, tuple[str, ...]]:
    lines = Path(__file__).with_name("readings.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.split(":") for line in lines if not line.startswith("#"))
    return {character: tuple(readings.split()) for readings, characters in rows for character in characters}


@cache
def _is_han(character: str) -> bool:
    return (
        "\u3400" <= character <= "\u9fff"
        or "\uf900" <= character <= "\ufaff"
        or "\U00020000" <= character <= "\U0003347f"
        or character == "〇"
    )
