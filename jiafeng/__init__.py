"""Jiafeng (家风): one platform for a county's programme of integrity culture in families."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - a folder .venv/ may outlive the Python it was made with
    raise SystemExit(
        "家风需要 Python 3.11 或更高版本，现在是 %s。请重新运行 make setup。/ Jiafeng needs Python 3.11 or later; this is %s. Run `make setup` again."
        % ((sys.version.split()[0],) * 2)
    )

# Debian's Python links SQLite 3.40, which carries the WAL-reset corruption bug (3.7.0–3.51.2). Django's backend imports
# `sqlite3` by name, so the corrected library must stand there before Django is loaded, in every process of ours.
# It has no wheel for arm64; there the system's own serves, without WAL where it is affected.
try:
    import pysqlite3
    import pysqlite3.dbapi2
except ModuleNotFoundError:
    import sqlite3
else:
    sys.modules["sqlite3"] = sqlite3 = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2

__version__ = "0.1.0"

SQLITE_SAFE = (3, 51, 3)
"""The first SQLite whose write-ahead log cannot corrupt a database that two connections write (sqlite.org/wal.html, “The WAL-reset bug”)."""


SQLITE_LEAST = (3, 31)
"""The first SQLite that this Django works with."""


def sqlite_way() -> str:
    """How this machine's SQLite keeps its journal: `wal`, or `truncate` where its write-ahead log may corrupt a database."""
    return "wal" if sqlite3.sqlite_version_info >= SQLITE_SAFE else "truncate"
