"""Codes and messages: what is kept, what is limited, what arrives."""

import hashlib
import hmac
import json
import logging
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

import pytest
import time_machine
from django.core import serializers
from django_tasks_db.models import DBTaskResult

from jiafeng.common.refusals import Refused
from jiafeng.ground.sms import actions
from jiafeng.ground.sms.jobs.gateways import Memory
from jiafeng.ground.sms.models import BALLOT, Message, PhoneCode
from jiafeng.ground.sms.stages import MessageStage

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 6, 6, 0, tzinfo=UTC)
PHONE, PURPOSE, COUNTY = "13800138000", "pledge:1", "990101"


@pytest.fixture(autouse=True)
def _that_day() -> Iterator[None]:
    Memory.sent.clear()
    with time_machine.travel(AT, tick=False):
        yield


def ask(at: datetime = AT, phone: str = PHONE, **more: Any) -> None:
    actions.send_code(at=at, phone=phone, purpose=PURPOSE, county=COUNTY, **more)


def check(code: str, at: datetime = AT, phone: str = PHONE, purpose: str = PURPOSE) -> str:
    refused = actions.check_code(at=at, phone=phone, purpose=purpose, code=code)
    return refused.code if refused else ""


@pytest.fixture
def arrived(work_off_jobs: Callable[[], None]) -> Callable[[], str]:
    """The code that the telephone shows last."""

    def read() -> str:
        work_off_jobs()
        return "".join(filter(str.isdigit, Memory.sent[-1][1]))[:6]

    return read


def test_the_code_that_arrives_is_taken_once(arrived: Callable[[], str]) -> None:
    ask()
    code = arrived()
    assert Memory.sent[0][0] == PHONE
    assert check(code) == ""
    assert check(code) == "no_code"


@pytest.mark.parametrize(
    ("how", "answer"),
    [
        ({"at": AT + timedelta(minutes=5)}, "no_code"),
        ({"purpose": "pledge:2"}, "no_code"),
        ({"phone": "13900139000"}, "no_code"),
        ({"at": AT + timedelta(minutes=4, seconds=59)}, ""),
    ],
)
def test_it_holds_for_five_minutes_one_telephone_and_one_purpose(how: dict[str, Any], answer: str, arrived: Callable[[], str]) -> None:
    ask()
    assert check(arrived(), **how) == answer


def test_the_sixth_try_is_refused_even_with_the_right_code(arrived: Callable[[], str]) -> None:
    ask()
    code = arrived()
    wrong = "000000" if code != "000000" else "000001"
    assert [check(wrong) for _ in range(5)] == ["wrong_code"] * 5
    assert check(code) == "no_code"


def test_a_new_code_ends_the_one_before(arrived: Callable[[], str]) -> None:
    ask()
    first = arrived()
    later = AT + timedelta(minutes=2)
    ask(at=later)
    second = arrived()
    assert PhoneCode.objects.count() == 1
    assert first == second or check(first, at=later) == "wrong_code"
    assert check(second, at=later) == ""


def test_neither_number_nor_code_is_kept(arrived: Callable[[], str], caplog: pytest.LogCaptureFixture) -> None:
    ask()
    waiting = serializers.serialize("json", [*Message.objects.all(), *PhoneCode.objects.all(), *DBTaskResult.objects.all()])
    code = arrived()
    kept = serializers.serialize("json", [*Message.objects.all(), *PhoneCode.objects.all(), *DBTaskResult.objects.all()])
    for text in (waiting, kept, caplog.text):
        assert PHONE not in text
        assert f'"{code}"' not in text
    assert Message.objects.get().sealed == ""


def test_one_telephone_is_not_flooded() -> None:
    ask()
    with pytest.raises(Refused, match="分钟"):
        ask(at=AT + timedelta(seconds=59))
    moments = [AT + timedelta(minutes=2 * number) for number in range(1, 8)]
    refused = 0
    for moment in moments:
        try:
            ask(at=moment)
        except Refused as limit:
            refused += limit.code == "too_often"
    assert refused == 3
    assert Message.objects.count() == 5


def test_one_address_and_one_county_have_their_limits(settings: Any) -> None:
    settings.SMS_COUNTY_DAY = 61
    for number in range(60):
        ask(phone=f"138{number:08d}", address="192.0.2.7")
    with pytest.raises(Refused) as here:
        ask(phone="13911111111", address="192.0.2.7")
    ask(phone="13911111111", address="192.0.2.8")
    with pytest.raises(Refused) as county:
        ask(phone="13922222222", address="192.0.2.9")
    assert (here.value.code, county.value.code) == ("too_often", "too_many")


def test_a_landline_takes_no_message() -> None:
    with pytest.raises(Refused) as refused:
        ask(phone="08561234567")
    assert refused.value.code == "no_mobile"


def test_a_reminder_of_one_key_is_one_message(work_off_jobs: Callable[[], None]) -> None:
    sent = [actions.send_text(at=AT, phone=PHONE, text="示例：明天九点。", county=COUNTY, key="event:1:2") for _ in range(2)]
    assert sent[0] == sent[1]
    work_off_jobs()
    assert Memory.sent == [(PHONE, "示例：明天九点。")]


def test_old_messages_and_codes_are_forgotten() -> None:
    ask()
    assert actions.forget_old(at=AT + timedelta(days=2)) == 0
    assert actions.forget_old(at=AT + timedelta(days=91)) == 1
    assert PhoneCode.objects.count() == Message.objects.count() == 0


class Gate(BaseHTTPRequestHandler):
    """A gateway that keeps what it is sent and answers as it is told."""

    answers: ClassVar[list[int]] = []
    seen: ClassVar[list[tuple[dict[str, str], bytes]]] = []

    asked: ClassVar[list[str]] = []
    elsewhere = ""

    def do_POST(self) -> None:
        self.seen.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
        self.asked.append(self.path)
        self.send_response(self.answers.pop(0) if self.answers else 200)
        if self.elsewhere:
            self.send_header("Location", self.elsewhere)
        self.end_headers()
        self.wfile.write(f"no such number {PHONE}: {json.loads(self.seen[-1][1])['text']}".encode())

    def log_message(self, *_: Any) -> None:
        """Silent."""


@pytest.fixture
def gate(settings: Any) -> Iterator[type[Gate]]:
    Gate.answers, Gate.seen, Gate.asked, Gate.elsewhere = [], [], [], ""  # type: ignore[misc]
    server = HTTPServer(("127.0.0.1", 0), Gate)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    settings.SMS_BACKEND, settings.SMS_KEY, settings.SMS_SECRET = "http", "yuping", "a secret"
    settings.SMS_URL = f"http://127.0.0.1:{server.server_port}/send?v=1"
    yield Gate
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_gateway_is_asked_with_a_signature(gate: type[Gate], work_off_jobs: Callable[[], None]) -> None:
    gate.answers[:] = [200]
    actions.send_text(at=AT, phone=PHONE, text="示例", county=COUNTY, key="k")
    work_off_jobs()
    headers, body = gate.seen[0]
    assert json.loads(body) == {"id": "k", "phone": PHONE, "text": "示例"}
    expected = hmac.new(b"a secret", f"{headers['X-Jiafeng-Time']}\n".encode() + body, hashlib.sha256).hexdigest()
    assert headers["X-Jiafeng-Signature"] == expected
    assert Message.objects.get().stage == MessageStage.SENT


def test_what_a_gateway_refuses_is_not_tried_again_and_told_masked(
    gate: type[Gate], work_off_jobs: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    gate.answers[:] = [400]
    with caplog.at_level(logging.INFO):
        actions.send_text(at=AT, phone=PHONE, text="示例", county=COUNTY, key="k")
        work_off_jobs()
    message = Message.objects.get()
    assert (message.stage, message.sealed) == (MessageStage.FAILED, "")
    assert "138****8000" in message.reason
    assert PHONE not in message.reason + caplog.text


@pytest.mark.parametrize("answer", [400, 503])
def test_a_gateway_that_repeats_a_secret_is_not_quoted(
    answer: int, gate: type[Gate], work_off_jobs: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    gate.answers[:] = [answer] * 3
    with caplog.at_level(logging.INFO):
        actions.send_text(at=AT, phone=PHONE, text="示例 K7QM-2XNA-P4TD-9HJK", county=COUNTY, key="k", purpose=BALLOT)
        for _ in range(3):
            work_off_jobs()
            DBTaskResult.objects.update(run_after=AT)  # a minute has passed
    assert (Message.objects.get().reason in ("", str(answer)), "K7QM" in caplog.text) == (True, False)
    assert Message.objects.get().stage == MessageStage.FAILED


def test_a_gateway_that_sends_elsewhere_is_not_followed(gate: type[Gate], settings: Any, work_off_jobs: Callable[[], None]) -> None:
    gate.answers[:] = [307]
    gate.elsewhere = f"{settings.SMS_URL}&elsewhere"
    actions.send_text(at=AT, phone=PHONE, text="示例", county=COUNTY, key="k")
    work_off_jobs()
    assert [path for path in gate.asked if "elsewhere" in path] == []
    assert Message.objects.get().stage != MessageStage.SENT


def test_a_gateway_out_of_order_is_asked_three_times(gate: type[Gate], work_off_jobs: Callable[[], None]) -> None:
    gate.answers[:] = [500, 503, 500]
    actions.send_text(at=AT, phone=PHONE, text="示例", county=COUNTY, key="k")
    for _ in range(3):
        work_off_jobs()
        DBTaskResult.objects.update(run_after=AT)  # a minute has passed
    assert len(gate.seen) == 3
    assert Message.objects.get().stage == MessageStage.FAILED
