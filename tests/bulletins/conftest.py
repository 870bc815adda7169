"""Who acts on bulletins."""

from pathlib import Path

import pytest

from jiafeng.accounts.models import Role, User
from tests.bulletins import factories
from tests.bulletins.alone import run


@pytest.fixture
def author(db: None) -> User:
    return factories.user()


@pytest.fixture
def approver(db: None) -> User:
    return factories.user(Role.PARTNER_STAFF)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an empty, migrated SQLite database, to be copied."""
    folder = tmp_path_factory.mktemp("migrated")
    done = run("from django.core.management import call_command\ncall_command('migrate', verbosity=0)", folder)
    assert done.returncode == 0, done.stderr
    return folder
