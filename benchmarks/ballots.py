"""Secret ballots: casting one, beside a bare insert of the same bytes; and recounting a board of 1,000,000, beside SHA-256 over them."""

from __future__ import annotations

import hashlib
import os
import random
import tempfile
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks.county import CACHE, LARGE, elsewhere, start_django
from benchmarks.measure import Measured, benchmark, peak_mb

CANDIDATES, VOTES = 8, 400


def board(number: int) -> bytes:
    """The board of a public vote with that many ballots, each choosing three of eight."""
    from jiafeng.library.ballots import Candidate, Poll, Rule, publish

    rng = random.Random(2015)  # nosec B311 # ballots to count, not secrets
    patterns = [
        "".join("1" if place in chosen else "0" for place in range(CANDIDATES))
        for chosen in (rng.sample(range(CANDIDATES), 3) for _ in range(97))
    ]

    asked = Poll("bench", "示例", Rule(3, 3, 3), [Candidate(f"{n:02}", "示例") for n in range(CANDIDATES)], "", "", kind="public")
    ballots = ((receipt(n), patterns[n % 97]) for n in range(number))
    return publish(asked, ballots, issued=number).raw


def receipt(n: int) -> str:
    """The n-th receipt, in no order: a step that shares no factor with the number of receipts there are walks through all of them."""
    from jiafeng.common.tokens import ALPHABET

    n = n * 6364136223846793005 % len(ALPHABET) ** 12
    letters = []
    for _ in range(12):
        n, place = divmod(n, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "-".join("".join(letters[at : at + 4]) for at in (0, 4, 8))


def recount() -> dict[str, float]:
    """CPU seconds of recounting a million ballots, of one SHA-256 a ballot, and of one over all; the most memory, in MB."""
    from jiafeng.library.ballots import verify

    path = CACHE / "board.json"
    CACHE.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_bytes(board(LARGE))
    raw = path.read_bytes()

    def cost(work: Any) -> float:
        before = time.process_time()
        work()
        return time.process_time() - before

    each = cost(lambda: [hashlib.sha256(line).digest() for line in raw.splitlines()])
    whole = cost(lambda: hashlib.sha256(raw).hexdigest())
    return {"s": cost(lambda: verify(raw)), "each": each, "whole": whole, "mb": peak_mb()}


@benchmark("ballot-recount", unit="s CPU", limit=None, about="recounting a board of 1,000,000 ballots")
def recounting() -> Measured:
    found = elsewhere("ballots", "recount")
    return Measured(found["s"], {"SHA-256 of each ballot": found["each"], "SHA-256 of the file": found["whole"]}, limit=3 * found["each"])


def cast() -> dict[str, float]:
    """CPU microseconds of casting a committee ballot through the action, and of inserting the same envelope with nothing around it."""
    with tempfile.TemporaryDirectory() as folder:
        return cast_in(Path(folder))


def cast_in(folder: Path) -> dict[str, float]:
    start_django(folder)
    from django.db import connection, transaction
    from django.utils import timezone

    from jiafeng.library import ballots
    from jiafeng.programme.awards import actions
    from jiafeng.programme.awards.models import Poll
    from tests.programme.awards import factories

    factories.NOW = timezone.now()
    today = timezone.localdate(factories.NOW)
    factories.DAYS = dict.fromkeys(factories.DAYS, today)
    file = factories.polling(factories.open_file(code=f"99{os.getpid() % 10000:04}", days=factories.DAYS), codes=VOTES)
    poll = file.poll
    spent = time.process_time()
    for code in file.codes:
        actions.cast(at=factories.NOW, poll=poll, code=code, chosen=["01", "02"], key=uuid4())
    ours = (time.process_time() - spent) / VOTES * 1e6
    assert Poll.objects.get(pk=poll.pk).cast == VOTES  # nosec B101 # the benchmark did what it timed
    envelope = ballots.seal(bytes(poll.public_key or b""), "AAAA-BBBB-CCCC", "11000000")
    spent = time.process_time()
    for place in range(VOTES):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO awards_envelope (poll_id, place, sealed) VALUES (%s, %s, %s)", [poll.pk, VOTES + place + 1, envelope]
            )
            cursor.execute("UPDATE awards_poll SET head = %s WHERE id = %s", ["0" * 64, poll.pk])
    bare = (time.process_time() - spent) / VOTES * 1e6
    spent = time.process_time()
    for _ in range(VOTES):
        ballots.seal(bytes(poll.public_key or b""), "AAAA-BBBB-CCCC", "11000000")
    sealing = (time.process_time() - spent) / VOTES * 1e6
    return {"us": ours, "bare": bare, "sealing": sealing}


@benchmark(
    "ballot-cast", unit="µs CPU", limit=None, about="casting a committee ballot: code, envelope, mark and chain in one transaction (SQLite)"
)
def casting() -> Measured:
    found = elsewhere("ballots", "cast")
    return Measured(found["us"], {"bare SQL, the same rows": found["bare"], "of it, sealing": found["sealing"]}, limit=20 * found["bare"])
