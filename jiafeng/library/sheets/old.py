"""Which rows an Excel 97 workbook hides: its one stream out of the compound file, and the records of its rows. Runs only inside the sandbox."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

_LAST = 0xFFFFFFFA  # sectors from here on are marks, not places
_BEGIN, _END, _SHEET, _ROW = 0x0809, 0x000A, 0x0085, 0x0208
_HIDDEN = 0x20  # of a row's options: its height is nothing


def hidden_in_xls(path: Path, sheet: str) -> set[int]:
    """The hidden rows of a sheet, from 0; none where the workbook is of an older make, or so small that it lies within another stream."""
    try:
        stream = _workbook(path.read_bytes())
        return set(_hidden(stream, _offset(stream, sheet)))
    except (struct.error, IndexError, ValueError):
        return set()


def _workbook(content: bytes) -> bytes:
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    directory, _, cutoff = struct.unpack_from("<III", content, 48)

    def sector(number: int) -> bytes:
        return content[(number + 1) * size : (number + 2) * size]

    places = list(struct.unpack_from("<109I", content, 76))
    more = struct.unpack_from("<I", content, 68)[0]
    while more < _LAST and len(places) * size < len(content):
        listed = struct.unpack(f"<{size // 4}I", sector(more))
        places += listed[:-1]
        more = listed[-1]
    table = b"".join(sector(place) for place in places if place < _LAST)
    follows = struct.unpack(f"<{len(table) // 4}I", table)

    def chain(first: int) -> bytes:
        parts: list[bytes] = []
        while first < _LAST and len(parts) <= len(follows):
            parts.append(sector(first))
            first = follows[first]
        return b"".join(parts)

    entries = chain(directory)
    for at in range(0, len(entries), 128):
        length = struct.unpack_from("<H", entries, at + 64)[0]
        if entries[at : at + max(length - 2, 0)].decode("utf-16-le", "replace") == "Workbook":
            first, whole = struct.unpack_from("<II", entries, at + 116)
            return chain(first)[:whole] if whole >= cutoff else b""
    return b""


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _offset(stream: bytes, sheet: str) -> int:
    for kind, data in _records(stream, 0):
        if kind == _SHEET:
            start, _, count, wide = struct.unpack_from("<IHBB", data)
            name = data[8 : 8 + count * (1 + (wide & 1))].decode("utf-16-le" if wide & 1 else "latin-1")
            if name == sheet:
                return int(start)
    raise ValueError(sheet)


def _hidden(stream: bytes, at: int) -> Iterator[int]:
    depth = 0  # a chart on the sheet is a sheet of its own within it
    for kind, data in _records(stream, at):
        depth += (kind == _BEGIN) - (kind == _END)
        if depth == 0:
            return
        if kind == _ROW and depth == 1 and struct.unpack_from("<H", data, 12)[0] & _HIDDEN:
            yield struct.unpack_from("<H", data)[0]
