"""Everybody at once: slow and heavy requests take nothing from pages, and /healthz always answers."""

import http.client
import os
import socket
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from jiafeng.config.lanes import THREADS
from tests.serving import PATIENCE, Site, until

SOON = PATIENCE  # a stalled sender holds the server as long as the test lets it
BODY = 4_000_000  # bytes: a longer one that brings no files is refused by its length, and holds nothing


@contextmanager
def stalled(site: Site, count: int, path: str = "/letters/s/none/write", kind: str = "multipart/form-data; boundary=x") -> Iterator[None]:
    """So many senders of a body of 4 MB who stop after the first kilobyte."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\nContent-Length: {BODY}\r\n\r\n"
    with ExitStack() as connections:
        for _ in range(count):
            line = connections.enter_context(socket.create_connection(("127.0.0.1", site.port), timeout=SOON))
            line.sendall(head.encode() + b"-" * 1024)
        yield


def bodies_held(site: Site) -> int:
    """How many bodies the server's processes are receiving: each of more than 1 MB lies in a temporary file without a name."""
    assert site.process is not None
    workers = " ".join(each.read_text() for each in Path(f"/proc/{site.process.pid}/task").glob("*/children")).split()
    files = [_target(file) for worker in workers for file in Path(f"/proc/{worker}/fd").iterdir()]
    return len([file for file in files if file.startswith("/tmp/") and file.endswith(" (deleted)")])


def _target(file: Path) -> str:
    try:
        return os.readlink(file)
    except FileNotFoundError:  # closed since the folder was read
        return ""


def get(site: Site, path: str, *, address: str = "") -> tuple[int, dict[str, str], str]:
    request = urllib.request.Request(f"{site.url}{path}", headers={"X-Forwarded-For": address} if address else {})
    try:
        with urllib.request.urlopen(request, timeout=SOON) as answer:
            return answer.status, dict(answer.headers), answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, dict(refused.headers), refused.read().decode()


def upload(site: Site) -> tuple[int, str]:
    """A small file to an address that is not there: 404 where the server takes it up."""
    line = http.client.HTTPConnection("127.0.0.1", site.port, timeout=SOON)
    line.request("POST", "/letters/s/none/write", b"--x--\r\n", {"Content-Type": "multipart/form-data; boundary=x"})
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer.status, answer.headers.get("Retry-After", "")


def test_senders_who_stall_hold_up_nobody(site: Site) -> None:
    site.start()
    with stalled(site, 16):
        until(lambda: bodies_held(site) == 16)
        for _ in range(4):
            assert get(site, "/healthz")[0] == 200
            assert get(site, "/accounts/login/")[0] == 200
        assert {upload(site)[0] for _ in range(4)} == {403}, "a form without its token, looked at by the application"


def test_a_full_lane_says_so_and_the_others_go_on(site: Site) -> None:
    site.start()
    with stalled(site, 2 * THREADS):
        answers = []
        until(lambda: answers.append(upload(site)) or answers[-1][0] == 503)
        assert int(answers[-1][1]) > 0
        assert get(site, "/accounts/login/")[0] == 200
        assert get(site, "/healthz")[0] == 200
    until(lambda: upload(site)[0] != 503, lambda: "the places of senders who broke off were not given back")


def test_one_address_cannot_fill_the_house(site: Site) -> None:
    site.environment["JIAFENG_PROXY_COUNT"] = "1"
    site.start()
    with stalled(site, 2 * THREADS, "/feedback", "text/plain"):
        answers = []
        until(lambda: answers.append(get(site, "/accounts/login/")) or answers[-1][0] == 503)
        assert "现在使用的人很多" in answers[-1][2]
        assert get(site, "/healthz")[0] == 200
        for _ in range(6):
            assert get(site, "/accounts/login/", address="192.0.2.7")[0] == 200


@pytest.mark.parametrize("size", [200_000, 5_000_000])
def test_a_body_that_breaks_off_is_not_acted_on(site: Site, size: int) -> None:
    site.start()
    with socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE) as line:
        head = f"POST /letters/s/none/write HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: {size}\r\n\r\n"
        line.sendall(head.encode() + b"-" * (size // 2))
        line.shutdown(socket.SHUT_WR)
        assert line.recv(4096).startswith(b"HTTP/1.1 400 ")
    assert get(site, "/accounts/login/")[0] == 200
    assert "Forbidden" not in site.log, "the application was never asked"
    assert "Traceback" not in site.log


def test_the_worker_beside_the_server_is_heard_of(site: Site) -> None:
    site.start()
    until(lambda: heartbeats(site), lambda: site.log)
    assert heartbeats(site)[0].startswith("serve.")
    assert '"worker": "ok"' in get(site, "/healthz")[2]


def heartbeats(site: Site) -> list[str]:
    connection = sqlite3.connect(site.folder / "jiafeng.sqlite3")
    try:
        return [worker for (worker,) in connection.execute("SELECT worker FROM jobs_heartbeat")]
    finally:
        connection.close()
