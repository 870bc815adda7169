"""/healthz, as a load balancer and a monitor ask for it."""

import json
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connection
from django.test import RequestFactory
from django.utils import timezone

from jiafeng.config import health
from jiafeng.config.hot import Fork
from jiafeng.ground.jobs.actions import beat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_one_connection")]
Ask = Callable[..., tuple[str, dict[str, str], bytes]]


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Ask the application as the server does; it has been up for longer than a worker needs to come up."""
    monkeypatch.setattr(health, "_BEGAN", time.monotonic() - 120)
    monkeypatch.setattr(health, "_PROBED", 0.0)
    fork = Fork(get_wsgi_application())

    def call(method: str = "GET", path: str = "/healthz", host: str = "localhost") -> tuple[str, dict[str, str], bytes]:
        environ = RequestFactory().generic(method, path, HTTP_HOST=host).environ
        said: list[Any] = []
        response: Any = fork(environ, lambda status, headers: said.append((status, dict(headers))))
        return said[0][0], said[0][1], b"".join(response)

    return call


def test_all_is_well(ask: Ask) -> None:
    beat(worker="serve.here", at=timezone.now())
    status, headers, body = ask()
    assert status == "200 OK"
    assert json.loads(body) == {"status": "ok", "disk": "ok", "database": "ok", "worker": "ok"}
    assert "no-store" in headers["Cache-Control"]


def test_it_answers_by_whatever_name_the_machine_is_called(ask: Ask, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["jiafeng.example.gov.cn"]
    for host in ("10.20.30.40", "10.20.30.40:8000", "localhost", "[fd00::1]"):
        assert ask(host=host)[0] == "200 OK"
        assert ask("HEAD", host=host)[0] == "200 OK"
        assert ask(path="/", host=host)[0] == "400 Bad Request", "nothing else opens that way"
        assert ask(path="/healthz/", host=host)[0] == "400 Bad Request"


def test_a_head_has_no_body(ask: Ask) -> None:
    beat(worker="serve.here", at=timezone.now())
    _, headers, body = ask("HEAD")
    assert body == b""
    assert headers["Content-Length"] == ask()[1].get("Content-Length", str(len(ask()[2])))


def test_a_worker_that_is_silent_for_a_minute_is_a_warning(ask: Ask) -> None:
    beat(worker="serve.here", at=timezone.now() - timedelta(seconds=61))
    status, _, body = ask()
    assert status == "200 OK"
    assert json.loads(body) == {"status": "warning", "disk": "ok", "database": "ok", "worker": "silent"}
    beat(worker="work.2", at=timezone.now() - timedelta(seconds=30))
    assert json.loads(ask()[2])["status"] == "ok"


def test_a_worker_is_given_a_minute_to_come_up(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_BEGAN", time.monotonic() - 5)
    assert json.loads(ask()[2])["worker"] == "ok"


def test_little_room_is_a_warning(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    beat(worker="serve.here", at=timezone.now())
    monkeypatch.setattr(health, "LOW", 1 << 60)
    status, _, body = ask()
    assert (status, json.loads(body)["status"], json.loads(body)["disk"]) == ("200 OK", "warning", "low")


def test_a_folder_that_takes_no_file_is_unwell(ask: Ask, settings: Any, tmp_path: Path) -> None:
    beat(worker="serve.here", at=timezone.now())
    settings.DATA = tmp_path / "gone"
    status, _, body = ask()
    assert status == "503 Service Unavailable"
    assert json.loads(body) == {"status": "unwell", "disk": "not writable", "database": "ok", "worker": "ok"}


def test_a_database_that_does_not_answer_is_unwell(ask: Ask) -> None:
    def gone(*_: Any) -> None:
        raise OperationalError("the server is away")

    with connection.execute_wrapper(gone):
        status, _, body = ask()
    assert status == "503 Service Unavailable"
    assert json.loads(body) == {"status": "unwell", "disk": "ok", "database": "silent", "worker": "unknown"}
