"""What a page weighs on the way to a phone: everything it asks for, as a server that compresses would send it."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiafeng.ground.accounts.models import User
from jiafeng.ground.units.models import Region
from tests.front.portal.factories import an_article

KB = 1024
ASSET = re.compile(r'(?:href|src)="(/static/[^"#]+)')
REFERRED = re.compile(r'url\("?([^")]+)"?\)')


def packed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def file_of(address: str) -> Path:
    found = finders.find(address.removeprefix("/static/"))
    assert found, f"{address} does not exist"
    return Path(str(found))


def assets(page: str) -> set[Path]:
    """Every static file of a page, with what its style sheets load in their turn (both sizes of a picture, though a device takes one)."""
    files = {file_of(address) for address in ASSET.findall(page)}
    for sheet in [file for file in files if file.suffix == ".css"]:
        referred = [name for name in REFERRED.findall(sheet.read_text(encoding="utf-8")) if not name.startswith("data:")]
        files |= {(sheet.parent / name).resolve() for name in referred}
    return files


def weight(page: bytes) -> int:
    return packed(page) + sum(packed(file.read_bytes()) for file in assets(page.decode()))


@pytest.mark.parametrize(("name", "limit"), [("home", 100), ("articles", 100), ("search", 100), ("bulletins", 100), ("privacy", 100)])
def test_a_public_page_is_light(client: Client, staff: User, county: Region, name: str, limit: int) -> None:
    for number in range(8):
        an_article(staff, county, title=f"第{number}篇文章，题目不短也不太长", published=timezone.now())
    assert weight(client.get(reverse(f"portal:{name}")).content) <= limit * KB


def test_an_article_is_light(client: Client, staff: User, county: Region) -> None:
    article = an_article(staff, county, body="正文。" * 1500, published=timezone.now())
    assert weight(client.get(reverse("portal:article", args=[article.pk])).content) <= 100 * KB


def test_the_desk_is_light_enough_for_an_office(desk: Client) -> None:
    assert weight(desk.get(reverse("desk:home")).content) <= 400 * KB


def test_every_file_a_page_names_exists(client: Client, county: Region) -> None:
    page = client.get(reverse("portal:home")).content.decode()
    assert {file.suffix for file in assets(page)} >= {".css", ".js", ".svg", ".woff2"}
    assert all(file.is_file() for file in assets(page))


def test_a_phone_form_stays_within_its_budget(client: Client, county: Region) -> None:
    """60 KB: the style sheet's landscape is not loaded by a page that does not show it, and a form shows none."""
    page = client.get(reverse("portal:feedback")).content
    pictures = {file for file in assets(page.decode()) if file.name.startswith("hero")}
    assert weight(page) - sum(packed(file.read_bytes()) for file in pictures) <= 60 * KB
