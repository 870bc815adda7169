"""Runs of desk cards in a data folder of their own, and the worker processes that set them and are killed at it."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pikepdf import Pdf

from tests.alone import ROOT, environment, run

CARDS, BATCH = 36, 3
PATIENCE = 180.0  # seconds; the machine may be busy
HASTY = [sys.executable, "-m", "tests.faults.hasty"]
PREPARE = f"""
from jiafeng.config.preparation import prepare_database
from tests.programme.deskcards.factories import drive, handwritten
from tests.programme.events.factories import person, place
from tests.programme.letters.factories import approved
prepare_database()
here = place()
call = drive(here)
for number in range({CARDS}):
    (approved if number % 12 else handwritten)(here, call, person(here), cadre=f"示例{{number}}")
"""
# Planned and begun as the pages do it, in batches small enough that there is a middle.
BEGIN = f"""
from uuid import uuid4
from django.db import transaction
from django.utils import timezone
from jiafeng.ground.accounts.models import User
from jiafeng.programme.deskcards import actions, jobs
from jiafeng.programme.deskcards.actions import printing
from jiafeng.programme.deskcards.models import Look
from jiafeng.ground.jobs.actions import enqueue
from jiafeng.programme.letters.models import MessageDrive
printing.BATCH = {BATCH}
staff = User.objects.get(memberships__role="county_staff")
facts = dict(title="示例桌签", look=Look("lotus", "200x100", "card"), again=True)
with transaction.atomic():
    run = actions.plan_run(by=staff, at=timezone.now(), drive=MessageDrive.objects.get(), key=uuid4(), **facts)
    run = actions.start(by=staff, at=timezone.now(), run=run)
    enqueue(by=staff, at=timezone.now(), task=jobs.set_run, key=f"set:{{run.pk}}", label="示例", run_id=run.pk, attempt=run.attempt)
    jobs.help_set.enqueue(run_id=run.pk, attempt=run.attempt)
print(run.pk)
"""


def done(code: str, folder: Path, **variables: str) -> str:
    """What a process of its own printed last."""
    finished = run(code, folder, **variables)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout.splitlines()[-1] if finished.stdout else ""


@dataclass
class Workshop:
    """A data folder with approved messages; between `hire` and `dismiss` its workers, each a process group of its own."""

    folder: Path
    command: list[str] = field(default_factory=lambda: HASTY)
    settings: dict[str, str] = field(default_factory=dict)
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def prepare(self) -> None:
        done(PREPARE, self.folder)

    def begin(self) -> int:
        """Plan a run of all the cards and ask for it to be set by two workers; its number."""
        return int(done(BEGIN, self.folder, **self.settings))

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    @property
    def _log(self) -> Path:
        return self.folder.parent / "workers.log"

    def hire(self, count: int = 1) -> None:
        for _ in range(count):
            with self._log.open("ab") as log:
                self.workers.append(
                    subprocess.Popen(
                        self.command,
                        env=environment(self.folder, **self.settings),
                        cwd=ROOT,
                        stdout=log,
                        stderr=log,
                        start_new_session=True,
                    )
                )

    def kill_one(self) -> None:
        """kill -9 to one of them and whatever it has started."""
        worker = self.workers.pop(random.randrange(len(self.workers)))
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(timeout=20)

    def dismiss(self) -> None:
        while self.workers:
            worker = self.workers.pop()
            if worker.poll() is None:
                os.killpg(worker.pid, signal.SIGTERM)
            try:
                worker.wait(timeout=30)
            except subprocess.TimeoutExpired:
                os.killpg(worker.pid, signal.SIGKILL)
                worker.wait(timeout=20)

    def ask(self, question: str, *values: Any) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(self.folder / "jiafeng.sqlite3", timeout=20)
        try:
            return connection.execute(question, values).fetchall()
        finally:
            connection.close()

    def batches_done(self, pk: int) -> int:
        (count,) = self.ask("SELECT count(*) FROM deskcards_cardbatch WHERE run_id = ? AND done_at IS NOT NULL", pk)[0]
        return int(count)

    def wait_for(self, what: Any) -> None:
        give_up = time.monotonic() + PATIENCE
        while not what():
            assert time.monotonic() < give_up, self.log
            time.sleep(0.05)

    def all_worked_off(self) -> bool:
        """No piece of work waits or is being done."""
        open_work = "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status IN ('READY', 'RUNNING')"
        return self.ask(open_work) == [(0,)]

    def kill_in_the_middle(self, pk: int, kills: int) -> None:
        """Kill a worker at so many random moments while the run is set, and put another in its place."""
        total = CARDS // BATCH
        for at in sorted(random.sample(range(total - 1), kills)):
            self.wait_for(lambda at=at: self.batches_done(pk) >= at)
            time.sleep(random.random() * 0.4)
            self.kill_one()
            self.hire()

    def assert_set_once(self, pk: int) -> None:
        """One PDF, in which every card is once; every batch done, every card set, the job over."""
        assert self.ask("PRAGMA integrity_check") == [("ok",)]
        assert self.ask("SELECT stage FROM deskcards_cardrun WHERE id = ?", pk) == [("printed",)]
        assert self.ask("SELECT stage, count(*) FROM deskcards_card WHERE run_id = ? GROUP BY stage", pk) == [("printed", CARDS)]
        assert self.batches_done(pk) == CARDS // BATCH
        assert self.ask("SELECT stage FROM jobs_job WHERE key = ?", f"set:{pk}") == [("done",)]
        files = sorted(path.name for path in (self.folder / "private" / "deskcards" / str(pk)).glob("cards-*"))
        assert files == ["cards-1.pdf"]
        file = self.folder / "private" / "deskcards" / str(pk) / "cards-1.pdf"
        with Pdf.open(file) as pdf:
            assert len(pdf.pages) == CARDS
        text = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True).stdout
        pages = text.split("\f")[:CARDS]
        for number, page in enumerate(pages, 1):
            assert f"{pk}-{number:04d}" in page
