"""Work woken by Celery through a real Redis: it runs, it survives kill -9 of its workers, and a lost message or broker loses nothing."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.cards import HASTY, Workshop, done
from tests.faults.redis import Redis

SOLO = HASTY
FORKING = [
    str(Path(sys.executable).with_name("celery")), "--app", "tests.faults.hasty", "worker", "--pool", "prefork", "--concurrency", "1",
    "--loglevel", "WARNING", "--hostname", "forking.%i@%h",
]  # fmt: skip


@pytest.fixture
def celery(workshop: Workshop, redis: Redis) -> Iterator[Workshop]:
    workshop.settings["JIAFENG_CELERY_URL"] = redis.url
    yield workshop
    workshop.dismiss()


@pytest.mark.parametrize("command", [SOLO, FORKING], ids=["as jiafeng work starts it", "as celery forks it"])
def test_a_run_of_cards_survives_the_kill_of_its_workers_and_leaves_one_pdf(celery: Workshop, command: list[str]) -> None:
    celery.command = command
    celery.hire(2)
    pk = celery.begin()
    celery.kill_in_the_middle(pk, 3)
    celery.wait_for(celery.all_worked_off)
    celery.assert_set_once(pk)


def test_work_asked_for_while_the_broker_is_down_is_done_once_it_is_back(celery: Workshop, redis: Redis) -> None:
    celery.hire()
    celery.wait_for(lambda: redis.ask(b"SCARD _kombu.binding.jiafeng") == b":1")
    look = "from jiafeng.ground.jobs.jobs.celery import fault\nprint(repr(fault()))"
    assert done(look, celery.folder, **celery.settings) == "''"
    redis.kill()
    assert "refused" in done(look, celery.folder, **celery.settings)
    began = time.monotonic()
    pk = celery.begin()  # nobody who asks for work is refused
    assert time.monotonic() - began < 30
    redis.start()
    celery.wait_for(celery.all_worked_off)
    celery.assert_set_once(pk)


def test_a_lost_message_is_made_up_for(celery: Workshop, redis: Redis) -> None:
    pk = celery.begin()
    assert redis.ask(b"LLEN jiafeng") == b":2"
    redis.ask(b"FLUSHALL")
    celery.hire()
    celery.wait_for(celery.all_worked_off)
    celery.assert_set_once(pk)


def test_a_message_that_comes_twice_starts_nothing_twice(celery: Workshop) -> None:
    pk = celery.begin()
    again = """
from django_tasks_db.models import DBTaskResult
from jiafeng.ground.jobs.jobs.celery import app
for row in [*DBTaskResult.objects.all()] * 3:
    app.send_task("jiafeng.work", args=[str(row.pk)])
"""
    done(again, celery.folder, **celery.settings)
    celery.hire(2)
    celery.wait_for(celery.all_worked_off)
    celery.assert_set_once(pk)
    tries = celery.ask("SELECT DISTINCT json_array_length(worker_ids) FROM django_tasks_database_dbtaskresult")
    assert tries == [(1,)]
