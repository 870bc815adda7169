"""The caller's side of reading: a table with its rows checked, or the reason why there is none."""

from __future__ import annotations

import os
import stat
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

from jiafeng.common.sandbox import Rejected, SandboxKilled, stream
from jiafeng.library.sheets.cells import LOST_DIGITS
from jiafeng.library.sheets.columns import CellError, Column, Noted

MAX_ROWS = 100_000
MAX_BYTES = 50 << 20
MEMORY_MB = 700


@dataclass(frozen=True)
class Refusal:
    """Why a file is not read as a table. Codes and parameters:

    "missing" · "empty" · "too_large" limit_mb · "not_a_table" kind (pdf, image, program, zip, html, unknown) · "encrypted" · "corrupt" ·
    "bomb" (unpacks to far more than an office file) · "too_wide" (needs more memory than any real table: a stray cell far away) ·
    "double_part" part (two things of one name in the archive) · "too_slow" · "unknown_encoding" · "no_header" columns · "missing_columns" columns, row · "duplicate_header" column, row ·
    "too_many_rows" limit.
    """

    code: str
    params: dict[str, Any] = field(default_factory=dict)


class Broken(Exception):
    """The file turned out unreadable, or too long, after its first rows had been handed over."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


@dataclass(frozen=True)
class Problem:
    """A cell that cannot be used, or of which something is to be said: the column's label, a code and its parameters.

    Codes: "required" · "lost_digits" (the spreadsheet has rounded a number, which is another one now) · "unseen" (marks that nobody sees were
    taken out; a note) · one of the parser's.
    """

    column: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Row:
    """One record. number: as the spreadsheet shows it, from 1; values: by column key, None where blank, absent or wrong; texts: as typed,
    a number without its last digits as a power of ten; problems: what keeps the row out; notes: what is said of it and keeps nothing out.
    """

    number: int
    values: dict[str, Any]
    _texts: Sequence[str]
    problems: Sequence[Problem] = ()
    notes: Sequence[Problem] = ()

    @property
    def texts(self) -> dict[str, str]:
        return dict(zip(self.values, self._texts, strict=True))


class Table:
    """An open table: `refused` or rows to iterate once. Close it, or use it in a `with`, to end the process that reads it.

    sheet: the worksheet's name; header_row: the heading's last row, from 1; found: keys of the columns present; expect: about how many
    rows follow; others: further sheets with the same heading, which are not read; hidden: how many of the rows read a filter hides, known
    when all have been.
    """

    def __init__(
        self, columns: Sequence[Column], batches: Generator[Any, None, None] | None, first: dict[str, Any], refused: Refusal | None
    ) -> None:
        self.refused = refused
        self.sheet: str = first.get("sheet", "")
        self.header_row: int = first.get("header_row", 0)
        self.found: tuple[str, ...] = tuple(first.get("found", ()))
        self.expect: int = first.get("expect", 0)
        self.others: tuple[str, ...] = tuple(first.get("others", ()))
        self.hidden: int = 0
        # Units, posts and ranks stand in thousands of rows: each is understood once, and kept once.
        self._columns = [(column, lru_cache(1024)(column.parse)) for column in columns if column.key in self.found]
        self._keys = [column.key for column, _ in self._columns]
        self._parsers = [parse for _, parse in self._columns]
        self._required = [place for place, (column, _) in enumerate(self._columns) if column.required]
        self._batches = batches

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._batches is not None:
            self._batches.close()

    def __iter__(self) -> Iterator[Row]:
        """The rows in order; raises `Broken` where the file stops being readable."""
        if self._batches is None:
            return
        try:
            for batch in self._batches:
                if isinstance(batch, dict):
                    self.hidden = batch["hidden"]
                    continue
                for number, texts, *said in batch:
                    yield (None if said else self._plain_row(number, texts)) or self._row(number, texts, dict(said[0]) if said else {})
        except Rejected as rejected:
            raise Broken(Refusal(rejected.code, rejected.params)) from None
        except SandboxKilled as killed:
            raise Broken(_refusal_of(killed)) from killed

    def _plain_row(self, number: int, texts: Sequence[str]) -> Row | None:
        """A row of which nothing is to be said, as nearly all are; None for any other."""
        try:
            values = [parse(text) if text else None for parse, text in zip(self._parsers, texts, strict=True)]
        except CellError:
            return None
        if Noted in map(type, values) or not all(texts[place] for place in self._required):
            return None
        return Row(number, dict(zip(self._keys, values, strict=True)), texts)

    def _row(self, number: int, texts: Sequence[str], said: Mapping[int, str]) -> Row:
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        notes: list[Problem] = []
        for place, ((column, parse), text) in enumerate(zip(self._columns, texts, strict=True)):
            values[column.key] = None
            if said.get(place) == LOST_DIGITS:
                problems.append(Problem(column.label, LOST_DIGITS, {"text": text}))
                continue
            if place in said:
                notes.append(Problem(column.label, said[place]))
            if text:
                try:
                    value = parse(text)
                except CellError as error:
                    problems.append(Problem(column.label, error.code, error.params))
                    continue
                if isinstance(value, Noted):
                    notes.append(Problem(column.label, value.code, value.params))
                    value = value.value
                values[column.key] = value
            elif column.required:
                problems.append(Problem(column.label, "required"))
        return Row(number, values, texts, problems, notes)


def read_table(path: str | os.PathLike[str], columns: Sequence[Column], *, max_rows: int = MAX_ROWS) -> Table:
    """Open the table that has these columns in an xlsx, xlsm, xlsb, xls, ods or CSV file (UTF-8, GB 18030 or UTF-16), whatever its name.

    The heading is looked for in the first 60 rows of every sheet, in any order, over one row or two; cells merged downwards count for
    each of their rows; blank rows, repeated headings, totals and signature lines are left out; rows that a filter hides are read, and
    counted in `hidden` (xlsx, xls, ods). Formulas are never evaluated: a cell is the value last saved. A number of more digits than a
    spreadsheet keeps is a problem of its row, never a guess. More than `max_rows` records are refused. The bytes are parsed in a sandbox.
    """
    refused = _refused_unread(Path(path))
    if refused:
        return Table(columns, None, {}, refused)
    batches = stream(
        "jiafeng.library.sheets.reader:rows",
        memory_mb=MEMORY_MB,
        path=os.path.abspath(path),
        columns=[(column.key, column.label, column.aliases, column.required) for column in columns],
        max_rows=max_rows,
    )
    try:
        first = next(batches)
    except Rejected as rejected:
        return Table(columns, None, {}, Refusal(rejected.code, rejected.params))
    except SandboxKilled as killed:
        return Table(columns, None, {}, _refusal_of(killed))
    return Table(columns, batches, first, None)


def _refused_unread(path: Path) -> Refusal | None:
    try:
        about = path.stat()
    except OSError:
        return Refusal("missing")
    if not stat.S_ISREG(about.st_mode):
        return Refusal("missing")
    if about.st_size == 0:
        return Refusal("empty")
    if about.st_size > MAX_BYTES:
        return Refusal("too_large", {"limit_mb": MAX_BYTES >> 20})
    return None


def _refusal_of(killed: SandboxKilled) -> Refusal:
    """What a parser's death says about the file."""
    return Refusal({"memory": "too_wide", "cpu": "too_slow", "timeout": "too_slow"}.get(killed.reason, "corrupt"))
