"""A kept connection that PostgreSQL ends is replaced before anybody notices, and what is kept ready is only what recurs."""

from __future__ import annotations

import pytest
from django.core.signals import request_started
from django.db import connection

from jiafeng.common.rows import prepared
from jiafeng.ground.units.models import Region

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="what only PostgreSQL has"),
]


def backend() -> int:
    """The server's process for this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def from_elsewhere(statement: str, *values: object) -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute(statement, values)
    finally:
        other.close()


def next_request() -> None:
    request_started.send(None)


def ready() -> list[str]:
    """The statements that are kept ready on this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [statement for (statement,) in cursor.fetchall()]


def test_a_connection_lasts_from_one_request_to_the_next() -> None:
    first = backend()
    next_request()
    assert backend() == first


def test_a_connection_that_the_server_ended_is_replaced() -> None:
    ended = backend()
    from_elsewhere("SELECT pg_terminate_backend(%s, 5000)", ended)
    next_request()
    assert backend() != ended


def test_so_it_is_for_the_statements_that_are_kept_ready() -> None:
    ended = backend()
    from_elsewhere("SELECT pg_terminate_backend(%s, 5000)", ended)
    next_request()
    with prepared() as cursor:
        cursor.execute("SELECT %(one)s::int", {"one": 1})
        assert cursor.fetchone() == (1,)


def test_a_notice_from_the_server_is_no_end() -> None:
    with connection.cursor() as cursor:
        cursor.execute("LISTEN bell")
    first = backend()
    from_elsewhere("NOTIFY bell")
    assert connection.is_usable()
    assert backend() == first


def test_a_connection_that_waits_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    backend()
    monkeypatch.setattr(connection.connection, "cursor", None)
    assert connection.is_usable()


def test_a_closed_connection_is_not_usable() -> None:
    connection.ensure_connection()
    connection.connection.close()
    assert not connection.is_usable()
    connection.close()


def test_only_statements_that_recur_are_kept_ready() -> None:
    for number in (1, 2):
        with prepared() as cursor:
            cursor.execute("SELECT %(number)s::int AS recurring", {"number": number})
    list(Region.objects.filter(code="990101"))
    assert [statement for statement in ready() if "recurring" in statement] == ["SELECT $1::int AS recurring"]
    assert not any("units_region" in statement for statement in ready())
