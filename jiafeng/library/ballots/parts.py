"""A poll's key on paper in three parts, any two of which give it back (Shamir, “How to share a secret”, 1979, over GF(2⁸)).

A part is 80 letters to type, in 16 groups of five. The fifth letter of a group follows from the other four, so that a mistyped one is named by its
group; the part as a whole bears a sum, its number, and a digest of its poll, so that a part of another poll is not taken for one of this.

    number, 1 byte · digest of the poll, 4 · share, 32 · SHA-256 of these, 3 = 40 bytes = 64 letters of 5 bits

The line through the key is drawn from the key itself, so that the parts are the same each time, and none needs to be kept to make the next. Of the
key one part says nothing that could be found without trying 2²⁵⁶ keys.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

NUMBERS = (1, 2, 3)
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U: what is typed for them is read as 1, 1, 0, and refused."""
_READ_AS = str.maketrans("ILO", "110")
_GROUPS, _GROUP = 16, 5
_BYTES, _BITS = (0x11B, 8), (0x25, 5)
"""The fields of 256 and of 32 elements: their polynomial, and their bits."""


class Unfit(ValueError):
    """What was typed does not give the key. `why`: too many or too few letters (`at`: how many), a group that is mistyped (`at`: which), letters of
    different parts or groups in another order, a part of another poll, or one part twice."""

    def __init__(self, why: Literal["length", "group", "sum", "poll", "same"], at: int = 0) -> None:
        super().__init__(f"{why} {at}")
        self.why, self.at = why, at


@dataclass(frozen=True)
class Part:
    """One part as it was typed."""

    number: int
    share: bytes


def split(secret: bytes, poll_id: str) -> list[str]:
    """The three parts of a key of 32 bytes, in groups with a space between."""
    slope = hmac.digest(secret, f"jiafeng.ballots.part {poll_id}".encode(), "sha256")
    return [
        _written(number, bytes(key ^ _times(step, number, _BYTES) for key, step in zip(secret, slope, strict=True)), poll_id)
        for number in NUMBERS
    ]


def read(text: str, poll_id: str) -> Part:
    """A part of this poll as somebody typed it: capitals, gaps and line breaks as they like. Raises Unfit."""
    folded = unicodedata.normalize("NFKC", text).upper().translate(_READ_AS)
    letters = "".join(letter for letter in folded if letter.isalnum())
    if len(letters) != _GROUPS * _GROUP:
        raise Unfit("length", len(letters))
    number = 0
    for group in range(_GROUPS):
        values = [LETTERS.find(letter) for letter in letters[group * _GROUP : (group + 1) * _GROUP]]
        if -1 in values or _check(values[:-1]) != values[-1]:
            raise Unfit("group", group + 1)
        for value in values[:-1]:
            number = number << 5 | value
    raw = number.to_bytes(40, "big")
    body, total = raw[:-3], raw[-3:]
    if hashlib.sha256(body).digest()[:3] != total or body[0] not in NUMBERS:
        raise Unfit("sum")
    if body[1:5] != _name(poll_id):
        raise Unfit("poll")
    return Part(body[0], body[5:])


def join(parts: Sequence[Part]) -> bytes:
    """The key that two different parts of one poll give. Raises Unfit."""
    if len({part.number for part in parts}) < 2:
        raise Unfit("same")
    one, other = parts[:2]
    over = _inverse(one.number ^ other.number)
    mine, its = _times(other.number, over, _BYTES), _times(one.number, over, _BYTES)
    return bytes(_times(a, mine, _BYTES) ^ _times(b, its, _BYTES) for a, b in zip(one.share, other.share, strict=True))


def _written(number: int, share: bytes, poll_id: str) -> str:
    body = bytes([number]) + _name(poll_id) + share
    bits = int.from_bytes(body + hashlib.sha256(body).digest()[:3], "big")
    values = [bits >> shift & 31 for shift in range(315, -1, -5)]
    groups = [values[at : at + 4] for at in range(0, 64, 4)]
    return " ".join("".join(LETTERS[value] for value in [*group, _check(group)]) for group in groups)


def _name(poll_id: str) -> bytes:
    return hashlib.sha256(f"jiafeng.ballots.part {poll_id}".encode()).digest()[:4]


def _check(values: Sequence[int]) -> int:
    """The letter behind four: another one if any of them is another, or if two stand in each other's place."""
    found = 0
    for place, value in enumerate(values, 1):
        found ^= _times(value, 1 << place, _BITS)
    return found


def _times(one: int, other: int, field: tuple[int, int]) -> int:
    """A product in a field of characteristic 2."""
    polynomial, bits = field
    product = 0
    for bit in range(bits):
        if other >> bit & 1:
            product ^= one
        one <<= 1
        if one >> bits:
            one ^= polynomial
    return product


def _inverse(value: int) -> int:
    return next(each for each in range(1, 256) if _times(value, each, _BYTES) == 1)
