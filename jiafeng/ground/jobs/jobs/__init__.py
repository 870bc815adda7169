"""What a room's background function runs inside: progress, the end, and a failure that is told."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jiafeng.common.refusals import Refused
from jiafeng.ground.jobs import actions

logger = logging.getLogger(__name__)

# A page asks once a second; writing oftener only costs the writer lock.
_EVERY_SECONDS = 0.5


class Progress:
    """Handed to the work: call it with (done, total) as often as you like; `finish` names what the work leaves."""

    def __init__(self, job_id: str, holder: UUID | None) -> None:
        self.job_id, self.holder = job_id, holder
        self.ending: dict[str, Any] = {}
        self._last = 0.0

    def __call__(self, done: int, total: int, message: str = "") -> None:
        now = time.monotonic()
        if now - self._last >= _EVERY_SECONDS or done >= total:
            self._last = now
            actions.advance(job_id=self.job_id, holder=self.holder, done=done, total=total, message=message)

    def finish(self, *, message: str = "", outcome: dict[str, Any] | None = None, result: str = "", result_name: str = "") -> None:
        self.ending = {"message": message, "outcome": outcome, "result": result, "result_name": result_name}


@contextmanager
def running(job_id: str) -> Iterator[Progress]:
    """Run a job's work: `with running(job_id) as progress: …`. A refusal becomes the job's sentence; a defect is logged and told as such."""
    progress = Progress(job_id, actions.start(job_id=job_id, at=timezone.now()).holder)
    try:
        yield progress
    except Refused as refused:
        actions.fail(job_id=job_id, holder=progress.holder, at=timezone.now(), message=str(refused))
    except Exception:
        logger.exception("job %s failed", job_id)
        actions.fail(
            job_id=job_id,
            holder=progress.holder,
            at=timezone.now(),
            message=_("Something went wrong on our side; nothing was changed. Try again, or tell the administrator."),
        )
        raise
    else:
        actions.finish(job_id=job_id, holder=progress.holder, at=timezone.now(), **progress.ending)
