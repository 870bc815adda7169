"""A deployment of its own for each fault."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

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
