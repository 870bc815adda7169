"""What gatherings do at a set time."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django_tasks import task

from jiafeng.programme.events import actions
from jiafeng.programme.events.models import Event


def plan_reminder(event: Event, at: datetime) -> None:
    """Put the reminder into the queue for its time."""
    remind.using(run_after=at).enqueue(event_id=event.pk)


@task()
def remind(event_id: int) -> None:
    """Remind those who come. A gathering that was moved or called off since answers that there is nobody to remind now."""
    event = Event.objects.filter(pk=event_id).first()
    if event is not None:
        actions.remind(at=timezone.now(), event=event)
