"""Every write to a job."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from jiafeng.jobs.models import Job
from jiafeng.jobs.stages import MOVES


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
    """The worker takes the job up (again, when an earlier worker was killed: the work starts from its beginning)."""
    job = Job.objects.select_for_update().get(pk=job_id)
    job.stage = MOVES.target("start", job.stage)
    job.started_at = at
    job.done = 0
    job.save(update_fields=["stage", "started_at", "done"])
    return job


def advance(*, job_id: str, done: int, total: int, message: str = "") -> None:
    """Note how far the work got. Outside the work's own transaction, so that the page sees it."""
    Job.objects.filter(pk=job_id).update(done=done, total=total, message=message[:500])


@transaction.atomic
def finish(
    *, job_id: str, at: datetime, message: str = "", outcome: dict[str, Any] | None = None, result: str = "", result_name: str = ""
) -> Job:
    """The work is done; `result` is a file below the private folder that the person may download."""
    job = Job.objects.select_for_update().get(pk=job_id)
    job.stage = MOVES.target("finish", job.stage)
    job.ended_at = at
    job.message = message[:500]
    job.outcome = outcome or {}
    job.result, job.result_name = result, result_name[:200]
    job.done = job.total = max(job.total, job.done)
    job.save()
    return job


@transaction.atomic
def fail(*, job_id: str, at: datetime, message: str) -> Job:
    """The work could not be done; `message` is the sentence the person reads."""
    job = Job.objects.select_for_update().get(pk=job_id)
    job.stage = MOVES.target("fail", job.stage)
    job.ended_at = at
    job.message = message[:500]
    job.save(update_fields=["stage", "ended_at", "message"])
    return job


def requeue_abandoned() -> int:
    """Put work that a killed worker left unfinished back into the queue; returns how many.

    For a deployment whose only worker is the one about to start; several workers need a backend that watches over its own.
    """
    return DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).update(
        status=TaskResultStatus.READY, started_at=None, worker_ids=[]
    )
