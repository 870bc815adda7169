"""The short way takes nothing from what protects every other page: it answers to its own names only, and tells browsers the same."""

from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import RequestFactory

from jiafeng.config.health import healthz
from jiafeng.config.hot import HOT, Fork

# Of every page for everybody: what tells a browser what to refuse, not what a page says of itself.
SECURITY = {
    "Content-Security-Policy", "Cross-Origin-Opener-Policy", "Referrer-Policy", "Strict-Transport-Security", "X-Content-Type-Options", "X-Frame-Options",
}  # fmt: skip
ADDRESSES = [
    "/pledges/p/q7Zk3vT0xWm9Rb5LcY2hNA/quick", "/awards/v/q7Zk3vT0xWm9Rb5L/cast", "/events/phone/sign-in", "/events/phone/sync", "/events/phone/guests"
]  # fmt: skip

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_one_connection")]


def answered(application: Any, address: str, **environ: Any) -> tuple[int, dict[str, str]]:
    said: list[Any] = []
    request = RequestFactory().post(address, {}, **environ)
    application(request.environ, lambda status, headers, *_: said.append((int(status[:3]), dict(headers)))).close()
    return said[0]


def test_every_hot_address_is_looked_at_here() -> None:
    assert len(ADDRESSES) == len([view for _pattern, view in HOT if view is not healthz])  # tests/config/test_health.py has that one
    assert all(any(pattern.fullmatch(address) for pattern, _view in HOT) for address in ADDRESSES)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("secure", [False, True])
def test_it_tells_browsers_what_every_page_tells_them(address: str, secure: bool, settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS = 31536000
    ordinary = get_wsgi_application()
    scheme = {"wsgi.url_scheme": "https" if secure else "http"}
    _status, expected = answered(ordinary, "/feedback", **scheme)
    status, found = answered(Fork(ordinary), address, **scheme)
    assert status < 500
    assert {name: found.get(name) for name in SECURITY} == {name: expected.get(name) for name in SECURITY}
    assert ("Strict-Transport-Security" in found) is secure
    assert set(SECURITY) - set(found) <= {"Strict-Transport-Security"}


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_answers_to_no_name_of_another_site(address: str) -> None:
    status, headers = answered(Fork(get_wsgi_application()), address, HTTP_HOST="evil.example")
    assert status == 400
    assert headers["X-Frame-Options"] == "DENY"
