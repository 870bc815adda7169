"""A real redis-server on a free port, which keeps nothing."""

from __future__ import annotations

import socket
import subprocess
import time
from pathlib import Path

from tests.serving import PATIENCE, free_port


class Redis:
    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Serve, and return when it answers."""
        options = {"port": str(self.port), "bind": "127.0.0.1", "save": "", "appendonly": "no", "dir": str(self.folder)}
        words = [word for name, value in options.items() for word in (f"--{name}", value)]
        self.process = subprocess.Popen(["redis-server", *words], stdout=subprocess.DEVNULL)
        give_up = time.monotonic() + PATIENCE
        while self.ask(b"PING") != b"+PONG":
            assert time.monotonic() < give_up, "redis-server does not answer"
            time.sleep(0.05)

    def ask(self, command: bytes) -> bytes:
        """The first line of its answer; empty where it does not listen."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as line:
                line.sendall(command + b"\r\n")
                return line.recv(4096).split(b"\r\n")[0]
        except OSError:
            return b""

    def kill(self) -> None:
        """End it with all it held."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(timeout=20)
            self.process = None
