"""A real `jiafeng serve`, as an administrator runs it: its own processes, its own data folder, a free port."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

COMMAND = Path(sys.executable).with_name("jiafeng")
PATIENCE = 180.0  # seconds; the machine may be busy


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(reached: Callable[[], object], said: Callable[[], str] = str) -> None:
    """Return once `reached` is true; a machine that is slow only makes it wait. Fails after PATIENCE with what `said` says."""
    give_up = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < give_up, said()
        time.sleep(0.02)


class Site:
    """One deployment: a data folder and, between `start` and `stop` or `kill`, the server on it."""

    command_path = COMMAND

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        # Only what the machine needs: nothing that this test run has set for itself reaches the deployment.
        self.environment = {key: value for key, value in os.environ.items() if not key.startswith(("JIAFENG_", "DJANGO_", "PYTEST_"))}

    def command(self, *arguments: str, check: bool = True, timeout: float = 300, **variables: str) -> "subprocess.CompletedProcess[str]":
        """Run `jiafeng ARGUMENTS --data FOLDER`; with `check`, a failure raises with what the command said."""
        done = subprocess.run(
            [COMMAND, *arguments, "--data", str(self.folder)],
            env=self.environment | variables,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        if check and done.returncode != 0:
            raise AssertionError(f"jiafeng {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
        return done

    @property
    def password(self) -> str:
        """The one password of the demo county's sign-ins."""
        return (self.folder / "secrets" / "demo_password").read_text(encoding="utf-8").strip()

    @property
    def log(self) -> str:
        """What the server has printed so far."""
        return (self.folder.parent / f"{self.folder.name}.log").read_text(encoding="utf-8", errors="replace")

    def start(self) -> "Site":
        """Serve, and return when /healthz answers."""
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                [COMMAND, "serve", "--data", str(self.folder), "--port", str(self.port)],
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up:
            if self.process.poll() is not None:
                raise AssertionError(f"jiafeng serve ended with {self.process.returncode}:\n{self.log}")
            if self.is_healthy():
                return self
            time.sleep(0.1)
        self.kill()
        raise AssertionError(f"jiafeng serve did not answer within {PATIENCE:.0f} s:\n{self.log}")

    def is_healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            return False

    def kill(self) -> None:
        """End every process of the server at once, as a power cut would."""
        self._end(signal.SIGKILL)

    def kill_only_the_parent(self) -> None:
        """End the server's first process alone, as the kernel does when memory runs out; return when its port is free."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(timeout=PATIENCE)
        self.process = None
        until(lambda: not self.is_listening(), lambda: "the workers of a killed server still hold its port")

    def is_listening(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self) -> None:
        """Ask the server to end, as an administrator does."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        if self.process.poll() is None:
            os.killpg(self.process.pid, how)
        try:
            self.process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=PATIENCE)
            raise
        finally:
            self.process = None
