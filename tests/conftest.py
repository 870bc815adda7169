"""What every test stands on: no network, and no leftovers from the test before."""

import ipaddress
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.core import management
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from jiafeng.config.preparation import prepare_database
from jiafeng.ground.sms.jobs.gateways import Memory
from jiafeng.ground.units.queries import forget_notices
from tests.alone import FOUND, run


def is_here(address: Any) -> bool:
    """Whether a socket address stays on this machine."""
    if not isinstance(address, tuple):
        return True  # a unix socket
    host = str(address[0])
    if host in {"localhost", ""}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class LocalSocket(socket.socket):
    """A socket that refuses to leave the machine."""

    def connect(self, address: Any) -> None:
        if not is_here(address):
            raise AssertionError(f"A test tried to reach {address[0]}; tests use no network.")
        super().connect(address)

    def connect_ex(self, address: Any) -> int:
        if not is_here(address):
            raise AssertionError(f"A test tried to reach {address[0]}; tests use no network.")
        return super().connect_ex(address)


def pytest_configure() -> None:
    socket.socket = LocalSocket  # type: ignore[misc]
    # How long an example takes says how busy the machine is; what is slow is measured in benchmarks/.
    hypothesis.settings.register_profile("house", deadline=None)
    hypothesis.settings.load_profile("house")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What asks for a database is marked so: a second database has nothing to say about the rest, which runs once."""
    for item in items:
        if item.get_closest_marker("django_db") or "django_db_setup" in getattr(item, "fixturenames", ()):
            item.add_marker("database")


@pytest.fixture(autouse=True)
def _no_leftovers() -> None:
    """Figures live in the cache for some minutes, entered days off in the process, and would reach into the next test."""
    cache.clear()
    forget_notices()


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """A whole request ends inside the test's own transaction, and must leave it its connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """The tests' own database is founded as a data folder's is, in one step instead of some hundreds."""
    carry_out = management.call_command

    def founded(command: str, **options: Any) -> None:
        if command == "migrate":
            prepare_database()
        else:
            carry_out(command, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(management, "call_command", founded)
        yield


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an empty, migrated SQLite database, to be copied."""
    folder = tmp_path_factory.mktemp("migrated")
    done = run(FOUND, folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def work_off_jobs(db: None) -> Callable[[], None]:
    """Call it to do what a worker would: run every waiting job until none is left, inside the test's own transaction."""
    worker = Worker(
        queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False, max_tasks=None, worker_id="test"
    )

    def work() -> None:
        while waiting := DBTaskResult.objects.ready().first():
            waiting.claim(worker.worker_id)
            worker.run_task(waiting)

    return work


@pytest.fixture
def arrived(work_off_jobs: Callable[[], None]) -> Callable[[], str]:
    """Call it for the code in the newest text message, once the gateway has it."""

    def read() -> str:
        work_off_jobs()
        return "".join(filter(str.isdigit, Memory.sent[-1][1]))[:6]

    return read
