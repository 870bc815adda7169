"""Jiafeng (家风): one platform for a county's programme of integrity culture in families."""

import sys

import pysqlite3
import pysqlite3.dbapi2

# Debian's Python links SQLite 3.40, which carries the WAL-reset corruption bug (3.7.0–3.51.2). Django's backend imports
# `sqlite3` by name, so the corrected library must stand there before Django is loaded, in every process of ours.
sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2

__version__ = "0.1.0"
