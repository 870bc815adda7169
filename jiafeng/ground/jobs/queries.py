"""Reads about workers."""

from __future__ import annotations

from datetime import datetime, timedelta

from jiafeng.ground.jobs.models import Heartbeat

SILENT = timedelta(minutes=1)
"""A worker that has said nothing for so long is taken for dead: four beats were missed."""


def worker_lives(at: datetime) -> bool:
    """Whether any worker has been heard of."""
    return Heartbeat.objects.filter(at__gt=at - SILENT).exists()
