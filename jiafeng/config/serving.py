"""The server, and what runs beside it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from importlib import import_module

from jiafeng.config import folder
from jiafeng.config.processes import PARENT, close_connections, hold_port


def hold(host: str, port: int) -> str:
    """Keep the data folder and the port; why they cannot be had, or "". Those of a server that was killed outright are free a moment later."""
    give_up = time.monotonic() + 10
    while (taken := folder.hold() or hold_port(host, port)) and time.monotonic() < give_up:
        time.sleep(0.2)
    return taken


def serve(host: str, port: int, *, worker: bool) -> int:
    """Serve with granian until told to stop, and return the exit status; a background worker runs beside it and is started again should it end."""
    from django.conf import settings
    from granian import Granian
    from granian.constants import Interfaces

    from jiafeng.config.lanes import THREADS
    from jiafeng.config.proxies import fault

    if wrong := fault():
        print(wrong, file=sys.stderr)  # noqa: T201 # the server's log
    import_module(settings.ROOT_URLCONF)  # once for all of the server's processes, and not by each of them at its first page
    stop = threading.Event()
    if worker:
        threading.Thread(target=_keep_worker, args=(stop,), daemon=True).start()
        threading.Thread(target=_every_hour, args=(stop,), daemon=True).start()
    close_connections()
    os.environ[PARENT] = "1"
    server = Granian(
        "jiafeng.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        websockets=False,
        workers=2,
        blocking_threads=THREADS,  # they only receive, wait and send; how many work says config.wsgi
        respawn_failed_workers=True,
        workers_kill_timeout=30,  # seconds: one that is asked to stop while it starts does not hear it
        log_access=False,  # the address of a personal link is a key
        log_dictconfig={"version": 1, "disable_existing_loggers": False, "loggers": {"_granian": {"level": "WARNING"}}},
    )
    print(f"http://{host}:{port}/", flush=True)  # noqa: T201 # whoever started it waits for this line
    try:
        server.serve()
    finally:
        stop.set()
    return 0


def _keep_worker(stop: threading.Event) -> None:
    command = [sys.executable, "-m", "jiafeng.config.worker"]
    while not stop.is_set():
        child = subprocess.Popen(command)
        while child.poll() is None:
            if stop.wait(0.5):
                child.send_signal(signal.SIGTERM)
                child.wait()
        stop.wait(1)


def _every_hour(stop: threading.Event) -> None:
    """Some minutes after the start, so that a morning's first pages do not wait for it, and then every hour; what is done once a day, each 24th time."""
    pause, hours = 600, 0
    while not stop.wait(pause):
        hourly = ["--hourly"] if hours % 24 else []
        subprocess.run([sys.executable, "-m", "jiafeng.config.daily", *hourly], check=False)
        pause, hours = 3600, hours + 1
