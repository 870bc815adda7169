"""A list as one reader asked for it: narrowed and sorted as the address says, and never with a column that is not for their eyes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from jiafeng.common.paging import Page, page_of
from jiafeng.common.templatetags.ui import icon
from jiafeng.ground.lists import Choices, Column, Filter, List, Rows
from jiafeng.library.sheets.responses import xlsx_response

PRINTED = 2_000
"""Rows on a print: some forty sheets of paper. Whoever needs more takes the workbook."""
SORTED = 10_000
"""A longer list keeps its own order, which an index carries: sorted another way, its page would cost more with every row."""


# --- cells ------------------------------------------------------------------------------------------------------------


def _getter(value: Callable[[Any], Any] | str) -> Callable[[Any], Any]:
    """A path of attributes as a function of a row: what is missing on the way is empty, and what can be called is called."""
    if not isinstance(value, str):
        return value
    names = value.split(".")

    def get(row: Any) -> Any:
        for name in names:
            row = getattr(row, name, None)
            if row is None:
                return None
        return row() if callable(row) else row

    return get


def _text(value: Any, num: bool = False) -> str:
    """A value as the page shows it, safe to stand in it."""
    if value is None or value == "":
        return "—"
    if isinstance(value, dt.datetime):
        return f"<time>{localtime(value):%Y-%m-%d %H:%M}</time>"
    if isinstance(value, dt.date):
        return f"<time>{value}</time>"
    return f"{value:,}" if num and isinstance(value, int) else conditional_escape(value)


_PLACE = 987654321


def _address(link: Callable[[Any], str] | str) -> Callable[[Any], str]:
    """Of a row its page. Reversing an address costs as much as all else of a row, so a named one is reversed once for all of them."""
    if not isinstance(link, str):
        return link
    before, after = reverse(link, args=[_PLACE]).split(str(_PLACE))
    return lambda row: f"{before}{row.pk}{after}"


def _cell(column: Column, heads: bool) -> Callable[[Any], str]:
    """What makes of a row its cell. The heading stands in it too: on a phone, where a row is a card, it is read beside the value."""
    name, classes = ("th", ' scope="row"') if heads else ("td", "")
    value = _getter(column.show or column.value)
    note = _getter(column.note) if column.note else None
    address = _address(column.link) if column.link else None
    css = " num" if column.num else ""
    start, empty = (f'<{name}{classes} class="cell{css}{none}" data-label="{escape(column.label)}">' for none in ("", " none"))
    end = f"</{name}>"
    num = column.num

    def cell(row: Any) -> str:
        text = _text(value(row), num)
        if address is not None and (url := address(row)):
            text = f'<a href="{escape(url)}">{text}</a>'
        if note is not None and (small := note(row)):
            text += f'<div class="small-1 muted fw-normal">{_text(small)}</div>'
        return f"{empty if text == '—' else start}{text}{end}"

    return cell


def press(label: Any, url: str, about: Any = "", sign: str = "") -> SafeString:
    """A button in a row that posts to an address; `about`, said to who hears the page, tells it from those of the other rows."""
    said = format_html('<span class="visually-hidden"> {}</span>', about) if about else ""
    return format_html(
        '<button class="btn btn-plain btn-sm" form="list-post" formaction="{}">{}{}{}</button>',
        url,
        icon(sign) if sign else "",
        label,
        said,
    )


def tick(name: str, value: Any, about: Any, form: str) -> SafeString:
    """A box in a row, of a form that stands elsewhere on the page; nothing is ticked to begin with."""
    box = '<input class="form-check-input" type="checkbox" name="{}" value="{}" form="{}" aria-label="{}">'
    return format_html(box, name, value, form, about)


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


# --- the list, for one reader and one address -------------------------------------------------------------------------


class Shown:
    """A list as one reader asked for it: what templates show of it."""

    def __init__(self, request: HttpRequest, what: List, rows: Rows, choices: Mapping[str, Choices]) -> None:
        self.request, self.what, self._choices = request, what, choices
        self.columns = [column for column in what.columns if column.may is None or not column.may(request.user)]
        self.asked = {each.name: each.read(request.GET.get(each.name, "")) for each in what.filters}
        found = rows(self.asked) if callable(rows) and not isinstance(rows, QuerySet) else rows
        for each in what.filters:
            if each.narrow is not None and self.asked[each.name]:
                found = each.narrow(found, self.asked[each.name])
        self.sort, self.too_long = "", False
        self.rows = self._sorted(found)

    def _sorted(self, rows: Rows) -> Rows:
        """In the order of a heading, where the list is short enough for it."""
        wanted = self.request.GET.get("sort", "")
        fields = next((each.sort.split() for each in self.columns if each.sort and each.sort.split()[0] == wanted.removeprefix("-")), None)
        if fields is None or not isinstance(rows, QuerySet):
            return rows
        if rows.order_by()[SORTED : SORTED + 1].exists():
            self.too_long = True
            return rows
        self.sort = wanted
        return rows.order_by(*(f"-{field}" if wanted.startswith("-") else field for field in fields), "pk")

    @property
    def narrowed(self) -> bool:
        """Whether the address asks for less than all, for the words where nothing is left."""
        return any(self.request.GET.get(name) for name in self.asked)

    @cached_property
    def page(self) -> Page[Any]:
        return page_of(self.rows, self.request, per=self.what.per)

    @property
    def table(self) -> SafeString:
        """The page at hand."""
        return self._table(self.page.items, [column for column in self.columns if column.page])

    @property
    def printed(self) -> SafeString:
        """All rows that a print has room for, without what can only be pressed."""
        return self._table(self.print_rows[:PRINTED], [column for column in self.columns if column.page and not column.control])

    @cached_property
    def print_rows(self) -> list[Any]:
        return list(self.rows[: PRINTED + 1])

    @property
    def cut(self) -> int:
        """How many rows stand on the print, where it is not all of them."""
        return PRINTED if len(self.print_rows) > PRINTED else 0

    def _table(self, rows: Sequence[Any], columns: Sequence[Column]) -> SafeString:
        head = next((column for column in columns if column.link), None)
        cells = [_cell(column, column is head) for column in columns]
        body = "".join(["<tr>" + "".join([cell(row) for cell in cells]) + "</tr>" for row in rows])
        headings = _joined(self._heading(column) for column in columns)
        title = self.what.title
        return format_html(
            '<div class="table-responsive" tabindex="0" role="region" aria-label="{}"><table class="table list">'
            '<caption class="visually-hidden">{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>',
            title, title, headings, SafeString(body),  # nosec B703 # of cells, which escape their values (_text)
        )  # fmt: skip

    def _address(self, **changed: str | None) -> str:
        """The address at hand with something changed, on its first page."""
        query = self.request.GET.copy()
        for name, value in {"page": None, "format": None, **changed}.items():
            query.pop(name, None)
            if value:
                query[name] = value
        return "?" + query.urlencode()

    def _heading(self, column: Column) -> SafeString:
        css = SafeString(' class="num"') if column.num else ""
        if column.control:
            return format_html('<th scope="col"{}><span class="visually-hidden">{}</span></th>', css, column.label)
        if not column.sort or not isinstance(self.rows, QuerySet):
            return format_html('<th scope="col"{}>{}</th>', css, column.label)
        key = column.sort.split()[0]
        standing = {key: "ascending", f"-{key}": "descending"}.get(self.sort, "")
        order = format_html(' aria-sort="{}"', standing) if standing else ""
        address = self._address(sort=f"-{key}" if standing == "ascending" else key)
        return format_html('<th scope="col"{}{}><a href="{}">{}</a></th>', css, order, address, column.label)

    @property
    def sheet_address(self) -> str:
        return self._address(format="xlsx")

    @property
    def print_address(self) -> str:
        return self._address(format="print")

    @cached_property
    def fields(self) -> SafeString:
        """The fields of the filter, and on a phone, where there are no headings, the order."""
        found = [self._field(each) for each in self.what.filters]
        orders = [column for column in self.columns if column.sort and column.page] if isinstance(self.rows, QuerySet) else []
        if orders:
            choices = [(f"{way}{each.sort.split()[0]}", f"{each.label} {sign}") for each in orders for way, sign in (("", "↑"), ("-", "↓"))]
            found.append(_labelled("sort", _("Order by column"), _select("sort", choices, self.sort, "—"), "only-cards"))
        return _joined(found)

    def _field(self, each: Filter) -> SafeString:
        value, name = self.asked[each.name], each.name
        if each.kind == "select":
            nothing = _("All") if each.nothing is None else each.nothing
            return _labelled(name, each.label, _select(name, self._offered(each), value, nothing))
        if each.kind == "hidden":
            return format_html('<input type="hidden" name="{}" value="{}">', name, self.request.GET[name]) if value else SafeString("")
        box = each.kind == "checkbox"
        state = SafeString(" checked") if box and value else ""
        typed = 1 if box else "" if value is None else value
        field = format_html(
            '<input class="form-{0}" type="{1}" name="{2}" id="f-{2}" value="{3}"{4}>',
            "check-input" if box else "control",
            each.kind,
            name,
            typed,
            state,
        )
        return _labelled(name, each.label, field)

    def _offered(self, each: Filter) -> Choices:
        return self._choices.get(each.name, each.choices)

    @property
    def told(self) -> Iterator[tuple[Any, Any]]:
        """What the list is narrowed by, in words: label and value, for a print that leaves its address behind."""
        for each in self.what.filters:
            value = self.asked[each.name]
            if value and each.label:
                yield (
                    each.label,
                    next((label for key, label in self._offered(each) if str(key) == str(value)), "" if value is True else value),
                )


def _labelled(name: str, label: Any, field: SafeString, css: str = "") -> SafeString:
    return format_html('<div class="field {}"><label for="f-{}">{}</label>{}</div>', css, name, label, field)


def _select(name: str, choices: Choices, chosen: Any, nothing: Any) -> SafeString:
    chosen = str(chosen)
    options = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, SafeString(" selected") if str(value) == chosen else "", label) for value, label in (("", nothing), *choices)),
    )
    return format_html('<select class="form-select" name="{0}" id="f-{0}">{1}</select>', name, options)


def workbook(what: List, rows: Rows, user: Any, *, of: Any = "") -> HttpResponseBase:
    """The columns that the user may see, of every row, as a workbook; each cell is what it is, and none is a formula."""
    columns = [column for column in what.columns if column.width and not column.control and (column.may is None or not column.may(user))]
    cells = [_getter(column.value) for column in columns]
    rows, name = rows[: what.exported], f"{what.title}-{of}" if of else str(what.title)
    every = rows.iterator(chunk_size=1_000) if isinstance(rows, QuerySet) else rows
    lines = ([_plain(cell(row)) for cell in cells] for row in every)
    return xlsx_response(name, name, [(str(column.label), column.width) for column in columns], lines)


def _plain(value: Any) -> Any:
    return localtime(value) if isinstance(value, dt.datetime) else value


def answer(
    request: HttpRequest,
    what: List,
    rows: Rows,
    *,
    template: str = "list.html",
    of: Any = "",
    choices: Mapping[str, Choices] | None = None,
    taken: Callable[[int], Any] | None = None,
    status: int = 200,
    **around: Any,
) -> HttpResponseBase:
    """Answer with the list: its page, its workbook (?format=xlsx) or its print (?format=print).

    rows: those that the reader may see, or a function that makes them of what the filter asks for. of: whose list it is, where there are several of
    its kind; choices: for filters whose choices the view knows; taken: called with the number of rows before they leave the house in a workbook or
    print; around: what else the template shows, such as `buttons`, and `back`, the page of what it is the list of.
    """
    shown = Shown(request, what, rows, choices or {})
    wanted = request.GET.get("format")
    if wanted in ("xlsx", "print") and taken is not None:
        number = shown.rows.order_by().count() if isinstance(shown.rows, QuerySet) else len(shown.rows)
        taken(number if wanted == "xlsx" else min(number, PRINTED))
    if wanted == "xlsx":
        return workbook(what, shown.rows, request.user, of=of or around.get("title", ""))
    if wanted == "print":
        return render(request, "list_print.html", {"list": shown, "of": of})
    return render(request, template, {"list": shown, "page": shown.page, "of": of, "title": what.title, **around}, status=status)
