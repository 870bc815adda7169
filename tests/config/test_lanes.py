"""The lanes: who waits for whom. The applications here are plain WSGI functions that a test can hold up."""

import io
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.http import FileResponse, StreamingHttpResponse

from jiafeng.config.lanes import Lanes


class Held:
    """An application that notes who is let in, and answers one request for each time the gate is opened."""

    def __init__(self) -> None:
        self.came: list[str] = []
        self.gate = threading.Semaphore(0)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        if environ["PATH_INFO"] == "/slow":
            self.came.append(environ["REMOTE_ADDR"])
            self.gate.acquire(timeout=20)
        start_response("200 OK", [])
        return [environ["wsgi.input"].read()]


def environ(
    path: str, *, method: str = "GET", kind: str = "", address: str = "192.0.2.1", body: bytes = b"", **more: Any
) -> dict[str, Any]:
    return {
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "REQUEST_METHOD": method,
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(body)),
        "REMOTE_ADDR": address,
        "wsgi.input": io.BytesIO(body),
        **more,
    }


def ask(lanes: Lanes, asked: dict[str, Any]) -> tuple[str, bytes]:
    said: list[str] = []
    response: Any = lanes(asked, lambda status, headers: said.append(status))
    content = b"".join(response)
    if hasattr(response, "close"):
        response.close()
    return said[0], content


def busy(_: dict[str, Any]) -> bytes:
    return b"busy"


FILE = {"method": "POST", "kind": "multipart/form-data; boundary=x"}


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(80) as threads:
        yield threads


def wait_until(true: Callable[[], bool]) -> None:
    for _ in range(2000):
        if true():
            return
        threading.Event().wait(0.005)
    raise AssertionError("it never came to that")


def test_pages_passwords_and_healthz_pass_a_file_that_takes_long(pool: ThreadPoolExecutor) -> None:
    held = Held()
    lanes = Lanes(held, pages=1, busy=busy)
    waiting = [pool.submit(ask, lanes, environ("/slow", **FILE)) for _ in range(8)]
    wait_until(lambda: len(held.came) == 1)
    assert ask(lanes, environ("/healthz")) == ("200 OK", b"")
    assert ask(lanes, environ("/news")) == ("200 OK", b"")
    assert ask(lanes, environ("/accounts/login/", method="POST", body=b"login=a")) == ("200 OK", b"login=a")
    held.gate.release(8)
    assert {each.result() for each in waiting} == {("200 OK", b"")}


@pytest.mark.parametrize(
    ("asked", "lane"),
    [
        (environ("/healthz"), "health"),
        (environ("/healthz", **FILE), "health"),
        (environ("/news/1"), "pages"),
        (environ("/static/img/lotus.png"), "pages"),
        (environ("/news/1/poster.png"), "files"),
        (environ("/units/", QUERY_STRING="format=xlsx"), "files"),
        (environ("/letters/s/x/write", **FILE), "files"),
        (environ("/accounts/login/"), "pages"),
        (environ("/accounts/login/", method="POST"), "passwords"),
        (environ("/pledges/p/x/quick", method="POST"), "pages"),
    ],
)
def test_which_lane_a_request_takes(asked: dict[str, Any], lane: str) -> None:
    assert Lanes(Held(), pages=1, busy=busy).lane_of(asked).name == lane


def test_nobody_keeps_healthz_waiting_for_a_body() -> None:
    asked = environ("/healthz", method="POST", body=b"half")
    asked["CONTENT_LENGTH"] = "8"
    assert ask(Lanes(Held(), pages=1, busy=busy), asked) == ("200 OK", b"")


def test_addresses_take_turns(pool: ThreadPoolExecutor) -> None:
    held = Held()
    lanes = Lanes(held, pages=1, busy=busy)
    waiting = [pool.submit(ask, lanes, environ("/slow", **FILE)) for _ in range(6)]
    wait_until(lambda: len(held.came) == 1 and sum(len(queue) for queue in lanes.files._waiting.values()) == 5)
    waiting.append(pool.submit(ask, lanes, environ("/slow", address="192.0.2.2", **FILE)))
    wait_until(lambda: len(lanes.files._waiting) == 2)
    for _ in range(7):
        held.gate.release()
    assert {each.result()[0] for each in waiting} == {"200 OK"}
    assert held.came.index("192.0.2.2") <= 2, held.came


def test_an_address_is_the_visitors_and_not_the_proxys(pool: ThreadPoolExecutor, settings: Any) -> None:
    settings.PROXY_COUNT = 1
    held = Held()
    lanes = Lanes(held, pages=1, busy=busy)
    most = lanes.files.places.each
    waiting = [pool.submit(ask, lanes, environ("/slow", HTTP_X_FORWARDED_FOR="198.51.100.1", **FILE)) for _ in range(most)]
    wait_until(lambda: len(held.came) == 1 and sum(len(queue) for queue in lanes.files._waiting.values()) == most - 1)
    assert ask(lanes, environ("/slow", HTTP_X_FORWARDED_FOR="192.0.2.9, 198.51.100.1", **FILE)) == ("503 Service Unavailable", b"busy")
    other = pool.submit(ask, lanes, environ("/slow", HTTP_X_FORWARDED_FOR="198.51.100.2", **FILE))
    held.gate.release(most + 1)
    assert {each.result()[0] for each in [*waiting, other]} == {"200 OK"}


def test_what_went_wrong_is_raised_where_the_request_came_in_and_the_lane_goes_on() -> None:
    def broken(asked: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        if asked["PATH_INFO"] == "/broken":
            raise ValueError("as it happens")
        start_response("200 OK", [])
        return [b"well"]

    lanes = Lanes(broken, pages=1, busy=busy)
    for _ in range(3):
        with pytest.raises(ValueError, match="as it happens"):
            ask(lanes, environ("/broken"))
        assert ask(lanes, environ("/")) == ("200 OK", b"well")


def test_a_body_is_whole_before_anything_is_done() -> None:
    held = Held()
    lanes = Lanes(held, pages=1, busy=busy)
    large = b"x" * 3_000_000
    assert ask(lanes, environ("/news", method="POST", body=large)) == ("200 OK", large)
    short = environ("/slow", method="POST", body=b"half")
    short["CONTENT_LENGTH"] = "8"
    assert ask(lanes, short)[0] == "400 Bad Request"
    assert held.came == []


def test_a_form_that_is_too_large_is_not_even_received(settings: Any) -> None:
    """The application refuses it by its length; kept first, it would fill the disk."""
    lanes = Lanes(Held(), pages=1, busy=busy)
    large = environ("/news", method="POST", body=b"x")
    large["CONTENT_LENGTH"] = str(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    assert ask(lanes, large) == ("200 OK", b"")
    assert large["CONTENT_LENGTH"] == str(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)


@pytest.mark.django_db  # a response that is closed looks after the connections of its thread
@pytest.mark.parametrize("size", [10, 3_000_000])
def test_a_place_is_held_until_the_answer_is_sent(size: int) -> None:
    """A small answer is handed over whole; a large one is read as fast as its receiver takes it, and its file is closed."""
    stream = io.BytesIO(b"x" * size)

    def application(asked: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        response = FileResponse(stream)
        start_response("200 OK", list(response.headers.items()))
        return response

    lanes = Lanes(application, pages=1, busy=busy)
    response: Any = lanes(environ("/a.pdf"), lambda status, headers: None)
    inside = lanes.files.places._taken.total()
    assert inside == (1 if size > 1 << 20 else 0)
    assert len(b"".join(response)) == size
    if inside:
        response.close()
    assert lanes.files.places._taken.total() == lanes.house._taken.total() == 0
    assert stream.closed


def test_what_is_made_while_it_is_read_is_read_by_the_lane() -> None:
    """It may ask the database, and the connection belongs to the lane's thread."""
    readers = []

    def lines() -> Iterator[bytes]:
        for _ in range(3):
            readers.append(threading.current_thread().name)
            yield b"line"

    def application(asked: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        start_response("200 OK", [])
        return StreamingHttpResponse(lines())

    lanes = Lanes(application, pages=1, busy=busy)
    assert ask(lanes, environ("/news")) == ("200 OK", b"line" * 3)
    assert set(readers) == {"pages 0"}
    assert lanes.house._taken.total() == 0
