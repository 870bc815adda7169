"""How the channels of a drive come to its total: arithmetic in which every number opens its rows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.db.models import Case, Count, Value, When
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from jiafeng.programme.pledges.models import Channel, Pledge, PledgeDrive, mask_of


@dataclass(frozen=True)
class Step:
    """One line: its sign, what it counts, how many, and the filter (of the list of signers) that opens exactly these."""

    sign: str
    label: Any
    number: int
    query: str
    total: bool = False


@dataclass(frozen=True)
class Reckoning:
    """The sum of `channels` − `overlaps` (inclusion and exclusion) = `persons`; − `withdrawn` − `disputed` = `total`, those who count."""

    channels: list[Step]
    overlaps: list[Step]
    persons: int
    withdrawn: int
    disputed: int
    total: int

    @property
    def overlap(self) -> int:
        """By how much the channels together exceed the persons."""
        return sum(step.number for step in self.channels) - self.persons

    @property
    def steps(self) -> list[Step]:
        """The whole arithmetic, line by line."""
        return [
            *self.channels,
            *self.overlaps,
            Step("=", _("people who signed"), self.persons, urlencode({"state": "all"}), total=True),
            Step("−", _("withdrawn"), self.withdrawn, urlencode({"state": "withdrawn"})),
            Step("−", _("disputed: they say they did not sign"), self.disputed, urlencode({"state": "disputed"})),
            Step("=", _("people who count"), self.total, "", total=True),
        ]

    @property
    def adds_up(self) -> bool:
        signed = {"+": 1, "−": -1}
        persons = sum(signed[step.sign] * step.number for step in [*self.channels, *self.overlaps])
        return persons == self.persons and self.persons - self.withdrawn - self.disputed == self.total


def reckon(drive: PledgeDrive) -> Reckoning:
    """The drive's arithmetic from one count over an index: pledges by the set of their channels and by their state."""
    state = Case(
        When(withdrawn_at__isnull=False, then=Value("withdrawn")),
        When(disputed_at__isnull=False, then=Value("disputed")),
        default=Value(""),
    )
    rows = Pledge.objects.filter(drive=drive).order_by().values_list("channels", state).annotate(Count("pk"))
    counted = {(mask, where): number for mask, where, number in rows}

    def by(wanted: int) -> int:
        return sum(number for (mask, _where), number in counted.items() if mask & wanted == wanted)

    def stands(where: str) -> int:
        return sum(number for (_mask, at), number in counted.items() if at == where)

    def line(channels: tuple[Channel, ...]) -> Step:
        """Channels singly are added, pairs taken away, threes added again (inclusion and exclusion)."""
        sign = "+" if len(channels) % 2 else "−"
        query = urlencode({"channel": ",".join(channels), "state": "all"})
        return Step(sign, channels[0].label if len(channels) == 1 else _and(channels), by(mask_of(channels)), query)

    together = [step for size in range(2, len(Channel) + 1) for step in map(line, combinations(Channel, size)) if step.number]
    return Reckoning(
        channels=[line((channel,)) for channel in Channel],
        overlaps=together,
        persons=sum(counted.values()),
        withdrawn=stands("withdrawn"),
        disputed=stands("disputed"),
        total=stands(""),
    )


def _and(channels: tuple[Channel, ...]) -> Any:
    names = "、".join(str(channel.label) for channel in channels)
    return _("on all of these: %(channels)s") % {"channels": names}
