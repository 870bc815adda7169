"""Every write to bulletins, by noun: writing the text, deciding on it, issuing it."""

from jiafeng.reporting.bulletins.actions.deciding import approve, approve_by_link, ask_approver, return_by_link, return_to_writer
from jiafeng.reporting.bulletins.actions.issuing import begin_issue, carry_out_issue, issue
from jiafeng.reporting.bulletins.actions.writing import (
    Binding,
    MarkData,
    bind,
    correct,
    create,
    remove_template,
    save,
    save_template,
    submit,
    withdraw,
)

__all__ = [
    "Binding",
    "MarkData",
    "approve",
    "approve_by_link",
    "ask_approver",
    "begin_issue",
    "bind",
    "carry_out_issue",
    "correct",
    "create",
    "issue",
    "remove_template",
    "return_by_link",
    "return_to_writer",
    "save",
    "save_template",
    "submit",
    "withdraw",
]
