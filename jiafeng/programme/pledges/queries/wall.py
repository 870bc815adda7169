"""What the signature wall shows: the names of those who agree, now, each with the signature as vectors."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from jiafeng.common.signatures import read
from jiafeng.programme.pledges.models import Pledge, PledgeDrive, PledgeTrace
from jiafeng.programme.pledges.queries.signers import named

AT_ONCE = 300
# A signature is shown a few centimetres wide: points nearer than this (of 200) to the one before are not seen.
_WIDTH, _NEAR = 200, 3


def wall_by_token(token: str) -> PledgeDrive | None:
    """The drive whose wall has this address."""
    return PledgeDrive.objects.filter(wall_token=token).first() if token else None


def shown_on_wall(drive: PledgeDrive) -> list[int]:
    """The pledges on the wall, oldest first: they stand, and their person agrees to be shown."""
    return list(named(Pledge.objects.filter(drive=drive)).order_by("pk").values_list("pk", flat=True))


def signers(drive: PledgeDrive) -> int:
    """How many have signed, whether they agree to be shown or not: a number, and nobody's name."""
    return Pledge.objects.filter(drive=drive).standing().count()


def fingerprint(shown: Sequence[int], number: int) -> str:
    """Changes whenever what the wall shows does: who stands there, or how many have signed."""
    return hashlib.blake2b(",".join(map(str, [number, *shown])).encode(), digest_size=12).hexdigest()


def steps_of(shown: Sequence[int]) -> list[int]:
    """The numbers as differences, a few bytes each: a screen is told the whole wall whenever it changed, and finds out what went."""
    return [after - before for before, after in zip([0, *shown], shown, strict=False)]


def on_wall(drive: PledgeDrive, *, after: int = 0, only: Sequence[int] = ()) -> list[list[Any]]:
    """`[id, name, height, strokes]` of those after an id, or of these, at most 300: strokes 200 wide as flat differences `[x, y, dx, dy, …]`."""
    rows = named(Pledge.objects.filter(drive=drive)).select_related("person").order_by("pk")
    rows = rows.filter(pk__in=only[:AT_ONCE]) if only else rows.filter(pk__gt=after)
    pledges = list(rows[:AT_ONCE])
    traces = PledgeTrace.objects.filter(pledge__in=pledges).order_by("pk").values_list("pledge_id", "strokes")
    drawn: dict[int, str] = {}
    for pledge, strokes in traces:
        if strokes:
            drawn.setdefault(pledge, strokes)
    return [[pledge.pk, pledge.person.name, *_small(drawn.get(pledge.pk, ""))] for pledge in pledges]


def _small(text: str) -> tuple[int, list[list[int]]]:
    if not text:
        return 0, []
    drawn = read(text)
    scale = _WIDTH / drawn.width
    strokes = []
    for points in drawn.strokes:
        flat: list[int] = []
        last = None
        for number, (x, y) in enumerate(points):
            at = (round(x * scale), round(y * scale))
            if last is None:
                flat += at
            elif abs(at[0] - last[0]) + abs(at[1] - last[1]) >= _NEAR or number == len(points) - 1:
                flat += (at[0] - last[0], at[1] - last[1])
            else:
                continue
            last = at
        strokes.append(flat)
    return round(drawn.height * scale), strokes
