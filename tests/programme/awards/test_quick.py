"""The short way of a committee's ballot does what the long way does, and hands everything else on to it."""

import re
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
import time_machine
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse

from jiafeng.common.refusals import Refused
from jiafeng.config.hot import Fork
from jiafeng.ground.accounts.models import Counter
from jiafeng.ground.records.models import ActionLog
from jiafeng.library import ballots
from jiafeng.programme.awards import actions
from jiafeng.programme.awards.actions import keys
from jiafeng.programme.awards.models import Deadline, Envelope, VotingCode
from jiafeng.programme.awards.stages import PollStage
from tests.programme.awards.factories import NOW, File, polling
from tests.programme.awards.test_public import RECEIPT

pytestmark = pytest.mark.django_db
SECRET = "a" * 32


@pytest.fixture(autouse=True)
def _that_day(settings: Any) -> Any:
    settings.ALLOWED_HOSTS = ["*"]
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def file(at_vote: File) -> File:
    return polling(at_vote, codes=6)


@pytest.fixture
def voter(client: Client, settings: Any) -> Client:
    client.cookies[settings.CSRF_COOKIE_NAME] = SECRET
    return client


def host(file: File) -> dict[str, Any]:
    return {"HTTP_HOST": f"{file.round.county.code}.example"}


def plain(file: File, number: int = 0, *chosen: str, **fields: Any) -> dict[str, Any]:
    return {"key": str(uuid4()), "code": file.codes[number], "choices": list(chosen) or ["01", "02"], "step": "cast", **fields}


def quickly(voter: Client, file: File, form: dict[str, Any], **more: Any) -> Any:
    return voter.post(reverse("awards:cast_quickly", args=[file.poll.token]), form, **{**host(file), **more})


def slowly(voter: Client, file: File, form: dict[str, Any]) -> Any:
    return voter.post(reverse("awards:vote", args=[file.poll.token]), form, **host(file))


def shown(answer: Any) -> str:
    found = RECEIPT.search(answer.content.decode())
    assert found, answer.status_code
    return str(found[1])


def test_both_ways_count_alike_and_lead_to_one_chain(file: File, voter: Client) -> None:
    receipts = [shown((quickly, slowly)[number % 2](voter, file, plain(file, number, "01"))) for number in range(4)]
    sealed = [bytes(each) for each in Envelope.objects.order_by("place").values_list("sealed", flat=True)]
    assert list(Envelope.objects.order_by("place").values_list("place", flat=True)) == [1, 2, 3, 4]
    assert len({len(each) for each in sealed}) == 1
    links = [ballots.link_of(each) for each in sealed]
    assert (file.poll.cast, file.poll.head) == (4, ballots.chain_head(ballots.start_of(str(file.poll.uid)), links))
    private = keys.read(file.poll.uid, bytes(file.poll.public_key))
    assert [ballots.unseal(private, each) for each in sealed] == [(receipt, "1000") for receipt in receipts]
    closed = actions.close_poll(by=file.staff, at=NOW, poll=file.poll)
    assert (closed.ballots, closed.tally["votes"]["01"]) == (4, 4)


@pytest.mark.parametrize(("first", "second"), [(quickly, slowly), (slowly, quickly)])
def test_a_ballot_sent_again_by_the_other_way_is_answered_with_its_receipt(file: File, voter: Client, first: Any, second: Any) -> None:
    form = plain(file)
    receipt = shown(first(voter, file, form))
    again = second(voter, file, form)
    if again.status_code == 307:
        again = slowly(voter, file, form)
    assert shown(again) == receipt
    assert file.poll.cast == 1


UNUSUAL: dict[str, Any] = {
    "a strange code": {"code": "AAAA-AAAA-AAAA-AAAA"},
    "no code": {"code": ""},
    "a long code": {"code": "A" * 41},
    "a code with U+0000": {"code": "A\0"},
    "nobody chosen": {"choices": []},
    "too many chosen": {"choices": ["01", "02", "03"]},
    "somebody who does not stand": {"choices": ["09"]},
    "no key": {"key": ""},
    "a key that is none": {"key": "1"},
    "not the last step": {"step": "check"},
    "back to the choice": {"step": "change"},
}


@pytest.mark.parametrize("fields", UNUSUAL.values(), ids=UNUSUAL)
def test_what_is_unusual_is_handed_on_with_nothing_done(file: File, voter: Client, fields: dict[str, Any]) -> None:
    answer = quickly(voter, file, plain(file, **fields))
    assert (answer.status_code, answer["Location"]) == (307, reverse("awards:vote", args=[file.poll.token]))
    assert (file.poll.cast, Envelope.objects.count(), VotingCode.objects.filter(used=True).count()) == (0, 0, 0)


def test_a_code_that_has_voted_is_handed_on(file: File, voter: Client) -> None:
    shown(quickly(voter, file, plain(file)))
    assert quickly(voter, file, plain(file)).status_code == 307
    assert slowly(voter, file, plain(file)).status_code == 422
    assert file.poll.cast == 1


def test_a_poll_that_takes_no_ballot_takes_none(file: File, voter: Client) -> None:
    poll, today = file.poll, NOW.date()
    Deadline.objects.filter(round=file.round, stage="voting").update(on=today.replace(year=today.year - 1))
    assert quickly(voter, file, plain(file)).status_code == 307
    with pytest.raises(Refused):
        actions.cast(at=NOW, poll=poll, code=file.codes[0], chosen=["01"], key=uuid4())
    Deadline.objects.filter(round=file.round, stage="voting").delete()
    private = keys.read(poll.uid, bytes(poll.public_key))
    keys.destroy(poll.uid)
    assert quickly(voter, file, plain(file)).status_code == 307
    keys.keep(poll.uid, private)
    shown(quickly(voter, file, plain(file)))
    actions.close_poll(by=file.staff, at=NOW, poll=poll)
    assert quickly(voter, file, plain(file, 1)).status_code == 307
    assert file.poll.stage == PollStage.CLOSED


def test_another_countys_address_and_a_strange_token_find_no_poll(file: File, voter: Client) -> None:
    from tests.factories import make_county

    profile = make_county(code="990777").region.profile
    profile.domain = "other.example"
    profile.save()
    assert quickly(voter, file, plain(file), HTTP_HOST="other.example").status_code == 307
    assert voter.post("/awards/v/strange/cast", plain(file), **host(file)).status_code == 307
    assert file.poll.cast == 0


def test_nothing_but_ballot_mark_and_chain_is_written_with_a_ballot(file: File, voter: Client) -> None:
    """The counter of the limit has a time and stands for an address: it is another transaction's (ADR 0027)."""
    logged = ActionLog.objects.count()
    said: list[str] = []

    def noted(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        said.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noted):
        shown(quickly(voter, file, plain(file)))
    begins = next(place for place, sql in enumerate(said) if sql.startswith("SAVEPOINT"))
    assert [place for place, sql in enumerate(said) if "accounts_counter" in sql] == [
        place for place in range(begins) if "accounts_counter" in said[place]
    ]
    written = [re.sub(r"\W+", " ", sql).split()[:3] for sql in said[begins:] if not sql.startswith(("SELECT", "SAVEPOINT", "RELEASE"))]
    assert [" ".join(words) for words in written] == [
        "UPDATE awards_votingcode SET",
        "INSERT INTO awards_envelope",
        "UPDATE awards_poll SET",
    ]
    assert ActionLog.objects.count() == logged


def test_each_ballot_counts_towards_the_limit_of_the_page(file: File, voter: Client) -> None:
    quickly(voter, file, plain(file))
    slowly(voter, file, plain(file, 1))
    assert Counter.objects.get().count == 2
    Counter.objects.update(count=1200)
    form = plain(file, 2)
    assert quickly(voter, file, form).status_code == 307
    assert slowly(voter, file, form).status_code == 429
    assert file.poll.cast == 2


@pytest.mark.parametrize("cookies", [{}, {"elder": "1"}, {"django_language": "en"}])
def test_the_page_of_the_receipt_is_the_same(file: File, voter: Client, cookies: dict[str, str], settings: Any) -> None:
    names = {"django_language": settings.LANGUAGE_COOKIE_NAME}
    for name, value in cookies.items():
        voter.cookies[names.get(name, name)] = value
    pages = []
    for number, way in enumerate((quickly, slowly, quickly)):
        answer = way(voter, file, plain(file, number))
        page = answer.content.decode()
        assert answer["Content-Language"] == ("en" if "django_language" in cookies else settings.LANGUAGE_CODE)
        assert "no-store" in answer["Cache-Control"]
        receipt, token = shown(answer), re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token
        careful = Client(enforce_csrf_checks=True)
        careful.cookies[settings.CSRF_COOKIE_NAME] = voter.cookies[settings.CSRF_COOKIE_NAME].value
        assert careful.post(reverse("elder"), {"csrfmiddlewaretoken": token[1], "next": "/"}, **host(file)).status_code == 302
        pages.append(page.replace(receipt, "RECEIPT").replace(token[1], "TOKEN"))
    assert pages[0] == pages[1] == pages[2]


def test_it_leads_back_to_the_page_who_has_no_cookie_or_only_looks(file: File, client: Client) -> None:
    page = reverse("awards:vote", args=[file.poll.token])
    assert quickly(client, file, plain(file)).status_code == 307
    looked = client.get(reverse("awards:cast_quickly", args=[file.poll.token]), **host(file))
    assert (looked.status_code, looked["Location"]) == (302, page)
    assert file.poll.cast == 0


@pytest.mark.usefixtures("_one_connection")
def test_the_server_takes_the_short_way_without_a_session(file: File, settings: Any) -> None:
    fork, said = Fork(get_wsgi_application()), []
    body = urlencode(plain(file), doseq=True)
    environ = (
        RequestFactory()
        .post(reverse("awards:cast_quickly", args=[file.poll.token]), body, content_type="application/x-www-form-urlencoded", **host(file))
        .environ
    )
    environ["HTTP_COOKIE"] = f"{settings.CSRF_COOKIE_NAME}={SECRET}"
    fork(environ, lambda status, headers: said.append((status, dict(headers)))).close()
    assert said[0][0].startswith("200")
    assert "Set-Cookie" not in said[0][1]
    assert file.poll.cast == 1
