"""Refusals are read in English here; pages speak Chinese whatever is active."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from tests.bulletins.alone import run


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an empty, migrated SQLite database, to be copied."""
    folder = tmp_path_factory.mktemp("migrated")
    done = run("from django.core.management import call_command\ncall_command('migrate', verbosity=0)", folder)
    assert done.returncode == 0, done.stderr
    return folder
