"""A whole file under random hands in random order: whatever they try, the rules of the file hold."""

import os
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from jiafeng.awards import actions
from jiafeng.awards.models import Objection, PollKind, RoundBody, Title, VotingCode
from jiafeng.awards.stages import ROUND_MOVES, ObjectionStage, PollStage
from jiafeng.ballots import verify
from jiafeng.common.refusals import Refused
from tests.awards.factories import NOW, File, open_file, reviewed

EXAMPLES = int(os.environ.get("JIAFENG_EXAMPLES", "6"))
_ALLOWED = {(move.source, move.target) for move in ROUND_MOVES.moves}


class AwardFile(RuleBasedStateMachine):
    """From the vote to the titles, with clocks that run and jump."""

    file: File

    @initialize()
    def begin(self) -> None:
        self.file = reviewed(open_file(code=f"98{uuid4().int % 10000:04}"))
        self.at: datetime = NOW
        self.codes: list[str] = []
        self.receipts: list[str] = []
        self.stage = str(self.file.fresh().stage)

    def attempt(self, act: Any, **facts: Any) -> Any:
        try:
            return act(at=self.at, **facts)
        except Refused:
            return None

    @rule(minutes=st.sampled_from([-60, 1, 60, 24 * 60, 6 * 24 * 60]))
    def the_clock_moves(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)

    @rule(run_off=st.booleans())
    def set_up(self, run_off: bool) -> None:
        self.attempt(actions.set_up_poll, by=self.file.staff, round_=self.file.round, kind=PollKind.COMMITTEE, most=3, run_off=run_off)

    @rule()
    def open_poll(self) -> None:
        if self.file.poll and (codes := self.attempt(actions.open_poll, by=self.file.staff, poll=self.file.poll, codes=4)):
            self.codes, self.receipts = codes, []

    @precondition(lambda self: self.codes)
    @rule(data=st.data())
    def vote(self, data: st.DataObject) -> None:
        code = data.draw(st.sampled_from(self.codes))
        chosen = data.draw(st.sets(st.sampled_from([each["id"] for each in self.file.poll.candidates]), min_size=0, max_size=4))
        if receipt := self.attempt(actions.cast, poll=self.file.poll, code=code, chosen=chosen, receipt=actions.new_receipt()):
            self.receipts.append(receipt)

    @rule()
    def close(self) -> None:
        if self.file.poll:
            self.attempt(actions.close_poll, by=self.file.staff, poll=self.file.poll)

    @rule()
    def announce(self) -> None:
        self.attempt(actions.announce, by=self.file.staff, round_=self.file.round, reason="示例")

    @rule()
    def complain(self) -> None:
        if self.file.notice:
            self.attempt(actions.object_to, notice=self.file.notice, key=uuid4(), text="示例")

    @rule(upheld=st.booleans())
    def answer(self, upheld: bool) -> None:
        for objection in Objection.objects.filter(notice__round=self.file.round)[:1]:
            self.attempt(actions.answer_objection, by=self.file.staff, objection=objection, answer="示例", upheld=upheld)

    @rule(number=st.integers(1, 4))
    def withdraw(self, number: int) -> None:
        self.attempt(actions.withdraw_nomination, by=self.file.staff, nomination=self.file.nomination(number), reason="示例")

    @rule()
    def decide(self) -> None:
        self.attempt(actions.start_deciding, by=self.file.staff, round_=self.file.round)

    @rule()
    def sign(self) -> None:
        for body, who in zip(RoundBody.objects.filter(round=self.file.round), (self.file.staff, self.file.partner), strict=True):
            self.attempt(actions.sign_decision, by=who, body=body, document="示例")

    @rule()
    def grant(self) -> None:
        if self.attempt(actions.grant, by=self.file.staff, round_=self.file.round):
            assert not Objection.objects.filter(notice__round=self.file.round, stage=ObjectionStage.OPEN).exists()
            assert self.at >= self.file.notice.ends_at
            assert not self.file.round.bodies.filter(signed_at=None).exists()

    @invariant()
    def the_table_of_moves_holds(self) -> None:
        before, self.stage = self.stage, str(self.file.fresh().stage)
        assert before == self.stage or (before, self.stage) in _ALLOWED

    @invariant()
    def marks_are_ballots_and_the_board_recounts(self) -> None:
        poll = self.file.poll
        if poll is None or poll.stage == PollStage.SETUP:
            return
        if poll.stage == PollStage.OPEN:
            assert VotingCode.objects.filter(poll=poll, used=True).count() == poll.cast == len(self.receipts)
            return
        with default_storage.open(poll.board) as stream:
            raw = stream.read()
        assert verify(raw) == (poll.seal, poll.tally)
        assert all(raw.count(receipt.encode()) == 1 for receipt in self.receipts)

    @invariant()
    def titles_are_of_the_list(self) -> None:
        titles = set(Title.objects.filter(round=self.file.round).values_list("nomination", flat=True))
        if titles:
            assert titles == {row["nomination"] for row in self.file.notice.listed}


@pytest.mark.django_db
def test_whatever_they_try_the_rules_hold() -> None:
    AwardFile.TestCase.settings = settings(
        max_examples=EXAMPLES, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
    )
    AwardFile.TestCase().runTest()
