"""Foreign bytes are parsed in a process of their own, limited in memory, CPU and file size; the caller survives its death.

The child is a fresh interpreter that imports the named function and nothing of Django. Values cross the pipe as JSON lines, so that
even a parser taken over by a hostile file can hand back no more than plain values.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import resource
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import IO, Any

_ROOT = str(Path(__file__).resolve().parents[2])
_START = "import sys; sys.path.append(sys.argv[1]); from jiafeng.common.sandbox import serve; serve()"
_LINE = 32 << 20  # bytes; one message is one line, and a child must not fill the caller with an endless one
_MEMORY_SIGNS = (b"memory allocation of", b"bad_alloc", b"out of memory", b"MemoryError", b"capacity overflow")


class SandboxKilled(Exception):
    """The child did not finish. `reason` is "memory", "cpu", "timeout" or "crash"; `detail` is for the operator's log."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


class Rejected(Exception):
    """What a sandboxed function says of its input: a code and its parameters. The only exception that crosses the pipe whole."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def run(
    target: str,
    *,
    memory_mb: int = 512,
    cpu_seconds: int = 10,
    wall_seconds: float = 30,
    file_mb: int = 64,
    **payload: Any,
) -> Any:
    """Call `target` ("package.module:function") in a child with the JSON-able `payload` as keywords; its JSON-able result.

    Raises `Rejected` where the function raised it, `SandboxKilled` where the child broke a limit or died, `ModuleNotFoundError` where
    a library is not installed: no file may be refused for that.
    """
    limits = {"memory": memory_mb << 20, "cpu": cpu_seconds, "file": file_mb << 20}
    with contextlib.closing(_messages(target, limits, wall_seconds, payload, streamed=False)) as messages:
        return next(messages)


def stream(
    target: str,
    *,
    memory_mb: int = 512,
    cpu_seconds: int = 30,
    wall_seconds: float = 60,
    file_mb: int = 64,
    **payload: Any,
) -> Generator[Any, None, None]:
    """As `run`, for a generator function: its items one by one as they are made, never held together.

    `wall_seconds` counts the time spent waiting for the child, not the time the caller takes over an item. Closing the iterator
    ends the child.
    """
    limits = {"memory": memory_mb << 20, "cpu": cpu_seconds, "file": file_mb << 20}
    return _messages(target, limits, wall_seconds, payload, streamed=True)


def _messages(
    target: str, limits: dict[str, int], wall_seconds: float, payload: dict[str, Any], *, streamed: bool
) -> Generator[Any, None, None]:
    order = json.dumps({"target": target, "limits": limits, "payload": payload, "streamed": streamed}).encode()
    with tempfile.TemporaryFile() as complaints:
        child = subprocess.Popen(
            [sys.executable, "-I", "-X", "utf8", "-c", _START, _ROOT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            bufsize=0,
            cwd="/",
            env={"LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "2", "OPENBLAS_NUM_THREADS": "1", "TMPDIR": tempfile.gettempdir()},
            start_new_session=True,
        )
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            with contextlib.suppress(BrokenPipeError), child.stdin as stdin:  # a child that died at birth is told apart below
                stdin.write(order)
            for line in _lines(child.stdout, wall_seconds):
                kind, value = _decoded(line)
                if kind == "item":
                    yield value
                elif kind == "end":
                    return
                elif kind == "rejected":
                    raise Rejected(value["code"], **value["params"])
                elif kind == "incomplete":
                    raise ModuleNotFoundError(f"{value}; the installation is incomplete, the file is not to blame")
                else:
                    raise SandboxKilled(kind, str(value))
            raise _death(child.wait(), complaints)
        finally:
            child.kill()
            child.wait()
            child.stdout.close()


def _decoded(line: bytes) -> tuple[str, Any]:
    try:
        kind, value = json.loads(line)
    except ValueError:
        raise SandboxKilled("crash", "the child answered with something that is not a message") from None
    return str(kind), value


def _lines(pipe: IO[bytes], wall_seconds: float) -> Iterator[bytes]:
    """Whole lines from the pipe until it closes; the patience of `wall_seconds` runs only while waiting."""
    poll = select.poll()
    poll.register(pipe, select.POLLIN | select.POLLHUP)
    patience = wall_seconds
    pending = bytearray()
    while True:
        before = time.monotonic()
        ready = poll.poll(max(patience, 0) * 1000)
        patience -= time.monotonic() - before
        if not ready:
            raise SandboxKilled("timeout", f"nothing finished in {wall_seconds:g} s")
        chunk = os.read(pipe.fileno(), 1 << 18)
        if not chunk:
            return
        start = len(pending)
        pending += chunk
        while (end := pending.find(b"\n", start)) >= 0:
            yield bytes(pending[:end])
            del pending[: end + 1]
            start = 0
        if len(pending) > _LINE:
            raise SandboxKilled("memory", "a message without an end")


def _death(status: int, complaints: IO[bytes]) -> SandboxKilled:
    """Why a child that sent no last message is dead."""
    complaints.seek(max(complaints.seek(0, os.SEEK_END) - 4000, 0))
    last_words = complaints.read()
    detail = last_words.decode("utf-8", "replace").strip()[-500:] or f"exit status {status}"
    if status == -signal.SIGXCPU:
        return SandboxKilled("cpu", detail)
    # SIGKILL not sent by us comes from the kernel, out of memory.
    if status == -signal.SIGKILL or any(sign in last_words for sign in _MEMORY_SIGNS):
        return SandboxKilled("memory", detail)
    return SandboxKilled("crash", detail)


def serve() -> None:
    """The child's side: read the order, take the limits upon itself, call the function, answer."""
    order = json.loads(sys.stdin.buffer.read())
    # What the parsers print must not be taken for an answer.
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    os.nice(5)  # whoever waits for a page comes first, and this still comes on
    limits = order["limits"]
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu"], limits["cpu"] + 2))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits["file"], limits["file"]))
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"], limits["memory"]))

    def answer(kind: str, value: Any = None) -> None:
        message = memoryview(json.dumps((kind, value), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n")
        while message:
            message = message[answers.write(message) :]

    try:
        module, _, name = order["target"].partition(":")
        result = getattr(importlib.import_module(module), name)(**order["payload"])
        for item in result if order["streamed"] else (result,):
            answer("item", item)
        answer("end")
    except Rejected as rejected:
        answer("rejected", {"code": rejected.code, "params": rejected.params})
    except ModuleNotFoundError as missing:
        answer("incomplete", str(missing))
    except MemoryError as shortage:
        answer("memory", str(shortage))
    except BrokenPipeError:
        pass  # the caller has heard enough
    except BaseException as failure:  # noqa: BLE001 - parsers written in Rust panic with a BaseException; each is reported, none is lost
        answer("crash", f"{type(failure).__name__}: {failure}"[:500])
    os._exit(0)  # no finalizer of a half-broken parser gets to run
