"""kill -9 of workers while they set desk cards: the run ends with one PDF in which every card is once, and its job says so."""

import os

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
