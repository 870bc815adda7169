"""The addresses that belong to no room."""

import pytest
from django.contrib.staticfiles import finders
from django.test import Client


@pytest.mark.django_db
def test_a_bare_pdf_finds_the_sites_icon_where_browsers_look_for_one(client: Client) -> None:
    where = client.get("/favicon.ico")
    assert where.status_code == 302
    assert finders.find(where["Location"].removeprefix("/static/"))
    assert client.post("/favicon.ico").status_code == 405
