"""Many at the same moment, as in tests/programme/events/races.py. JIAFENG_ROUNDS=100 plays each a hundred times, with 50 clients."""

from __future__ import annotations

import itertools
import json
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.storage import default_storage

from jiafeng.common.refusals import Refused
from jiafeng.ground.records.models import ActionLog
from jiafeng.programme.awards import actions
from jiafeng.programme.awards.models import Notice, Objection, Poll, PollKind, Round, Title
from jiafeng.programme.awards.stages import PollStage
from tests.programme.awards.factories import NOW, File, open_file, polling, posted, reviewed
from tests.programme.awards.factories import vote as vote_slowly
from tests.programme.events.races import CLIENTS, ROUNDS, at_once

_counties = itertools.count(1000)
_turns = itertools.count()


def _keys_here() -> None:
    settings.DATA = Path(tempfile.mkdtemp(prefix="jiafeng-keys-"))


def vote(file: File, number: int, *chosen: str, key: UUID | None = None) -> str:
    """As browsers do: by the short way and, where it hands the ballot on, by the long one. Every third comes by the long one at once."""
    key = key or uuid4()
    if next(_turns) % 3:
        host, code = f"{file.round.county.code}.example", file.codes[number]
        voted = actions.cast_at_once(at=NOW, host=host, token=file.poll.token, code=code, chosen=chosen, key=key)
        if voted is not None:
            return voted.receipt
    return vote_slowly(file, number, *chosen, key=key)


def _round() -> File:
    """A round of its own at the vote, with its poll open and five codes."""
    return polling(open_file(code=f"99{next(_counties)}"), codes=max(5, ROUNDS))


def one_code_many_voters() -> dict[str, Any]:
    _keys_here()
    file = _round()
    outcomes: Counter[str] = Counter()
    for number in range(ROUNDS):
        outcomes += Counter(at_once([lambda number=number: bool(vote(file, number, "01")) for _ in range(CLIENTS)]))  # type: ignore[misc]
    closed = actions.close_poll(by=file.staff, at=NOW, poll=file.poll)
    return {"outcomes": dict(outcomes), "ballots": closed.ballots, "votes": closed.tally["votes"]["01"]}


def many_voters() -> dict[str, Any]:
    """Everybody at the same moment, each with a code of their own; so often that every code is used."""
    _keys_here()
    file = polling(open_file(code=f"99{next(_counties)}"), codes=CLIENTS * min(ROUNDS, 40))
    outcomes: Counter[str] = Counter()
    for turn in range(min(ROUNDS, 40)):
        codes = range(turn * CLIENTS, (turn + 1) * CLIENTS)
        outcomes += Counter(at_once([lambda n=n: bool(vote(file, n, "01")) for n in codes]))  # type: ignore[misc]
    closed = actions.close_poll(by=file.staff, at=NOW, poll=file.poll)
    return {"outcomes": dict(outcomes), "ballots": closed.ballots, "votes": closed.tally["votes"]["01"]}


def two_staff_close_at_once() -> dict[str, Any]:
    _keys_here()
    outcomes: Counter[str] = Counter()
    for _ in range(ROUNDS):
        file = _round()
        for number in range(3):
            vote(file, number, "01", "02")
        poll = file.poll
        who = [file.staff, file.second] * 4
        outcomes += Counter(at_once([lambda by=by, poll=poll: actions.close_poll(by=by, at=NOW, poll=poll).stage for by in who]))  # type: ignore[misc]
    closed = Poll.objects.filter(stage=PollStage.CLOSED)
    logged = ActionLog.objects.filter(verb="awards.poll.close").count()
    return {"outcomes": dict(outcomes), "closed": closed.count(), "ballots": sum(each.ballots for each in closed), "logged": logged}


def an_objection_as_the_decision_begins() -> dict[str, Any]:
    """In the last moment of the term people object while staff go on: whatever comes first, the round waits for every answer."""
    _keys_here()
    granted = waiting = 0
    for _ in range(ROUNDS):
        file = posted(open_file(code=f"99{next(_counties)}"))
        notice, round_ = file.notice, file.round
        last = notice.ends_at - timedelta(microseconds=1)

        def complain(notice: Notice = notice, last: datetime = last) -> Any:
            return actions.object_to(at=last, notice=notice, key=uuid4(), text="示例").stage

        def go_on(file: File = file, round_: Round = round_, at: datetime = notice.ends_at) -> Any:
            return actions.start_deciding(by=file.staff, at=at, round_=round_).stage

        at_once([complain] * 6 + [go_on] * 2)
        waiting += Objection.objects.filter(notice=notice, stage="open").count()
        try:
            actions.grant(by=file.staff, at=notice.ends_at, round_=round_)
        except Refused:
            continue
        granted += 1
    return {"granted": granted, "titles": Title.objects.count(), "waiting": waiting}


def the_public_votes_as_its_poll_closes() -> dict[str, Any]:
    """Who was given a receipt stands on the board; who came too late was told so."""
    _keys_here()
    missing = strays = 0
    for _ in range(ROUNDS):
        file = reviewed(open_file(code=f"99{next(_counties)}", rules={"public_vote": True}, weights=(40, 40, 20)))
        poll = actions.set_up_poll(by=file.staff, at=NOW, round_=file.round, kind=PollKind.PUBLIC)
        actions.open_poll(by=file.staff, at=NOW, poll=poll)
        receipts: list[str] = []

        def cast(voter: int, poll: Poll = poll, receipts: list[str] = receipts) -> str:
            facts = {"voter": f"1380013{voter:04}", "chosen": ["01", "02"], "key": uuid4()}
            receipts.append(actions.cast_public(at=NOW, poll=poll, **facts).receipt)
            return "cast"

        def close(file: File = file, poll: Poll = poll) -> str:
            return actions.close_poll(by=file.staff, at=NOW, poll=poll).stage

        acts: list[Callable[[], str]] = [lambda n=n, cast=cast: cast(n) for n in range(CLIENTS - 1)]  # type: ignore[misc]
        at_once([*acts[: CLIENTS // 2], close, *acts[CLIENTS // 2 :]])
        poll.refresh_from_db()
        with default_storage.open(poll.board) as stream:
            published = {line[:14] for line in json.loads(stream.read())["ballots"]}
        missing += len(set(receipts) - published)
        strays += len(published - set(receipts))
    return {"missing": missing, "strays": strays, "closed": Poll.objects.filter(stage=PollStage.CLOSED).count()}


def _receipts(outcomes: Counter[str]) -> int:
    """How many different receipts were given; a refusal is none."""
    return len(set(outcomes) - {"refused", "lost"})


def one_ballot_sent_many_times() -> dict[str, Any]:
    """One code, one page, one choice, from every client at once: one envelope, and each is given its receipt."""
    _keys_here()
    file = _round()
    receipts = answered = 0
    for number in range(ROUNDS):
        key = uuid4()
        outcomes = Counter(at_once([lambda number=number, key=key: vote(file, number, "01", key=key)] * CLIENTS))  # type: ignore[misc]
        receipts, answered = receipts + _receipts(outcomes), answered + outcomes.total() - outcomes["refused"] - outcomes["lost"]
    closed = actions.close_poll(by=file.staff, at=NOW, poll=file.poll)
    return {"receipts": receipts, "answered": answered, "ballots": closed.ballots}


def one_key_of_many_voters() -> dict[str, Any]:
    """Every client sends the same key with a code of its own: what a client sets need not be unique, their receipts are."""
    _keys_here()
    receipts = ballots = unopened = 0
    for _ in range(min(ROUNDS, 40)):
        file, key = polling(open_file(code=f"99{next(_counties)}"), codes=CLIENTS), uuid4()
        outcomes = at_once([lambda n=n, file=file, key=key: vote(file, n, "01", key=key) for n in range(CLIENTS)])  # type: ignore[misc]
        closed = actions.close_poll(by=file.staff, at=NOW, poll=file.poll)
        receipts, ballots = receipts + _receipts(Counter(outcomes)), ballots + closed.ballots
        unopened += closed.tally["unopened"] + len(closed.tally["doubled"])
    return {"receipts": receipts, "ballots": ballots, "unopened": unopened}


def one_telephone_votes_many_times() -> dict[str, Any]:
    """The public's ballot, sent by every client at once: half with the same key, half each with its own."""
    _keys_here()
    kept = ballots = 0
    for _ in range(ROUNDS):
        file = reviewed(open_file(code=f"99{next(_counties)}", rules={"public_vote": True}, weights=(40, 40, 20)))
        poll = actions.set_up_poll(by=file.staff, at=NOW, round_=file.round, kind=PollKind.PUBLIC)
        actions.open_poll(by=file.staff, at=NOW, poll=poll)
        keys = [uuid4()] * (CLIENTS // 2) + [uuid4() for _ in range(CLIENTS - CLIENTS // 2)]

        def cast(key: Any, poll: Poll = poll) -> str:
            return actions.cast_public(at=NOW, poll=poll, voter="13800138000", chosen=["01", "02"], key=key).receipt

        kept += _receipts(Counter(at_once([lambda key=key, cast=cast: cast(key) for key in keys])))  # type: ignore[misc]
        ballots += actions.close_poll(by=file.staff, at=NOW, poll=poll).ballots
    return {"receipts": kept, "ballots": ballots}


RACES: dict[str, tuple[Callable[[], dict[str, Any]], dict[str, Any]]] = {
    "one code, many voters": (
        one_code_many_voters,
        {"outcomes": {"True": ROUNDS, "refused": ROUNDS * (CLIENTS - 1)}, "ballots": ROUNDS, "votes": ROUNDS},
    ),
    "many voters": (
        many_voters,
        {"outcomes": {"True": CLIENTS * min(ROUNDS, 40)}, "ballots": CLIENTS * min(ROUNDS, 40), "votes": CLIENTS * min(ROUNDS, 40)},
    ),
    "two staff close at once": (
        two_staff_close_at_once,
        {"outcomes": {"closed": 8 * ROUNDS}, "closed": ROUNDS, "ballots": 3 * ROUNDS, "logged": ROUNDS},
    ),
    "one ballot sent many times": (
        one_ballot_sent_many_times,
        {"receipts": ROUNDS, "answered": ROUNDS * CLIENTS, "ballots": ROUNDS},
    ),
    "one key of many voters": (
        one_key_of_many_voters,
        {"receipts": CLIENTS * min(ROUNDS, 40), "ballots": CLIENTS * min(ROUNDS, 40), "unopened": 0},
    ),
    "one telephone votes many times": (one_telephone_votes_many_times, {"receipts": ROUNDS, "ballots": ROUNDS}),
    "the public votes as its poll closes": (the_public_votes_as_its_poll_closes, {"missing": 0, "strays": 0, "closed": ROUNDS}),
    "an objection as the decision begins": (an_objection_as_the_decision_begins, {"granted": 0, "titles": 0, "waiting": 6 * ROUNDS}),
}
