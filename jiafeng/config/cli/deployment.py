"""Commands that set up and run a deployment: demo, init, serve, work, manage."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import threading
import time
from typing import Any

from jiafeng.config import folder
from jiafeng.config.cli import with_data
from jiafeng.config.processes import hold_port


def add_commands(commands: Any) -> None:
    demo = with_data(commands.add_parser("demo", help="build the demo county and serve it"))
    demo.add_argument("--no-serve", action="store_true", help="build only")
    demo.add_argument("--host", default="127.0.0.1")
    demo.add_argument("--port", type=int, default=8000)
    demo.set_defaults(run=run_demo)

    init = with_data(commands.add_parser("init", help="prepare a data folder and its first administrator"))
    init.add_argument("--public-url", default="https://localhost", help="where the site is reached, e.g. http://192.168.1.5:8000")
    init.add_argument("--county", metavar="CODE", help="official code of the county (6 digits)")
    init.add_argument("--county-name", metavar="NAME")
    init.add_argument(
        "--administrator", metavar="USERNAME", help="open this account; the password is read from JIAFENG_PASSWORD or asked for"
    )
    init.set_defaults(run=run_init)

    serve = with_data(commands.add_parser("serve", help="serve a data folder"))
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--no-worker", action="store_true", help="leave background work to workers started elsewhere")
    serve.set_defaults(run=run_serve)

    work = with_data(commands.add_parser("work", help="a further background worker, on this or another machine"))
    work.set_defaults(run=run_work)

    manage = with_data(commands.add_parser("manage", help="a Django management command", add_help=False))
    manage.set_defaults(run=run_manage, passes_rest=True)


def prepare_here() -> bool:
    """Prepare the data folder, telling what was done; False (with the reason on stderr) when it cannot be."""
    import django

    from jiafeng.config.keeping.problems import NotReady
    from jiafeng.config.keeping.restoring import check_whole

    try:
        check_whole(folder.path())
        django.setup()
        from jiafeng.config.preparation import prepare

        for line in prepare():
            print(line, file=sys.stderr)
    except NotReady as reason:
        print(reason, file=sys.stderr)
        return False
    return True


def _hold(host: str, port: int) -> str:
    """Keep the data folder and the port; why they cannot be had, or "". Those of a server that was killed outright are free a moment later."""
    give_up = time.monotonic() + 10
    while (taken := folder.hold() or hold_port(host, port)) and time.monotonic() < give_up:
        time.sleep(0.2)
    return taken


def run_demo(options: argparse.Namespace) -> int:
    if taken := folder.hold() if options.no_serve else _hold(options.host, options.port):
        print(taken, file=sys.stderr)
        return 1
    # Whoever tries the programme out has no telephone at hand for each of its people: there, administrators alone need the second factor.
    folder.write_settings({"public_url": f"http://{options.host}:{options.port}", "second_factor": ""})
    if "second_factor" not in folder.read_settings():  # a demo that stands since before there was such a setting
        os.environ["JIAFENG_SECOND_FACTOR"] = ""
    if not prepare_here():
        return 1
    from django.utils import timezone

    from jiafeng.demo.build import DemoRefused, build

    try:
        report = build(folder.secret("demo_password", strength=9), timezone.now())
    except DemoRefused as refused:
        print(refused, file=sys.stderr)
        return 1
    print(report.text(f"http://{options.host}:{options.port}"), flush=True)
    return 0 if options.no_serve else _serve(options.host, options.port, worker=True)


def run_init(options: argparse.Namespace) -> int:
    import getpass

    folder.write_settings({"public_url": options.public_url})
    if not prepare_here():
        return 1
    from django.db import transaction
    from django.utils import timezone

    from jiafeng.common.refusals import Refused
    from jiafeng.ground.accounts.actions import add_user, give_role
    from jiafeng.ground.accounts.models import Role
    from jiafeng.ground.units.actions import add_organisation, add_region, set_up_county
    from jiafeng.ground.units.models import OrganisationKind, RegionLevel
    from jiafeng.ground.units.queries import body

    if not options.county:
        print(folder.path())
        return 0
    name = options.county_name or options.county
    at = timezone.now()
    try:
        with transaction.atomic():
            county = add_region(by=None, at=at, code=options.county, name=name, level=RegionLevel.COUNTY)
            if not hasattr(county, "profile"):
                set_up_county(by=None, at=at, county=county, site_name="清风润家", tagline=f"{name}廉洁文化进家庭平台")
            federation = body(county, OrganisationKind.FEDERATION) or add_organisation(
                by=None, at=at, county=county, name=f"{name}妇联", kind=OrganisationKind.FEDERATION
            )
            if options.administrator:
                password = os.environ.get("JIAFENG_PASSWORD") or getpass.getpass("密码 / password: ")
                user = add_user(
                    by=None,
                    at=at,
                    county_code=county.code,
                    username=options.administrator,
                    name=options.administrator,
                    password=password,
                    password_is_first=True,
                )
                give_role(by=None, at=at, user=user, organisation=federation, role=Role.ADMINISTRATOR, since=timezone.localdate(at))
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    print(folder.path())
    return 0


def run_serve(options: argparse.Namespace) -> int:
    if taken := _hold(options.host, options.port):
        print(taken, file=sys.stderr)
        return 1
    folder.write_settings({"public_url": f"http://{options.host}:{options.port}"})
    if not prepare_here():
        return 1
    return _serve(options.host, options.port, worker=not options.no_worker)


def run_work(options: argparse.Namespace) -> int:
    if not prepare_here():
        return 1
    from jiafeng.config.processes import close_connections
    from jiafeng.config.worker import work

    close_connections()
    work(f"work.{os.getpid()}")
    return 0


def _serve(host: str, port: int, *, worker: bool) -> int:
    """Serve with granian; a background worker runs beside it and is started again should it end."""
    from granian import Granian
    from granian.constants import Interfaces

    from jiafeng.config.lanes import THREADS
    from jiafeng.config.processes import PARENT, close_connections
    from jiafeng.config.proxies import fault

    if wrong := fault():
        print(wrong, file=sys.stderr)
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
        log_access=False,  # the address of a personal link is a key
        log_dictconfig={"version": 1, "disable_existing_loggers": False, "loggers": {"_granian": {"level": "WARNING"}}},
    )
    print(f"http://{host}:{port}/", flush=True)
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


def run_manage(options: argparse.Namespace) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["jiafeng manage", *options.rest])
    return 0
