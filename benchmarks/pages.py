"""What a page costs: CPU and queries in process, and how much travels to a phone. The cost must not grow with the table."""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Callable
from typing import Any

from benchmarks.county import HOST, LARGE, SMALL, elsewhere, open_county
from benchmarks.measure import Measured, benchmark, cpu_ms

# A page over a million rows may cost as much as over a hundred, and a quarter for the noise of a shared machine.
GROWTH = 1.25
QUERIES = 12
# A page that counts every row: as much as a figure's value over as many.
COUNTED_MS = 300.0
WEIGHT_KB = 100.0
PUBLIC = ("portal-home", "article")


def addresses() -> dict[str, str]:
    """The pages' addresses in the county that is open."""
    from django.urls import reverse

    from jiafeng.front.portal.models import Article
    from jiafeng.programme.pledges.models import PledgeDrive

    return {
        "portal-home": reverse("portal:home"),
        "article": reverse("portal:article", args=[Article.objects.latest("pk").pk]),
        "desk": reverse("desk:home"),
        "list": reverse("pledges:signers", args=[PledgeDrive.objects.get().pk]),
        "reconciliation": reverse("pledges:reconciliation", args=[PledgeDrive.objects.get().pk]),
    }


def session_cookie() -> str:
    """A signed-in member of staff, as the browser's cookie."""
    from django.test import Client

    from jiafeng.ground.accounts.models import User

    client = Client(HTTP_HOST=HOST)
    client.force_login(User.objects.get(username="staff"), backend="django.contrib.auth.backends.ModelBackend")
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def caller(address: str, cookie: str = "") -> Callable[[], bytes]:
    """A function that asks for the page as a server would and returns its body."""
    from django.core.handlers.wsgi import WSGIHandler

    handler = WSGIHandler()
    agent = {"HTTP_USER_AGENT": "benchmark", "REMOTE_ADDR": "127.0.0.1", "HTTP_COOKIE": cookie, "HTTP_HOST": HOST}
    server = {
        "SERVER_NAME": HOST,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.errors": io.StringIO(),
    }

    def call() -> bytes:
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": address, "wsgi.input": io.BytesIO(), **agent, **server}
        answered: list[str] = []
        response = handler(environ, lambda status, headers, *rest: answered.append(status))
        body = b"".join(response)
        response.close()
        if not answered[0].startswith("200"):
            raise RuntimeError(f"{address}: {answered[0]}")
        return body

    return call


def bare_ms() -> float:
    """What Django's own least answer costs on this machine at this time."""
    from django.test import override_settings

    with override_settings(MIDDLEWARE=[], ROOT_URLCONF="benchmarks.bare"):
        return cpu_ms(caller("/bare"), times=400, warm=50)


def cost(page: str, pledges: int) -> dict[str, float]:
    """CPU milliseconds and queries of one page over a table of that many rows, and the bare view's milliseconds beside it."""
    open_county(pledges)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    call = caller(addresses()[page], "" if page in PUBLIC else session_cookie())
    spent = cpu_ms(call)
    with CaptureQueriesContext(connection) as captured:
        call()
    return {"ms": spent, "queries": len(captured), "bare": bare_ms()}


def compared(page: str) -> Measured:
    large, small = elsewhere("pages", "cost", page, LARGE), elsewhere("pages", "cost", page, SMALL)
    return Measured(large["ms"], {"bare Django view": large["bare"], "same page, 100 rows": small["ms"]}, limit=GROWTH * small["ms"])


def register(page: str, what: str) -> None:
    """The benchmarks of one page."""
    about = f"{what}, over 1,000,000 pledges"
    benchmark(f"page-{page}", unit="ms CPU", limit=None, about=f"{about}: CPU, not more than {GROWTH} × that over 100")(
        lambda: compared(page)
    )

    def queries() -> Measured:
        large, small = elsewhere("pages", "cost", page, LARGE)["queries"], elsewhere("pages", "cost", page, SMALL)["queries"]
        return Measured(large, {"same page, 100 rows": small}, limit=QUERIES if page in PUBLIC else small)

    least = QUERIES if page in PUBLIC else "those over 100"
    benchmark(f"page-{page}-queries", unit="queries", limit=None, about=f"{about}: database queries, at most {least}")(queries)


def weight(page: str) -> dict[str, float]:
    """Kilobytes (gzip) of a public page with every style sheet, script, font and picture it asks for at once; and of its HTML alone."""
    open_county(SMALL)
    from django.contrib.staticfiles.storage import staticfiles_storage

    html = caller(addresses()[page])().decode()
    tags = re.findall(r"<(?:script|link|img|source)\b[^>]*>", html)
    wanted = {
        match.group(1) for tag in tags if (match := re.search(r'(?:src|href|srcset)="/static/([^"# ]+)', tag)) and "loading=" not in tag
    }
    total = alone = len(gzip.compress(html.encode()))
    for name in sorted(wanted):
        with staticfiles_storage.open(name) as stream:
            raw = stream.read()
        total += min(len(raw), len(gzip.compress(raw)))
    return {"total": total / 1000, "html": alone / 1000}


def register_weight(page: str, what: str) -> None:
    def measured() -> Measured:
        found: dict[str, Any] = weight(page)
        return Measured(found["total"], {"its HTML alone": found["html"]})

    benchmark(f"page-{page}-weight", unit="KB gzip", limit=WEIGHT_KB, about=f"{what}: all that a first visit loads")(measured)


def counted() -> Measured:
    large, small = elsewhere("pages", "cost", "reconciliation", LARGE), elsewhere("pages", "cost", "reconciliation", SMALL)
    return Measured(large["ms"], {"same page, 100 rows": small["ms"]})


benchmark("page-reconciliation", unit="ms CPU", limit=COUNTED_MS, about="a reckoning of 1,000,000 pledges by channel, each counted anew")(
    counted
)
for _page, _what in (
    ("portal-home", "the portal's home"),
    ("article", "an article"),
    ("desk", "the desk"),
    ("list", "a list of 50 pledges"),
):
    register(_page, _what)
    if _page in PUBLIC:
        register_weight(_page, _what)
