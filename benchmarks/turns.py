"""The same pages of an older build and of ours, turn about, on the same demonstration county: CPU and queries of each, and the ratio.

JIAFENG_BEFORE names a checkout of the older build (`git worktree add FOLDER COMMIT`, catalogues compiled); without it there is nothing to
compare with, and none of these. It builds the county, which is kept below
.cache/benchmarks/; ours opens and migrates a copy. As a script this file measures one build, whose package it finds first on the path.
"""

from __future__ import annotations

import gc
import io
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROUNDS = int(os.environ.get("JIAFENG_BENCH_TURNS", 3))
SERVER = os.environ.get("JIAFENG_DATABASE_URL", "").rpartition("/")[0]
"""Where `tools/postgres.sh` wraps the run, both builds are measured on PostgreSQL, each in a database of its own."""
LIMITS = {"desk": 0.4, "list": 0.4, "portal-home": 0.5, "editor": 0.3}
_COMMAND = "import sys; from jiafeng.config.cli import main; sys.exit(main())"


def addresses(user: Any) -> dict[str, str]:
    """The desk, the longest list of pledges, the portal's home, and the editor of the latest draft."""
    from django.apps import apps
    from django.db.models import Count
    from django.urls import reverse

    drive = apps.get_model("pledges", "Pledge").objects.values("drive").annotate(number=Count("pk")).order_by("-number")[0]["drive"]
    draft = apps.get_model("bulletins", "Bulletin").objects.visible_to(user).filter(stage="draft").latest("pk")
    return {
        "portal-home": "/",
        "desk": reverse("desk:home"),
        "list": reverse("pledges:signers", args=[drive]),
        "editor": reverse("bulletins:edit", args=[draft.pk]),
    }


def signed_in() -> tuple[Any, str]:
    """A member of the county's staff with a second factor, and the browser's cookies."""
    from allauth.mfa.models import Authenticator
    from django.apps import apps
    from django.test import Client

    role = apps.get_model("accounts", "Membership").objects.filter(role="county_staff", until=None).earliest("pk")
    Authenticator.objects.get_or_create(user=role.user, type="totp", defaults={"data": {"secret": ""}})  # nosec B105 # none
    client = Client(HTTP_HOST="localhost")
    client.force_login(role.user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["seen"] = int(time.time())  # as noted already: else each page would write it anew
    session.save()
    return role.user, "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def caller(handler: Any, address: str, cookie: str) -> Callable[[], None]:
    """Ask for the page as a server would; RuntimeError for any answer but 200."""

    def call() -> None:
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": address,
            "HTTP_COOKIE": cookie,
            "HTTP_HOST": "localhost",
            "REMOTE_ADDR": "127.0.0.1",
        }
        environ |= {"SERVER_NAME": "localhost", "SERVER_PORT": "80", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO()}  # type: ignore[dict-item]
        answered: list[str] = []
        response = handler(environ, lambda status, headers, *rest: answered.append(status))
        b"".join(response)
        response.close()
        if not answered[0].startswith("200"):
            raise RuntimeError(f"{address}: {answered[0]}")

    return call


def measure() -> dict[str, dict[str, float]]:
    """Of each page the median CPU milliseconds of 40 calls, and its queries, in the build that stands first on the path."""
    import django

    django.setup()
    from django.core.handlers.wsgi import WSGIHandler
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    user, cookie = signed_in()
    handler, found = WSGIHandler(), {}
    for page, address in addresses(user).items():
        call = caller(handler, address, "" if page == "portal-home" else cookie)
        for _ in range(5):
            call()
        gc.collect()
        taken = []
        for _ in range(40):
            started = time.process_time()
            call()
            taken.append((time.process_time() - started) * 1000)
        with CaptureQueriesContext(connection) as queries:
            call()
        found[page] = {"ms": statistics.median(taken), "queries": len(queries)}
    return found


def run(checkout: Path, folder: Path, *command: str) -> str:
    from benchmarks.county import python_of

    environment = {"PYTHONPATH": str(checkout), "JIAFENG_DATA": str(folder), "JIAFENG_PUBLIC_URL": "http://localhost"}
    environment |= {"PYTHONSAFEPATH": "1", "DJANGO_SETTINGS_MODULE": "jiafeng.config.settings"}
    if SERVER:
        environment["JIAFENG_DATABASE_URL"] = f"{SERVER}/{folder.name.replace('-', '_')}"
    done = subprocess.run([python_of(checkout), *command], env={**os.environ, **environment}, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def create(folder: Path, template: Path | None = None) -> None:
    """The database of a folder, where a server is named; as a copy of another's."""
    if SERVER:
        import psycopg

        with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as server:
            copied = f" TEMPLATE {template.name.replace('-', '_')}" if template else ""
            server.execute(f"CREATE DATABASE {folder.name.replace('-', '_')}{copied}")  # type: ignore[arg-type]


def turns(before: str) -> dict[str, dict[str, list[float]]]:
    """Of each page and build the milliseconds of each round, and the queries of the last."""
    from benchmarks.county import CACHE, ROOT

    older = Path(before).resolve()
    commit = subprocess.run(["git", "-C", str(older), "rev-parse", "HEAD"], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    kind = "postgresql" if SERVER else "sqlite"
    county, copied = CACHE / f"demo-{kind}-{commit[:12]}", CACHE / f"demo-{kind}-ours"
    if SERVER or not (county / "built").exists():  # a throwaway server takes its databases with it
        shutil.rmtree(county, ignore_errors=True)
        create(county)
        run(older, county, "-c", _COMMAND, "demo", "--no-serve")
        (county / "built").touch()
    shutil.rmtree(copied, ignore_errors=True)
    shutil.copytree(county, copied)
    create(copied, county)
    run(ROOT, copied, "-c", _COMMAND, "manage", "migrate")
    run(ROOT, copied, "-c", _COMMAND, "manage", "collectstatic", "--noinput", "-v0")
    found: dict[str, dict[str, list[float]]] = {page: {"before": [], "ours": [], "queries": []} for page in LIMITS}
    for _ in range(ROUNDS):
        for name, checkout, folder in (("before", older, county), ("ours", ROOT, copied)):
            for page, cost in json.loads(run(checkout, folder, __file__)).items():
                found[page][name].append(cost["ms"])
                found[page]["queries"] = [*found[page]["queries"][-1:], cost["queries"]]
    return found


if __name__ == "__main__":
    print(json.dumps(measure()))
else:
    from benchmarks.measure import Measured, benchmark

    def register(page: str, limit: float) -> None:
        @benchmark(
            f"turns-{page}", unit="× its CPU before", limit=limit, about=f"{page}: CPU against the build at JIAFENG_BEFORE, turn about"
        )
        def ratio() -> Measured:
            found = turns(os.environ["JIAFENG_BEFORE"])
            for each, cost in found.items():
                then, now = min(cost["before"]), min(cost["ours"])
                said = f"{then:.2f} → {now:.2f} ms (× {now / then:.2f}), {cost['queries'][0]:.0f} → {cost['queries'][1]:.0f} queries"
                print(f"{each:12} {said}", file=sys.stderr)
            then, now = min(found[page]["before"]), min(found[page]["ours"])
            return Measured(now / then, {"queries": found[page]["queries"][1], "queries before": found[page]["queries"][0]})

    if os.environ.get("JIAFENG_BEFORE"):
        for _page, _limit in LIMITS.items():
            register(_page, _limit)
