"""Refusals are read in English here; pages speak Chinese whatever is active. Keys of polls lie in a folder of the test's own."""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import translation

from tests.programme.awards.factories import File, open_file, reviewed


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def secrets(settings: Any, tmp_path: Path) -> Path:
    """Where the keys of open polls lie."""
    settings.DATA = tmp_path
    return tmp_path / "secrets"


@pytest.fixture
def file(db: None) -> File:
    """A draft of a round for two honours, held by Federation and commission."""
    return open_file()


@pytest.fixture(scope="module")
def _at_vote(django_db_setup: None, django_db_blocker: Any) -> Iterator[File]:
    """One round whose review has ended, for all tests of a file; rolled back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield reviewed(open_file(code="990599"))
        transaction.set_rollback(True)


@pytest.fixture
def at_vote(_at_vote: File, db: None) -> File:
    """That round, as it stood: what a test does to it is undone, in the database and in the object."""
    return copy.deepcopy(_at_vote)
