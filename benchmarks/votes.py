"""Voting over HTTP as a committee may in the same minute; and the board and ranking of a vote of a million."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from benchmarks import load
from benchmarks.county import HOST, ROOT, elsewhere, memory_backed, start_django
from benchmarks.measure import Measured, benchmark, cpu_seconds, peak_mb
from benchmarks.sign import CSRF

# One address may vote 1,200 times in ten minutes, and everything here comes from one.
OURS, STOCK, BARE, WARM = 1100, 1100, 800, 100
CHOSEN = ["01", "02"]
FEW, MANY = 100_000, 1_000_000
TIMES_STOCK, TIMES_STOCK_P99, TIMES_FEW = 1.0, 2.5, 1.5


def prepare(code: str, codes: int) -> tuple[Any, list[str]]:
    """A county whose committee votes, with so many codes."""
    from django.utils import timezone

    from tests.programme.awards import factories

    factories.NOW = timezone.now()
    factories.DAYS = dict.fromkeys(factories.DAYS, timezone.localdate())
    file = factories.polling(factories.open_file(code=code, days=factories.DAYS), codes=codes)
    return file.poll, file.codes


def form(code: str) -> str:
    return urlencode({"key": uuid4(), "code": code, "choices": CHOSEN, "step": "cast", "csrfmiddlewaretoken": CSRF}, doseq=True)


def bare_us(poll: Any) -> float:
    """CPU microseconds of the same rows written by the database's own driver in a loop, a transaction each, on the open database."""
    from django.db import connection

    from jiafeng.library import ballots
    from jiafeng.programme.awards.models import VotingCode

    sealed = ballots.seal(bytes(poll.public_key), "AAAA-BBBB-CCCC", "1100")
    digests = list(VotingCode.objects.filter(poll=poll, used=False).values_list("digest", flat=True)[:BARE])
    connection.ensure_connection()
    raw, sqlite = connection.connection, connection.vendor == "sqlite"
    mark = "?" if sqlite else "%s"
    used = "1" if sqlite else "true"
    cursor = raw.cursor()
    before = cpu_seconds()
    for place, digest in enumerate(digests, 1):
        if sqlite:
            cursor.execute("BEGIN IMMEDIATE")
        cursor.execute(f"SELECT id FROM awards_votingcode WHERE poll_id = {mark} AND digest = {mark}", [poll.pk, digest])  # nosec B608
        row = cursor.fetchone()[0]
        cursor.execute(f"INSERT INTO awards_envelope (poll_id, place, sealed) VALUES ({mark}, {mark}, {mark})", [poll.pk, place, sealed])  # nosec B608
        cursor.execute(f"UPDATE awards_votingcode SET used = {used}, echo = {mark} WHERE id = {mark}", [digest, row])  # nosec B608
        cursor.execute(f'UPDATE awards_poll SET "cast" = {mark}, head = {mark} WHERE id = {mark}', [place, digest, poll.pk])  # nosec B608
        cursor.execute("COMMIT") if sqlite else raw.commit()
    return (cpu_seconds() - before) / len(digests) * 1e6


def measure() -> dict[str, float]:
    """Voting on the database that is open: over HTTP, beside the bare writer and the stock view."""
    with tempfile.TemporaryDirectory(prefix="jiafeng-votes-", dir=memory_backed()) as folder:
        start_django(Path(folder))
        from django.db import connection

        from jiafeng.common.tokens import digest
        from jiafeng.programme.awards.models import Poll

        ours, codes = prepare("990101", OURS)
        stock, stock_codes = prepare("990102", STOCK)
        for row, code in zip(stock.codes.order_by("pk"), stock_codes, strict=True):  # the stock view finds a code by its plain digest
            row.digest = digest(code)
            row.save(update_fields=["digest"])
        bare_poll, _codes = prepare("990103", BARE)
        bare = bare_us(bare_poll)
        sqlite = connection.vendor == "sqlite"
        connection.close()
        port = load.free_port()
        cookie = f"csrftoken={CSRF}"
        sendings = [load.Sending(f"/awards/v/{ours.token}/cast", form(code)) for code in codes]
        with load.served(load.our_server(port), port, "/healthz", {}) as group:
            over_http = load.fire(port, group, sendings, host=HOST, cookie=cookie, warm=WARM)
        taken = Poll.objects.get(pk=ours.pk).cast
        connection.close()
        port = load.free_port()
        sendings = [load.Sending(f"/stock-vote/{stock.token}", form(code)) for code in stock_codes]
        server = load.plain_server("benchmarks.stock:application", port, threads=1 if sqlite else 4)
        with load.served(server, port, "/healthz", {"PYTHONPATH": str(ROOT)}) as group:
            plain = load.fire(port, group, sendings, host=HOST, cookie=cookie, warm=WARM)
    return {
        "bare": bare,
        "http": over_http.cpu_us,
        "p50": over_http.p50,
        "p99": over_http.p99,
        "per_second": over_http.per_second,
        "refused": over_http.refused,
        "taken": taken,
        "stock": plain.cpu_us,
        "stock_p50": plain.p50,
        "stock_p99": plain.p99,
        "stock_refused": plain.refused,
    }


def register(database: str) -> None:
    """The benchmarks on one database."""

    @benchmark(
        f"vote-{database}",
        unit="µs CPU",
        limit=None,
        about=f"casting a committee ballot over HTTP, 32 clients, {database}: at most {TIMES_STOCK:g} × a stock view without envelopes",
    )
    def over_http() -> Measured:
        found = elsewhere("votes", "measure", database=database)
        return Measured(
            found["http"], {"bare writer": found["bare"], "stock Django view": found["stock"]}, limit=TIMES_STOCK * found["stock"]
        )

    @benchmark(
        f"vote-{database}-p99",
        unit="ms",
        limit=None,
        about=f"the slowest of a hundred answers to voters at 32 clients, {database}: at most {TIMES_STOCK_P99:g} × the stock view's",
    )
    def slowest() -> Measured:
        found = elsewhere("votes", "measure", database=database)
        peers = {"its median": found["p50"], "stock view, p99": found["stock_p99"], "stock view, median": found["stock_p50"]}
        return Measured(found["p99"], peers, limit=TIMES_STOCK_P99 * found["stock_p99"])


for each in ("sqlite", "postgresql"):
    register(each)


def fill(folder: str, number: int) -> int:
    """A vote of the public that is open, with so many ballots of it; the poll's id."""
    start_django(Path(folder))
    from django.db import connection
    from django.utils import timezone

    from benchmarks.ballots import receipt
    from jiafeng.programme.awards import actions
    from jiafeng.programme.awards.models import PollKind
    from tests.programme.awards import factories

    factories.NOW = at = timezone.now()
    factories.DAYS = dict.fromkeys(factories.DAYS, timezone.localdate())
    file = factories.open_file(code="990101", rules={"public_vote": True}, days=factories.DAYS, weights=(40, 40, 20))
    factories.polling(file)
    factories.vote(file, 0, *CHOSEN)
    actions.close_poll(by=file.staff, at=at, poll=file.poll)
    poll = actions.set_up_poll(by=file.staff, at=at, round_=file.round, kind=PollKind.PUBLIC)
    actions.open_poll(by=file.staff, at=at, poll=poll)
    patterns = ("1100", "1010", "0110", "0011")
    insert = "INSERT INTO awards_publicballot (poll_id, voter, receipt, digits, stage, flag, minute, source, device) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    connection.ensure_connection()
    cursor = connection.connection.cursor()
    cursor.execute("BEGIN IMMEDIATE")
    cursor.executemany(
        insert, ((poll.pk, f"{n:064}", receipt(n), patterns[n % 7 % 4], "counted", "", n // 500, "", "") for n in range(number))
    )
    cursor.execute("COMMIT")
    return int(poll.pk)


def close(folder: str, poll: int) -> dict[str, float]:
    """Close the vote, which writes its board, and rank its round: CPU seconds, and the most memory in MB."""
    start_django(Path(folder))
    from django.utils import timezone

    from jiafeng.ground.accounts.models import User
    from jiafeng.programme.awards import actions, queries
    from jiafeng.programme.awards.models import Poll

    staff = User.objects.filter(memberships__role="county_staff").order_by("pk").first()
    before = cpu_seconds()
    closed = actions.close_poll(by=staff, at=timezone.now(), poll=Poll.objects.get(pk=poll))
    rows = queries.ranking(closed.round)
    return {"s": cpu_seconds() - before, "mb": peak_mb(), "ballots": closed.ballots, "ranked": len(rows)}


def closing(number: int) -> dict[str, float]:
    """`fill`, then `close` in a process that has held nothing else."""
    with tempfile.TemporaryDirectory(prefix="jiafeng-public-") as folder:
        poll = elsewhere("votes", "fill", folder, number)
        found: dict[str, float] = elsewhere("votes", "close", folder, poll)
    print(json.dumps(found), file=sys.stderr)
    if found["ballots"] != number:
        raise RuntimeError(f"{found['ballots']} of {number} ballots are on the board")
    return found


@benchmark(
    "public-vote-memory",
    unit="MB",
    limit=None,
    about=f"closing, board and ranking of a vote of 1,000,000: the most memory, at most {TIMES_FEW:g} × that of one of 100,000",
)
def memory() -> Measured:
    few, many = closing(FEW), closing(MANY)
    return Measured(many["mb"], {"100,000 ballots": few["mb"]}, limit=TIMES_FEW * few["mb"])


@benchmark("public-vote-board", unit="s CPU", limit=None, about="closing, board and ranking of a vote of 1,000,000, beside ten of 100,000")
def time_taken() -> Measured:
    few, many = closing(FEW), closing(MANY)
    return Measured(many["s"], {"10 × 100,000 ballots": 10 * few["s"]}, limit=25 * few["s"])
