"""What the deployment says to browsers where it speaks https: cookies that only this host can set, and files that are for its own pages."""

import runpy
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jiafeng.config import settings as production
from jiafeng.ground.accounts import actions
from tests.factories import AT, make_county

NAMES = ["SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME"]
SECURE = ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE"]


def settings_for(address: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setenv("JIAFENG_DATA", str(folder))
    monkeypatch.setenv("JIAFENG_PUBLIC_URL", address)
    assert production.__file__
    return runpy.run_path(production.__file__)


@pytest.mark.django_db
def test_where_the_site_speaks_https_its_cookies_are_this_hosts_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, client: Client, settings: Any
) -> None:
    found = settings_for("https://jiafeng.example", tmp_path, monkeypatch)
    for name in NAMES + SECURE:
        setattr(settings, name, found[name])
    county = make_county()
    actions.add_user(by=None, at=AT, county_code=county.region.code, username="fulian", name="示例", password="qingfeng-runjia-2026")
    client.get(reverse("account_login"), secure=True)
    client.post(reverse("account_login"), {"login": "fulian", "password": "qingfeng-runjia-2026"}, secure=True)
    client.post(reverse("language"), {"language": "en", "next": "/"}, secure=True)
    assert set(client.cookies) == {"__Host-sessionid", "__Host-csrftoken", "__Host-django_language"}
    for cookie in client.cookies.values():
        assert (cookie["secure"], cookie["httponly"], cookie["path"], cookie["domain"], cookie["samesite"]) == (True, True, "/", "", "Lax")
    assert client.get(reverse("desk:home"), secure=True).status_code == 200


def test_a_site_without_https_has_no_prefix_that_browsers_would_refuse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings_for("http://10.0.0.5:8000", tmp_path, monkeypatch)
    assert not any(found[name].startswith("__") for name in NAMES)


@pytest.mark.parametrize("name", ["img/lotus.svg", "css/site.css", "js/app.js"])
def test_a_file_carries_what_every_page_does(name: str, settings: Any) -> None:
    settings.STATIC_ROOT = production.PACKAGE / "static"
    answer = Client().get(f"/static/{name}")
    b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert answer.status_code == 200
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "charset" in answer["Content-Type"]
