"""Who acts on bulletins."""

import pytest

from jiafeng.ground.accounts.models import Role, User
from tests.reporting.bulletins import factories


@pytest.fixture
def author(db: None) -> User:
    return factories.user()


@pytest.fixture
def approver(db: None) -> User:
    return factories.user(Role.PARTNER_STAFF)
