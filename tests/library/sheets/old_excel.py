"""The smallest Excel 97 workbook: BIFF8 records in a compound file. No library that writes the format is kept up."""

import struct

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def workbook(rows, hidden=()):
    """The bytes of an .xls with one sheet of texts and numbers; `hidden`: rows from 0 that a filter hides."""
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 6))
    sheet += _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0))
    for number, row in enumerate(rows):
        sheet += _record(0x0208, struct.pack("<HHHHHHI", number, 0, len(row), 255, 0, 0, 0x20 if number in hidden else 0))
        for column, cell in enumerate(row):
            place = struct.pack("<HHH", number, column, 0)
            if isinstance(cell, str):
                sheet += _record(0x0204, place + struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le"))
            else:
                sheet += _record(0x0203, place + struct.pack("<d", cell))
    sheet += _record(0x000A)
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 6)) + _record(0x0042, struct.pack("<H", 1200))
    name = struct.pack("<HBB", 0, 6, 0) + b"Sheet1"
    offset = len(start) + 4 + 4 + len(name) + 4
    stream = start + _record(0x0085, struct.pack("<I", offset) + name) + _record(0x000A) + sheet
    return _compound(stream.ljust(4096, b"\0"))  # shorter streams would lie in the mini stream


def _record(kind, data=b""):
    return struct.pack("<HH", kind, len(data)) + data


def _compound(stream):
    sectors = -(-len(stream) // _SECTOR)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0) + struct.pack("<I", 0) + struct.pack("<I", _FREE) * 108
    fat = [_FAT, _END, *range(3, 2 + sectors), _END]
    fat += [_FREE] * (128 - len(fat))
    directory = _entry("Root Entry", 5, child=1, start=_END, size=0) + _entry("Workbook", 2, child=_FREE, start=2, size=len(stream))
    return header + struct.pack("<128I", *fat) + directory.ljust(_SECTOR, b"\0") + stream.ljust(sectors * _SECTOR, b"\0")


def _entry(name, kind, *, child, start, size):
    text = name.encode("utf-16-le") + b"\0\0"
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(text), kind, 1, _FREE, _FREE, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
