"""How a name is found and ordered: by itself, by its pinyin, by the strokes of its characters."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import gettext as _

from jiafeng.common.pinyin import parse_reading, spell, usual_reading
from jiafeng.common.refusals import Refused
from jiafeng.common.strokes import by_strokes
from jiafeng.common.text import normalise_name, tidy, tidy_name
from jiafeng.ground.people.models import Person


@lru_cache(maxsize=4096)
def spelled(name: str, reading: str = "") -> dict[str, str]:
    """The fields of a person that follow from the name, and from the reading that was chosen for it."""
    name = tidy_name(name)
    key = normalise_name(name)
    spelling = spell(key, reading)
    return {
        "name": name,
        "name_key": key,
        "reading": reading,
        "pinyin": spelling.pinyin[:160],
        "initials": spelling.initials[:40],
        "spellings": "".join(f" {other}" for other in spelling.others),
        "strokes": by_strokes(key),
    }


def renamed(person: Person, name: str) -> dict[str, str]:
    """The fields that follow from a name written anew: the reading chosen for it stays where it is the same name."""
    return spelled(name, person.reading if normalise_name(name) == person.name_key else "")


def chosen_reading(name: str, text: str) -> str:
    """The reading that somebody typed for a name, to be kept; "" where none was, or where it is the usual one. Refused where it does not fit."""
    if not tidy(text):
        return ""
    key = normalise_name(name)
    usual = usual_reading(key)
    try:
        reading = parse_reading(key, text)
    except ValueError:
        told = _("Write one syllable for each character, with gaps between them, such as %(usual)s.")
        raise Refused(told % {"usual": usual or "li ming"}, field="reading") from None
    return "" if reading == usual else reading
