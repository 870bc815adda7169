"""Every write to a job."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from jiafeng.ground.jobs.models import Heartbeat, Job, Lease
from jiafeng.ground.jobs.stages import MOVES, JobStage

LEASE = timedelta(seconds=45)
MOST_TRIES = 10


@transaction.atomic
def enqueue(
    *, by: Any, at: datetime, task: Task[Any, Any], key: str, label: str, county_code: str = "", return_url: str = "", **kwargs: Any
) -> Job:
    """Ask for background work and return its job; the same `key` again returns the first job and starts nothing.

    The task is called as `task(job_id=…, **kwargs)` with JSON-able arguments. Job and queue entry are one transaction, so that neither
    exists without the other after a kill.
    """
    job, created = Job.objects.get_or_create(
        key=key,
        defaults={
            "by": by if getattr(by, "pk", None) else None,
            "county_code": county_code,
            "label": label[:200],
            "return_url": return_url,
            "asked_at": at,
        },
    )
    if created:
        task.enqueue(job_id=str(job.pk), **kwargs)
        job.refresh_from_db()
    return job


@transaction.atomic
def start(*, job_id: str, at: datetime) -> Job:
    """The worker takes the job up (again, when an earlier worker was killed: the work starts from its beginning) and becomes its holder."""
    job = Job.objects.select_for_update().get(pk=job_id)
    job.stage = MOVES.target("start", job.stage)
    job.holder = uuid4()
    job.started_at = at
    job.done = 0
    job.save(update_fields=["stage", "holder", "started_at", "done"])
    return job


def advance(*, job_id: str, holder: UUID | None, done: int, total: int, message: str = "") -> None:
    """Note how far the holder got. Outside the work's own transaction, so that the page sees it."""
    Job.objects.filter(pk=job_id, holder=holder).update(done=done, total=total, message=message[:500])


@transaction.atomic
def finish(
    *,
    job_id: str,
    holder: UUID | None,
    at: datetime,
    message: str = "",
    outcome: dict[str, Any] | None = None,
    result: str = "",
    result_name: str = "",
) -> Job:
    """The work is done; `result` is a file below the private folder that the person may download. Who holds it no more changes nothing."""
    job = Job.objects.select_for_update().get(pk=job_id)
    if job.holder != holder:
        return job
    job.stage = MOVES.target("finish", job.stage)
    job.ended_at = at
    job.message = message[:500]
    job.outcome = outcome or {}
    job.result, job.result_name = result, result_name[:200]
    job.done = job.total = max(job.total, job.done)
    job.save()
    return job


@transaction.atomic
def fail(*, job_id: str, holder: UUID | None, at: datetime, message: str) -> Job:
    """The work could not be done; `message` is the sentence the person reads. Who holds it no more changes nothing."""
    job = Job.objects.select_for_update().get(pk=job_id)
    if job.holder != holder:
        return job
    job.stage = MOVES.target("fail", job.stage)
    job.ended_at = at
    job.message = message[:500]
    job.save(update_fields=["stage", "ended_at", "message"])
    return job


def renew(*, work: UUID, at: datetime) -> None:
    """The worker that carries this work out is still alive."""
    Lease.objects.update_or_create(work_id=work, defaults={"until": at + LEASE})


def release(*, work: UUID) -> None:
    """The work is over."""
    Lease.objects.filter(work_id=work).delete()


@transaction.atomic
def beat(*, worker: str, at: datetime) -> None:
    """The worker lives. Those that have been silent for a day are forgotten."""
    Heartbeat.objects.update_or_create(worker=worker[:64], defaults={"at": at})
    Heartbeat.objects.filter(at__lt=at - timedelta(days=1)).delete()


@transaction.atomic
def put_back(*, at: datetime, worker: str = "") -> list[UUID]:
    """Put work back into the queue that its worker left unfinished, and return which: its lease ran out, or `worker` had it, who is gone for certain.

    What ended so MOST_TRIES times is not tried again, and its job says so: it may be the work itself that ends the worker.
    """
    held = Lease.objects.filter(work=OuterRef("pk"), until__gte=at)
    running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).annotate(held=Exists(held))
    back = []
    for row in running.select_for_update(of=("self",), skip_locked=True):
        lapsed = not row.held and (row.started_at is None or row.started_at < at - LEASE)
        if not lapsed and not (worker and row.worker_ids[-1:] == [worker]):
            continue
        release(work=row.pk)
        if len(row.worker_ids) >= MOST_TRIES:
            _give_up(row, at=at)
        else:
            row.status, row.started_at = TaskResultStatus.READY, None
            row.save(update_fields=["status", "started_at"])
            back.append(row.pk)
    return back


def _give_up(row: DBTaskResult, *, at: datetime) -> None:
    row.status, row.finished_at = TaskResultStatus.FAILED, at
    row.save(update_fields=["status", "finished_at"])
    job = Job.objects.select_for_update().filter(pk=row.args_kwargs["kwargs"].get("job_id")).first()
    if job is not None and not job.is_over:
        sentence = _("The work was interrupted %(count)s times and is not tried again. Tell the administrator.") % {"count": MOST_TRIES}
        if job.stage == JobStage.WAITING:
            job = start(job_id=str(job.pk), at=at)
        fail(job_id=str(job.pk), holder=job.holder, at=at, message=sentence)
