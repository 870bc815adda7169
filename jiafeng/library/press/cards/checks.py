"""What can be said of cards before they are set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jiafeng.library.press.cards.terms import LONGEST, Card, CardStyle, Outcome
from jiafeng.library.press.faces import Face, Missing, clean, coverage, preflight, whole


def check(card: Card, style: CardStyle) -> Outcome:
    """What can be said of a card before it is set: whether it has what it needs, and fonts for every character."""
    if not clean(card.name).strip():
        return Outcome(card.key, "no_name")
    if not clean(card.message).strip() and card.picture is None:
        return Outcome(card.key, "nothing_to_say")
    texts = {"name": card.name, "unit": card.unit, "message": card.message}
    for name, text in texts.items():
        if len(text) > LONGEST[name]:
            return Outcome(card.key, "too_long", {"field": name, "limit": LONGEST[name]})
    missing: list[Missing] = [each for name, text in texts.items() if text for each in _missing(name, text, style)]
    if blank := [each.character for each in missing if each.fallback is None]:
        return Outcome(card.key, "no_font", {"characters": "".join(dict.fromkeys(blank)), "codepoints": _codepoints(blank)})
    if missing:
        borrowed = "".join(dict.fromkeys(each.character for each in missing))
        return Outcome(card.key, remarks=(("borrowed_face", {"characters": borrowed}),))
    return Outcome(card.key)


def _missing(name: str, text: str, style: CardStyle) -> list[Missing]:
    return preflight({name: text}, style.design.faces[name])


def _codepoints(characters: Sequence[str]) -> str:
    return " ".join(dict.fromkeys(f"U+{ord(each):04X}" for each in characters))


def alphabets(cards: Iterable[Card], style: CardStyle) -> dict[str, str]:
    """The characters of a run by face, in code point order. Batches that are set with the same alphabets have the same fonts, which are then
    written once."""
    found: dict[str, set[str]] = {face.value: set() for face in style.design.faces.values()}
    for card in cards:
        for name, text in (("name", card.name), ("unit", card.unit), ("message", card.message), ("serial", card.serial)):
            found[style.design.faces[name].value].update(clean(text))
        # A name is of one weight, and the signature sets it in the unit's face.
        for name in ("name", "unit"):
            found.setdefault(whole(card.name, style.design.faces[name]).value, set()).update(clean(card.name))
    # What kit.typ itself may set.
    found[style.design.faces["message"].value].update("『』「」　")
    return {
        face: "".join(sorted(each for each in characters if _printable(each, Face(face)))) for face, characters in sorted(found.items())
    }


def _printable(character: str, face: Face) -> bool:
    return any(ord(character) in coverage(other) for other in face.chain)
