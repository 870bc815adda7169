"""What the server's processes must not share."""

import pytest
from django.db import connection

from jiafeng.config.processes import close_connections
from jiafeng.ground.units.models import Region


@pytest.mark.django_db(transaction=True)
def test_no_open_connection_is_left_for_two_processes_to_talk_on() -> None:
    """The server's workers are forked, and would inherit its socket."""
    assert not Region.objects.exists()
    inherited = connection.connection
    close_connections()
    if connection.vendor == "postgresql":  # a test's SQLite lies in memory, and is never closed
        assert connection.connection is None
        assert inherited.closed
    assert not Region.objects.exists()  # a new one is opened when it is needed
