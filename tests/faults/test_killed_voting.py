"""kill -9 while a committee votes: every receipted ballot is on the board once, and a ballot sent again is the same ballot."""

import http.client
import json
import os
import re
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.bulletins.alone import run
from tests.serving import Site

KILLS = int(os.environ.get("JIAFENG_KILLS", "2"))
VOTERS, EACH = 6, 10
BROKEN = (http.client.HTTPException, OSError)
PREPARE = """
import json
from django.utils import timezone
from tests.awards import factories
factories.NOW = timezone.now()
factories.DAYS = dict.fromkeys(factories.DAYS, timezone.localdate())
file = factories.polling(factories.open_file(days=factories.DAYS), codes=CODES)
print(json.dumps({"token": file.poll.token, "codes": file.codes}))
"""
CLOSE = """
import json
from django.core.files.storage import default_storage
from django.utils import timezone
from jiafeng.accounts.models import User
from jiafeng.awards import actions
from jiafeng.awards.models import Poll
from jiafeng.ballots import verify
staff = User.objects.filter(memberships__role="county_staff").order_by("pk").first()
poll = actions.close_poll(by=staff, at=timezone.now(), poll=Poll.objects.get())
raw = default_storage.open(poll.board).read()
seal, tally = verify(raw)
print(json.dumps({"receipts": [line[:14] for line in json.loads(raw)["ballots"]], "ballots": tally["ballots"], "codes": json.loads(raw)["codes"]}))
"""


class Voting:
    """What the voters know: the receipts that were acknowledged."""

    def __init__(self, port: int, token: str) -> None:
        self.port, self.path = port, f"/awards/v/{token}"
        self.receipts: dict[str, str] = {}
        self.over = threading.Event()

    def cast(self, code: str, receipt: str = "") -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", self.path)
            answer = connection.getresponse()
            page = answer.read().decode()
            cookie = str(answer.headers["Set-Cookie"]).partition(";")[0]
            secret = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
            offered = re.search(r'name="receipt" value="([^"]+)"', page)
            assert secret is not None
            assert offered is not None
            receipt = receipt or offered.group(1)
            form = [("csrfmiddlewaretoken", secret.group(1)), ("receipt", receipt), ("code", code), ("choices", "01"), ("step", "cast")]
            headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
            connection.request("POST", self.path, urllib.parse.urlencode(form), headers)
            answer = connection.getresponse()
            if answer.status == 200 and receipt in answer.read().decode():
                self.receipts[code] = receipt
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


def test_every_receipted_ballot_is_on_the_board_once(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    site = Site(folder)
    migrated = run("from django.core.management import call_command\ncall_command('migrate', verbosity=0)", folder)
    assert migrated.returncode == 0, migrated.stderr
    prepared = run(PREPARE.replace("CODES", str(KILLS * VOTERS * EACH)), folder)
    assert prepared.returncode == 0, prepared.stderr
    found = json.loads(prepared.stdout.splitlines()[-1])
    waiting = iter(found["codes"])
    receipts: dict[str, str] = {}
    for number in range(KILLS):
        site.start()
        voting = Voting(site.port, found["token"])
        shares = [[next(waiting) for _ in range(EACH)] for _ in range(VOTERS)]
        with ThreadPoolExecutor(VOTERS) as pool:
            voters = [pool.submit(voting.vote, share) for share in shares]
            give_up = time.monotonic() + 60
            while len(voting.receipts) < 1 + number * 7 % 40 and time.monotonic() < give_up:
                time.sleep(0.002)
            site.kill()
            voting.over.set()
            for voter in voters:
                voter.result(timeout=30)
        assert voting.receipts, site.log
        receipts |= voting.receipts
    site.start()
    again = Voting(site.port, found["token"])
    code, receipt = next(iter(receipts.items()))
    again.cast(code, receipt)
    assert again.receipts == {code: receipt}
    site.stop()
    closed = run(CLOSE, folder)
    assert closed.returncode == 0, closed.stderr
    board = json.loads(closed.stdout.splitlines()[-1])
    assert len(board["receipts"]) == len(set(board["receipts"])) == board["ballots"] == board["codes"]["used"]
    assert set(receipts.values()) <= set(board["receipts"])
