"""Lanes: what is quick never waits for what is slow (ADR 0037).

The server has many threads that only receive, wait and send. The work itself is done by a few threads of each lane, which hold the connections
to the database: pages in one lane, files in another, passwords in a third, and `/healthz` in one of its own.
"""

from __future__ import annotations

import io
import tempfile
import threading
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.conf import settings

from jiafeng.config.middleware import address_of

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

THREADS = 192
"""The server's threads in each process. They hold a request each and next to nothing else."""
_SPARE = 16  # of them are left for /healthz and for telling the others that the house is full
_IN_MEMORY = 1 << 20  # bytes of a body, received or to be sent; a larger one lies in a temporary file
_CHUNK = 1 << 16
RETRY_AFTER = 10  # seconds


@dataclass
class _Answer:
    """What became of a call. `rest` is a file that needs no database and is read as fast as its receiver takes it."""

    status: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    content: list[bytes] = field(default_factory=list)
    rest: Any = None
    failure: BaseException | None = None


class _Call:
    """One request on its way through a lane."""

    __slots__ = ("answer", "environ", "over")

    def __init__(self, environ: dict[str, Any]) -> None:
        self.environ = environ
        self.answer = _Answer()
        self.over = threading.Lock()
        self.over.acquire()


class Places:
    """How many requests may be somewhere at a time, and how many of them from one address."""

    def __init__(self, most: int, *, each: int) -> None:
        self.most, self.each = most, each
        self._taken: Counter[str] = Counter()
        self._change = threading.Lock()

    def enter(self, address: str) -> bool:
        """Take a place; False where there is none."""
        with self._change:
            if self._taken.total() >= self.most or self._taken[address] >= self.each:
                return False
            self._taken[address] += 1
            return True

    def leave(self, address: str) -> None:
        """Give the place back."""
        with self._change:
            self._taken[address] -= 1
            if not self._taken[address]:
                del self._taken[address]


class Lane:
    """A queue that a few threads work off. Addresses that wait take turns: one that sends a hundred files delays the others by one each."""

    def __init__(self, name: str, application: Application, places: Places, *, threads: int = 1) -> None:
        self.name, self.application, self.places = name, application, places
        self._waiting: OrderedDict[str, deque[_Call]] = OrderedDict()
        self._change = threading.Condition()
        for number in range(threads):
            threading.Thread(target=self._work, name=f"{name} {number}", daemon=True).start()

    def carry_out(self, address: str, environ: dict[str, Any]) -> _Answer:
        """Have the application answer in one of the lane's threads, and wait for it."""
        call = _Call(environ)
        with self._change:
            self._waiting.setdefault(address, deque()).append(call)
            self._change.notify()
        call.over.acquire()
        return call.answer

    def _next(self) -> _Call:
        with self._change:
            while not self._waiting:
                self._change.wait()
            address, calls = self._waiting.popitem(last=False)
            call = calls.popleft()
            if calls:
                self._waiting[address] = calls  # behind every other address that waits
            return call

    def _work(self) -> None:
        while True:
            call = self._next()
            try:
                _answer(self.application, call.environ, call.answer)
            except BaseException as failure:  # noqa: BLE001 - whatever it was, it is raised where the request came in, and the lane goes on
                call.answer.failure = failure
            finally:
                call.over.release()
            del call


def _answer(application: Application, environ: dict[str, Any], answer: _Answer) -> None:
    """Call the application, and read here what it makes as it is read: that may need the database, whose connection is this thread's."""

    def start(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
        answer.status, answer.headers = status, headers

    response: Any = application(environ, start)
    streaming = getattr(response, "streaming", False)
    small = streaming and int(response.headers.get("Content-Length") or _IN_MEMORY + 1) <= _IN_MEMORY
    if getattr(response, "file_to_stream", None) is not None and not small:
        answer.rest = response
        return
    try:
        if streaming and not small:
            answer.rest = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  # closed by whoever sends it
            for part in response:
                answer.rest.write(part)
            answer.rest.seek(0)
        else:
            answer.content = list(response)
    finally:
        if close := getattr(response, "close", None):
            close()


class _Broken:
    """A body that could not be kept: whoever reads it meets the error, and answers it as any other of its kind."""

    def __init__(self, error: OSError) -> None:
        self.error = error

    def read(self, *_: Any) -> bytes:
        raise self.error

    readline = read

    def close(self) -> None:
        """Nothing was opened."""


def _has_files(environ: dict[str, Any]) -> bool:
    return environ.get("CONTENT_TYPE", "").startswith("multipart/")


def _received(environ: dict[str, Any]) -> BinaryIO | _Broken | None:
    """The whole body, before anything is done with it: a slow sender holds no thread that works. None where the sender broke off."""
    missing = int(environ.get("CONTENT_LENGTH") or 0)
    refused = missing > settings.DATA_UPLOAD_MAX_MEMORY_SIZE and not _has_files(environ)  # Django says so by the length alone
    if not missing or refused:
        return io.BytesIO()
    source = environ["wsgi.input"]
    body: Any = io.BytesIO() if missing <= _IN_MEMORY else None
    try:
        body = body or tempfile.TemporaryFile()  # noqa: SIM115  # closed when the answer is there
        while missing:
            chunk = source.read(min(missing, _CHUNK))
            if not chunk:
                body.close()
                return None
            body.write(chunk)
            missing -= len(chunk)
        body.seek(0)
    except OSError as error:
        if body is not None:
            body.close()
        return _Broken(error)
    return body


class _Sending:
    """What is left to send, and where to tell that it is over: sent, broken off, or dropped."""

    def __init__(self, rest: Any, over: Callable[[], None]) -> None:
        self._rest, self._over = rest, over
        self._parts = iter(rest) if hasattr(rest, "streaming") else iter(lambda: rest.read(_CHUNK), b"")
        self._open = True

    def __iter__(self) -> Iterator[bytes]:
        return self._parts

    def close(self) -> None:
        if self._open:
            self._open = False
            self._rest.close()
            self._over()

    __del__ = close


class Lanes:
    """The application as the server calls it: each request by its lane.

    A request that finds no place is answered 503 with a sentence and the time to wait; nothing of it was done then.
    """

    def __init__(self, application: Application, *, pages: int, busy: Callable[[dict[str, Any]], bytes]) -> None:
        most = THREADS - _SPARE
        self.busy = busy
        self.house = Places(most, each=most // 2)
        self.health = Lane("health", application, Places(_SPARE // 2, each=_SPARE // 2))
        self.pages = Lane("pages", application, self.house, threads=pages)
        self.files = Lane("files", application, Places(most // 3, each=most // 6))
        self.passwords = Lane("passwords", application, Places(most // 3, each=most // 3))

    def lane_of(self, environ: dict[str, Any]) -> Lane:
        """By what a request says of itself: sending files, asking for one that has to be made, or posting to the accounts' pages, which hash."""
        path = environ.get("PATH_INFO", "")
        if path == "/healthz":
            return self.health
        if environ.get("REQUEST_METHOD") == "POST":
            if _has_files(environ):
                return self.files
            return self.passwords if path.startswith("/accounts/") else self.pages
        made = path.endswith((".pdf", ".png", ".xlsx")) or "format=" in environ.get("QUERY_STRING", "")
        return self.files if made and not path.startswith(settings.STATIC_URL) else self.pages

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        lane, address = self.lane_of(environ), address_of(environ)
        with ExitStack() as inside:
            for places in [self.health.places] if lane is self.health else dict.fromkeys((self.house, lane.places)):
                if not places.enter(address):
                    return self._refused(environ, start_response)
                inside.callback(places.leave, address)
            answer = self._answered(lane, address, environ)
            if answer.failure is not None:
                raise answer.failure
            start_response(answer.status, answer.headers)
            if answer.rest is None:
                return answer.content
            return _Sending(answer.rest, inside.pop_all().close)

    def _answered(self, lane: Lane, address: str, environ: dict[str, Any]) -> _Answer:
        body = io.BytesIO() if lane is self.health else _received(environ)  # nobody can keep /healthz waiting for a body
        if body is None:
            return _Answer("400 Bad Request", [("Content-Length", "0")])
        environ["wsgi.input"] = body
        try:
            return lane.carry_out(address, environ)
        finally:
            body.close()

    def _refused(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        page = self.busy(environ)
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(page))), ("Cache-Control", "no-store")]
        start_response("503 Service Unavailable", [*headers, ("Retry-After", str(RETRY_AFTER))])
        return [page]
