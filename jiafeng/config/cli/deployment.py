"""Commands that set up and run a deployment: demo, init, serve, work, manage."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any

from jiafeng.config import folder
from jiafeng.config.cli.options import with_data
from jiafeng.config.serving import hold, serve


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

    further = commands.add_parser("work", help="a further background worker, on this or another machine")
    work = with_data(further, prepared=True)
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


def run_demo(options: argparse.Namespace) -> int:
    if taken := folder.hold() if options.no_serve else hold(options.host, options.port):
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
    return 0 if options.no_serve else serve(options.host, options.port, worker=True)


def run_init(options: argparse.Namespace) -> int:
    import getpass

    folder.write_settings({"public_url": options.public_url})
    if not prepare_here():
        return 1
    from django.utils import timezone

    from jiafeng.common.refusals import Refused
    from jiafeng.ground.accounts.actions import found_county

    if options.county:
        username, password = options.administrator or "", ""
        if username:
            password = os.environ.get("JIAFENG_PASSWORD") or getpass.getpass("密码 / password: ")
        name = options.county_name or options.county
        try:
            found_county(by=None, at=timezone.now(), code=options.county, name=name, administrator=username, password=password)
        except Refused as refused:
            print(refused, file=sys.stderr)
            return 1
    print(folder.path())
    return 0


def run_serve(options: argparse.Namespace) -> int:
    if taken := hold(options.host, options.port):
        print(taken, file=sys.stderr)
        return 1
    folder.write_settings({"public_url": f"http://{options.host}:{options.port}"})
    if not prepare_here():
        return 1
    return serve(options.host, options.port, worker=not options.no_worker)


def run_work(options: argparse.Namespace) -> int:
    from jiafeng.config.processes import close_connections
    from jiafeng.config.worker import work

    close_connections()
    work(f"work.{os.getpid()}")
    return 0


def run_manage(options: argparse.Namespace) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["jiafeng manage", *options.rest])
    return 0
