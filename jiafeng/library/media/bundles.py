"""Pictures that come packed in a zip file."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

from jiafeng.common.archives import check_zip
from jiafeng.common.sandbox import Rejected, SandboxKilled, run
from jiafeng.library.media.inspection import Refused

_PICTURES = {".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif"}
_TABLES = {".xlsx", ".xls", ".csv", ".ods", ".xlsm"}


def unpack(path: str | os.PathLike[str], out: str | os.PathLike[str]) -> list[tuple[str, Path]] | Refused:
    """Unpack the pictures of a zip, and the tables beside them, into the folder `out`: (name in the zip, path) in the order of the names.

    Reasons: those of `common.archives.check_zip`. What lies in the files is not looked at here.
    """
    try:
        found = run(
            "jiafeng.library.media.bundles:spread",
            memory_mb=400,
            cpu_seconds=60,
            wall_seconds=120,
            file_mb=80,
            path=os.path.abspath(path),
            out=str(out),
        )
    except Rejected as rejected:
        return Refused(rejected.code, rejected.params)
    except SandboxKilled as killed:
        return Refused("corrupt" if killed.reason == "crash" else "bomb")
    return [(name, Path(out) / str(number)) for number, name in enumerate(found)]


def spread(path: str, out: str) -> list[str]:
    """The child's side: writes each picture and table as 0, 1, 2 … and returns their names. Runs only inside the sandbox."""
    check_zip(Path(path))
    try:
        with zipfile.ZipFile(path) as archive:
            wanted = [(_name(entry), entry) for entry in archive.infolist() if not entry.is_dir()]
            wanted = sorted(((name, entry) for name, entry in wanted if _is_wanted(name)), key=lambda pair: pair[0])
            for number, (_, entry) in enumerate(wanted):
                with archive.open(entry) as source, (Path(out) / str(number)).open("wb") as target:
                    for chunk in iter(lambda stream=source: stream.read(1 << 20), b""):  # type: ignore[misc]
                        target.write(chunk)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError, RuntimeError):
        raise Rejected("corrupt") from None
    return [name for name, _ in wanted]


def _is_wanted(name: str) -> bool:
    hidden = any(part.startswith((".", "__MACOSX", "~$")) for part in name.split("/"))
    return not hidden and Path(name).suffix.lower() in _PICTURES | _TABLES


def _name(entry: zipfile.ZipInfo) -> str:
    """The name as it was meant: Windows in China packs names in GBK without saying so, and zipfile takes them for code page 437."""
    if entry.flag_bits & 0x800:
        return entry.filename
    raw = entry.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename
