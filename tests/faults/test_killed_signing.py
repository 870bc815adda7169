"""kill -9 while a county signs: every acknowledged signature is there once, and what was not acknowledged can be sent again."""

import http.client
import json
import os
import sqlite3
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

from tests.bulletins.alone import run
from tests.serving import Site

# JIAFENG_KILLS=200 kills as often as the measurements say.
KILLS = int(os.environ.get("JIAFENG_KILLS", "2"))
WRITERS, EACH = 8, 40
BROKEN = (http.client.HTTPException, OSError)
PREPARE = """
import json
from datetime import timedelta
from django.utils import timezone
from tests.events.factories import person, place
from tests.pledges import factories
from jiafeng.pledges import actions
from jiafeng.pledges.models import PledgeDrive
here = place()
today = timezone.localdate()
call = factories.drive(here, opens_on=today - timedelta(days=1), closes_on=today + timedelta(days=9))
people = [person(here) for _ in range(PEOPLE)]
tokens = [actions.make_link(by=here.staff, at=timezone.now(), drive=call, person=each) for each in people]
print(json.dumps({"text": call.texts.get().pk, "people": [[each.pk, each.name, token] for each, token in zip(people, tokens)]}))
"""


class Signing:
    """What the senders know: who was sent, and whose signature was acknowledged."""

    def __init__(self, port: int, text: int) -> None:
        self.port, self.text = port, text
        self.acknowledged: set[int] = set()
        self.over = threading.Event()

    def send(self, someone: tuple[int, str, str]) -> None:
        person, name, token = someone
        form = {"key": str(uuid4()), "text": self.text, "typed_name": name, "have_read": "on", "step": "submit"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", f"/pledges/p/{token}/quick", urllib.parse.urlencode(form), headers)
            if connection.getresponse().status == 303:
                self.acknowledged.add(person)
        finally:
            connection.close()

    def write(self, people: list[tuple[int, str, str]]) -> None:
        for someone in people:
            if self.over.is_set():
                return
            try:
                self.send(someone)
            except BROKEN:
                return


def signed(site: Site) -> list[int]:
    """The persons of the pledges in the database, and that it is whole."""
    connection = sqlite3.connect(site.folder / "jiafeng.sqlite3")
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        halves = "SELECT count(*) FROM pledges_pledge WHERE id NOT IN (SELECT pledge_id FROM pledges_pledgetrace)"
        assert connection.execute(halves).fetchone() == (0,)
        return [person for (person,) in connection.execute("SELECT person_id FROM pledges_pledge")]
    finally:
        connection.close()


def test_every_acknowledged_signature_is_there_once(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    site = Site(folder)
    migrated = run("from django.core.management import call_command\ncall_command('migrate', verbosity=0)", folder)
    assert migrated.returncode == 0, migrated.stderr
    prepared = run(PREPARE.replace("PEOPLE", str(KILLS * WRITERS * EACH)), folder)
    assert prepared.returncode == 0, prepared.stderr
    found = json.loads(prepared.stdout.splitlines()[-1])
    waiting = iter([tuple(each) for each in found["people"]])
    acknowledged: set[int] = set()
    for number in range(KILLS):
        site.start()
        signing = Signing(site.port, found["text"])
        shares = [[next(waiting) for _ in range(EACH)] for _ in range(WRITERS)]
        with ThreadPoolExecutor(WRITERS) as pool:
            writers = [pool.submit(signing.write, share) for share in shares]
            give_up = time.monotonic() + 60
            while len(signing.acknowledged) < 1 + number * 7 % 100 and time.monotonic() < give_up:
                time.sleep(0.002)
            site.kill()
            signing.over.set()
            for writer in writers:
                writer.result(timeout=30)
        assert signing.acknowledged, site.log
        acknowledged |= signing.acknowledged
        there = signed(site)
        assert len(there) == len(set(there))
        assert acknowledged <= set(there)
    site.start()
    again = Signing(site.port, found["text"])
    for someone in shares[0]:  # the last round's people send once more
        again.send(someone)
    site.stop()
    there = signed(site)
    assert len(there) == len(set(there))
    assert {person for person, _, _ in shares[0]} <= set(there)
