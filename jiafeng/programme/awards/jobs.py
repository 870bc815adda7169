"""What awards do at a set time."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone
from django_tasks import task

from jiafeng.library.calendars import SHANGHAI
from jiafeng.programme.awards import actions, queries

MORNING, EVENING = time(9), time(18)
BETWEEN, TRIES = timedelta(minutes=2), 20


def plan_chase(at: datetime) -> None:
    """Have everything that is late or soon due spoken of, in the hours in which people work. Asked for twice, nobody is reminded twice."""
    here = at.astimezone(SHANGHAI)
    if here.time() < MORNING:
        here = here.replace(hour=MORNING.hour, minute=0, second=0, microsecond=0)
    elif here.time() >= EVENING:
        here = (here + timedelta(days=1)).replace(hour=MORNING.hour, minute=0, second=0, microsecond=0)
    chase.using(run_after=here).enqueue()


@task()
def chase(tries: int = 0) -> None:
    """Remind in every round. Who was sent another message a moment ago is asked for again in a while."""
    put_off = sum(actions.chase(at=timezone.now(), round_=each)[1] for each in queries.rounds_to_chase())
    if put_off and tries < TRIES:
        chase.using(run_after=timezone.now() + BETWEEN).enqueue(tries=tries + 1)
