"""What a room's background function runs inside: progress, the PDF it leaves, the end, and a failure that is told."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

from jiafeng.common.refusals import Refused
from jiafeng.ground.jobs import actions
from jiafeng.ground.jobs.models import Job
from jiafeng.library.press.faces import MissingGlyphs
from jiafeng.library.press.sentences import unprintable_sentence

logger = logging.getLogger(__name__)

# A page asks once a second; writing oftener only costs the writer lock.
_EVERY_SECONDS = 0.5


class Progress:
    """Handed to the work: call it with (done, total) as often as you like; `finish` names what the work leaves. `by`: who asked for it, whose
    permission is asked again before anything is made."""

    def __init__(self, job: Job) -> None:
        self.job_id, self.holder, self.by = str(job.pk), job.holder, job.by
        self.ending: dict[str, Any] = {}
        self._last = 0.0

    def __call__(self, done: int, total: int, message: str = "") -> None:
        now = time.monotonic()
        if now - self._last >= _EVERY_SECONDS or done >= total:
            self._last = now
            actions.advance(job_id=self.job_id, holder=self.holder, done=done, total=total, message=message)

    def finish(self, *, message: str = "", outcome: dict[str, Any] | None = None, result: str = "", result_name: str = "") -> None:
        self.ending |= {"message": message, "outcome": outcome}
        if result:
            self.ending |= {"result": result, "result_name": result_name}

    @contextmanager
    def pdf(self, title: str) -> Iterator[Path]:
        """A path to write a PDF to, which becomes the job's result under that title. Nothing is left where the work does not come to its end."""
        with TemporaryDirectory(prefix="jiafeng-job-") as folder:
            target = Path(folder) / "result.pdf"
            yield target
            with target.open("rb") as stream:
                name = default_storage.save(f"jobs/{self.job_id}.pdf", File(stream))
        self.ending |= {"result": name, "result_name": f"{title}.pdf"}


@contextmanager
def running(job_id: str) -> Iterator[Progress]:
    """Run a job's work: `with running(job_id) as progress: …`. A refusal becomes the job's sentence, and so do characters that cannot be printed;
    a defect is logged and told as such."""
    progress = Progress(actions.start(job_id=job_id, at=timezone.now()))
    try:
        yield progress
    except (Refused, MissingGlyphs) as told:
        message = unprintable_sentence(told) if isinstance(told, MissingGlyphs) else str(told)
        actions.fail(job_id=job_id, holder=progress.holder, at=timezone.now(), message=message)
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
