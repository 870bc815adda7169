"""Every write to bulletins, by noun: writing the text, deciding on it, issuing it."""

from jiafeng.reporting.bulletins.actions.deciding import approve, return_to_writer
from jiafeng.reporting.bulletins.actions.issuing import begin_issue, carry_out_issue, issue
from jiafeng.reporting.bulletins.actions.writing import Binding, MarkData, bind, correct, create, save, submit, withdraw

__all__ = [
    "Binding",
    "MarkData",
    "approve",
    "begin_issue",
    "bind",
    "carry_out_issue",
    "correct",
    "create",
    "issue",
    "return_to_writer",
    "save",
    "submit",
    "withdraw",
]
