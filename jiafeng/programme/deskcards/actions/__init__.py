"""Every write to designs, runs and cards."""

from jiafeng.programme.deskcards.actions.designs import add_design, remove_design
from jiafeng.programme.deskcards.actions.handing import hand_over, recall, reprint, take_back, take_back_all
from jiafeng.programme.deskcards.actions.printing import claim, complete, finish, give_up, start
from jiafeng.programme.deskcards.actions.runs import plan_run

__all__ = [
    "add_design",
    "claim",
    "complete",
    "finish",
    "give_up",
    "hand_over",
    "plan_run",
    "recall",
    "remove_design",
    "reprint",
    "start",
    "take_back",
    "take_back_all",
]
