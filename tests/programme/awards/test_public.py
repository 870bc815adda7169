"""The vote of the public: advisory, once a telephone, bursts set aside and never deleted; and the pages that voters meet."""

import re
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from jiafeng.common.refusals import Refused
from jiafeng.programme.awards import actions, queries
from jiafeng.programme.awards.actions import public
from jiafeng.programme.awards.models import Poll, PollKind, PublicBallot
from jiafeng.programme.awards.stages import BallotStage
from tests.programme.awards.factories import NOW, File, open_file, polling, reviewed

pytestmark = pytest.mark.django_db


@pytest.fixture
def voting(settings: Any) -> tuple[File, Poll]:
    settings.ALLOWED_HOSTS = ["testserver", "990501.example"]
    file = reviewed(open_file(rules={"public_vote": True}, weights=(40, 40, 20)))
    poll = actions.set_up_poll(by=file.staff, at=NOW, round_=file.round, kind=PollKind.PUBLIC)
    actions.open_poll(by=file.staff, at=NOW, poll=poll)
    poll.refresh_from_db()
    return file, poll


def cast(poll: Poll, number: int, *chosen: str, **facts: Any) -> PublicBallot:
    given = {"voter": f"138{number:08}", "key": uuid4(), "at": NOW, "chosen": chosen or ("01", "02")}
    return actions.cast_public(poll=poll, **{**given, **facts})


def test_a_telephone_votes_once_for_exactly_so_many(voting: tuple[File, Poll]) -> None:
    _file, poll = voting
    key = uuid4()
    first = cast(poll, 1, key=key)
    assert cast(poll, 1, key=key) == first
    with pytest.raises(Refused, match="has voted"):
        cast(poll, 1, "01", "03", key=key)  # another choice is not taken for the one that counts
    with pytest.raises(Refused) as refused:
        cast(poll, 1)
    assert refused.value.code == "used_code"
    with pytest.raises(Refused, match="Choose exactly 2"):
        cast(poll, 2, "01")
    assert f"138{1:08}" not in first.voter


def test_a_burst_is_set_aside_and_two_people_rule_on_it(voting: tuple[File, Poll], monkeypatch: pytest.MonkeyPatch) -> None:
    file, poll = voting
    monkeypatch.setattr(public, "FROM_ONE_ADDRESS", 3)
    ballots = [cast(poll, number, address="203.0.113.5") for number in range(5)]
    assert [ballot.stage for ballot in ballots] == [BallotStage.COUNTED] * 3 + [BallotStage.QUARANTINED] * 2
    with pytest.raises(Refused, match="wait in quarantine"):
        actions.close_poll(by=file.staff, at=NOW, poll=poll)
    (burst,) = queries.bursts(poll)
    facts = {"at": NOW, "poll": poll, "flag": burst["flag"], "release": False}
    with pytest.raises(Refused, match="Say why"):
        actions.propose_ruling(by=file.staff, reason="", **facts)
    ruling = actions.propose_ruling(by=file.staff, reason="同一网吧", **facts)
    with pytest.raises(Refused, match="Another person"):
        actions.confirm_ruling(by=file.staff, at=NOW, ruling=ruling)
    assert actions.confirm_ruling(by=file.partner, at=NOW, ruling=ruling).ballots == 2
    assert actions.close_poll(by=file.staff, at=NOW, poll=poll).ballots == 3
    assert PublicBallot.objects.count() == 5
    assert not PublicBallot.objects.exclude(source="").exists()
    assert all(voter.startswith("closed ") for voter in PublicBallot.objects.values_list("voter", flat=True))


def test_a_public_vote_never_weighs_more_than_thirty_and_never_on_children(db: None) -> None:
    with pytest.raises(Exception, match="awards_public_weighs_little"):
        open_file(rules={"public_vote": True}, weights=(30, 30, 40))


def test_children_are_never_voted_on(db: None) -> None:
    file = reviewed(open_file(rules={"for_children": True}))
    with pytest.raises(Refused, match="never votes on children"):
        actions.set_up_poll(by=file.staff, at=NOW, round_=file.round, kind=PollKind.PUBLIC)


def test_no_page_shows_an_interim_count(voting: tuple[File, Poll]) -> None:
    file, poll = voting
    for number in range(7):
        cast(poll, number, "01", "02")
    client = Client()
    client.force_login(file.staff)
    with time_machine.travel(NOW, tick=False):
        page = client.get(reverse("awards:poll", args=[poll.pk])).content.decode()
        ours = client.get(reverse("awards:vote", args=[poll.token]), HTTP_HOST="990501.example").content.decode()
    assert "得票" not in page
    assert "示*甲" in ours
    assert client.get(reverse("awards:board", args=[poll.pk])).status_code == 404
    assert client.get(reverse("awards:staff_board", args=[poll.pk])).status_code == 404


# The committee's page


PAGE = "5f9a1d0e-6a52-4c5b-9d53-2f1f4f6f7a11"
RECEIPT = re.compile(r'id="receipt-code"[^>]*>([2-9A-Z-]{14})<')


def ballot(file: File, client: Client, step: str, **facts: Any) -> Any:
    typed = {"key": PAGE, "choices": ["01", "02"], "code": file.codes[0], "step": step, **facts}
    with time_machine.travel(NOW, tick=False):
        return client.post(reverse("awards:vote", args=[file.poll.token]), typed, HTTP_HOST="990599.example")


def test_a_member_chooses_checks_and_gets_a_receipt(at_vote: File, client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["990599.example"]
    polling(at_vote)
    page = ballot(at_vote, client, "check").content.decode()
    assert "核对选票" in page
    assert "示例甲" in page
    assert at_vote.poll.cast == 0
    done = ballot(at_vote, client, "cast")
    receipt = RECEIPT.search(done.content.decode())
    assert receipt
    assert done["Cache-Control"].startswith("max-age=0")
    assert receipt[1] in ballot(at_vote, client, "cast").content.decode()  # the same ballot again is answered alike
    again = ballot(at_vote, client, "cast", key=str(uuid4()))
    assert again.status_code == 422
    assert "已投票" in again.content.decode()
    assert at_vote.poll.cast == 1


def test_a_code_in_an_address_is_not_taken_up(at_vote: File, client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["990599.example"]
    polling(at_vote)
    with time_machine.travel(NOW, tick=False):
        page = client.get(reverse("awards:vote", args=[at_vote.poll.token]), {"code": at_vote.codes[0]}, HTTP_HOST="990599.example")
    assert f'value="{at_vote.codes[0]}"' not in page.content.decode()
