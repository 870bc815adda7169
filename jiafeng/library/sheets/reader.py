"""The child's side of reading: foreign bytes to rows of text. Runs only inside the sandbox."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from jiafeng.common.sandbox import Rejected
from jiafeng.library.sheets.cells import as_text, understood
from jiafeng.library.sheets.kinds import encoding_of, kind_of
from jiafeng.library.sheets.layout import (
    HEADER_WITHIN,
    MAX_COLUMNS,
    Expected,
    Header,
    Merge,
    find_header,
    is_footer,
    repeats_header,
    spelling,
)
from jiafeng.library.sheets.old import hidden_in_xls
from jiafeng.library.sheets.parts import Layout, hidden_in_xlsx, layouts_of_ods

BATCH = 500
MAX_SHEETS = 60
_DELIMITERS = ",\t;"


def rows(path: str, columns: Sequence[Sequence[Any]], max_rows: int) -> Iterator[Any]:
    """First what was found ({"sheet", "header_row", "found", "expect", "others"}), then batches of rows, then what is known at the end ({"hidden"}).

    A row is [number, texts in order of found], with a third part where something is to be said of a cell: [[place in found, code], …].
    """
    expected = [Expected.of(*column) for column in columns]
    kind = kind_of(Path(path))
    if kind == "csv":
        yield from _from_csv(Path(path), expected, max_rows)
    else:
        yield from _from_workbook(Path(path), kind, expected, max_rows)


def _from_workbook(path: Path, kind: str, expected: Sequence[Expected], max_rows: int) -> Iterator[Any]:
    import python_calamine as calamine

    try:
        workbook = calamine.CalamineWorkbook.from_path(str(path))
        layouts = layouts_of_ods(path) if kind == "ods" else {}
        sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == calamine.SheetTypeEnum.WorkSheet]
        sheets.sort(key=lambda sheet: sheet.visible != calamine.SheetVisibleEnum.Visible)
        best: tuple[Header, Any, list[Merge]] | None = None
        others = []
        for metadata in sheets[:MAX_SHEETS]:
            sheet = workbook.get_sheet_by_name(metadata.name)
            merges = layouts.get(metadata.name, Layout()).merges or list(sheet.merged_cell_ranges or [])
            header = find_header(_top(sheet), merges, expected)
            if header is None:
                continue
            if best is None or header.worth > best[0].worth:
                best = (header, sheet, merges)
            if not header.missing and metadata.visible == calamine.SheetVisibleEnum.Visible:
                others.append(metadata.name)
    except calamine.PasswordError:
        raise Rejected("encrypted") from None
    except (calamine.CalamineError, OSError, ValueError, UnicodeDecodeError):
        raise Rejected("corrupt") from None
    if best is None:
        raise Rejected("no_header", columns=[column.label for column in expected if column.required])
    header, sheet, merges = best
    hidden = layouts.get(sheet.name, Layout()).hidden if kind == "ods" else _HIDDEN[kind](path, sheet.name)
    yield from _records(
        _filled(enumerate(_sheet_rows(sheet)), merges, header), header, expected, max_rows,
        sheet=sheet.name, top=_top(sheet), expect=max(sheet.end[0] + 1 - header.row - header.depth, 0),
        others=[name for name in others if name != sheet.name], hidden=hidden,
    )  # fmt: skip


_HIDDEN = {"xlsx": hidden_in_xlsx, "xls": hidden_in_xls}


def _sheet_rows(sheet: Any) -> Iterator[list[Any]]:
    """Rows from the sheet's first, columns from the sheet's first, whatever corner the data begins in."""
    if sheet.start is None:
        return
    left = [""] * min(sheet.start[1], MAX_COLUMNS)
    for row in sheet.iter_rows():
        yield left + row[: MAX_COLUMNS - len(left)]


def _top(sheet: Any) -> list[list[str]]:
    return [[as_text(cell) for cell in row] for row, _ in zip(_sheet_rows(sheet), range(HEADER_WITHIN + 1), strict=False)]


def _filled(numbered: Iterable[tuple[int, list[Any]]], merges: Iterable[Merge], header: Header) -> Iterator[tuple[int, list[Any]]]:
    """Rows with cells merged downwards filled: one unit's name written once beside its ten people is the name of each."""
    begins: dict[int, list[tuple[int, int]]] = {}
    for (first, column), (last, _) in merges:
        if last > first >= header.row + header.depth:
            begins.setdefault(first, []).append((column, last))
    running: dict[int, tuple[int, Any]] = {}
    for number, row in numbered:
        for column, last in begins.get(number, ()):
            if column < len(row):
                running[column] = (last, row[column])
        if running and any(cell != "" for cell in row):
            for column, (last, value) in running.items():
                if number <= last and row[column] == "":
                    row[column] = value
        yield number, row


def _from_csv(path: Path, expected: Sequence[Expected], max_rows: int) -> Iterator[Any]:
    encoding = encoding_of(path)
    with path.open("rb") as file:
        lines = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b"")) // (2 if encoding == "utf-16" else 1)
    try:
        with path.open(encoding=encoding, newline="") as file:
            start = file.read(1 << 16)
        delimiter, header, top = _best_delimiter(start, expected)
        with path.open(encoding=encoding, newline="") as file:
            numbered = ((number, list[Any](row)) for number, row in enumerate(csv.reader(file, delimiter=delimiter)))
            yield from _records(numbered, header, expected, max_rows, sheet="", top=top, expect=lines, others=[], typed=False)
    except (csv.Error, UnicodeError):
        raise Rejected("corrupt") from None


def _best_delimiter(start: str, expected: Sequence[Expected]) -> tuple[str, Header, list[list[str]]]:
    found = []
    for delimiter in _DELIMITERS:
        top = [
            [as_text(cell) for cell in row]
            for row, _ in zip(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter), range(HEADER_WITHIN + 1), strict=False)
        ]
        header = find_header(top, (), expected)
        if header:
            found.append((header.worth, delimiter, header, top))
    if not found:
        raise Rejected("no_header", columns=[column.label for column in expected if column.required])
    _, delimiter, header, top = max(found, key=lambda candidate: candidate[0])
    return delimiter, header, top


def _records(
    numbered: Iterable[tuple[int, list[Any]]], header: Header, expected: Sequence[Expected], max_rows: int, *, sheet: str,
    top: Sequence[Sequence[str]], expect: int, others: Sequence[str], hidden: Collection[int] = (), typed: bool = True,
) -> Iterator[Any]:  # fmt: skip
    """What was found, then the records in batches; blank rows, repeated headings, totals and signatures are left out."""
    if header.missing:
        raise Rejected("missing_columns", columns=list(header.missing), row=header.row + 1)
    found = [column.key for column in expected if column.key in header.positions]
    positions = [header.positions[key] for key in found]
    headings = [_heading(top, header, position) for position in positions]
    width = max(positions) + 1
    yield {"sheet": sheet, "header_row": header.row + header.depth, "found": found, "expect": min(expect, max_rows), "others": list(others)}
    understand = partial(understood, typed=typed)
    batch: list[tuple[Any, ...]] = []
    count = unseen = 0
    for number, row in numbered:
        if number < header.row + header.depth:
            continue
        if len(row) < width:
            row = [*row, *[""] * (width - len(row))]
        texts, codes = zip(*map(understand, map(row.__getitem__, positions)), strict=True)
        if not any(texts) or repeats_header(texts, headings) or is_footer(as_text(cell) for cell in row):
            continue
        count += 1
        if count > max_rows:
            raise Rejected("too_many_rows", limit=max_rows)
        unseen += number in hidden
        said = [(place, code) for place, code in enumerate(codes) if code] if any(codes) else []
        batch.append((number + 1, texts, said) if said else (number + 1, texts))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
    yield {"hidden": unseen}


def _heading(top: Sequence[Sequence[str]], header: Header, position: int) -> str:
    below = [top[row][position] for row in range(header.row, header.row + header.depth) if row < len(top) and position < len(top[row])]
    return spelling(next((text for text in reversed(below) if text), ""))
