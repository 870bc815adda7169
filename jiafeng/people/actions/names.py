"""How a name is found and ordered: by itself, by its pinyin, by the strokes of its characters."""

from __future__ import annotations

from functools import cache, lru_cache

from jiafeng.common.strokes import by_strokes
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
