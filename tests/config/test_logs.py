"""What stands in a line of the server's log: no key of anybody's, and no traceback of what is no fault of ours."""

import io
import logging
from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from jiafeng.config.logs import Line

TOKEN = "q7Zk3vT0xWm9Rb5LcY2hNA"


def opened(request, token: str) -> HttpResponse:
    match token:
        case _ if request.GET.get("as") == "403":
            raise PermissionDenied("no")
        case _ if request.GET.get("as") == "404":
            raise Http404(f"nobody has {token}")
        case _ if request.GET.get("as") == "log":
            logging.getLogger("jiafeng.test").warning("was asked for %s", token)
            return HttpResponse()
    raise ValueError(f"Key (token)=({token}) already exists")


urlpatterns = [path("pledges/p/<str:token>", opened)]
handler500 = "jiafeng.config.errors.server_error"
handler403 = "jiafeng.config.errors.forbidden"
handler404 = "jiafeng.config.errors.not_found"


@pytest.fixture
def lines():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Line("%(levelname)s %(name)s %(message)s"))
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.django_db
@pytest.mark.parametrize("how", ["403", "404", "500", "log"])
def test_no_line_has_the_key_of_a_personal_link(how: str, lines: io.StringIO) -> None:
    Client(raise_request_exception=False).get(f"/pledges/p/{TOKEN}", {"as": how})
    assert TOKEN not in lines.getvalue()
    assert "<token>" in lines.getvalue()


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.django_db
@pytest.mark.parametrize("address", [f"/pledges/p/{TOKEN}/more", f"/{TOKEN}", f"/pledges/p/{TOKEN}%00/x"])
def test_nor_has_one_of_an_address_that_is_none_of_ours(address: str, lines: io.StringIO) -> None:
    Client(raise_request_exception=False).get(address)
    assert lines.getvalue()
    assert TOKEN not in lines.getvalue()


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.django_db
def test_a_refusal_leaves_no_traceback_and_a_fault_does(lines: io.StringIO) -> None:
    client = Client(raise_request_exception=False)
    client.get(f"/pledges/p/{TOKEN}", {"as": "403"})
    assert "Traceback" not in lines.getvalue()
    client.get(f"/pledges/p/{TOKEN}", {"as": "500"})
    assert "Traceback" in lines.getvalue()


def test_nobody_writes_a_second_line(lines: io.StringIO) -> None:
    logging.getLogger("jiafeng.test").warning("was sent %s", "a\r\nERROR root all is lost\x1b[2K\u2028b")
    assert lines.getvalue() == "WARNING jiafeng.test was sent a\\r\\nERROR root all is lost\\x1b[2K\\u2028b\n"


def test_a_line_says_its_moment_with_the_difference_to_utc() -> None:
    record = logging.makeLogRecord({"created": 1780275600.25, "msg": "x"})
    said = datetime.fromisoformat(Line("%(asctime)s").format(record))
    assert said.utcoffset() is not None
    assert said == datetime(2026, 6, 1, 1, 0, 0, 250000, tzinfo=UTC)


def test_the_server_itself_writes_its_lines_so(settings) -> None:
    assert settings.LOGGING["formatters"]["line"]["()"] == "jiafeng.config.logs.Line"
    assert settings.MIDDLEWARE[0] == "jiafeng.config.middleware.told_without_secrets"
