"""Tables written for people who open them in Excel or WPS; no cell is ever a formula."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import os
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import chain, islice
from typing import IO, Any

import xlsxwriter

_MAX_TEXT = 32_767  # characters in a cell, by the format
_EXACT = 10**15  # a spreadsheet keeps 15 digits; longer numbers are written as text
_BATCH = 2000  # rows of a CSV that are encoded at a time
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
# Where a cell of a written CSV may start with one of them. One search is cheaper than a look at each of ten million cells; a false alarm costs only time.
_DANGER = re.compile(r'(?:^|[,"\n])[=+\-@\t\r]')


def write_table(
    target: str | os.PathLike[str] | IO[bytes],
    title: str,
    columns: Sequence[str | tuple[str, int]],
    rows: Iterable[Sequence[Any]],
    *,
    notes: Sequence[str] = (),
    choices: dict[str, Sequence[str]] | None = None,
) -> int:
    """Write an xlsx row by row, in constant memory, and return how many rows.

    columns: headings, or (heading, width in characters); notes: lines on a second sheet; choices: heading → values offered in a
    drop-down. Text is written as text, so that "=1+1" and 13800001234 stay what they are; numbers, dates and datetimes (shown as they
    are, without their zone) keep their type. An empty title leaves the title row out.
    """
    labels = [(column, max(8, 2 * len(column) + 4)) if isinstance(column, str) else column for column in columns]
    workbook = xlsxwriter.Workbook(
        target,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "remove_timezone": True,
        },
    )
    try:
        return _fill(workbook, title, labels, rows, notes, choices or {})
    finally:
        workbook.close()


def _fill(
    workbook: Any,
    title: str,
    labels: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[Any]],
    notes: Sequence[str],
    choices: dict[str, Sequence[str]],
) -> int:
    heading = workbook.add_format(
        {"bold": True, "bg_color": "#E8EFE9", "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
    )
    formats: dict[type, Any] = {
        dt.datetime: workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        dt.date: workbook.add_format({"num_format": "yyyy-mm-dd"}),
    }
    text = workbook.add_format({"num_format": "@"})
    sheet = workbook.add_worksheet()
    for index, (_, width) in enumerate(labels):
        sheet.set_column(index, index, width, text)
    top = 0
    if title:
        sheet.merge_range(0, 0, 0, max(len(labels) - 1, 1), "", workbook.add_format({"bold": True, "font_size": 16, "align": "center"}))
        sheet.write_string(0, 0, title, workbook.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}))
        sheet.set_row(0, 30)
        top = 1
    for index, (label, _) in enumerate(labels):
        sheet.write_string(top, index, label, heading)
        if label in choices:
            sheet.data_validation(top + 1, index, top + 5000, index, {"validate": "list", "source": list(choices[label])})
    sheet.freeze_panes(top + 1, 0)
    count = 0
    for count, row in enumerate(rows, start=1):
        for index, value in enumerate(row):
            _write(sheet, top + count, index, value, formats)
    if notes:
        second = workbook.add_worksheet()
        second.set_column(0, 0, 100)
        for index, note in enumerate(notes):
            second.write_string(index, 0, note)
    return count


def _write(sheet: Any, row: int, column: int, value: Any, formats: dict[type, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, (int, float, Decimal)) and -_EXACT < value < _EXACT:
        sheet.write_number(row, column, value)
    elif isinstance(value, dt.datetime):
        sheet.write_datetime(row, column, value, formats[dt.datetime])
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, value, formats[dt.date])
    else:
        sheet.write_string(row, column, str(value)[:_MAX_TEXT])


def write_csv(target: IO[bytes], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write a CSV that Excel and WPS read as UTF-8, and return how many rows. Text that would start a formula gets a ' before it."""
    target.write(codecs.BOM_UTF8)
    count, rest = -1, chain([columns], rows)
    while batch := list(islice(rest, _BATCH)):
        text = _csv(batch)
        if _DANGER.search(text):
            text = _csv([[guarded(value) for value in row] for row in batch])
        target.write(text.encode())
        count += len(batch)
    return count


def _csv(rows: Iterable[Sequence[Any]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()


def guarded(value: Any) -> Any:
    """A CSV cell that no spreadsheet takes for a formula; numbers are left alone."""
    if isinstance(value, str) and value.startswith(_DANGEROUS):
        return "'" + value
    return "" if value is None else value
