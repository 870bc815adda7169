import pytest
from django.test import Client

from jiafeng.front.portal import actions
from jiafeng.ground.accounts.models import User
from jiafeng.ground.units.models import Region
from tests.front.portal.factories import a_county, a_user


@pytest.fixture(autouse=True)
def _no_readers_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers wait in the process; none may reach into the next test."""
    monkeypatch.setattr(actions, "readers", actions.Readers())


@pytest.fixture
def county(db: None) -> Region:
    return a_county()


@pytest.fixture
def staff(county: Region) -> User:
    return a_user(county)


@pytest.fixture
def desk(client: Client, staff: User) -> Client:
    """A browser in which county staff are signed in."""
    client.force_login(staff)
    return client
