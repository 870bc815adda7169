"""kill -9 while people write: whatever was acknowledged is there, nothing is there twice, and what was not acknowledged can be sent again."""

import http.client
import json
import os
import re
import signal
import sqlite3
import subprocess
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest

from tests.serving import Site, until

WRITERS = 4
BROKEN = (http.client.HTTPException, OSError)


class Sender:
    """Somebody at the portal's letter box. The form's token is taken once, as a page that stays open would."""

    def __init__(self, site: Site) -> None:
        self.port = site.port
        page, body = self.ask("GET", {})
        self.headers = {"Cookie": page.headers["Set-Cookie"].split(";")[0], "Content-Type": "application/x-www-form-urlencoded"}
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', body)
        assert found
        self.token = found[1]

    def ask(self, method: str, headers: dict[str, str], form: dict[str, str] | None = None) -> tuple[http.client.HTTPResponse, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, "/feedback", urllib.parse.urlencode(form or {}), headers)
            answer = connection.getresponse()
            return answer, answer.read().decode()
        finally:
            connection.close()

    def send(self, key: str) -> str:
        """Post one letter and return its receipt, which the redirect names; raises where no answer came."""
        form = {"csrfmiddlewaretoken": self.token, "key": key, "kind": "suggestion", "text": f"示例 {key}"}
        answer, body = self.ask("POST", {**self.headers, "X-Forwarded-For": f"2001:db8:{key[:4]}:{key[4:8]}::1"}, form)
        assert answer.status == 302, body
        return answer.headers["Location"].rsplit("/", 1)[-1]


@dataclass
class Said:
    """What the senders know: every key they sent, and the receipt where one came back."""

    sent: list[str] = field(default_factory=list)
    receipts: dict[str, str] = field(default_factory=dict)
    over: threading.Event = field(default_factory=threading.Event)

    def write(self, sender: Sender) -> None:
        """Send letters until the server is gone."""
        while not self.over.is_set():
            key = str(uuid4())
            self.sent.append(key)
            try:
                self.receipts[key] = sender.send(key)
            except BROKEN:
                return


def kept(site: Site) -> list[tuple[str, str]]:
    """Key and receipt of every letter in the database, and that it is whole."""
    connection = sqlite3.connect(site.folder / "jiafeng.sqlite3")
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return connection.execute("SELECT key, receipt FROM portal_feedback").fetchall()
    finally:
        connection.close()


@pytest.mark.parametrize("after", [1, 10, 40])
def test_what_was_acknowledged_survives_and_nothing_is_doubled(site: Site, after: int) -> None:
    """Killed once `after` letters were acknowledged, in the middle of others. Each comes from an address of its own, so that none is slowed."""
    site.environment["JIAFENG_PROXY_COUNT"] = "1"
    site.start()
    said = Said()
    senders = [Sender(site) for _ in range(WRITERS)]
    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [pool.submit(said.write, sender) for sender in senders]
        give_up = time.monotonic() + 60
        while len(said.receipts) < after and time.monotonic() < give_up:
            time.sleep(0.01)
        site.kill()
        said.over.set()
        for writer in writers:
            writer.result(timeout=30)
    assert len(said.receipts) >= after

    site.start()
    there = dict(kept(site))
    for key, receipt in said.receipts.items():
        assert there[key.replace("-", "")] == receipt
    assert set(there) <= {key.replace("-", "") for key in said.sent}

    sender = Sender(site)
    for key in said.sent:
        receipt = sender.send(key)
        assert receipt == said.receipts.get(key, receipt)
    after_all = kept(site)
    assert sorted(key for key, _ in after_all) == sorted(key.replace("-", "") for key in said.sent)


def test_the_port_is_free_again_and_no_process_is_left(site: Site) -> None:
    """The workers of a server that was killed outright end by themselves, so that the next start is not refused."""
    site.start()
    site.kill_only_the_parent()
    assert site.start().is_healthy()


def test_a_demo_that_was_killed_while_it_was_built_is_built_by_the_next(tmp_path: Path) -> None:
    """The county is one transaction: after a kill it is not there at all, and the next call makes all of it, once."""
    site = Site(tmp_path / "data")
    building = subprocess.Popen(
        [site.command_path, "demo", "--no-serve", "--data", str(site.folder)], env=site.environment, start_new_session=True
    )
    evidence = site.folder / "private" / "evidence"
    until(lambda: evidence.exists() or building.poll() is not None)
    assert building.poll() is None, "the demo was built before it could be killed"
    os.killpg(building.pid, signal.SIGKILL)
    building.wait(timeout=20)
    connection = sqlite3.connect(site.folder / "jiafeng.sqlite3")
    assert connection.execute("SELECT count(*) FROM units_countyprofile").fetchone() == (0,)
    connection.close()

    site.command("demo", "--no-serve")
    figures = {figure["code"]: figure["value"] for figure in json.loads(site.command("figures", "--json").stdout)}
    assert figures["pledges.signers"] > 100
    site.command("demo", "--no-serve")
    again = {figure["code"]: figure["value"] for figure in json.loads(site.command("figures", "--json").stdout)}
    assert again == figures
