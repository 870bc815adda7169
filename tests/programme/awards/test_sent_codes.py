"""Voting codes sent by text message: they vote like any other, and nothing that stays here helps whoever noted them."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from jiafeng.common.refusals import Refused
from jiafeng.ground.records.models import ActionLog
from jiafeng.ground.sms.jobs.gateways import Memory
from jiafeng.ground.sms.models import Message
from jiafeng.programme.awards import actions
from jiafeng.programme.awards.actions import codes, keys
from jiafeng.programme.awards.models import Poll, PollKind, VotingCode
from jiafeng.programme.awards.stages import PollStage
from tests.factories import signed_in
from tests.programme.awards.factories import NOW, File

pytestmark = pytest.mark.django_db

PHONES = ["13800138001", "13800138002", "13800138003"]
CODE = re.compile(r"(?:[2-9A-Z]{4}-){3}[2-9A-Z]{4}")


@pytest.fixture(autouse=True)
def _that_day() -> Iterator[None]:
    Memory.sent.clear()
    with time_machine.travel(NOW, tick=False):
        yield


def set_up(file: File) -> Poll:
    return actions.set_up_poll(by=file.staff, at=NOW, round_=file.round, kind=PollKind.COMMITTEE)


def send(file: File, phones: list[str] = PHONES, codes: int = 2) -> list[str]:
    """Open with slips and texts; the codes of the slips."""
    slips = actions.open_poll(by=file.staff, at=NOW, poll=set_up(file), codes=codes, phones=phones, address="https://vote.example/v")
    return slips


def arrived(work_off_jobs: Callable[[], None]) -> dict[str, str]:
    """Telephone → code, as the gateway could note them."""
    work_off_jobs()
    return {phone: CODE.findall(text)[0] for phone, text in Memory.sent}


def test_each_number_is_sent_a_code_of_its_own_that_votes(at_vote: File, work_off_jobs: Callable[[], None]) -> None:
    file = at_vote
    slips = send(file)
    sent = arrived(work_off_jobs)
    assert (len(slips), sorted(sent), len({*slips, *sent.values()})) == (2, PHONES, 5)
    assert all("https://vote.example/v" in text for _phone, text in Memory.sent)
    for code in (*slips, *sent.values()):
        actions.cast(at=NOW, poll=file.poll, code=code, chosen=["01"], key=uuid4())
    assert (file.poll.issued, file.poll.sent, file.poll.cast) == (5, 3, 5)
    opened = ActionLog.objects.get(verb="awards.poll.open")
    assert (opened.detail["codes"], opened.detail["sent"]) == (2, 3)


def everything() -> str:
    """All that the database holds, as text."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # our own tables
            rows += [str([bytes(each) if isinstance(each, memoryview) else each for each in row]) for row in cursor.fetchall()]
    return "\n".join(rows)


def test_no_code_and_no_number_stands_in_the_database_once_it_was_handed_over(at_vote: File, work_off_jobs: Callable[[], None]) -> None:
    send(at_vote)
    waiting = everything()
    sent = arrived(work_off_jobs)
    assert list(Message.objects.values_list("stage", "sealed")) == [("sent", "")] * 3
    for kept in (waiting, everything()):  # while it waits, too, it is sealed
        for phone, code in sent.items():
            assert code not in kept
            assert codes.normal_code(code) not in kept
            assert phone not in kept


def test_whoever_noted_the_codes_finds_no_ballot_without_the_polls_key(
    at_vote: File, work_off_jobs: Callable[[], None], secrets: Path, django_capture_on_commit_callbacks: Any
) -> None:
    """They hold a copy of the database from during the vote, the site's secret key, the published board, and even what each voter's page was given."""
    file = at_vote
    send(file, codes=0)
    noted = arrived(work_off_jobs)
    cast = {}
    for place, (phone, code) in enumerate(noted.items()):
        key = uuid4()
        cast[phone] = (key, f"{10 ** (3 - place):04}")
        actions.cast(at=NOW, poll=file.poll, code=code, chosen=[f"0{place + 1}"], key=key)
    copy = {row.digest: row.echo for row in VotingCode.objects.all()}
    private = keys.read(file.poll.uid, file.poll.public_key)
    with django_capture_on_commit_callbacks(execute=True):
        actions.close_poll(by=file.staff, at=NOW, poll=file.poll)
    assert not list(secrets.glob("poll-*"))

    def found(key: bytes) -> int:
        """How many telephones are joined with their ballots by a key."""
        return sum(copy.get(codes.digest(key, code)) == codes.answer(key, code, *cast[phone])[1] for phone, code in noted.items())

    assert found(private) == 3  # what the close destroys is all that held them apart
    assert [found(key) for key in (b"", bytes(32), file.poll.uid.bytes, bytes(file.poll.public_key or b""))] == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("phones", "sentence"),
    [(["13800138001"] * 2, "twice"), (["13800138001", "08561234567"], "11 digits"), (["13800138001"], "at least ten")],
)
def test_all_are_sent_or_none(at_vote: File, phones: list[str], sentence: str) -> None:
    poll = set_up(at_vote)
    with pytest.raises(Refused, match=sentence):
        actions.open_poll(by=at_vote.staff, at=NOW, poll=poll, phones=phones, paper=12 if len(phones) == 1 else 0)
    assert (Message.objects.count(), VotingCode.objects.count(), at_vote.poll.stage) == (0, 0, PollStage.SETUP)


def test_without_a_gateway_nothing_is_sent_into_the_servers_log(at_vote: File, settings: Any) -> None:
    settings.SMS_BACKEND = "console"
    with pytest.raises(Refused) as refused:
        send(at_vote)
    assert (refused.value.code, Message.objects.count()) == ("no_gateway", 0)


def test_a_number_that_was_texted_a_moment_ago_keeps_the_vote_closed(at_vote: File) -> None:
    file = at_vote
    send(file)
    actions.close_poll(by=file.staff, at=NOW, poll=file.poll)
    other = Poll.objects.get()
    Poll.objects.filter(pk=other.pk).update(kind=PollKind.PUBLIC)
    with pytest.raises(Refused, match="Nothing was sent"):
        send(file)


def test_sent_codes_are_not_made_anew(at_vote: File) -> None:
    send(at_vote)
    with pytest.raises(Refused, match="spare slip"):
        actions.reissue_codes(by=at_vote.staff, at=NOW + timedelta(minutes=5), poll=at_vote.poll)


def test_the_pages_say_what_sending_means(at_vote: File, work_off_jobs: Callable[[], None]) -> None:
    file = at_vote
    poll = set_up(file)
    client = signed_in(file.staff)
    address = reverse("awards:open_poll", args=[poll.pk])
    facts = {"codes": "0", "paper": "0", "phones": "138 0013 8001\n13800138002\n"}
    refused = client.post(address, facts)
    assert (refused.status_code, "请先逐一征得本人同意" in refused.content.decode()) == (422, True)
    assert client.post(address, {**facts, "agreed": "on"}).status_code == 302
    sent = arrived(work_off_jobs)
    assert set(sent) == {"13800138001", "13800138002"}
    page = client.get(reverse("awards:poll", args=[poll.pk])).content.decode()
    assert "其中短信发送2个" in page
    assert "已交短信网关2条" in page
    voting = client.get(reverse("awards:vote", args=[poll.token])).content.decode()
    assert "经手短信的人有可能记下" in voting
    nobody = client.post(reverse("awards:vote", args=[poll.token]), {"step": "check", "key": uuid4(), "code": "AAAA"})
    assert (nobody.status_code, "请勾选您要选的人" in nobody.content.decode()) == (422, True)


def test_a_vote_by_slips_alone_says_nothing_of_messages(at_vote: File) -> None:
    send(at_vote, phones=[])
    assert "短信" not in signed_in(at_vote.staff).get(reverse("awards:vote", args=[at_vote.poll.token])).content.decode()


def test_a_message_that_did_not_arrive_is_told_masked(at_vote: File) -> None:
    send(at_vote)
    Message.objects.filter(masked__endswith="8002").update(stage="failed", sealed="", ended_at=NOW)
    page = signed_in(at_vote.staff).get(reverse("awards:poll", args=[at_vote.poll.pk])).content.decode()
    assert "未送达：138****8002" in page
