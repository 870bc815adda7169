"""Work woken through a broker (Redis or Valkey) by Celery, where `celery_url` is set.

The row in the database stays the truth: it is written with what it belongs to, it is claimed once, it holds progress and lease. A message only
says “there is work”, and names its row. One that comes twice finds the row claimed; one that is lost is made up for by the sweep.
"""

from __future__ import annotations

import logging
from typing import Any

from celery import Celery, bootsteps
from django.conf import settings
from django.db import transaction
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction
from kombu.exceptions import OperationalError

from jiafeng.ground.jobs.jobs import leases

logger = logging.getLogger(__name__)
MOST_AT_ONCE = 100
"""Messages that one sweep sends at most: a long queue is worked off from the database, not copied into the broker again and again."""

app = Celery("jiafeng", broker=settings.CELERY_URL)
app.conf.task_default_queue = "jiafeng"
app.conf.task_ignore_result = True
# One process is one worker, as on the database; `--pool prefork --concurrency N` makes it several.
app.conf.worker_pool = "solo"
app.conf.worker_concurrency = 1
app.conf.worker_prefetch_multiplier = 1
app.conf.worker_hijack_root_logger = False
# Whoever can write to the broker may ask for waiting work to begin, and for nothing else.
app.conf.worker_enable_remote_control = False
app.conf.broker_connection_retry_on_startup = True
# A page that asks for work does not wait for a broker that is down.
app.conf.broker_transport_options = {"socket_connect_timeout": 2, "socket_timeout": 5}


class CeleryBackend(DatabaseBackend):
    """The database's queue, whose workers are woken after commit instead of looking every second."""

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> Any:
        result = super().enqueue(task, args, kwargs)
        if task.run_after is None:  # the sweep wakes a worker at a later time
            transaction.on_commit(lambda: _ask("jiafeng.work", result.id))
        return result


def _ask(name: str, *arguments: str) -> None:
    """Send a message that is worth nothing later than the next sweep. A broker that is down delays work and fails nothing."""
    try:
        app.send_task(name, args=arguments, expires=4 * leases.SWEEP_SECONDS, retry=False)
    except OperationalError as error:
        logger.warning("no worker could be woken: %s", error)


def fault() -> str:
    """Why the broker cannot be reached; "" where it can."""
    try:
        with app.connection_for_write() as line:
            line.ensure_connection(max_retries=1)
    except OperationalError as error:
        return str(error)
    return ""


@app.task(name="jiafeng.work", bind=True)
def work(self: Any, result_id: str) -> None:
    """Carry the row's work out, unless somebody has it already."""
    ready = DBTaskResult.objects.ready().filter(pk=result_id)
    worker = Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=(self.request.hostname or "celery")[:64],
    )
    with exclusive_transaction(ready.db):
        found = ready.get_locked()
        if found is not None:
            found.claim(worker.worker_id)
    if found is not None:
        worker.run_task(found)


@app.task(name="jiafeng.sweep")
def sweep() -> None:
    """Put abandoned work back, and wake workers for what is ready: its time has come, or its message was lost."""
    leases.sweep()
    for result_id in DBTaskResult.objects.ready().values_list("pk", flat=True)[:MOST_AT_ONCE]:
        _ask("jiafeng.work", str(result_id))


class Sweeping(bootsteps.StartStopStep):
    """Every worker asks for a sweep while it is connected, and again after the broker was away."""

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def __init__(self, consumer: Any, **options: Any) -> None:
        self.timer: Any = None
        super().__init__(consumer, **options)

    def start(self, consumer: Any) -> None:
        leases.beat_always(consumer.hostname)
        _ask("jiafeng.sweep")
        self.timer = consumer.timer.call_repeatedly(leases.SWEEP_SECONDS, _ask, ("jiafeng.sweep",))

    def stop(self, consumer: Any) -> None:
        if self.timer is not None:
            self.timer.cancel()


app.steps["consumer"].add(Sweeping)
