"""Desk cards set by background workers: two of them beside one, by the clock, on the same cards in the same run."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks.cards import inks, jpeg
from benchmarks.county import ROOT, elsewhere, start_django
from benchmarks.measure import Measured, benchmark

CARDS = int(os.environ.get("JIAFENG_BENCH_WORKER_CARDS", "500"))
TURNS = 2
BATCH, WARM = 50, 4  # cards of a batch, and how many batches each worker sets first
WORKER = "import django; django.setup(); from jiafeng.config.worker import work; import os; work(f'bench.{os.getpid()}')"


def setting() -> dict[str, float]:
    """Seconds from the first worker's start on a run to its PDF, with one and with two workers, who wait for it already."""
    with tempfile.TemporaryDirectory() as folder:
        start_django(Path(folder))
        call, staff = written()
        best: dict[int, float] = {}
        for _ in range(TURNS):
            for count in (1, 2):
                best[count] = min(best.get(count, float("inf")), timed(call, staff, count))
    return {"one": best[1], "two": best[2]}


def written() -> tuple[Any, Any]:
    """A drive with as many approved messages in ready ink as cards are asked for, and who prints them."""
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage

    from jiafeng.programme.letters.models import MessageVersion
    from tests.programme.events.factories import person, place
    from tests.programme.letters.factories import approved, drive

    here = place()
    call = drive(here)
    drawn = inks()
    for number in range(CARDS):
        message = approved(here, call, person(here), cadre=f"示例{number}")
        name = default_storage.save(f"letters/ink/{number}.jpg", ContentFile(jpeg(drawn, number)))
        MessageVersion.objects.filter(message=message).update(ink=name, ink_width=1300, ink_height=560)
    return call, here.staff


def timed(call: Any, staff: Any, count: int) -> float:
    """Seconds that `count` workers, each on a core of its own, take for a run of all the cards. They have set some batches before: workers run
    for days."""
    cores = sorted(os.sched_getaffinity(0))
    workers = [
        subprocess.Popen(
            ["taskset", "-c", str(cores[number % len(cores)]), sys.executable, "-c", WORKER], cwd=ROOT, stderr=subprocess.DEVNULL
        )
        for number in range(count)
    ]
    try:
        time.sleep(10)  # until they look for work
        printed(call, staff, workers, only=BATCH * WARM * count)
        return printed(call, staff, workers)
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait(timeout=60)


def printed(call: Any, staff: Any, workers: list[subprocess.Popen[bytes]], only: int | None = None) -> float:
    """Seconds from the moment the first worker takes a run of the first cards, or of all, to its PDF."""
    from django.db import transaction
    from django.utils import timezone
    from django_tasks_db.models import DBTaskResult

    from jiafeng.ground.jobs.actions import enqueue
    from jiafeng.programme.deskcards import actions, jobs
    from jiafeng.programme.deskcards.models import CardRun, Look

    at = timezone.now()
    with transaction.atomic():
        look = Look("lotus", "200x100", "card")
        chosen = None if only is None else list(call.messages.order_by("pk")[:only])
        run = actions.plan_run(by=staff, at=at, drive=call, key=uuid4(), title="示例", look=look, again=True, only=chosen)
        run = actions.start(by=staff, at=at, run=run)
        facts = {"run_id": run.pk, "attempt": run.attempt}
        enqueue(by=staff, at=at, task=jobs.set_run, key=str(run.key), label="示例", **facts)
        for _ in workers[1:]:
            jobs.help_set.enqueue(**facts)
    asked = set(DBTaskResult.objects.values_list("pk", flat=True).order_by("-enqueued_at")[: len(workers)])
    while (done := CardRun.objects.values_list("printed_at", flat=True).get(pk=run.pk)) is None:
        if any(worker.poll() is not None for worker in workers):
            raise RuntimeError("a worker ended before the run did")
        time.sleep(0.2)
    began = min(row.started_at for row in DBTaskResult.objects.filter(pk__in=asked) if row.started_at)
    return float((done - began).total_seconds())


@benchmark("deskcards-two-workers", unit="s", limit=None, about=f"two workers set {CARDS} desk cards in half the time of one (SQLite)")
def two_workers() -> Measured:
    found = elsewhere("workers", "setting")
    return Measured(found["two"], {"one worker": found["one"]}, limit=found["one"] / 2)
