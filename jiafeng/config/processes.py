"""Processes that `jiafeng serve` starts, and that must not outlive it."""

from __future__ import annotations

import ctypes
import os
import signal
import socket

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


def hold_port(host: str, port: int) -> str:
    """Keep a port for this process and its children; returns why it cannot be had, or "".

    The server's workers share the port, so that the kernel would let a second server share it too. What keeps it out is a name in the kernel's own
    list (an abstract unix socket), which ends with the last process that holds it (unix(7)).
    """
    name = socket.socket(socket.AF_UNIX)
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            name.bind(f"\0jiafeng:{host}:{port}")
            probe.bind((host, port))
        except OSError as error:
            name.close()
            return (
                f"{host}:{port} 不能使用（{error.strerror}）。请关闭占用它的程序，或用 --port 换一个端口。"
                f" / {host}:{port} cannot be used. Stop the program that holds it, or choose another with --port."
            )
    _held.append(name)
    return ""


_held: list[socket.socket] = []
