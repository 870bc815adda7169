"""What the desk asks of the rooms."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from jiafeng.common import due, search
from jiafeng.common.due import Due
from jiafeng.common.search import Hit
from jiafeng.jobs.models import Job
from jiafeng.jobs.stages import JobStage


def due_for(user: Any, at: datetime) -> list[Due]:
    """Everything the user has to do: overdue first, then by day, what has no day last."""
    found = [item for source in due.sources for item in source(user, at)]
    return sorted(found, key=lambda item: item.due or date.max)


def counts(items: list[Due], today: date) -> dict[str, int]:
    """How many are overdue, and how many are due today."""
    days = [item.due for item in items if item.due is not None]
    return {"overdue": sum(day < today for day in days), "today": sum(day == today for day in days)}


def found_for(user: Any, words: str) -> list[tuple[Any, list[Hit]]]:
    """What the rooms find, a heading to each room."""
    groups = [(hits[0].room, hits) for source in search.sources if (hits := source(user, words))]
    return groups


def running_jobs(user: Any) -> QuerySet[Job]:
    """The user's work that is under way, and what ended last."""
    return Job.objects.visible_to(user).filter(stage__in=[JobStage.WAITING, JobStage.RUNNING]).order_by("-asked_at")[:5]


def part_of_day(at: datetime) -> str:
    """morning, afternoon or evening in Shanghai, for the greeting."""
    hour = timezone.localtime(at).hour
    return "morning" if 4 <= hour < 12 else "afternoon" if hour < 18 and hour >= 12 else "evening"
