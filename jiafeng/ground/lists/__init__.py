"""A list says its columns once, beside its view; `views.answer` makes of them its page, its workbook and its print."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

Rows = Any  # a QuerySet, or a sequence where the rows are computed
Choices = Iterable[tuple[Any, Any]]


@dataclass(frozen=True)
class Column:
    """One column.

    value: what a row has in it, as a path (`organisation.label`; what is missing on the way is empty) or a function of the row; the workbook
    takes it as it is. show: what the page shows instead. note: what stands small beneath it. link: the row's page, as the name of an address that
    takes its pk, or a function; the first column with one heads its row.
    sort: the fields that its heading sorts by, with spaces between; none: it does not. width: characters in the workbook; 0 keeps it out of it.
    page: False keeps it to the workbook. control: something to press, on the screen alone. may: a policy of the user, for the column as a whole.
    """

    label: Any
    value: Callable[[Any], Any] | str
    width: int = 14
    sort: str = ""
    show: Callable[[Any], Any] | str | None = None
    note: Callable[[Any], Any] | str | None = None
    link: Callable[[Any], str] | str = ""
    num: bool = False
    page: bool = True
    control: bool = False
    may: Callable[[Any], Any] | None = None


@dataclass(frozen=True)
class Filter:
    """One field of the filter.

    read: what the address says as a value, None where that is none; narrow: rows and a value, where the view does not do it itself; choices: value
    and label of each (the view gives those that depend on the reader); nothing: the word for none of them; kind: the input's type.
    """

    name: str
    label: Any
    read: Callable[[str], Any]
    narrow: Callable[[Rows, Any], Rows] | None = None
    choices: Choices = ()
    nothing: Any = None
    kind: str = "search"


@dataclass(frozen=True)
class List:
    """title: the heading, the caption, and what its workbook is called; lead: the sentence beneath; empty: heading and sentence while it has no row;
    per: rows on a page; exported: most rows of its workbook."""

    title: Any
    columns: Sequence[Column]
    filters: Sequence[Filter] = ()
    lead: Any = ""
    empty: tuple[Any, Any] = ("", "")
    sign: str = "notes"
    per: int = 50
    exported: int = 1_000_000


@dataclass(frozen=True)
class Button:
    """A link beside the heading; the last one is the one that people come for."""

    label: Any
    url: str
    icon: str = "plus"


def offered(*buttons: tuple[Any, Button]) -> list[Button]:
    """Of buttons with the refusal of their policy, those that are allowed."""
    return [button for refusal, button in buttons if not refusal]


# --- filters ----------------------------------------------------------------------------------------------------------


def _words(raw: str) -> str:
    return raw.replace("\0", "").strip()[:60]


def _whole(raw: str) -> int | None:
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 18 else None


def _year(raw: str) -> int | None:
    number = _whole(raw) or 0
    return number if 2000 <= number <= 2100 else None


def _day(raw: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(raw)
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2199 else None


def _looked_up(field: str) -> Callable[[Rows, Any], Rows] | None:
    return (lambda rows, value: rows.filter(**{field: value})) if field else None


def words(label: Any, *fields: str, name: str = "q") -> Filter:
    """What somebody types, found anywhere in one of the fields; without fields the view looks for it."""

    def narrow(rows: Rows, typed: str) -> Rows:
        found = Q()
        for field in fields:
            found |= Q(**{f"{field}__icontains": typed})
        return rows.filter(found)

    return Filter(name, label, _words, narrow if fields else None)


def choice(name: str, label: Any, choices: Sequence[tuple[Any, Any]], field: str = "", *, nothing: Any = None) -> Filter:
    """One of several values; `nothing` is the word for none chosen, where that means something narrower than all."""
    known = {str(value): value for value, _label in choices}
    return Filter(name, label, known.get, _looked_up(field), choices, nothing, "select")


def one_of(name: str, label: Any, field: str = "", *, nothing: Any = None) -> Filter:
    """One of the rows that the view offers, as pairs of pk and name."""
    return Filter(name, label, _whole, _looked_up(field), (), nothing, "select")


def year(label: Any, field: str = "") -> Filter:
    return Filter("year", label, _year, _looked_up(field), kind="number")


def day(name: str, label: Any) -> Filter:
    return Filter(name, label, _day, kind="date")


def ticked(name: str, label: Any) -> Filter:
    return Filter(name, label, lambda raw: raw in ("1", "on") or None, kind="checkbox")


def hidden(name: str, read: Callable[[str], Any]) -> Filter:
    """What only a link of another page asks for."""
    return Filter(name, "", read, kind="hidden")
