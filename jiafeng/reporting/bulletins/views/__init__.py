"""Pages of bulletins: parse, one call, render."""

from jiafeng.reporting.bulletins.views.deciding import approve, ask_leader, by_link, issue, return_, review
from jiafeng.reporting.bulletins.views.reading import bulletin, bulletins, by_code, compare, download, manifest, passport
from jiafeng.reporting.bulletins.views.writing import (
    check,
    correct,
    edit,
    new,
    new_template,
    remove_template,
    submit,
    template,
    templates,
    withdraw,
)

__all__ = [
    "approve",
    "ask_leader",
    "bulletin",
    "bulletins",
    "by_code",
    "by_link",
    "check",
    "compare",
    "correct",
    "download",
    "edit",
    "issue",
    "manifest",
    "new",
    "new_template",
    "passport",
    "remove_template",
    "return_",
    "review",
    "submit",
    "template",
    "templates",
    "withdraw",
]
