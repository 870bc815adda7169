"""What to tell people: why a card was not printed, what is worth a look though it was, and what is wrong with a design."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jiafeng.library.press.faces import MissingGlyphs

_TOLD = 10  # people or parts that are named in one sentence

_REFUSED: dict[str, Any] = {
    "no_name": _("The name is missing."),
    "nothing_to_say": _("There is neither a message nor a photo."),
    "too_long": _("%(field)s is longer than %(limit)s characters. Shorten it."),
    "no_font": _("No font here has %(characters)s (%(codepoints)s). Write it another way, or hand in the words as a photo."),
    "low_resolution": _(
        "The picture is too small: %(dpi)s dots per inch on the card, at least %(least)s are needed. Take it again from nearer."
    ),
    "does_not_fit": _("The words do not fit this card in readable letters. Shorten them, or choose a larger card."),
    "photo_missing": _("There is no photo named %(file)s in the folder."),
    "photo_ambiguous": _("Several photos are named %(file)s. Write the name with its ending, or its folder."),
    "not_image": _("%(file)s is no picture. JPEG, PNG, WebP and HEIC are taken."),
    "corrupt": _("%(file)s is damaged or cut off. Copy it from the phone again."),
    "too_large": _("%(file)s is too large. Save it smaller."),
    "empty": _("No writing was found on %(file)s."),
    "missing": _("There is no photo named %(file)s in the folder."),
}

_REMARKS: dict[str, Any] = {
    "below_300_dpi": _("The handwriting has %(dpi)s dots per inch; below 300 it may look coarse."),
    "borrowed_face": _("%(characters)s is not in the card's typeface and was set in another."),
}

_DESIGN: dict[str, Any] = {
    "corrupt": _("The file is no zip archive, or is damaged."),
    "encrypted": _("The archive is locked with a password. Save it without one."),
    "bomb": _("The archive unpacks to far more than a design holds."),
    "too_many_files": _("The archive has more than %(limit)s files."),
    "file_too_large": _("%(file)s is too large."),
    "file_not_allowed": _(
        "%(file)s does not belong in a design. Take design.toml, card.typ and SVG drawings, named in small Latin letters."
    ),
    "file_missing": _("%(file)s is missing."),
    "drawing_unreadable": _("%(file)s is no SVG drawing, or is damaged."),
    "drawing_not_plain": _(
        "%(file)s has more than shapes and colours in it (%(detail)s). Save it as plain SVG, letters as outlines, without pictures."
    ),
    "template_reaches_out": _("%(file)s asks for files or packages from elsewhere. A design uses only kit.typ and its own drawings."),
    "description_unreadable": _("design.toml cannot be read: %(detail)s"),
    "description_wrong": _("design.toml says nothing usable at %(place)s."),
    "template_fails": _("card.typ cannot be set: %(detail)s"),
    "words_do_not_fit": _("A message of sixty characters does not fit (%(orientation)s, %(form)s)."),
}

_FIELDS: dict[str, Any] = {"name": _("The name"), "unit": _("The unit"), "message": _("The message")}

_FORMS: dict[str, Any] = {"tent": _("tent card"), "triangle": _("triangle"), "flat": _("flat card")}


_PARTS: dict[str, Any] = {
    "title": _("the title"),
    "subtitle": _("the subtitle"),
    "masthead": _("the masthead"),
    "host": _("the host"),
    "issuer": _("the issuer"),
    "organisers": _("the organisers"),
    "facts": _("the facts"),
    "columns": _("the columns"),
    "note": _("the note"),
    "attachments": _("the attachments"),
    "paragraphs": _("the text"),
    "text": _("the text"),
}
"""What the keys of texts are called that are not a person's name."""


def unprintable_sentence(missing: MissingGlyphs) -> str:
    """Which characters no font here has, and whose they are or where they stand, with what to do."""
    places: dict[str, dict[str, str]] = {}
    for each in missing.missing:
        # Of a table the cell itself is told: it is a name, or a few words.
        part = each.key.partition(" ")[0]
        place = each.text[:20] if part == "row" else _PARTS.get(part, each.key)
        places.setdefault(str(place), {})[each.character] = f"{each.character} {each.codepoint}"
    told = [(f"{place}: " if place else "") + "、".join(signs.values()) for place, signs in list(places.items())[:_TOLD]]
    sentence = gettext("These characters cannot be printed: %(signs)s. Replace them, or write them with other characters.")
    return sentence % {"signs": "；".join([*told, *(["……"] if len(places) > _TOLD else [])])}


def refusal_sentence(code: str, params: Mapping[str, Any]) -> str:
    """Why a card was not printed, with what to do."""
    told = dict(params)
    if "field" in told:
        told["field"] = str(_FIELDS[told["field"]])
    return str(_REFUSED[code]) % told


def remark_sentence(code: str, params: Mapping[str, Any]) -> str:
    """What is worth a look on a card that was printed."""
    return str(_REMARKS[code]) % params


def design_sentence(code: str, params: Mapping[str, Any]) -> str:
    """Why a design was not taken."""
    told = dict(params)
    if "orientation" in told:
        told["orientation"] = gettext("in columns") if told["orientation"] == "vertical" else gettext("in lines")
        told["form"] = str(_FORMS[told["form"]])
    return str(_DESIGN[code]) % told
