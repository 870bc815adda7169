"""The child's side of reading: foreign bytes to rows of text. Runs only inside the sandbox."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from jiafeng.common.archives import check_zip
from jiafeng.common.sandbox import Rejected
from jiafeng.sheets.layout import HEADER_WITHIN, MAX_COLUMNS, Expected, Header, Merge, find_header, is_footer, repeats_header, spelling

BATCH = 500
MAX_SHEETS = 60
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_OLE = "EncryptedPackage".encode("utf-16-le")
_OTHER_KINDS = (
    (b"%PDF", "pdf"),
    (b"\xff\xd8\xff", "image"),
    (b"\x89PNG", "image"),
    (b"GIF8", "image"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
)
_LITERAL = re.compile(r'="([^"]*)"')
_GUARDED = re.compile(r"'(?=[=+\-@])")
# Nothing that a person typed, and nothing that a database keeps.
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))
_DELIMITERS = ",\t;"


def rows(path: str, columns: Sequence[Sequence[Any]], max_rows: int) -> Iterator[Any]:
    """First what was found ({"sheet", "header_row", "found", "expect", "others"}), then batches of [row number, texts in order of found]."""
    expected = [Expected.of(*column) for column in columns]
    kind = _kind(Path(path))
    if kind == "csv":
        yield from _from_csv(Path(path), expected, max_rows)
    else:
        yield from _from_workbook(Path(path), expected, max_rows)


def _kind(path: Path) -> str:
    """What the bytes are, whatever the name says: a workbook's kind or "csv"."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"PK\x03\x04"):
        names = set(check_zip(path))
        if {"xl/workbook.xml", "xl/workbook.bin"} & names or {"mimetype", "content.xml"} <= names:
            return "zip"
        raise Rejected("not_a_table", kind="zip")
    if head.startswith(_OLE):
        if _ENCRYPTED_OLE in path.read_bytes():
            raise Rejected("encrypted")
        return "xls"
    for magic, kind in _OTHER_KINDS:
        if head.startswith(magic):
            raise Rejected("not_a_table", kind=kind)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<style")):
        # Many office systems export a web page under the name .xls.
        raise Rejected("not_a_table", kind="html")
    return "csv"


def _from_workbook(path: Path, expected: Sequence[Expected], max_rows: int) -> Iterator[Any]:
    import python_calamine as calamine

    try:
        workbook = calamine.CalamineWorkbook.from_path(str(path))
        sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == calamine.SheetTypeEnum.WorkSheet]
        sheets.sort(key=lambda sheet: sheet.visible != calamine.SheetVisibleEnum.Visible)
        best: tuple[Header, Any] | None = None
        others = []
        for metadata in sheets[:MAX_SHEETS]:
            sheet = workbook.get_sheet_by_name(metadata.name)
            header = find_header(_top(sheet), _merges(sheet), expected)
            if header is None:
                continue
            if best is None or header.worth > best[0].worth:
                best = (header, sheet)
            if not header.missing and metadata.visible == calamine.SheetVisibleEnum.Visible:
                others.append(metadata.name)
    except calamine.PasswordError:
        raise Rejected("encrypted") from None
    except (calamine.CalamineError, OSError, ValueError, UnicodeDecodeError):
        raise Rejected("corrupt") from None
    if best is None:
        raise Rejected("no_header", columns=[column.label for column in expected if column.required])
    header, sheet = best
    yield from _records(
        _filled(enumerate(_sheet_rows(sheet)), _merges(sheet), header), header, expected, max_rows,
        sheet=sheet.name, top=_top(sheet), expect=max(sheet.end[0] + 1 - header.row - header.depth, 0),
        others=[name for name in others if name != sheet.name],
    )  # fmt: skip


def _sheet_rows(sheet: Any) -> Iterator[list[Any]]:
    """Rows from the sheet's first, columns from the sheet's first, whatever corner the data begins in."""
    if sheet.start is None:
        return
    left = [""] * min(sheet.start[1], MAX_COLUMNS)
    for row in sheet.iter_rows():
        yield left + row[: MAX_COLUMNS - len(left)]


def _top(sheet: Any) -> list[list[str]]:
    return [[as_text(cell) for cell in row] for row, _ in zip(_sheet_rows(sheet), range(HEADER_WITHIN + 1), strict=False)]


def _merges(sheet: Any) -> list[Merge]:
    return list(sheet.merged_cell_ranges or [])


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
    encoding = _encoding(path)
    with path.open("rb") as file:
        lines = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b"")) // (2 if encoding == "utf-16" else 1)
    try:
        with path.open(encoding=encoding, newline="") as file:
            start = file.read(1 << 16)
        delimiter, header, top = _best_delimiter(start, expected)
        with path.open(encoding=encoding, newline="") as file:
            numbered = ((number, list[Any](row)) for number, row in enumerate(csv.reader(file, delimiter=delimiter)))
            yield from _records(numbered, header, expected, max_rows, sheet="", top=top, expect=lines, others=[])
    except (csv.Error, UnicodeError):
        raise Rejected("corrupt") from None


def _encoding(path: Path) -> str:
    """UTF-8 or GB 18030 (which holds GBK and GB 2312), by what decodes without an error; UTF-16 by its mark."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in head:
        raise Rejected("not_a_table", kind="unknown")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            with path.open(encoding=encoding, newline="") as file:
                for _ in iter(lambda: file.read(1 << 20), ""):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise Rejected("unknown_encoding")


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
    top: Sequence[Sequence[str]], expect: int, others: Sequence[str],
) -> Iterator[Any]:  # fmt: skip
    """What was found, then the records in batches; blank rows, repeated headings, totals and signatures are left out."""
    if header.missing:
        raise Rejected("missing_columns", columns=list(header.missing), row=header.row + 1)
    found = [column.key for column in expected if column.key in header.positions]
    positions = [header.positions[key] for key in found]
    headings = [_heading(top, header, position) for position in positions]
    yield {"sheet": sheet, "header_row": header.row + header.depth, "found": found, "expect": min(expect, max_rows), "others": list(others)}
    batch: list[tuple[int, list[str]]] = []
    count = 0
    for number, row in numbered:
        if number < header.row + header.depth:
            continue
        texts = [as_text(row[position]) if position < len(row) else "" for position in positions]
        if not any(texts) or repeats_header(texts, headings) or is_footer(as_text(cell) for cell in row):
            continue
        count += 1
        if count > max_rows:
            raise Rejected("too_many_rows", limit=max_rows)
        batch.append((number + 1, texts))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _heading(top: Sequence[Sequence[str]], header: Header, position: int) -> str:
    below = [top[row][position] for row in range(header.row, header.row + header.depth) if row < len(top) and position < len(top[row])]
    return spelling(next((text for text in reversed(below) if text), ""))


def as_text(value: Any) -> str:
    """A cell as text. Numbers lose the point that a spreadsheet adds to them, dates are ISO, a formula is the value it last had."""
    if isinstance(value, str):
        text = value.strip() if value.isprintable() else value.translate(_CONTROLS).strip()
        literal = _LITERAL.fullmatch(text)
        return literal[1].strip() if literal else _GUARDED.sub("", text, count=1) if text.startswith("'") else text
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return "" if value != value else str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ", timespec="minutes")
    return "" if value is None else str(value)
