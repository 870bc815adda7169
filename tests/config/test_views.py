"""The addresses that belong to no room."""

import io
import zipfile
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.reporting.bulletins.factories import county


@pytest.mark.django_db
def test_a_bare_pdf_finds_the_sites_icon_where_browsers_look_for_one(client: Client) -> None:
    where = client.get("/favicon.ico")
    assert where.status_code == 302
    assert finders.find(where["Location"].removeprefix("/static/"))
    assert client.post("/favicon.ico").status_code == 405


@pytest.mark.django_db
def test_the_foot_of_a_public_page_leads_to_the_source_of_this_build(client: Client, settings: Any) -> None:
    county()
    assert 'href="/source.zip"' in client.get("/").content.decode()
    for _ in range(2):
        answer = client.get("/source.zip")
        with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as packed:
            names = packed.namelist()
            assert packed.read("jiafeng-source/jiafeng/config/source.py") == (settings.PACKAGE / "config" / "source.py").read_bytes()
    assert {"jiafeng-source/LICENSE", "jiafeng-source/pyproject.toml", "jiafeng-source/tools/setup.sh"} <= set(names)
    assert not [name for name in names if "/." in name or "__pycache__" in name or name.endswith((".pyc", ".sqlite3"))]
    assert len(list(settings.STATIC_ROOT.glob("source-*"))) == 1


@pytest.mark.django_db
def test_the_source_may_be_elsewhere(client: Client, settings: Any) -> None:
    settings.SOURCE_URL = "https://code.example.org/jiafeng"
    assert client.get("/source.zip")["Location"] == settings.SOURCE_URL
