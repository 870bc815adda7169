"""kill -9 while a committee votes, and while its poll is closed: every receipted ballot is on the board once, and one sent again is the same.

On SQLite; under tools/postgres.sh on PostgreSQL.
"""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.alone import FOUND, run
from tests.serving import Site

KILLS = int(os.environ.get("JIAFENG_KILLS", "2"))
VOTERS, EACH, KILLS_A_POLL, KILLS_A_CLOSE = 6, 10, 30, 4
BROKEN = (http.client.HTTPException, OSError)
DATABASE = {name: value for name, value in os.environ.items() if name == "JIAFENG_DATABASE_URL"}
PREPARE = """
import json
from django.utils import timezone
from jiafeng.ground.units.actions import add_organisation
from tests.programme.awards import factories
factories.NOW = timezone.now()
factories.DAYS = dict.fromkeys(factories.DAYS, timezone.localdate())
county, polls = factories.make_county(), []
for number in range(POLLS):  # each of its own unit, whose list knows no namesakes
    county.water = add_organisation(by=None, at=factories.NOW, county=county.region, name=f"示例{number}局", kind=county.water.kind)
    file = factories.polling(factories.open_file(county, rules={"title": f"示例{number}"}, days=factories.DAYS), codes=CODES)
    polls.append({"poll": file.poll.pk, "token": file.poll.token, "codes": file.codes})
print(json.dumps(polls))
"""
# With a number of milliseconds the process kills itself so long after the closing began.
CLOSE = """
import json, os, signal, threading
from django.core.files.storage import default_storage
from django.utils import timezone
from jiafeng.ground.accounts.models import User
from jiafeng.programme.awards import actions
from jiafeng.programme.awards.models import Poll
from jiafeng.library.ballots import verify
staff = User.objects.filter(memberships__role="county_staff").order_by("pk").first()
poll = Poll.objects.get(pk=POLL)
if MILLISECONDS:
    threading.Timer(MILLISECONDS / 1000, os.kill, (os.getpid(), signal.SIGKILL)).start()
poll = actions.close_poll(by=staff, at=timezone.now(), poll=poll)
raw = default_storage.open(poll.board).read()
seal, tally = verify(raw)
print(json.dumps({"receipts": [line[:14] for line in json.loads(raw)["ballots"]], "ballots": tally["ballots"], "codes": json.loads(raw)["codes"]}))
if MILLISECONDS:
    threading.Event().wait()
"""


class Voting:
    """What the voters know: the receipts that were acknowledged, and what their pages were given. They come from `address`, of which nobody else has used up the limit."""

    def __init__(self, port: int, token: str, address: str) -> None:
        self.port, self.path, self.address = port, f"/awards/v/{token}", {"X-Forwarded-For": address}
        self.receipts: dict[str, str] = {}
        self.keys: dict[str, str] = {}
        self.over = threading.Event()

    def cast(self, code: str, key: str = "") -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", self.path, headers=self.address)
            answer = connection.getresponse()
            page = answer.read().decode()
            cookie = str(answer.headers["Set-Cookie"]).partition(";")[0]
            secret = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
            offered = re.search(r'name="key" value="([^"]+)"', page)
            assert secret is not None, f"{answer.status}: {page[:2000]}"
            assert offered is not None, f"{answer.status}: {page[:2000]}"
            self.keys[code] = key or offered.group(1)
            form = [("csrfmiddlewaretoken", secret.group(1)), ("key", self.keys[code]), ("code", code), ("choices", "01"), ("step", "cast")]
            headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie, **self.address}
            for path in (f"{self.path}/cast", self.path):  # the second where the first hands on, as a browser goes
                connection.request("POST", path, urllib.parse.urlencode(form), headers)
                answer = connection.getresponse()
                if answer.status != 307:
                    break
                answer.read()
            receipt = re.search(r'id="receipt-code"[^>]*>([2-9A-Z-]{14})<', answer.read().decode())
            if answer.status == 200 and receipt is not None:
                self.receipts[code] = receipt.group(1)
        finally:
            connection.close()

    def vote(self, codes: list[str]) -> None:
        for code in codes:
            if self.over.is_set():
                return
            try:
                self.cast(code)
            except BROKEN:
                return


def close(folder: Path, poll: int, milliseconds: int = 0) -> "subprocess.CompletedProcess[str]":
    return run(CLOSE.replace("POLL)", f"{poll})").replace("MILLISECONDS", str(milliseconds)), folder, **DATABASE)


def kill_while_they_vote(site: Site, voting: "Voting", codes: list[str], enough: int) -> dict[str, str]:
    """Serve, kill once so many ballots were acknowledged; the receipts that were."""
    site.start()
    with ThreadPoolExecutor(VOTERS) as pool:
        voters = [pool.submit(voting.vote, codes[place::VOTERS]) for place in range(VOTERS)]
        give_up = time.monotonic() + 60
        while len(voting.receipts) < enough and time.monotonic() < give_up:
            time.sleep(0.002)
        site.kill()
        voting.over.set()
        for voter in voters:
            voter.result(timeout=30)
    assert voting.receipts, site.log
    return voting.receipts


def test_every_receipted_ballot_is_on_the_board_once(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    site = Site(folder)
    site.environment |= {**DATABASE, "JIAFENG_PROXY_COUNT": "1"}
    migrated = run(FOUND, folder, **DATABASE)
    assert migrated.returncode == 0, migrated.stderr
    number_of_polls, codes = -(-KILLS // KILLS_A_POLL), min(KILLS, KILLS_A_POLL) * VOTERS * EACH
    prepared = run(PREPARE.replace("POLLS", str(number_of_polls)).replace("CODES", str(codes)), folder, **DATABASE)
    assert prepared.returncode == 0, prepared.stderr
    polls = json.loads(prepared.stdout.splitlines()[-1])
    killed = receipted = 0
    for poll in polls:
        receipts: dict[str, str] = {}
        keys: dict[str, str] = {}
        for turn in range(min(KILLS - killed, KILLS_A_POLL)):
            share = poll["codes"][turn * VOTERS * EACH : (turn + 1) * VOTERS * EACH]
            voting = Voting(site.port, poll["token"], f"192.0.2.{killed}")
            receipts |= kill_while_they_vote(site, voting, share, 1 + killed * 7 % 40)
            keys |= voting.keys
            killed += 1
        site.start()
        again = Voting(site.port, poll["token"], "198.51.100.1")
        code, receipt = next(iter(receipts.items()))
        again.cast(code, keys[code])
        assert again.receipts == {code: receipt}
        site.stop()
        for turn in range(KILLS_A_CLOSE):
            assert close(folder, poll["poll"], 1 + turn * 9).returncode == -signal.SIGKILL
        closed = close(folder, poll["poll"])
        assert closed.returncode == 0, closed.stderr
        board = json.loads(closed.stdout.splitlines()[-1])
        assert len(board["receipts"]) == len(set(board["receipts"])) == board["ballots"] == board["codes"]["used"]
        assert set(receipts.values()) <= set(board["receipts"])
        receipted += len(receipts)
    assert killed == KILLS
    assert not list((folder / "secrets").glob("poll-*"))  # the keys of closed polls are gone, whenever it was killed
    sys.stdout.write(
        f"{killed} kills, {receipted} ballots receipted, {len(polls)} polls closed, {KILLS_A_CLOSE * len(polls)} closings killed\n"
    )
