"""A background worker: `python -m jiafeng.config.worker` beside `jiafeng serve`, and `jiafeng work` on its own."""

from __future__ import annotations

import os
import socket
from importlib import import_module

from jiafeng.config.processes import close_connections, die_with_parent

BESIDE = f"serve.{socket.gethostname()}"[:64]
"""How the worker beside `serve` is named: what it left unfinished is put back at once when it is started again."""


def work(name: str) -> None:
    """Work until told to stop, looking into the database or woken by Celery, as the settings say; Django is started already."""
    from django.conf import settings
    from django.core.management import call_command

    from jiafeng.ground.jobs.jobs import leases

    # Jobs write addresses too. Reading them all takes half a second, which is not to be the first job's.
    import_module(settings.ROOT_URLCONF)
    if settings.CELERY_URL:
        from jiafeng.ground.jobs.jobs.celery import app

        app.worker_main(["worker", "--loglevel", "WARNING", "--hostname", f"{name}.{os.getpid()}@%h"])
    else:
        leases.beat_always(name)
        leases.sweep_always()
        call_command("db_worker", queue_name="*", worker_id=name)


def work_beside_server() -> None:
    """Work as the server's own worker, first of all on what the one before left unfinished."""
    import django

    die_with_parent()
    django.setup()
    from django.utils import timezone

    from jiafeng.ground.jobs.actions import put_back

    put_back(at=timezone.now(), worker=BESIDE)
    close_connections()
    work(BESIDE)


if __name__ == "__main__":
    work_beside_server()
