"""Load over HTTP: wrk with 32 clients against a server, and what a request costs its processes.

Shared by the hot paths (signing a pledge, signing in at the door). It needs wrk, which Debian has: apt-get install wrk.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CLIENTS = 32
BIN = Path(sys.executable).parent
_LONGEST = 120
_TICK = os.sysconf("SC_CLK_TCK")
# Each request is sent once, in the order of the file; wrk has no such mode of its own.
_SCRIPT = """
local lines, at, codes = {}, 0, {}
for line in io.lines(os.getenv("LOAD_REQUESTS")) do lines[#lines + 1] = line end
local headers = {["Content-Type"] = "application/x-www-form-urlencoded", ["Host"] = os.getenv("LOAD_HOST")}
local cookie = os.getenv("LOAD_COOKIE")
if cookie and cookie ~= "" then headers["Cookie"] = cookie end
accepted, refused, last = 0, 0, 0
local thread
function setup(t) thread = t end
function request()
  at = at + 1
  local path, body = lines[math.min(at, #lines)]:match("^(%S+)\\t(.*)$")
  return wrk.format("POST", path, headers, body)
end
function response(status)
  if status < 400 and status ~= 307 then accepted = accepted + 1 else refused, last = refused + 1, status end
  if accepted + refused == #lines - 40 then
    wrk.thread:stop()
    io.open(os.getenv("LOAD_DONE"), "w"):close()
  end
end
function done(summary, latency)
  io.write(string.format('LOAD {"accepted": %d, "refused": %d, "last": %d, "p50": %f, "p99": %f}\\n',
    thread:get("accepted"), thread:get("refused"), thread:get("last"), latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
"""


@dataclass(frozen=True)
class Load:
    """What came of it: CPU microseconds of the server's processes for each accepted request, and milliseconds until the answer."""

    accepted: int
    refused: int
    last: int
    cpu_us: float
    p50: float
    p99: float
    per_second: float


@dataclass(frozen=True)
class Sending:
    """One request: where, and the form that is posted."""

    path: str
    body: str


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(command: list[str], port: int, ready: str, environment: dict[str, str]) -> Iterator[int]:
    """Run a server in a process group of its own until the block ends; yields the group."""
    process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=sys.stderr, stderr=sys.stderr, start_new_session=True)
    try:
        for _ in range(600):
            if process.poll() is not None:
                raise RuntimeError(f"{command[0]} ended with {process.returncode}")
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{ready}", timeout=2).close()  # nosec B310 # our own server
                break
            except urllib.error.HTTPError:
                break
            except OSError:
                time.sleep(0.1)
        yield process.pid
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def cpu_of(group: int) -> float:
    """The CPU seconds that the processes of a group have used, as the kernel counts them."""
    spent = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        if int(fields[2]) == group:
            spent += int(fields[11]) + int(fields[12])
    return spent / _TICK


def fire(port: int, group: int, sendings: Iterable[Sending], *, host: str, cookie: str = "", warm: int = 200) -> Load:
    """Send every request once, 32 at a time; the first `warm` are not counted."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise SystemExit("wrk is missing:  apt-get install wrk")
    all_of_them = list(sendings)
    with tempfile.TemporaryDirectory() as folder:
        script, requests, answered = (Path(folder) / name for name in ("load.lua", "requests", "answered"))
        script.write_text(_SCRIPT)
        found = {}
        for part in (all_of_them[:warm], all_of_them[warm:]):
            requests.write_text("".join(f"{each.path}\t{each.body}\n" for each in part))
            answered.unlink(missing_ok=True)
            command = [wrk, "-t1", f"-c{CLIENTS}", f"-d{_LONGEST}s", "--timeout", "30s", "-s", str(script), f"http://127.0.0.1:{port}"]
            given = {"LOAD_REQUESTS": str(requests), "LOAD_DONE": str(answered), "LOAD_HOST": host, "LOAD_COOKIE": cookie}
            before, began = cpu_of(group), time.monotonic()
            with subprocess.Popen(command, env={**os.environ, **given}, stdout=subprocess.PIPE, text=True) as shooting:
                while shooting.poll() is None and not answered.exists():
                    time.sleep(0.01)
                spent, seconds = cpu_of(group) - before, time.monotonic() - began
                shooting.send_signal(signal.SIGINT)  # wrk sleeps through its whole time, while the server idles
                said, _nothing = shooting.communicate()
            line = next((each for each in said.splitlines() if each.startswith("LOAD ")), None)
            if line is None:
                raise RuntimeError(said)
            found = json.loads(line[5:])
    accepted = found["accepted"]
    if not accepted:
        raise RuntimeError(f"nothing was accepted; the last answer was {found['last']}")
    return Load(
        accepted=accepted,
        refused=found["refused"],
        last=found["last"],
        cpu_us=spent / accepted * 1e6,
        p50=found["p50"],
        p99=found["p99"],
        per_second=accepted / seconds,
    )


def our_server(port: int) -> list[str]:
    """The server as it is run in earnest, without the background worker."""
    return [str(BIN / "jiafeng"), "serve", "--port", str(port), "--no-worker"]


def plain_server(application: str, port: int, *, threads: int) -> list[str]:
    """The same server for another application, with as many processes and threads."""
    return [
        *(str(BIN / "granian"), application, "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--no-ws"),
        *("--workers", "2", "--blocking-threads", str(threads), "--log-level", "warning"),
    ]
