"""What the reader of workbooks does not tell: which rows a filter hides, and which cells of an ods are merged. Runs only inside the sandbox."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any
from xml.parsers import expat

from jiafeng.common.sandbox import Rejected
from jiafeng.library.sheets.layout import Merge

_CHUNK = 1 << 20
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_NUMBER = re.compile(rb"""\br=["'](\d+)["']""")
_HIDDEN = re.compile(rb"""\bhidden=["'](?:1|true)["']""")
_MOST_REPEATED = 1 << 20  # rows of a sheet; what repeats further is the empty rest of it


@dataclass
class Layout:
    """Of one sheet: its merged cells, and its hidden rows from 0."""

    merges: list[Merge] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)


def hidden_in_xlsx(path: Path, sheet: str) -> set[int]:
    """The hidden rows of a sheet, from 0; none where the workbook is binary (xlsb)."""
    with zipfile.ZipFile(path) as archive:
        parts = {_canonical(name): name for name in archive.namelist()}
        part = _part_of(archive, parts, sheet)
        if part is None:
            return set()
        with archive.open(part) as stream:
            return _hidden_rows(stream)


def _canonical(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()


def _part_of(archive: zipfile.ZipFile, parts: dict[str, str], sheet: str) -> str | None:
    """The part that holds the sheet, by the workbook's list and its relations."""
    book, relations = parts.get("xl/workbook.xml"), parts.get("xl/_rels/workbook.xml.rels")
    if book is None or relations is None:
        return None
    ids, targets = {}, {}
    for tag, attributes in _elements(archive.read(book)):
        if tag.endswith("}sheet"):
            ids[attributes.get("name", "")] = next((value for key, value in attributes.items() if key.endswith("}id")), "")
    for tag, attributes in _elements(archive.read(relations)):
        if tag.endswith("}Relationship"):
            targets[attributes.get("Id", "")] = attributes.get("Target", "")
    target = targets.get(ids.get(sheet, ""), "")
    return parts.get(_canonical(target)) or parts.get(_canonical(str(PurePosixPath("xl") / target.replace("\\", "/").lstrip("/"))))


def _elements(content: bytes) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    parser = _parser()
    parser.StartElementHandler = lambda tag, attributes: found.append((tag, attributes))
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        raise Rejected("corrupt") from None
    return found


def _parser() -> Any:
    """A parser whose names carry their namespace before a brace; it follows no entity."""
    parser = expat.ParserCreate(namespace_separator="}")

    def refuse(*_: Any) -> None:
        raise Rejected("corrupt")

    parser.EntityDeclHandler = refuse
    return parser


def _hidden_rows(stream: IO[bytes]) -> set[int]:
    found: set[int] = set()
    rest = b""
    while chunk := stream.read(_CHUNK):
        chunk = rest + chunk
        end = chunk.rfind(b">") + 1
        rest = chunk[end:]
        if b"hidden" not in chunk:
            continue
        for row in _ROW.finditer(chunk, 0, end):
            if _HIDDEN.search(row[1]) and (number := _NUMBER.search(row[1])):
                found.add(int(number[1]) - 1)
    return found


def layouts_of_ods(path: Path) -> dict[str, Layout]:
    """Each sheet's layout by its name."""
    reading = _Ods()
    parser = _parser()
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    try:
        with zipfile.ZipFile(path) as archive:
            name = next(name for name in archive.namelist() if _canonical(name) == "content.xml")
            with archive.open(name) as stream:
                parser.ParseFile(stream)
    except (expat.ExpatError, zipfile.BadZipFile, ValueError):
        raise Rejected("corrupt") from None
    return reading.layouts


class _Ods:
    """Counts rows and columns of each sheet as its elements come by."""

    def __init__(self) -> None:
        self.layouts: dict[str, Layout] = {}
        self._open: list[Layout] = []  # a table may stand within a cell of another; only the outermost is a sheet
        self._row = self._column = self._repeated = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if name == "table" and tag.endswith(":table:1.0}table"):
            layout = Layout()
            if not self._open:
                self._row = 0
                self.layouts[_of(attributes, "name") or ""] = layout
            self._open.append(layout)
        elif len(self._open) != 1:
            return
        elif name == "table-row":
            self._column = 0
            self._repeated = min(int(_of(attributes, "number-rows-repeated") or 1), _MOST_REPEATED)
            if _of(attributes, "visibility") in ("collapse", "filter"):
                self._open[0].hidden.update(range(self._row, self._row + self._repeated))
        elif name in ("table-cell", "covered-table-cell"):
            down, across = int(_of(attributes, "number-rows-spanned") or 1), int(_of(attributes, "number-columns-spanned") or 1)
            if down > 1 or across > 1:
                self._open[0].merges.append(((self._row, self._column), (self._row + down - 1, self._column + across - 1)))
            self._column += int(_of(attributes, "number-columns-repeated") or 1)

    def end(self, tag: str) -> None:
        if tag.endswith(":table:1.0}table"):
            self._open.pop()
        elif len(self._open) == 1 and tag.endswith("}table-row"):
            self._row += self._repeated


def _of(attributes: dict[str, str], name: str) -> str | None:
    return next((value for key, value in attributes.items() if key.endswith("}" + name)), None)
