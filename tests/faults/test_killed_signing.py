"""kill -9 while a county signs and comes in at the door: what was acknowledged is there once, and what was not can be sent again."""

import http.client
import json
import os
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

from tests.alone import FOUND, run
from tests.serving import Site

# JIAFENG_KILLS=200 kills as often as the measurements say.
KILLS = int(os.environ.get("JIAFENG_KILLS", "2"))
WRITERS, EACH = 8, 40
DATABASE = {name: value for name, value in os.environ.items() if name == "JIAFENG_DATABASE_URL"}
BROKEN = (http.client.HTTPException, OSError)
PREPARE = """
import json
from datetime import timedelta
from django.utils import timezone
from tests.programme.events.factories import person, place
from tests.programme.events.factories import event
from tests.programme.pledges import factories
from jiafeng.programme.events.actions import add_device, invite
from jiafeng.ground.people.models import Person
from jiafeng.programme.pledges.actions import make_link
here, now = place(), timezone.now()
today = timezone.localdate(now)
call = factories.drive(here, opens_on=today - timedelta(days=1), closes_on=today + timedelta(days=9))
people = [person(here) for _ in range(PEOPLE)]
gala = event(here, starts_at=now, ends_at=now + timedelta(hours=6))
cards = {card.person_id: card.token for card in invite(by=here.staff, at=now, event=gala, people=Person.objects.order_by("pk"))}
links = [make_link(by=here.staff, at=now, drive=call, person=each) for each in people]
known = [[each.pk, each.name, link, cards[each.pk]] for each, link in zip(people, links)]
print(json.dumps({"text": call.texts.get().pk, "door": add_device(by=here.staff, at=now, event=gala)[1], "people": known}))
"""

KEPT = """
import json
from django.db import connection
found = {"database": connection.vendor, "faults": [], "halves": 0}
with connection.cursor() as cursor:
    if connection.vendor == "sqlite":
        for check, well in (("integrity_check", [("ok",)]), ("foreign_key_check", [])):
            rows = cursor.execute(f"PRAGMA {check}").fetchall()
            found["faults"] += [] if rows == well else map(str, rows)
    for name, whole, trace, of in (
        ("pledges", "pledges_pledge", "pledges_pledgetrace", "pledge_id"),
        ("attendances", "events_attendance", "events_attendancetrace", "attendance_id"),
    ):
        cursor.execute(f"SELECT count(*) FROM {whole} WHERE id NOT IN (SELECT {of} FROM {trace})")
        found["halves"] += cursor.fetchone()[0]
        cursor.execute(f"SELECT person_id FROM {whole}")
        found[name] = [person for (person,) in cursor.fetchall()]
print(json.dumps(found))
"""

Someone = tuple[int, str, str, str]  # the person's id and name, the secrets of their link and of their invitation


class Load:
    """What the senders know: who was sent, and whose signature and whose coming were acknowledged."""

    def __init__(self, port: int, text: int, door: str) -> None:
        self.port, self.text, self.door = port, text, door
        self.signed: set[int] = set()
        self.came: set[int] = set()
        self.over = threading.Event()

    def post(self, path: str, body: str, headers: dict[str, str]) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def sign(self, someone: Someone) -> None:
        person, name, link, _card = someone
        form = {"key": str(uuid4()), "text": self.text, "typed_name": name, "have_read": "on", "step": "submit"}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        status, _said = self.post(f"/pledges/p/{link}/quick", urllib.parse.urlencode(form), headers)
        if status == 303:
            self.signed.add(person)

    def come(self, someone: Someone) -> None:
        person, _name, _link, card = someone
        scan = json.dumps({"key": str(uuid4()), "code": card})
        _status, said = self.post("/events/phone/sign-in", scan, {"Content-Type": "application/json", "X-Door": self.door})
        if b'"accepted"' in said:
            self.came.add(person)

    def write(self, people: list[Someone]) -> None:
        for someone in people:
            if self.over.is_set():
                return
            try:
                self.sign(someone)
                self.come(someone)
            except BROKEN:
                return


def kept(folder: Path) -> tuple[set[int], set[int]]:
    """The persons of the pledges and of the attendances in the database; that it is whole, and nobody is in it twice or by half."""
    said = run(KEPT, folder, **DATABASE)
    assert said.returncode == 0, said.stderr
    found = json.loads(said.stdout.splitlines()[-1])
    assert found["database"] == ("postgresql" if DATABASE else "sqlite")
    assert found["faults"] == []
    assert found["halves"] == 0
    for people in (found["pledges"], found["attendances"]):
        assert len(people) == len(set(people))
    return set(found["pledges"]), set(found["attendances"])


def test_every_acknowledged_signature_and_arrival_is_there_once(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    site = Site(folder)
    site.environment |= DATABASE
    migrated = run(FOUND, folder, **DATABASE)
    assert migrated.returncode == 0, migrated.stderr
    prepared = run(PREPARE.replace("PEOPLE", str(KILLS * WRITERS * EACH)), folder, **DATABASE)
    assert prepared.returncode == 0, prepared.stderr
    found = json.loads(prepared.stdout.splitlines()[-1])
    waiting = iter([tuple(each) for each in found["people"]])
    signed: set[int] = set()
    came: set[int] = set()
    for number in range(KILLS):
        site.start()
        load = Load(site.port, found["text"], found["door"])
        shares = [[next(waiting) for _ in range(EACH)] for _ in range(WRITERS)]
        with ThreadPoolExecutor(WRITERS) as pool:
            writers = [pool.submit(load.write, share) for share in shares]
            give_up = time.monotonic() + 60
            while len(load.came) < 1 + number * 7 % 100 and time.monotonic() < give_up:
                time.sleep(0.002)
            site.kill()
            load.over.set()
            for writer in writers:
                writer.result(timeout=30)
        assert load.signed, site.log
        assert load.came, site.log
        signed |= load.signed
        came |= load.came
        in_pledges, in_attendances = kept(folder)
        assert signed <= in_pledges
        assert came <= in_attendances
    site.start()
    again = Load(site.port, found["text"], found["door"])
    for someone in shares[0]:  # the last round's people send once more
        again.sign(someone)
        again.come(someone)
    site.stop()
    in_pledges, in_attendances = kept(folder)
    assert {person for person, *_ in shares[0]} <= in_pledges & in_attendances
