"""What a zip file says of itself, looked at before anything is unpacked. Office files are zip files."""

from __future__ import annotations

import zipfile
from pathlib import Path

from jiafeng.common.sandbox import Rejected

MAX_ENTRIES = 4_000
MAX_UNPACKED = 600 << 20  # bytes, all entries together
MAX_RATIO = 200  # an honest sheet of 100,000 like rows reaches about 40
_RATIO_COUNTS_FROM = 8 << 20  # bytes unpacked; below this a ratio does no harm


def check_zip(path: Path) -> list[str]:
    """The names in the archive. Rejects what is broken ("corrupt"), locked ("encrypted") or made to burst ("bomb")."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        raise Rejected("corrupt") from None
    if any(entry.flag_bits & 1 for entry in entries):
        raise Rejected("encrypted")
    packed = sum(entry.compress_size for entry in entries)
    unpacked = sum(entry.file_size for entry in entries)
    swollen = any(entry.file_size > _RATIO_COUNTS_FROM and entry.file_size > MAX_RATIO * entry.compress_size for entry in entries)
    # Entries that share the same bytes are how a small archive declares more than its own size.
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or swollen or packed > path.stat().st_size:
        raise Rejected("bomb")
    return [entry.filename for entry in entries]
