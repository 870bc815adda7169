"""What is done once a day beside `jiafeng serve`: `python -m jiafeng.config.daily`, and every hour with `--hourly`. Doing it twice does nothing more."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from jiafeng.config.processes import die_with_parent


def carry_out(*, dry_run: bool = False) -> Iterator[str]:
    """Carry out the schedule of retention in every county; a line for each kind of record, with how many rows were over their time."""
    from django.utils import timezone

    from jiafeng.ground.people.actions import run_retention
    from jiafeng.ground.units.queries import counties

    for county in counties():
        for found in run_retention(by=None, at=timezone.now(), county=county, dry_run=dry_run):
            yield f"{county.code} {found.term.code} {found.rows}"


def wake() -> None:
    """Have the rooms look at what is due: awards destroy the keys of closed polls, where a kill left one, and remind of what is missing."""
    from django.utils import timezone

    from jiafeng.programme.awards.actions import destroy_spent_keys
    from jiafeng.programme.awards.jobs import plan_chase

    destroy_spent_keys()
    plan_chase(timezone.now())


def tell() -> int:
    """Make the daily digests that are not made yet."""
    from django.utils import timezone

    from jiafeng.front.desk.actions import send_digests

    return send_digests(at=timezone.now())


def look_after() -> Iterator[str]:
    """Look at what is kept, and once a month try the way back; a line for each run."""
    from django.utils import timezone

    from jiafeng.config.keeping.upkeep import carry_out as due

    for run in due(timezone.now()):
        yield f"{run.kind} {'ok' if run.sound else run.message}"


def sweep() -> None:
    """Forget counters whose span is over, sessions whose time is, and notices of long ago."""
    from django.utils import timezone

    from jiafeng.ground.accounts.actions import forget_sessions, forget_spent
    from jiafeng.ground.notices.actions import forget_old

    forget_spent(at=timezone.now())
    forget_sessions(at=timezone.now())
    forget_old(at=timezone.now())


def find() -> None:
    """Take into the portal's search what was written past it, and out of it what does not belong there."""
    from jiafeng.front.portal.actions import catch_up

    catch_up()


if __name__ == "__main__":
    import django

    die_with_parent()
    django.setup()
    sweep()
    find()
    if "--hourly" in sys.argv:
        tell()
        raise SystemExit
    wake()
    os.nice(10)  # pages come first
    for line in [*carry_out(), *look_after()]:
        print(line)  # noqa: T201  # the server's log is where a deployment's daily work is looked up
    tell()
