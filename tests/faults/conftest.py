"""A deployment of its own for each fault."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.cards import Workshop
from tests.faults.redis import Redis
from tests.serving import Site

COUNTY = ("--county", "522223", "--county-name", "示例县")
PASSWORD = "bamboo-in-the-rain"


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one county and its administrator `guanli`."""
    folder = tmp_path_factory.mktemp("prepared") / "data"
    Site(folder).command("init", "--public-url", "http://127.0.0.1", *COUNTY, "--administrator", "guanli", JIAFENG_PASSWORD=PASSWORD)
    return folder


@pytest.fixture
def site(prepared: Path, tmp_path: Path) -> Iterator[Site]:
    """A copy of that folder, not served yet."""
    folder = tmp_path / "data"
    shutil.copytree(prepared, folder)
    site = Site(folder)
    yield site
    site.kill()


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with approved messages."""
    folder = tmp_path_factory.mktemp("written")
    Workshop(folder).prepare()
    return folder


@pytest.fixture
def workshop(written: Path, tmp_path: Path) -> Iterator[Workshop]:
    """A copy of that folder, without a worker yet."""
    made = Workshop(tmp_path / "data")
    shutil.copytree(written, made.folder)
    yield made
    made.dismiss()


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    """A Redis of the test's own, running."""
    server = Redis(tmp_path)
    server.start()
    yield server
    server.kill()
