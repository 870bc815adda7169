"""Pages of bulletins: parse, one call, render."""

from jiafeng.reporting.bulletins.views.deciding import approve, issue, return_, review
from jiafeng.reporting.bulletins.views.reading import bulletin, bulletins, by_code, compare, download, manifest, passport
from jiafeng.reporting.bulletins.views.writing import check, correct, edit, new, submit, withdraw

__all__ = [
    "approve",
    "bulletin",
    "bulletins",
    "by_code",
    "check",
    "compare",
    "correct",
    "download",
    "edit",
    "issue",
    "manifest",
    "new",
    "passport",
    "return_",
    "review",
    "submit",
    "withdraw",
]
