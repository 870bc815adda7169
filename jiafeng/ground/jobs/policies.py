"""Who may take a result: a refusal sentence, or None. Whose job it is, is decided by what they see (`Job.objects.visible_to`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jiafeng.ground.jobs.models import Job

_checks: dict[str, Callable[[Job], Any]] = {}


def add_check(prefix: str, check: Callable[[Job], Any]) -> None:
    """Have a room asked, each time, before the result of a job whose key begins so is handed out: people may have withdrawn since."""
    _checks[prefix] = check


def may_download(job: Job) -> Any:
    """What was made of people's words or names is handed out only while they agree; afterwards it is made anew without them."""
    return next((check(job) for prefix, check in _checks.items() if job.key.startswith(prefix)), None)
