"""kill -9 of workers while they set desk cards: the run ends with one PDF in which every card is once, and its job says so."""

import os
import sys

from tests.faults.cards import Workshop

# JIAFENG_KILLS=200 kills as often as the measurements say.
KILLS = int(os.environ.get("JIAFENG_KILLS", "3"))
A_RUN = 3


def test_one_of_two_workers_is_killed_again_and_again_and_one_pdf_is_left(workshop: Workshop) -> None:
    workshop.hire(2)
    for _ in range(-(-KILLS // A_RUN)):
        pk = workshop.begin()
        workshop.kill_in_the_middle(pk, A_RUN)
        workshop.wait_for(workshop.all_worked_off)
        workshop.assert_set_once(pk)


def test_the_worker_beside_the_server_goes_on_with_what_the_one_before_left(workshop: Workshop) -> None:
    """As `jiafeng serve` starts it, with leases of their real length: it knows its own work again and need not wait for the lease."""
    workshop.command = [sys.executable, "-m", "jiafeng.config.worker"]
    pk = workshop.begin()
    workshop.hire()
    workshop.wait_for(lambda: workshop.batches_done(pk) >= 2)
    workshop.kill_one()
    workshop.hire()
    taken_up = "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE json_array_length(worker_ids) = 2"
    workshop.wait_for(lambda: workshop.ask(taken_up) == [(1,)])
    workshop.wait_for(workshop.all_worked_off)
    workshop.assert_set_once(pk)
