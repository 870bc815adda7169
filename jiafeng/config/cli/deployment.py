"""Commands that set up and run a deployment: demo, init, serve, work, backup, manage, doctor."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from jiafeng.config import folder
from jiafeng.config.cli import with_data


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

    backup = with_data(commands.add_parser("backup", help="copy the database into backups/, also while it is served; prints the copy"))
    backup.add_argument("--with-keys", action="store_true", help="copy the keys of sealed numbers as well; keep them apart from the copy")
    backup.set_defaults(run=run_backup)

    manage = with_data(commands.add_parser("manage", help="a Django management command", add_help=False))
    manage.set_defaults(run=run_manage, passes_rest=True)

    doctor = with_data(commands.add_parser("doctor", help="look whether this deployment is sound"))
    doctor.set_defaults(run=run_doctor)


def _start_django() -> None:
    import django

    django.setup()


def prepare_here() -> bool:
    """Prepare the data folder, telling what was done; False (with the reason on stderr) when it cannot be."""
    from jiafeng.config.preparation import NotReady, check_sqlite, prepare

    try:
        if not folder.read_settings().get("database_url"):
            check_sqlite()
        _start_django()
        for line in prepare():
            print(line, file=sys.stderr)
    except NotReady as reason:
        print(reason, file=sys.stderr)
        return False
    return True


def run_demo(options: argparse.Namespace) -> int:
    folder.write_settings({"public_url": f"http://{options.host}:{options.port}"})
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

    from jiafeng.accounts.actions import add_user, give_role
    from jiafeng.accounts.models import Role
    from jiafeng.common.refusals import Refused
    from jiafeng.units.actions import add_organisation, add_region, set_up_county
    from jiafeng.units.models import OrganisationKind, RegionLevel
    from jiafeng.units.queries import body

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
                    by=None, at=at, county_code=county.code, username=options.administrator, name=options.administrator, password=password
                )
                give_role(by=None, at=at, user=user, organisation=federation, role=Role.ADMINISTRATOR, since=timezone.localdate(at))
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    print(folder.path())
    return 0


def run_serve(options: argparse.Namespace) -> int:
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

    if taken := _port_taken(host, port):
        print(taken, file=sys.stderr)
        return 1
    stop = threading.Event()
    if worker:
        threading.Thread(target=_keep_worker, args=(stop,), daemon=True).start()
        threading.Thread(target=_every_day, args=(stop,), daemon=True).start()
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
        log_dictconfig={"version": 1, "disable_existing_loggers": False, "loggers": {"_granian": {"level": "WARNING"}}},
    )
    print(f"http://{host}:{port}/", flush=True)
    try:
        server.serve()
    finally:
        stop.set()
    return 0


def _port_taken(host: str, port: int) -> str:
    """Why nothing can be served there, or "" where it can."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return f"{host}:{port} 不能使用（{error.strerror}）。请关闭占用它的程序，或用 --port 换一个端口。"
    return ""


def _keep_worker(stop: threading.Event) -> None:
    command = [sys.executable, "-m", "jiafeng.config.worker"]
    while not stop.is_set():
        child = subprocess.Popen(command)
        while child.poll() is None:
            if stop.wait(0.5):
                child.send_signal(signal.SIGTERM)
                child.wait()
        stop.wait(1)


def _every_day(stop: threading.Event) -> None:
    """Some minutes after the start, so that a morning's first pages do not wait for it, and then once a day."""
    pause = 600
    while not stop.wait(pause):
        subprocess.run([sys.executable, "-m", "jiafeng.config.daily"], check=False)
        pause = 24 * 3600


def run_backup(options: argparse.Namespace) -> int:
    if not prepare_here():
        return 1
    from jiafeng.config.preparation import NotReady, back_up, back_up_keys

    try:
        print(back_up())
        if options.with_keys:
            print(back_up_keys())
    except NotReady as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


def run_manage(options: argparse.Namespace) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["jiafeng manage", *options.rest])
    return 0


def run_doctor(options: argparse.Namespace) -> int:
    """Each line: ok, warning or wrong; exit 1 when something is wrong."""
    from jiafeng.config.preparation import SQLITE_SAFE

    wrong = 0

    def say(good: bool, what: str, advice: str = "", *, warn: bool = False) -> None:
        nonlocal wrong
        word = "ok" if good else "warning" if warn else "wrong"
        wrong += 0 if good or warn else 1
        print(f"{word:8}{what}{'' if good or not advice else ' — ' + advice}")

    data = folder.path()
    say(sys.version_info >= (3, 11), f"Python {sys.version.split()[0]}", "3.11 or later is needed")
    say(sqlite3.sqlite_version_info >= SQLITE_SAFE, f"SQLite {sqlite3.sqlite_version}", "3.51.3 or later is needed; run make setup")
    say(folder.settings_file().exists(), f"settings {folder.settings_file().name}", "run jiafeng init", warn=True)
    exposed = [file.name for file in _secrets(data) if file.stat().st_mode & 0o077]
    say(not exposed, "secrets are readable by this user only", f"chmod 600: {', '.join(exposed)}")
    free = shutil.disk_usage(data).free
    say(free > 1 << 30, f"free disk space {free >> 20} MB", "less than 1 GB is left: make room", warn=free > 100 << 20)
    if not prepare_here():
        return 1
    from django.conf import settings
    from django.core import checks
    from django.db import connection
    from django.utils import timezone

    from jiafeng.calendars import is_official
    from jiafeng.press import font_report
    from jiafeng.units.queries import holiday_years

    connection.ensure_connection()
    say(True, f"database {connection.vendor}")
    if connection.vendor == "postgresql":
        from jiafeng.common.postgresql.poolers import pooler_mode

        mode = pooler_mode(connection)
        fits = mode != "transaction" or mode == settings.DATABASE_POOLER
        say(fits, f"pooler in {mode} mode" if mode else "no pooler", 'exports and sign-ins will fail: set database_pooler = "transaction"')
    say(True, "the key file fits the database")
    if settings.CELERY_URL:
        from jiafeng.jobs.jobs.celery import fault

        unreachable = fault()
        say(not unreachable, "broker that wakes workers", f"{unreachable}: work begins late until it is back", warn=True)
    problems = checks.run_checks(include_deployment_checks=True)
    say(not problems, "deployment checks", "; ".join(str(problem.id) for problem in problems), warn=True)
    missing = font_report()
    say(not missing, "fonts", ", ".join(missing))
    this_year = timezone.localdate().year
    for year in (this_year, this_year + 1):
        say(
            is_official(year),
            f"official calendar {year}",
            "deadlines in that year are provisional until it is published or entered under 休假日",
            warn=True,
        )
    for each in holiday_years(timezone.localdate()):
        if each.published and each.entered:
            days = ", ".join(day.isoformat() for day in each.differs)
            say(
                not days,
                f"days off entered for {each.year}",
                f"the package differs on {days} and counts: compare with the document",
                warn=True,
            )
    return 1 if wrong else 0


def _secrets(data: Path) -> list[Path]:
    secrets = data / "secrets"
    return sorted(secrets.iterdir()) if secrets.exists() else []
