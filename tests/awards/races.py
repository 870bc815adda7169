"""Many at the same moment, as in tests/events/races.py; and a whole file under random hands."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings

from jiafeng.awards import actions
from jiafeng.awards.models import Envelope, Notice, Objection, Poll, Title, VotingCode
from jiafeng.awards.stages import PollStage
from jiafeng.common.refusals import Refused
from tests.awards.factories import NOW, open_file, polling, posted, vote
from tests.events.races import CLIENTS, at_once

ROUNDS = int(os.environ.get("JIAFENG_ROUNDS", "1"))


def _keys_here() -> None:
    settings.DATA = Path(tempfile.mkdtemp(prefix="jiafeng-keys-"))


def one_code_many_voters() -> dict[str, Any]:
    _keys_here()
    file = polling(open_file(code=f"99{uuid4().int % 10000:04}"))
    outcomes: dict[str, int] = {}
    for number in range(min(ROUNDS, len(file.codes))):
        found = at_once([lambda number=number: bool(vote(file, number, "01")) for _ in range(CLIENTS)])  # type: ignore[misc]
        outcomes = {key: outcomes.get(key, 0) + value for key, value in found.items()}
    return {
        "outcomes": outcomes,
        "envelopes": Envelope.objects.count(),
        "used": VotingCode.objects.filter(used=True).count(),
        "cast": Poll.objects.get().cast,
    }


def many_voters() -> dict[str, Any]:
    _keys_here()
    file = polling(open_file(code=f"99{uuid4().int % 10000:04}"), codes=CLIENTS)
    outcomes = at_once([lambda n=n: bool(vote(file, n, "01")) for n in range(CLIENTS)])  # type: ignore[misc]
    closed = actions.close_poll(by=file.staff, at=NOW, poll=file.poll)
    return {"outcomes": outcomes, "ballots": closed.ballots, "votes": closed.tally["votes"]["01"]}


def two_staff_close_at_once() -> dict[str, Any]:
    _keys_here()
    file = polling(open_file(code=f"99{uuid4().int % 10000:04}"))
    for number in range(3):
        vote(file, number, "01", "02")
    poll = file.poll
    outcomes = at_once([lambda who=who: actions.close_poll(by=who, at=NOW, poll=poll).stage for who in (file.staff, file.second) * 4])  # type: ignore[misc]
    closed = Poll.objects.get()
    return {"outcomes": outcomes, "stage": closed.stage, "ballots": closed.ballots}


def an_objection_as_the_decision_begins() -> dict[str, Any]:
    """In the last moment of the term somebody objects while staff go on: either both happen in order and the round waits, or the objection is late."""
    _keys_here()
    file = posted(open_file(code=f"99{uuid4().int % 10000:04}"))
    notice = Notice.objects.get()
    last = notice.ends_at - timedelta(microseconds=1)
    acts: list[Callable[[], Any]] = [lambda: actions.object_to(at=last, notice=notice, key=uuid4(), text="示例").stage for _ in range(6)]
    acts += [lambda: actions.start_deciding(by=file.staff, at=notice.ends_at, round_=file.round).stage for _ in range(2)]
    at_once(acts)
    waiting = Objection.objects.filter(stage="open").exists()
    try:
        actions.grant(by=file.staff, at=notice.ends_at, round_=file.round)
    except Refused:
        granted = False
    else:
        granted = True
    return {"granted": granted, "titles": Title.objects.count(), "waiting": waiting}


RACES: dict[str, tuple[Callable[[], dict[str, Any]], dict[str, Any]]] = {
    "one code, many voters": (
        one_code_many_voters,
        {
            "outcomes": {"True": min(ROUNDS, 5), "refused": min(ROUNDS, 5) * (CLIENTS - 1)},
            "envelopes": min(ROUNDS, 5),
            "used": min(ROUNDS, 5),
            "cast": min(ROUNDS, 5),
        },
    ),
    "many voters": (many_voters, {"outcomes": {"True": CLIENTS}, "ballots": CLIENTS, "votes": CLIENTS}),
    "two staff close at once": (two_staff_close_at_once, {"outcomes": {"closed": 8}, "stage": PollStage.CLOSED, "ballots": 3}),
    "an objection as the decision begins": (an_objection_as_the_decision_begins, {"granted": False, "titles": 0, "waiting": True}),
}
