"""The committee's ballot: one code one vote, every receipt on the board, and nothing that joins the two."""

import json
import random
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.db import connection, models
from django.test import Client
from django.urls import reverse

from jiafeng.common.refusals import Refused
from jiafeng.ground.records.models import ActionLog
from jiafeng.library import ballots
from jiafeng.library.ballots import verify
from jiafeng.programme.awards import actions, queries
from jiafeng.programme.awards.actions import codes, keys
from jiafeng.programme.awards.models import Envelope, PaperCount, Poll, PollKind, TieRule, VotingCode
from jiafeng.programme.awards.stages import PollStage
from tests.programme.awards.factories import NOW, File, open_file, polling, reviewed, vote

pytestmark = pytest.mark.django_db


def board(poll: Poll) -> dict[str, Any]:
    with default_storage.open(poll.board) as stream:
        raw = stream.read()
    assert verify(raw) == (poll.seal, poll.tally)
    found: dict[str, Any] = json.loads(raw)
    return found


def close(file: File) -> Poll:
    return actions.close_poll(by=file.staff, at=NOW, poll=file.poll)


def test_every_receipt_stands_on_the_board_once_and_totals_balance(at_vote: File) -> None:
    file = at_vote
    polling(file)
    receipts = [vote(file, number, "01", "02") for number in range(4)]
    closed = close(file)
    published = board(closed)
    assert sorted(line[:14] for line in published["ballots"]) == sorted(receipts)
    assert published["codes"] == {"issued": 5, "used": 4, "unused": 1}
    assert closed.tally["votes"]["01"] == 4


def test_a_code_votes_once_and_the_same_ballot_again_is_answered_alike(at_vote: File) -> None:
    file = at_vote
    polling(file)
    key = uuid4()
    receipt = vote(file, 0, "01", key=key)
    assert vote(file, 0, "01", key=key) == receipt
    for again in ({"key": key, "chosen": ["02"]}, {"key": uuid4(), "chosen": ["01"]}):
        with pytest.raises(Refused) as refused:
            actions.cast(at=NOW, poll=file.poll, code=file.codes[0], **again)
        assert refused.value.code == "used_code"
    assert file.poll.cast == 1


def test_a_code_is_read_as_people_type_it(at_vote: File) -> None:
    file = at_vote
    polling(file)
    typed = file.codes[0].lower().replace("-", " ")
    actions.cast(at=NOW, poll=file.poll, code=typed, chosen=["01"], key=uuid4())
    assert file.poll.cast == 1


@pytest.mark.parametrize("chosen", [(), ("01", "02", "03"), ("09",)])
def test_a_ballot_chooses_as_the_poll_asks(at_vote: File, chosen: tuple[str, ...]) -> None:
    file = at_vote
    polling(file)
    with pytest.raises(Refused):
        vote(file, 0, *chosen)
    assert not VotingCode.objects.filter(used=True).exists()


def test_a_strange_code_and_a_poll_that_is_over_are_refused(at_vote: File) -> None:
    file = at_vote
    polling(file)
    with pytest.raises(Refused, match="not one of this poll"):
        actions.cast(at=NOW, poll=file.poll, code="AAAA-AAAA-AAAA-AAAA", chosen=["01"], key=uuid4())
    with pytest.raises(Refused, match="it is over"):
        actions.cast(at=NOW + timedelta(days=40), poll=file.poll, code=file.codes[0], chosen=["01"], key=uuid4())
    close(file)
    with pytest.raises(Refused, match="Voting has ended"):
        vote(file, 0, "01")


# What an attacker with the whole database could join


def test_no_row_of_a_vote_has_a_time_and_no_vote_is_logged(at_vote: File) -> None:
    file = at_vote
    polling(file)
    before = ActionLog.objects.count()
    vote(file, 0, "01")
    assert ActionLog.objects.count() == before
    for model in (VotingCode, Envelope):
        assert not [field.name for field in model._meta.fields if isinstance(field, models.DateField)]


def test_no_join_of_codes_and_ballots_does_better_than_chance(at_vote: File) -> None:
    """Whoever holds the database while the poll runs, and its published board afterwards, tries every join there is."""
    file = at_vote
    polling(file, codes=60)
    rng, order = random.Random(7), list(range(60))
    rng.shuffle(order)
    truth, private = {}, keys.read(file.poll.uid, file.poll.public_key)
    for number in order:
        truth[codes.digest(private, file.codes[number])] = vote(file, number, rng.choice(["01", "02", "03", "04"]))
    marks = list(VotingCode.objects.order_by("pk").values_list("digest", flat=True))
    sealed = [bytes(each) for each in Envelope.objects.order_by("place").values_list("sealed", flat=True)]
    stolen = json.dumps([row for table in ("awards_votingcode", "awards_envelope") for row in dump(table)], default=bytes.hex)
    published = [line[:14] for line in board(close(file))["ballots"]]
    assert not [receipt for receipt in published if receipt in stolen]  # no receipt, in any form, beside its code
    joins = {
        "row order of codes with order of the board": zip(marks, published, strict=True),
        "codes with the chain of envelopes": zip(marks, [published[place % len(published)] for place in range(len(sealed))], strict=True),
        "sorted envelopes": zip(marks, [receipt for _env, receipt in sorted(zip(sealed, published, strict=True))], strict=True),
        "reversed": zip(marks, published[::-1], strict=True),
    }
    hits = {name: sum(truth[mark] == receipt for mark, receipt in pairs) for name, pairs in joins.items()}
    assert all(number <= 6 for number in hits.values()), hits  # chance gives 1 of 60; 7 or more happens less than once in 10,000
    assert {len(envelope) for envelope in sealed} == {len(sealed[0])}


def dump(table: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")  # a table of ours
        return [tuple(bytes(value) if isinstance(value, memoryview) else value for value in row) for row in cursor.fetchall()]


def test_the_close_destroys_codes_envelopes_and_key(at_vote: File, secrets: Path, django_capture_on_commit_callbacks: Any) -> None:
    file = at_vote
    polling(file)
    uid = file.poll.uid
    assert keys.kept() == [uid]
    assert (secrets / f"poll-{uid.hex}").stat().st_mode & 0o777 == 0o600
    vote(file, 0, "01")
    with django_capture_on_commit_callbacks(execute=True):
        close(file)
    assert (keys.kept(), VotingCode.objects.count(), Envelope.objects.count()) == ([], 0, 0)


def test_without_its_key_a_poll_stays_open(at_vote: File) -> None:
    file = at_vote
    polling(file)
    vote(file, 0, "01")
    keys.destroy(file.poll.uid)
    with pytest.raises(Refused, match="Restore the folder's secrets"):
        close(file)
    assert file.poll.stage == PollStage.OPEN


def test_an_envelope_put_in_or_taken_out_is_seen(at_vote: File) -> None:
    file = at_vote
    polling(file)
    for number in range(3):
        vote(file, number, "01")
    Envelope.objects.filter(place=2).delete()
    with pytest.raises(Refused, match="changed the database"):
        close(file)


def test_a_head_handed_to_the_commission_stands_on_the_board(at_vote: File) -> None:
    file = at_vote
    polling(file)
    vote(file, 0, "01")
    point = actions.take_checkpoint(by=file.partner, at=NOW, poll=file.poll)
    assert actions.take_checkpoint(by=file.partner, at=NOW, poll=file.poll) == point
    vote(file, 1, "02")
    assert board(close(file))["chain"]["checkpoints"] == [{"count": 1, "head": point.head}]


def test_codes_are_made_anew_only_before_anybody_voted(at_vote: File) -> None:
    file = at_vote
    polling(file)
    old, file.codes = file.codes, actions.reissue_codes(by=file.staff, at=NOW, poll=file.poll)
    with pytest.raises(Refused, match="not one of this poll"):
        actions.cast(at=NOW, poll=file.poll, code=old[0], chosen=["01"], key=uuid4())
    vote(file, 0, "01")
    with pytest.raises(Refused, match="nobody has voted"):
        actions.reissue_codes(by=file.staff, at=NOW, poll=file.poll)


def test_two_staff_who_close_at_once_close_once(at_vote: File) -> None:
    file = at_vote
    polling(file)
    vote(file, 0, "01")
    first = close(file)
    assert actions.close_poll(by=file.second, at=NOW + timedelta(hours=1), poll=first).closed_at == NOW


# What an older version let in, and what disks and intruders do


def put_in(file: File, *held: tuple[str, str] | bytes) -> None:
    """Envelopes as an older version took them in from clients that chose their receipts, with marks and chain to match."""
    poll = file.poll
    for row, one in zip(poll.codes.filter(used=False), held, strict=False):
        sealed = one if isinstance(one, bytes) else ballots.seal(bytes(poll.public_key), *one)
        Envelope.objects.create(poll=poll, place=poll.cast + 1, sealed=sealed)
        VotingCode.objects.filter(pk=row.pk).update(used=True, echo="示例")
        Poll.objects.filter(pk=poll.pk).update(cast=poll.cast + 1, head=ballots.chain_head(poll.head, [ballots.link_of(sealed)]))
        poll = file.poll


def test_a_poll_that_holds_doubled_receipts_and_broken_envelopes_closes_and_says_so(at_vote: File, client: Client) -> None:
    file = at_vote
    polling(file, codes=8)
    honest = vote(file, 0, "01", "02")
    put_in(file, (honest, "0011"), ("IIII-OOOO-LLLL", "1000"), b"\0" * 70, ("AAAA-BBBB-CCCC", "9999"), ("\x1b[2J", "1000"))
    closed = close(file)
    published = board(closed)
    assert sum(line.startswith(honest) for line in published["ballots"]) == 2
    assert published["codes"] == {"issued": 8, "used": 6, "unused": 2}
    assert (closed.ballots, closed.tally["unopened"], closed.tally["doubled"]) == (3, 3, [honest])
    assert sorted(each["why"] for each in published["unopened"]) == ["content", "content", "sealed"]
    client.force_login(file.staff)
    page = client.get(reverse("awards:poll", args=[closed.pk])).content.decode()
    assert "3 张选票无法开启" in page
    assert honest in page


def test_a_damaged_chain_is_counted_only_for_a_reason_that_stands_on_the_board(at_vote: File, client: Client) -> None:
    """One envelope lost its bytes on the disk and one is gone; the commission decides, and everybody reads why."""
    file = at_vote
    polling(file)
    receipts = [vote(file, number, "01") for number in range(4)]
    Envelope.objects.filter(place=2).update(sealed=b"\0" * 60)
    Envelope.objects.filter(place=3).delete()
    client.force_login(file.staff)
    refused = client.post(reverse("awards:close_poll", args=[file.poll.pk]))
    assert refused.url == reverse("awards:close_despite", args=[file.poll.pk])
    assert client.post(refused.url, {"reason": " "}).status_code == 422
    assert file.poll.stage == PollStage.OPEN
    with time_machine.travel(NOW, tick=False):
        client.post(refused.url, {"reason": "示例：磁盘损坏，经纪委同意"})
    closed = file.poll
    published = board(closed)
    assert published["chain"]["broken"] == "示例：磁盘损坏，经纪委同意"
    assert (closed.ballots, sorted(each["why"] for each in published["unopened"])) == (2, ["missing", "sealed"])
    assert {line[:14] for line in published["ballots"]} == {receipts[0], receipts[3]}
    assert ActionLog.objects.filter(verb="awards.poll.close", reason="示例：磁盘损坏，经纪委同意").exists()


def test_envelopes_put_in_are_never_counted(at_vote: File) -> None:
    file = at_vote
    polling(file)
    vote(file, 0, "01")
    Envelope.objects.create(poll=file.poll, place=2, sealed=ballots.seal(bytes(file.poll.public_key), "AAAA-BBBB-CCCC", "1000"))
    with pytest.raises(Refused, match="changed the database"):
        actions.close_poll(by=file.staff, at=NOW, poll=file.poll, despite="示例")


def test_a_key_that_is_cut_short_or_another_is_missing(at_vote: File, secrets: Path) -> None:
    file = at_vote
    polling(file)
    vote(file, 0, "01")
    path = secrets / f"poll-{file.poll.uid.hex}"
    for wrong in (b"", path.read_bytes()[:-1], bytes(32)):
        path.write_bytes(wrong)
        with pytest.raises(Refused) as refused:
            close(file)
        assert refused.value.code == "no_key"


# Paper


def with_paper(file: File) -> Poll:
    poll = actions.set_up_poll(by=file.staff, at=NOW, round_=file.round, kind=PollKind.COMMITTEE)
    file.codes = actions.open_poll(by=file.staff, at=NOW, poll=poll, codes=10, paper=12)
    return file.poll


PAPER = {"counted": 10, "spoiled": 1, "unused": 1, "votes": {"01": 9, "02": 8}}


def test_two_people_count_the_paper_and_must_agree(at_vote: File) -> None:
    file = at_vote
    poll = with_paper(file)
    actions.enter_paper_count(by=file.staff, at=NOW, poll=poll, **PAPER)
    with pytest.raises(Refused, match="Two people count"):
        close(file)
    actions.enter_paper_count(by=file.partner, at=NOW, poll=poll, **{**PAPER, "votes": {"01": 8, "02": 8}})
    with pytest.raises(Refused) as refused:
        close(file)
    assert refused.value.code == "counts_differ"
    actions.enter_paper_count(by=file.partner, at=NOW, poll=poll, **PAPER)
    vote(file, 0, "01")
    assert close(file).tally["votes"]["01"] == 10
    assert PaperCount.objects.count() == 2


@pytest.mark.parametrize(
    "wrong", [{"spoiled": 2}, {"counted": 9}, {"votes": {"01": 11}}, {"votes": {"01": 10, "02": 10, "03": 1}}, {"votes": {"01": 9}}]
)
def test_paper_that_does_not_balance_is_counted_again(at_vote: File, wrong: dict[str, Any]) -> None:
    file = at_vote
    poll = with_paper(file)
    with pytest.raises(Refused, match=r"[Cc]ount again"):
        actions.enter_paper_count(by=file.staff, at=NOW, poll=poll, **{**PAPER, **wrong})


def test_few_ballots_of_a_kind_are_not_told_apart(at_vote: File) -> None:
    file = at_vote
    poll = actions.set_up_poll(by=file.staff, at=NOW, round_=file.round, kind=PollKind.COMMITTEE)
    with pytest.raises(Refused, match="at least ten of each"):
        actions.open_poll(by=file.staff, at=NOW, poll=poll, codes=20, paper=3)


# Who is elected


def test_without_a_quorum_nobody_is_elected(at_vote: File) -> None:
    file = at_vote
    polling(file, quorum=3)
    vote(file, 0, "01")
    close(file)
    with pytest.raises(Refused, match="Nobody was elected"):
        actions.announce(by=file.staff, at=NOW, round_=file.round)


def test_whoever_has_no_majority_is_not_selected(at_vote: File) -> None:
    file = at_vote
    polling(file, codes=4)
    for number, chosen in enumerate((("01", "02"), ("01", "03"), ("01", "02"), ("02", "03"))):
        vote(file, number, *chosen)
    close(file)
    assert [row.nomination.number for row in queries.ranking(file.round) if row.elected] == [1, 2]


def test_a_tie_leaves_a_place_open_until_the_run_off_decides() -> None:
    file = reviewed(open_file(), scores=(90, 80, 80, 60))
    poll = actions.set_up_poll(by=file.staff, at=NOW, round_=file.round, kind=PollKind.COMMITTEE, most=3)
    file.codes = actions.open_poll(by=file.staff, at=NOW, poll=poll, codes=3)
    for number in range(3):
        vote(file, number, "01", "02", "03")
    close(file)
    with pytest.raises(Refused, match="2 candidates are level for 1 places"):
        actions.announce(by=file.staff, at=NOW, round_=file.round)
    second = actions.set_up_poll(by=file.staff, at=NOW, round_=file.round, kind=PollKind.COMMITTEE, run_off=True)
    file.codes = actions.open_poll(by=file.staff, at=NOW, poll=second, codes=3)
    assert [each["id"] for each in file.poll.candidates] == ["02", "03"]
    for number, chosen in enumerate(("03", "03", "02")):
        vote(file, number, chosen)
    close(file)
    assert [row.nomination.number for row in queries.ranking(file.round) if row.selected] == [1, 3]


def test_a_lot_decides_where_the_poll_says_so() -> None:
    file = reviewed(open_file(), scores=(90, 80, 80, 60))
    poll = actions.set_up_poll(by=file.staff, at=NOW, round_=file.round, kind=PollKind.COMMITTEE, most=3)
    file.codes = actions.open_poll(by=file.staff, at=NOW, poll=poll, codes=2)
    for number in range(2):
        vote(file, number, "01", "02", "03")
    close(file)
    lot = actions.set_up_poll(by=file.staff, at=NOW, round_=file.round, kind=PollKind.COMMITTEE, run_off=True, tie=TieRule.LOT)
    file.codes = actions.open_poll(by=file.staff, at=NOW, poll=lot, codes=2)
    vote(file, 0, "02")
    vote(file, 1, "03")
    elected = close(file).tally["elected"]
    assert len(elected) == 1
    assert {row.nomination.code for row in queries.ranking(file.round) if row.selected} == {"01", *elected}


def test_the_ranking_is_the_stated_formula(at_vote: File) -> None:
    file = at_vote
    polling(file)
    for number, chosen in enumerate((("01", "02"), ("01",), ("01", "03"), ("02",), ("01", "02"))):
        vote(file, number, *chosen)
    close(file)
    first, second, *_rest = queries.ranking(file.round)
    assert (first.nomination.number, first.review, first.ballot, first.total) == (1, 95, 80, 87.5)
    assert (second.nomination.number, second.total) == (2, 75)
