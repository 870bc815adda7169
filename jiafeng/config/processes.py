"""Processes that `jiafeng serve` starts, and that must not outlive it."""

from __future__ import annotations

import ctypes
import os
import signal

_PR_SET_PDEATHSIG = 1
PARENT = "JIAFENG_PARENT"


def die_with_parent() -> None:
    """Ask the kernel to end this process when its parent is killed outright, so that no orphan keeps the port or a job (Linux)."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() == 1:
        raise SystemExit("the server that started this process is gone")


def close_connections() -> None:
    """Close every connection to the database: processes that are forked with one open would talk over each other on it."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
