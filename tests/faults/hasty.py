"""A worker whose leases run out in seconds, so that a test need not wait; otherwise the one that `jiafeng work` starts.

`python -m tests.faults.hasty`, or `celery --app tests.faults.hasty worker`.
"""

import os
from datetime import timedelta

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django comes first

from jiafeng.config.worker import work  # noqa: E402
from jiafeng.ground.jobs import actions  # noqa: E402
from jiafeng.ground.jobs.jobs import leases  # noqa: E402
from jiafeng.programme.deskcards.actions import printing  # noqa: E402

actions.LEASE = timedelta(seconds=3)
printing.LEASE = timedelta(seconds=3)
leases.SWEEP_SECONDS = 1.0
if settings.CELERY_URL:
    from jiafeng.ground.jobs.jobs.celery import app

    __all__ = ["app"]

if __name__ == "__main__":
    work(f"hasty.{os.getpid()}")
