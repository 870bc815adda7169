"""The published board of a poll: every ballot with its receipt, sorted, so that neither order nor time can be read from it.

Nothing a ballot holds is trusted: what does not open, or does not choose as the rule says, is listed by its digest and counted as unopened; a
receipt that stands twice stands there twice. So no ballot can keep a board from being written.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import IO, Any, Literal

from jiafeng.library.ballots.recount import FORMAT, WHOLE_RECEIPT, check_of, digest_of, is_valid, tally
from jiafeng.library.ballots.sealing import Broken, link_of, unseal


@dataclass(frozen=True)
class Rule:
    """How a poll elects. `least`–`most`: how many names a valid ballot chooses; `quorum`: the fewest valid ballots with which it counts;
    `majority`: only with more than half of the valid ballots; `tie`: what happens where more stand level than seats are left."""

    seats: int
    least: int
    most: int
    quorum: int = 0
    majority: bool = False
    tie: Literal["run_off", "lot"] = "run_off"

    def __post_init__(self) -> None:
        if self.seats < 1 or not 0 <= self.least <= self.most or self.most < 1 or self.quorum < 0:
            raise ValueError("a poll fills at least one seat and lets at least one name be chosen")


@dataclass(frozen=True)
class Candidate:
    """`id` stands in the tally, `name` (masked where the board is public) beside it."""

    id: str
    name: str


@dataclass(frozen=True)
class Poll:
    """What was asked. `id` is unique in the world, so that a ballot of one board cannot stand on another; moments are ISO 8601."""

    id: str
    title: str
    rule: Rule
    candidates: Sequence[Candidate]
    opened_at: str
    closed_at: str
    kind: str = "committee"


@dataclass(frozen=True)
class Paper:
    """What two people counted independently and alike: issued = counted + spoiled + unused."""

    issued: int
    counted: int
    spoiled: int
    unused: int
    votes: dict[str, int]


@dataclass(frozen=True)
class Chain:
    """The envelopes in the order in which they came: SHA-256 of each, the head, and the heads handed out while the poll ran.

    broken: why the board is published although these envelopes do not lead to that head; "" where they do.
    """

    start: str
    head: str
    links: Sequence[str]
    checkpoints: Sequence[dict[str, Any]] = field(default_factory=list)
    broken: str = ""


@dataclass(frozen=True)
class Unopened:
    """What came and cannot be counted. `link`: SHA-256 of what was kept of it, "" where that is missing; `why`: "sealed" where it does not open,
    "content" where it opens and is no ballot of this poll, "missing" where a code has voted and no envelope is there."""

    link: str
    why: Literal["sealed", "content", "missing"]


Came = tuple[str, str] | Unopened
"""A ballot (receipt, digits), or what stands in its place."""


@dataclass(frozen=True)
class Board:
    """The file as published, its seal, and the result it holds."""

    raw: bytes
    seal: str
    tally: dict[str, Any]


@dataclass(frozen=True)
class Written:
    """A board that was written to a stream: its seal, and the result it holds."""

    seal: str
    tally: dict[str, Any]


def read(poll: Poll, receipt: str, digits: str, link: str) -> Came:
    """A ballot as it is published, or what stands in its place where it is none of this poll."""
    if WHOLE_RECEIPT.match(receipt) and is_valid(asdict(poll), digits):
        return receipt, digits
    return Unopened(link, "content")


def open_all(poll: Poll, private: bytes, envelopes: Iterable[bytes]) -> list[Came]:
    """What lies in the envelopes, in no order that tells how they came: ballots by their receipts, then the links of those that hold none."""
    ballots: list[tuple[str, str]] = []
    unopened: list[Unopened] = []
    for envelope in envelopes:
        link = link_of(envelope)
        try:
            one = read(poll, *unseal(private, envelope), link)
        except Broken:
            one = Unopened(link, "sealed")
        if isinstance(one, Unopened):
            unopened.append(one)
        else:
            ballots.append(one)
    return [*sorted(ballots), *unopened]


def publish(poll: Poll, came: Iterable[Came], *, issued: int, paper: Paper | None = None, chain: Chain | None = None) -> Board:
    """The board of what came, in whatever order, of which `issued` voting codes were handed out.

    Raises recount.Altered where a ballot does not choose as the rule says: `read` tells those apart.
    """
    everything = list(came)
    ordered: list[Came] = [*sorted(one for one in everything if not isinstance(one, Unopened))]
    ordered += [one for one in everything if isinstance(one, Unopened)]
    stream = io.BytesIO()
    written = write(stream, poll, ordered, number=len(ordered), issued=issued, paper=paper, chain=chain)
    return Board(stream.getvalue(), written.seal, written.tally)


def write(
    stream: IO[bytes],
    poll: Poll,
    came: Iterable[Came],
    *,
    number: int,
    issued: int,
    paper: Paper | None = None,
    chain: Chain | None = None,
) -> Written:
    """Write the board of the `number` that came, ballots in the order of their receipts, a line at a time: a million need no more memory than ten.

    Raises recount.Altered where a ballot does not choose as the rule says, ValueError where they are not so many or not in order; what was
    written by then is no board.
    """
    parts: dict[str, Any] = {
        "poll": _plain(poll),
        "codes": {"issued": issued, "used": number, "unused": issued - number},
        "paper": _plain(paper) if paper else None,
        "chain": _plain(chain) if chain else None,
    }
    sealed = hashlib.sha256()

    def put(text: str) -> None:
        raw = text.encode()
        sealed.update(raw)
        stream.write(raw)

    put(f'{{"format": "{FORMAT}",\n')
    for name, part in parts.items():
        put(f'"{name}": {_json(part)},\n')
    put('"ballots": [\n')
    patterns: Counter[str] = Counter()
    unopened: list[Unopened] = []
    doubled: list[str] = []
    before = ("", "")
    for one in came:
        if isinstance(one, Unopened):
            unopened.append(one)
            continue
        receipt, digits = one
        if one < before:
            raise ValueError("the ballots do not come in the order of their receipts")
        if receipt == before[0] and receipt not in doubled[-1:]:
            doubled.append(receipt)
        patterns[digits] += 1
        line = f"{receipt} {digits}"
        put(f'{"," + chr(10) if before[0] else ""}"{line} {check_of(poll.id, line)}"')
        before = one
    cast = patterns.total()
    if cast + len(unopened) != number:
        raise ValueError(f"{cast + len(unopened)} ballots came where {number} were counted")
    put(("\n" if cast else "") + "],\n")
    parts["unopened"] = sorted((_plain(one) for one in unopened), key=lambda one: (one["link"], one["why"]))
    result = {**tally(parts["poll"], patterns, parts["paper"]), "unopened": len(unopened), "doubled": doubled}
    digests = {name: digest_of(part) for name, part in {**parts, "tally": result}.items()}
    put(f'"unopened": {_json(parts["unopened"])},\n"tally": {_json(result)},\n"digests": {_json(digests)},\n')
    seal = sealed.hexdigest()
    stream.write(f'"seal": "{seal}"}}\n'.encode())
    return Written(seal, result)


def start_of(poll_id: str) -> str:
    """Where a poll's chain begins."""
    return hashlib.sha256(f"jiafeng.ballots {poll_id}".encode()).hexdigest()


def _plain(value: Any) -> Any:
    plain = asdict(value)
    return json.loads(json.dumps(plain))  # tuples are lists, as they will be read


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
