"""A poll's key in three printed parts: neither a lost disk nor one office loses or opens a vote."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import translation

from jiafeng.common.refusals import Refused
from jiafeng.ground.records.models import ActionLog
from jiafeng.library.ballots import recount
from jiafeng.programme.awards import actions
from jiafeng.programme.awards.actions import keys
from jiafeng.programme.awards.models import KeyPart, PollKind
from jiafeng.programme.awards.stages import PollStage
from tests.factories import signed_in
from tests.programme.awards.factories import NOW, File, polling, vote

pytestmark = pytest.mark.django_db
GROUP = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{5}\b")


@pytest.fixture(autouse=True)
def _that_day(settings: Any) -> Iterator[None]:
    settings.ALLOWED_HOSTS = ["*"]
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def file(at_vote: File) -> File:
    return polling(at_vote, codes=6)


def printed(file: File) -> dict[int, str]:
    """The three parts as three people take them; what stands on each."""
    texts: dict[int, str] = {}

    def page(text: str) -> bytes:
        texts[len(texts) + 1] = text
        return b"%PDF"

    for number, by in ((1, file.staff), (2, file.partner), (3, file.second)):
        actions.take_part(by=by, at=NOW, poll=file.poll, number=number, typeset=page)
    return texts


def lose(file: File) -> None:
    """The disk is gone, and the folder's secrets with it."""
    keys.destroy(file.poll.uid)


def typed(file: File, one: str, other: str, by: Any = None) -> Any:
    return signed_in(by or file.staff).post(reverse("awards:restore_key", args=[file.poll.pk]), {"part_1": one, "part_2": other})


@pytest.mark.parametrize("pair", [(1, 2), (3, 1), (2, 3)])
def test_a_vote_whose_key_was_lost_goes_on_and_is_counted_with_two_parts(file: File, pair: tuple[int, int]) -> None:
    key, before = uuid4(), [vote(file, number, "01") for number in range(2)]
    again = vote(file, 2, "02", key=key)
    parts = printed(file)
    with_parts = Client().get(reverse("awards:vote", args=[file.poll.token]), HTTP_HOST="990599.example").content.decode()
    assert "另印成三份" in with_parts
    lose(file)
    page = signed_in(file.staff).get(reverse("awards:poll", args=[file.poll.pk])).content.decode()
    assert "密钥已不在服务器上" in page
    with pytest.raises(Refused) as refused:
        vote(file, 3, "01")
    assert refused.value.code == "no_key"
    answer = typed(file, parts[pair[0]].lower().replace(" ", "-"), parts[pair[1]])
    assert answer.status_code == 302
    assert vote(file, 2, "02", key=key) == again  # the codes are known again, too
    after = vote(file, 3, "01")
    signed_in(file.staff).post(reverse("awards:close_poll", args=[file.poll.pk]))
    poll = file.poll
    assert poll.stage == PollStage.CLOSED
    with default_storage.open(poll.board) as stream:
        raw = stream.read()
    assert recount.verify(raw) == (poll.seal, poll.tally)
    assert all(raw.count(receipt.encode()) == 1 for receipt in (*before, again, after))


def test_the_key_that_was_put_back_is_readable_by_its_owner_only(file: File, secrets: Path) -> None:
    parts = printed(file)
    whole = keys.read(file.poll.uid, file.poll.public_key)
    lose(file)
    typed(file, parts[1], parts[2])
    assert keys.read(file.poll.uid, file.poll.public_key) == whole
    assert (secrets / f"poll-{file.poll.uid.hex}").stat().st_mode & 0o777 == 0o600


def test_what_does_not_give_the_key_is_refused_in_a_sentence(file: File, at_vote: File) -> None:
    parts = printed(file)
    other = actions.parts.paper.split(bytes(range(32)), "another poll")
    forged = actions.parts.paper.split(bytes(range(32)), str(file.poll.uid))
    lose(file)
    mistyped = ("2" if parts[2][13] != "2" else "3").join([parts[2][:13], parts[2][14:]])
    for one, two, sentence in [
        (parts[1], parts[1], "两次输入的是同一份"),
        (parts[1], "", "请填写"),
        (parts[1], other[1], "属于另一次投票"),
        (parts[1], mistyped, "第3组有误"),
        (parts[1], parts[2][:-4], "应为80个字符"),
        (parts[1], " ".join(reversed(parts[2].split())), "各组对不上"),
        (parts[1], forged[1], "不能得出本次投票的密钥"),
    ]:
        answer = typed(file, one, two)
        assert answer.status_code == 422, sentence
        assert sentence in answer.content.decode()
    assert keys.kept() == []


def test_each_part_is_printed_once_and_nobody_prints_two(file: File) -> None:
    def page(text: str) -> bytes:
        return text.encode()

    facts = {"at": NOW, "poll": file.poll, "typeset": page}
    with pytest.raises(Refused, match="its own staff"):
        actions.take_part(by=file.staff, number=2, **facts)
    with pytest.raises(Refused, match="county Federation"):
        actions.take_part(by=file.partner, number=1, **facts)
    actions.take_part(by=file.staff, number=1, **facts)
    for number, code in ((1, "twice"), (3, "two_parts")):
        with pytest.raises(Refused) as refused:
            actions.take_part(by=file.staff, number=number, **facts)
        assert refused.value.code == code


def test_a_part_that_could_not_be_set_counts_as_not_printed(file: File) -> None:
    def broken(text: str) -> bytes:
        raise RuntimeError(len(text))

    with pytest.raises(RuntimeError):
        actions.take_part(by=file.staff, at=NOW, poll=file.poll, number=1, typeset=broken)
    assert not KeyPart.objects.exists()


def test_a_part_comes_as_a_page_and_stands_nowhere_on_the_server(file: File, secrets: Path) -> None:
    parts = actions.parts.paper.split(keys.read(file.poll.uid, file.poll.public_key), str(file.poll.uid))
    client = signed_in(file.staff)
    answer = client.post(reverse("awards:take_part", args=[file.poll.pk, 1]))
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    lose(file)
    typed(file, parts[0], parts[2])
    logged = list(ActionLog.objects.filter(verb__startswith="awards.key").order_by("pk").values_list("verb", "summary"))
    assert [verb for verb, _summary in logged] == ["awards.key.part", "awards.key.restore"]
    assert logged[1][1].endswith("1 3")
    kept = " ".join(str(value) for row in ActionLog.objects.values_list() for value in row)
    assert not [group for part in parts for group in part.split() if group in kept]
    assert sorted(path.name for path in secrets.iterdir()) == [f"poll-{file.poll.uid.hex}"]


def test_a_key_in_its_place_needs_no_parts_and_only_an_open_committee_vote_has_one(file: File) -> None:
    parts = printed(file)
    with translation.override("en"), pytest.raises(Refused, match="in its place"):
        actions.restore_key(by=file.staff, at=NOW, poll=file.poll, typed=[parts[1], parts[2]])
    actions.close_poll(by=file.staff, at=NOW, poll=file.poll)
    with pytest.raises(Refused, match="while it is open"):
        actions.restore_key(by=file.staff, at=NOW, poll=file.poll, typed=[parts[1], parts[2]])
    page = signed_in(file.staff).get(reverse("awards:poll", args=[file.poll.pk])).content.decode()
    assert "当众焚毁" in page
    assert file.poll.kind == PollKind.COMMITTEE


def test_who_does_not_hold_the_round_takes_and_types_no_part(file: File) -> None:
    client: Client = signed_in(file.coordinator)
    assert client.post(reverse("awards:take_part", args=[file.poll.pk, 3])).status_code in (403, 404)
    assert client.get(reverse("awards:restore_key", args=[file.poll.pk])).status_code in (403, 404)
    assert signed_in(file.staff).post(reverse("awards:take_part", args=[file.poll.pk, 4])).status_code == 404
