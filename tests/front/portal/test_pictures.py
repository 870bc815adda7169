"""Pictures where readers meet them: in the article, in lists, on the poster, in the feed; and what a page with pictures weighs."""

import io
import re
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from jiafeng.front.portal.models import Article
from jiafeng.ground.accounts.models import User
from jiafeng.ground.people.actions import add_person, give_consent, withdraw_consent
from jiafeng.ground.people.models import Person, Purpose
from jiafeng.ground.records.actions import add_evidence
from jiafeng.ground.units.models import Organisation, Region
from jiafeng.programme.pictures.actions import add_picture
from jiafeng.programme.pictures.models import Picture
from jiafeng.programme.pictures.queries import text_of
from tests.front.portal.factories import an_article
from tests.front.portal.test_weight import KB, weight
from tests.programme.pictures.files import a_hard_photograph, a_photograph

BODY = "开头。\n\n- 一封家书\n- 一份承诺\n\n[图1]\n\n| 乡镇 | 户数 |\n|---|---|\n| 示例镇 | <b>12</b> |\n\n[图9]\n\n结尾。"


@pytest.fixture
def mother(staff: User, county: Region) -> Person:
    unit = Organisation.objects.get(county=county)
    person = add_person(by=staff, at=timezone.now(), county=county, name="示例母亲", organisation=unit)
    give_consent(by=staff, at=timezone.now(), person=person, purpose=Purpose.PHOTO, channel="paper")
    return person


@pytest.fixture
def article(staff: User, county: Region, mother: Person, tmp_path: Path) -> Article:
    """An article with a picture in the text, and a cover on which the mother is recognised."""
    found = an_article(staff, county, body=BODY, published=timezone.now())
    a_picture(staff, found, a_photograph(tmp_path, "green"), caption="签名台前")
    a_picture(staff, found, a_hard_photograph(tmp_path), caption="母亲读信", cover=True, faces="named", people=[mother])
    return found


def a_picture(staff: User, article: Article, file: Path, *, caption: str = "", cover: bool = False, faces: str = "nobody", people: list[Person] | None = None) -> Picture:  # fmt: skip
    at = timezone.now()
    text = text_of(article.subject)
    assert text
    kept = add_evidence(by=staff, at=at, county_code=article.county.code, file=file, name=file.name)
    return add_picture(
        by=staff,
        at=at,
        text=text,
        evidence=kept,
        alt=f"{caption}：三户家庭围坐",
        caption=caption,
        cover=cover,
        faces=faces,
        people=people or [],
    )


def withdrawn(mother: Person) -> None:
    withdraw_consent(by=None, at=timezone.now(), person=mother, purpose=Purpose.PHOTO, channel="phone")


def test_an_article_shows_its_pictures_where_they_stand(client: Client, article: Article) -> None:
    page = client.get(article.url).content.decode()
    prose = page[page.index('id="text"') : page.index("</article>")]
    assert (
        prose.index("母亲读信</figcaption>")
        < prose.index("<p>开头。</p>")
        < prose.index("签名台前</figcaption>")
        < prose.index("<p>结尾。</p>")
    )
    assert "<li>一封家书</li><li>一份承诺</li>" in prose
    assert '<th scope="col">户数</th>' in prose
    assert "<td>&lt;b&gt;12&lt;/b&gt;</td>" in prose
    assert "[图" not in prose, "a mark without its picture leaves no trace"
    assert prose.count('loading="lazy"') == 1, "all but the first wait until they are scrolled to"
    assert prose.count("srcset=") == 4


def test_an_older_text_is_shown_as_it_was(client: Client, staff: User, county: Region) -> None:
    older = an_article(staff, county, body="- 一\n- 二\n\n[图1]", published=timezone.now())
    Article.objects.filter(pk=older.pk).update(structured=False)
    assert "<p>- 一<br>- 二</p>\n<p>[图1]</p>" in client.get(older.url).content.decode()


def test_the_cover_stands_at_home_in_lists_on_the_poster_and_in_the_feed(client: Client, article: Article, mother: Person) -> None:
    plain = Picture.objects.get(subject=article.subject, cover=True)
    address = reverse("pictures:shown", args=[plain.pk])
    pages = [reverse(f"portal:{name}") for name in ("home", "articles", "feed")]
    assert all(address in client.get(page).content.decode() for page in pages)
    poster = reverse("portal:article_poster", args=[article.pk])
    with_picture = client.get(poster)
    assert "max-age=1800" in with_picture["Cache-Control"]
    withdrawn(mother)
    assert not any(address in client.get(page).content.decode() for page in pages)
    without = client.get(poster).content
    assert len(without) < len(with_picture.content) / 2
    assert Image.open(io.BytesIO(without)).size == Image.open(io.BytesIO(with_picture.content)).size


def test_a_withdrawal_leaves_the_text_whole(client: Client, article: Article, mother: Person) -> None:
    withdrawn(mother)
    page = client.get(article.url).content.decode()
    assert "母亲读信" not in page
    assert "签名台前" in page
    assert "<p>结尾。</p>" in page


def test_an_article_with_pictures_keeps_to_its_budget(client: Client, article: Article) -> None:
    """100 KB before pictures; the first picture 60 KB on a telephone 390 pixels wide, however fine its screen."""
    page = client.get(article.url).content
    assert weight(page) <= 100 * KB
    text = page.decode()
    phone = re.search(r'<source media="\(max-width: 600px\)" srcset="([^"]+)"', text)
    assert phone
    offered = [entry.split()[0].replace("&amp;", "&") for entry in phone[1].split(", ")]
    assert all(len(client.get(each).content) <= 60 * KB for each in offered)
    assert {Image.open(io.BytesIO(client.get(each).content)).width for each in offered} >= {160, 400}


def test_a_list_asks_for_all_covers_at_once(client: Client, staff: User, county: Region, tmp_path: Path) -> None:
    def read() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("portal:articles"))
        return len(asked)

    colours = ("red", "blue", "gray")
    a_picture(staff, an_article(staff, county, published=timezone.now()), a_photograph(tmp_path, colours[0]), caption="首张", cover=True)
    one = read()
    for colour in colours[1:]:
        a_picture(staff, an_article(staff, county, published=timezone.now()), a_photograph(tmp_path, colour), caption="另张", cover=True)
    assert read() == one
