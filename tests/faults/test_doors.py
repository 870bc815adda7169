"""The door of a real deployment: what its log keeps to itself, what it refuses, and what it says of settings that do not fit."""

import http.client
import http.cookiejar
import re
import shutil
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.conftest import PASSWORD
from tests.serving import Site

TOKEN = "q7Zk3vT0xWm9Rb5LcY2hNA"


@pytest.fixture(scope="module")
def site(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("doors") / "data")
    shutil.copytree(prepared, site.folder)
    site.environment["JIAFENG_BEHIND_PROXY"] = "1"
    site.start()
    yield site
    site.stop()


def asked(site: Site, method: str, path: str, *, host: str = "127.0.0.1") -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    form = {"Host": host, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request(method, path, body=b"" if method == "POST" else None, headers=form)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def test_no_key_of_a_link_reaches_the_servers_log(site: Site) -> None:
    for method, path in (
        ("GET", f"/pledges/p/{TOKEN}"), ("POST", f"/pledges/p/{TOKEN}/quick"), ("POST", f"/pledges/p/{TOKEN}"), ("GET", f"/events/i/{TOKEN}"),
        ("PUT", f"/pledges/p/{TOKEN}"), ("GET", f"/pledges/p/{TOKEN}/more"), ("GET", f"/{TOKEN}"), ("GET", f"/pledges/p/{TOKEN}%00"),
    ):  # fmt: skip
        assert asked(site, method, path).status < 500
        asked(site, method, path, host="evil.example")
    assert "WARNING" in site.log
    assert TOKEN not in site.log
    assert "Traceback" not in site.log


def test_the_short_way_answers_to_its_own_name_only(site: Site) -> None:
    assert asked(site, "POST", f"/pledges/p/{TOKEN}/quick", host="evil.example").status == 400
    answer = asked(site, "POST", f"/pledges/p/{TOKEN}/quick")
    assert answer.status == 307  # on to the ordinary page, which says that there is no such link
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_settings_of_proxies_that_do_not_fit_are_said_at_the_start_and_by_the_doctor(site: Site) -> None:
    assert "behind_proxy is set without proxy_count" in site.log
    doctor = site.command("doctor", check=False)
    assert doctor.returncode == 1
    assert "behind_proxy is set without proxy_count" in doctor.stdout + doctor.stderr


def test_the_first_administrator_chooses_a_password_of_their_own(site: Site) -> None:
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    page = browser.open(f"{site.url}/accounts/login/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    form = {"login": "guanli", "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
    answer = browser.open(urllib.request.Request(f"{site.url}/accounts/login/", data=urllib.parse.urlencode(form).encode()))
    assert answer.url.endswith("/accounts/password/change/")
