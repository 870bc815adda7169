"""HEAD: every address that can be read answers it as it answers GET, without a body, and nothing moves."""

import hashlib
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from tests.architecture.access import PAGES
from tests.architecture.test_access import VISITORS, expected, world  # noqa: F401  # the fixture
from tests.architecture.world import AWAY, World


def everything() -> dict[str, str]:
    """A digest of each table."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT * FROM {table}")
            rows = sorted(repr(row) for row in cursor.fetchall())
            found[model._meta.label] = hashlib.sha256("".join(rows).encode()).hexdigest()
    return found


@pytest.fixture
def readable(world: World) -> Iterator[list[tuple[str, Client, str]]]:  # noqa: F811
    """Each address that can be read, with a reader and its path."""
    with transaction.atomic():
        clients: dict[tuple[str, str], Client] = {}
        found = []
        for name, page in PAGES.items():
            if "GET" not in page.methods:
                continue
            reader = next(visitor for visitor in VISITORS if expected(page, visitor) == "reached")
            if reader not in clients:
                clients[reader] = Client(HTTP_HOST=AWAY if reader[1] == "away" else "testserver")
                if reader in world.visitors:
                    clients[reader].force_login(world.visitors[reader])
            found.append((name, clients[reader], reverse(name, kwargs=world.objects[page.of] if page.of else None)))
        yield found
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_every_page_answers_its_head_and_nothing_moves(readable: list[tuple[str, Client, str]]) -> None:
    before = everything()
    heads = {}
    for name, client, address in readable:
        response = client.head(address)
        assert response.content == b"", name
        heads[name] = response.status_code
    # How often an address asks is counted all the same: else a code could be guessed at by headers alone.
    assert {table for table, digest in everything().items() if digest != before[table]} <= {"accounts.Counter"}
    differs = {}
    for name, client, address in readable:
        with transaction.atomic():
            response = client.get(address)
            response.close()
            transaction.set_rollback(True)
        if response.status_code != heads[name]:
            differs[name] = (heads[name], response.status_code)
    assert differs == {}
