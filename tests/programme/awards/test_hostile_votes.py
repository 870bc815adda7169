"""Whatever anybody sends to a vote, it closes, its totals balance, and its board is recounted to the published result."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from jiafeng.ground.sms.jobs.gateways import Memory
from jiafeng.library.ballots import recount
from jiafeng.programme.awards import actions
from jiafeng.programme.awards.models import Poll, PollKind
from jiafeng.programme.awards.stages import PollStage
from tests.hostile import Fields, as_it_is, filled, form_of, play, twisted
from tests.programme.awards.factories import NOW, File, open_file, polling, reviewed
from tests.programme.awards.test_public import RECEIPT

pytestmark = pytest.mark.django_db
HOST = {"HTTP_HOST": "990599.example"}
PUBLIC = {"HTTP_HOST": "990598.example"}
LATE = NOW + timedelta(days=60)
ANSWERS = ("choices", "code", "phone", "step")
TURNS = st.lists(st.sampled_from(["honest", "same page", "same page", "twisted", "twisted", "again", "late"]), min_size=3, max_size=8)


@pytest.fixture(autouse=True)
def _open_to_all(settings: Any) -> Iterator[None]:
    settings.ALLOWED_HOSTS = ["*"]
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(scope="module")
def public_vote(django_db_setup: None, django_db_blocker: Any) -> Iterator[File]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield reviewed(open_file(code="990598", rules={"public_vote": True}, weights=(40, 40, 20)))
        transaction.set_rollback(True)


class Voters:
    """Those who vote in a poll, and what they were told."""

    def __init__(self, poll: Poll, host: dict[str, str]) -> None:
        self.client, self.host = Client(), host
        self.path = reverse("awards:vote", args=[poll.token])
        self.seen: Fields = []
        self.sent: list[dict[str, Any]] = []
        self.receipts: set[str] = set()

    def page(self) -> Fields:
        cache.clear()  # many people, not one who meets the limit
        return form_of(self.client.get(self.path, **self.host).content, "choices")

    def post(self, request: dict[str, Any], at: Any = NOW) -> None:
        with time_machine.travel(at, tick=False):
            answer = self.client.generic("POST", self.path, **request, **self.host)
        assert answer.status_code in (200, 400, 422), answer.status_code
        found = RECEIPT.search(answer.content.decode())
        if found:
            self.receipts.add(found[1])
        self.sent.append(request)

    def take_turns(self, data: st.DataObject, turns: list[str], forms: list[Fields]) -> None:
        for turn, fields in zip(turns, forms, strict=False):
            self.seen += fields
            if turn == "honest":
                self.post(as_it_is(fields))
            elif turn == "same page":  # whatever the first page hid, with answers of one's own
                hidden = dict(self.seen[: len(fields)])
                self.post(as_it_is([(name, value if name in ANSWERS else hidden.get(name, value)) for name, value in fields]))
            elif turn == "again" and self.sent:
                self.post(data.draw(st.sampled_from(self.sent)))
            else:
                self.post(data.draw(twisted(fields, self.seen)), LATE if turn == "late" else NOW)


def close_and_recount(file: File, poll: Poll, voters: Voters, folder: Path) -> dict[str, Any]:
    """Close by the button, recount by the program alone, send everything once more to the closed poll; the board."""
    staff = Client()
    staff.force_login(file.staff)
    staff.post(reverse("awards:close_poll", args=[poll.pk]), **voters.host)
    poll.refresh_from_db()
    assert poll.stage == PollStage.CLOSED
    with default_storage.open(poll.board) as stream:
        raw = stream.read()
    seal, tally = recount.verify(raw)
    assert (seal, tally) == (poll.seal, poll.tally)
    board: dict[str, Any] = json.loads(raw)
    listed = [line[:14] for line in board["ballots"]]
    assert len(listed) + len(board["unopened"]) == board["codes"]["used"] <= board["codes"]["issued"]
    assert poll.ballots == tally["ballots"] == len(listed)
    assert voters.receipts == set(listed)
    assert len(listed) == len(set(listed))
    for request in list(voters.sent):
        voters.post(request)
    assert voters.receipts == set(listed)
    return board


@play
@given(data=st.data(), turns=TURNS)
def test_a_committee_vote_closes_whatever_was_sent_to_it(at_vote: File, tmp_path: Path, data: st.DataObject, turns: list[str]) -> None:
    with transaction.atomic():
        file = polling(at_vote, codes=8)
        voters = Voters(file.poll, HOST)
        choices = st.sampled_from([["01"], ["02"], ["01", "02"], ["03", "04"]])
        # Two turns of one code now and then, and of codes that nobody was given.
        codes = st.sampled_from([*file.codes, *file.codes, "AAAA-AAAA-AAAA-AAAA"])
        forms = [filled(voters.page(), choices=data.draw(choices), code=data.draw(codes), step="cast") for _ in turns]
        voters.take_turns(data, turns, forms)
        close_and_recount(file, file.poll, voters, tmp_path)
        transaction.set_rollback(True)


@play
@given(data=st.data(), turns=TURNS)
def test_a_vote_of_the_public_closes_whatever_was_sent_to_it(
    public_vote: File, tmp_path: Path, work_off_jobs: Any, data: st.DataObject, turns: list[str]
) -> None:
    with transaction.atomic():
        file = public_vote
        poll = actions.set_up_poll(by=file.staff, at=NOW, round_=file.round, kind=PollKind.PUBLIC)
        actions.open_poll(by=file.staff, at=NOW, poll=poll)
        voters = Voters(poll, PUBLIC)
        forms = []
        for number, _turn in enumerate(turns):
            phone = f"1380013{data.draw(st.sampled_from([number, 0])):04}"
            answers = {"choices": data.draw(st.sampled_from([["01", "02"], ["01"], ["02", "03"]])), "phone": phone}
            page = voters.page()
            voters.post(as_it_is(filled(page, **answers, step="send")))
            work_off_jobs()
            sent = [re.findall(r"\d{6}", text) for to, text in Memory.sent if to == phone]
            forms.append(filled(page, **answers, code=sent[-1][0] if sent else "", step="cast"))
        voters.take_turns(data, turns, forms)
        close_and_recount(file, poll, voters, tmp_path)
        transaction.set_rollback(True)


def test_two_valid_codes_with_one_key_are_two_ballots_with_two_receipts(at_vote: File, tmp_path: Path) -> None:
    """What a client sets, it may set twice; an honest third ballot is counted with them."""
    file = polling(at_vote, codes=4)
    voters = Voters(file.poll, HOST)
    same = voters.page()
    for code in file.codes[:2]:
        voters.post(as_it_is(filled(same, choices=["01"], code=code, step="cast")))
    voters.post(as_it_is(filled(voters.page(), choices=["02"], code=file.codes[2], step="cast")))
    board = close_and_recount(file, file.poll, voters, tmp_path)
    assert len(board["ballots"]) == len(voters.receipts) == 3


def test_the_program_alone_says_the_same_of_the_board(at_vote: File, tmp_path: Path) -> None:
    file = polling(at_vote, codes=4)
    voters = Voters(file.poll, HOST)
    voters.post(as_it_is(filled(voters.page(), choices=["01"], code=file.codes[0], step="cast")))
    board = close_and_recount(file, file.poll, voters, tmp_path)
    path = tmp_path / "board.json"
    with default_storage.open(file.poll.board) as stream:
        path.write_bytes(stream.read())
    done = subprocess.run([sys.executable, "-I", "-S", recount.__file__, str(path), "--json"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["votes"] == board["tally"]["votes"]
