"""A whole file under random hands in random order: whatever they try, the rules of the file hold.

Three files stand ready at three stages, made once; every example takes one of them up and is rolled back, in the database and in the object.
"""

import copy
import os
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from jiafeng.common.refusals import Refused
from jiafeng.common.stages import Moves
from jiafeng.ground.accounts.models import User
from jiafeng.library.ballots import verify
from jiafeng.programme.awards import actions
from jiafeng.programme.awards.models import Envelope, Objection, Poll, PollKind, ReviewSheet, Round, RoundBody, TieRule, Title, VotingCode
from jiafeng.programme.awards.stages import NOMINATION_MOVES, ROUND_MOVES, ObjectionStage, PollStage, RoundStage
from tests.programme.awards.factories import NOW, File, cleared, nominated, open_file, reviewed

# A run of everything plays on two databases: 500 elections together.
ELECTIONS = int(os.environ.get("JIAFENG_ELECTIONS", "250"))
EXAMPLES, STEPS = 20, 50  # at a time

# Mostly whoever may, now and then somebody else.
ACTORS = st.sampled_from(["staff", "staff", "staff", "second", "partner", "coordinator"])
NUMBERS = st.integers(1, 4)
CHOICES = st.sets(st.integers(0, 3), max_size=4)
RULES = st.fixed_dictionaries(
    {
        "most": st.sampled_from([None, 1, 3]),
        "quorum": st.sampled_from([0, 0, 2]),
        "majority": st.booleans(),
        "tie": st.sampled_from(TieRule),
    }
)
ONWARD: dict[str, Callable[..., Any]] = {
    "clear": actions.start_clearing,
    "review": actions.start_review,
    "vote": actions.start_voting,
    "announce": actions.announce,
    "decide": actions.start_deciding,
}


def allowed(moves: Moves) -> set[tuple[str, str]]:
    return {(move.source, move.target) for move in moves.moves}


ROUND_PAIRS, NOMINATION_PAIRS = allowed(ROUND_MOVES), allowed(NOMINATION_MOVES)


@pytest.fixture(scope="module")
def ready(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[File]]:
    """A file that takes nominations, one under review and one at the vote; rolled back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield [nominated(open_file(code="990595")), cleared(open_file(code="990596")), reviewed(open_file(code="990597"))]
        transaction.set_rollback(True)


class AwardFile(RuleBasedStateMachine):
    """From the nominations to the titles, with clocks that run and jump."""

    ready: ClassVar[list[File]] = []
    held: ClassVar[int] = 0

    @initialize(start=st.integers(0, 2))
    def begin(self, start: int) -> None:
        self.savepoint = transaction.savepoint()
        self.take_up(start)

    @rule(start=st.integers(0, 2))
    def another_file(self, start: int) -> None:
        transaction.savepoint_rollback(self.savepoint)
        self.take_up(start)

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            transaction.savepoint_rollback(self.savepoint)
            transaction.savepoint_commit(self.savepoint)

    def take_up(self, start: int) -> None:
        self.file = copy.deepcopy(self.ready[start])
        self.at: datetime = NOW
        self.stage = str(self.file.fresh().stage)
        self.nominations = self.stages_of_nominations()
        self.codes: list[str] = []
        self.cast: dict[str, tuple[str, set[str], UUID]] = {}  # receipt → code, choice and page, as the voters know them
        self.paper: dict[str, int] = {}
        self.counted: dict[int, str] = {}  # poll → seal, from when it closed

    def stages_of_nominations(self) -> dict[int, str]:
        return dict(self.file.round.nominations.values_list("pk", "stage"))

    def attempt(self, act: Callable[..., Any], who: str = "", **facts: Any) -> Any:
        by: dict[str, User] = {"by": getattr(self.file, who)} if who else {}
        try:
            return act(at=self.at, **by, **facts)
        except Refused:
            return None

    @rule(minutes=st.sampled_from([-60, 1, 60, 24 * 60, 6 * 24 * 60]))
    def the_clock_moves(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)

    @rule(who=ACTORS, to=st.sampled_from(list(ONWARD)))
    def go_on(self, who: str, to: str) -> None:
        reason = {"reason": "示例"} if to == "announce" else {}
        self.attempt(ONWARD[to], who, round_=self.file.round, **reason)

    # Clearance and review

    @rule(number=NUMBERS, agrees=st.sampled_from([True, True, True, False]))
    def clear(self, number: int, agrees: bool) -> None:
        rule_cited = {} if agrees else {"rule": "失信被执行人"}
        for body, who in zip(self.file.round.bodies.order_by("place"), ("staff", "partner"), strict=True):
            facts = {"body": body, "nomination": self.file.nomination(number), "agrees": agrees, "document": "示例函"}
            self.attempt(actions.give_clearance, who, **facts, **rule_cited)

    @rule(who=st.sampled_from(["partner", "coordinator"]))
    def name_reviewer(self, who: str) -> None:
        self.attempt(actions.add_reviewer, "staff", round_=self.file.round, user=getattr(self.file, who))

    @rule(score=st.integers(-1, 101), excuse=st.booleans())
    def review(self, score: int, excuse: bool) -> None:
        for sheet in ReviewSheet.objects.filter(nomination__round=self.file.round, submitted_at=None, excused_at=None)[:2]:
            if excuse:
                self.attempt(actions.excuse_sheet, "staff", sheet=sheet, reason="示例")
            else:
                given = {str(each.pk): score for each in self.file.fresh().version.criteria.all()}
                self.attempt(actions.submit_sheet, sheet=sheet, scores=given, by=sheet.reviewer.user)

    # The vote, step by step by anybody, and whole

    @rule(who=ACTORS, rules=RULES, issued=st.sampled_from([(1, 0), (3, 0), (5, 0), (0, 4), (10, 10)]))
    def call_a_vote(self, who: str, rules: dict[str, Any], issued: tuple[int, int]) -> None:
        facts = rules if self.file.poll is None else {"tie": rules["tie"], "run_off": True}
        poll = self.attempt(actions.set_up_poll, who, round_=self.file.round, kind=PollKind.COMMITTEE, **facts)
        if poll is not None:
            self.open(who, poll, *issued)

    @rule(who=ACTORS)
    def open_the_vote_again(self, who: str) -> None:
        """One whose opening was refused; one that is open or closed is not opened a second time."""
        if (poll := self.file.poll) is not None:
            self.open(who, poll, 2, 0)

    def open(self, who: str, poll: Poll, codes: int, paper: int) -> None:
        made = self.attempt(actions.open_poll, who, poll=poll, codes=codes, paper=paper)
        if made is not None:
            self.codes, self.cast, self.paper = made, {}, {}

    @precondition(lambda self: self.codes)
    @rule(ballots=st.lists(st.tuples(st.integers(0, 9), CHOICES), min_size=1, max_size=4))
    def vote(self, ballots: list[tuple[int, set[int]]]) -> None:
        poll = self.file.poll
        names = [each["id"] for each in poll.candidates]
        for place, numbers in ballots:
            code = self.codes[place % len(self.codes)]
            chosen = {names[number % len(names)] for number in numbers}
            key = uuid4()
            if receipt := self.attempt(actions.cast, poll=poll, code=code, chosen=chosen, key=key):
                assert code not in {used for used, *_rest in self.cast.values()}
                self.cast[receipt] = (code, chosen, key)

    @rule(rules=RULES, ballots=st.lists(CHOICES, max_size=5))
    def hold_a_vote(self, rules: dict[str, Any], ballots: list[set[int]]) -> None:
        """From the call to the count, on this file where it stands at that, else on one that does."""
        if self.stage != RoundStage.VOTING or self.file.poll is not None:
            self.another_file(2)
        self.call_a_vote("staff", rules, (5, 0))
        if self.codes and ballots:
            self.vote(list(enumerate(ballots)))
        self.close("staff")

    @rule(rules=RULES, ballots=st.lists(CHOICES, max_size=4), votes=st.integers(0, 10))
    def hold_a_vote_on_paper_too(self, rules: dict[str, Any], ballots: list[set[int]], votes: int) -> None:
        self.another_file(2)
        self.call_a_vote("staff", rules, (10, 10))
        if ballots:
            self.vote(list(enumerate(ballots)))
        self.count_the_paper(10, 0, votes, True)
        self.close("second")

    @rule(rules=RULES, ballots=st.lists(CHOICES, min_size=1, max_size=4))
    def hold_a_run_off(self, rules: dict[str, Any], ballots: list[set[int]]) -> None:
        """Two stand level for the last place, and are voted on again."""
        self.another_file(2)
        for number in (3, 4):
            self.withdraw(number, "staff")
        Round.objects.filter(pk=self.file.round.pk).update(honours=1, review_weight=0, ballot_weight=100)
        self.call_a_vote("staff", {**rules, "majority": False, "quorum": 0, "most": 1}, (2, 0))
        self.vote([(0, {0}), (1, {1})])
        self.close("staff")
        self.marks_are_ballots_and_the_board_recounts()
        self.call_a_vote("staff", rules, (5, 0))
        assert self.file.poll.ordinal == 2
        self.vote(list(enumerate(ballots)))
        self.close("staff")

    @precondition(lambda self: self.cast)
    @rule(place=st.integers(0, 9))
    def send_a_ballot_again(self, place: int) -> None:
        receipt = sorted(self.cast)[place % len(self.cast)]
        code, chosen, key = self.cast[receipt]
        assert self.attempt(actions.cast, poll=self.file.poll, code=code, chosen=chosen, key=key) in (None, receipt)

    @rule(counted=st.integers(0, 10), spoiled=st.integers(0, 3), votes=st.integers(0, 10), alike=st.sampled_from([True, True, False]))
    def count_the_paper(self, counted: int, spoiled: int, votes: int, alike: bool) -> None:
        poll = self.file.poll
        if poll is None or poll.stage != PollStage.OPEN or not poll.paper_issued:
            return
        facts = {"counted": counted, "spoiled": spoiled, "unused": max(0, poll.paper_issued - counted - spoiled)}
        given = {each["id"]: min(votes, counted) for each in poll.candidates[:1]}
        one = self.attempt(actions.enter_paper_count, "staff", poll=poll, **facts, votes=given)
        other = self.attempt(actions.enter_paper_count, "partner", poll=poll, **facts, votes=given if alike else {})
        if one and other:
            self.paper = given

    @rule(who=ACTORS)
    def note_the_head(self, who: str) -> None:
        if (poll := self.file.poll) is not None:
            self.attempt(actions.take_checkpoint, who, poll=poll)

    @rule(who=ACTORS)
    def close(self, who: str) -> None:
        if (poll := self.file.poll) is not None:
            self.attempt(actions.close_poll, who, poll=poll)

    # Notice, objections, decision

    @rule()
    def complain(self) -> None:
        if notice := self.file.notice:
            self.attempt(actions.object_to, notice=notice, key=uuid4(), text="示例")

    @rule(who=ACTORS, upheld=st.booleans())
    def answer(self, who: str, upheld: bool) -> None:
        for objection in Objection.objects.filter(notice__round=self.file.round, stage=ObjectionStage.OPEN)[:1]:
            self.attempt(actions.answer_objection, who, objection=objection, answer="示例", upheld=upheld)

    @rule(number=NUMBERS, who=ACTORS)
    def withdraw(self, number: int, who: str) -> None:
        self.attempt(actions.withdraw_nomination, who, nomination=self.file.nomination(number), reason="示例")

    @rule(number=NUMBERS)
    def decline(self, number: int) -> None:
        self.attempt(actions.decline, nomination=self.file.nomination(number))

    @rule()
    def sign(self) -> None:
        for body, who in zip(RoundBody.objects.filter(round=self.file.round), ("staff", "partner"), strict=True):
            self.attempt(actions.sign_decision, who, body=body, document="示例")

    @rule(who=ACTORS)
    def grant(self, who: str) -> None:
        if self.attempt(actions.grant, who, round_=self.file.round):
            assert not Objection.objects.filter(notice__round=self.file.round, stage=ObjectionStage.OPEN).exists()
            assert self.at >= self.file.notice.ends_at
            assert not self.file.round.bodies.filter(signed_at=None).exists()

    @rule(who=ACTORS)
    def break_off(self, who: str) -> None:
        self.attempt(actions.cancel_round, who, round_=self.file.round, reason="示例")

    # What always holds

    @invariant()
    def the_tables_of_moves_hold(self) -> None:
        before, self.stage = self.stage, Round.objects.values_list("stage", flat=True).get(pk=self.file.round.pk)
        assert before == self.stage or (before, self.stage) in ROUND_PAIRS
        earlier, self.nominations = self.nominations, self.stages_of_nominations()
        assert all(stage == self.nominations[pk] or (stage, self.nominations[pk]) in NOMINATION_PAIRS for pk, stage in earlier.items())

    @invariant()
    def marks_are_ballots_and_the_board_recounts(self) -> None:
        poll = self.file.poll
        if poll is None or poll.stage == PollStage.SETUP:
            return
        if poll.stage == PollStage.OPEN:
            marks = VotingCode.objects.filter(poll=poll, used=True).count()
            assert marks == poll.cast == Envelope.objects.filter(poll=poll).count() == len(self.cast)
        elif poll.pk in self.counted:
            assert poll.seal == self.counted[poll.pk]
        else:
            self.recount(poll)
            self.counted[poll.pk] = poll.seal

    def recount(self, poll: Poll) -> None:
        """The board says what the voters know, and says it again when it is counted again."""
        with default_storage.open(poll.board) as stream:
            raw = stream.read()
        assert verify(raw) == verify(raw) == (poll.seal, poll.tally)
        assert all(raw.count(receipt.encode()) == 1 for receipt in self.cast)
        by_hand = {each["id"]: sum(each["id"] in chosen for _code, chosen, _key in self.cast.values()) for each in poll.candidates}
        assert poll.tally["votes"] == {code: votes + self.paper.get(code, 0) for code, votes in by_hand.items()}
        assert not VotingCode.objects.filter(poll=poll).exists()
        assert not Envelope.objects.filter(poll=poll).exists()
        AwardFile.held += 1

    @invariant()
    def titles_are_of_the_list(self) -> None:
        titles = set(Title.objects.filter(round=self.file.round).values_list("nomination", flat=True))
        if titles:
            assert titles == {row["nomination"] for row in self.file.notice.listed}


@pytest.mark.django_db
def test_whatever_they_try_the_rules_hold(ready: list[File]) -> None:
    """As many examples as it takes until so many elections were held and recounted."""
    AwardFile.ready, AwardFile.held = ready, 0
    play = settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck))
    while AwardFile.held < ELECTIONS:
        run_state_machine_as_test(AwardFile, settings=play)
    sys.stdout.write(f"{AwardFile.held} elections held and recounted\n")
