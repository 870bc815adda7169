"""What somebody pastes into an article reaches every reader as text, and stops none of them."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import etree

from jiafeng.front.portal.models import Article
from jiafeng.ground.accounts.models import User
from jiafeng.ground.units.models import Region
from tests.front.portal.factories import an_article

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def published(by: User, county: Region, **given: str) -> Article:
    return an_article(by, county, published=timezone.now(), **given)


def test_a_control_character_pasted_from_elsewhere_does_not_silence_the_feed(client: Client, county: Region, staff: User) -> None:
    published(staff, county, title="示例\x0b标题\x01", summary="摘\x1b要")
    feed = client.get(reverse("portal:feed"))
    assert feed.status_code == 200
    assert "示例 标题" in feed.content.decode()


def test_markup_in_an_article_is_text_for_readers_of_the_page_and_of_the_feed(client: Client, county: Region, staff: User) -> None:
    found = published(staff, county, title="示例<b>", summary=SCRIPT, body=f"{SCRIPT}\n\n## {SCRIPT}\n\n[x](javascript:alert(1))")
    page = client.get(reverse("portal:article", args=[found.pk])).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert 'href="javascript' not in page
    (description,) = etree.fromstring(client.get(reverse("portal:feed")).content).xpath("//item/description/text()")
    assert "<script" not in description


@pytest.mark.parametrize("words", ["%", "_", "'", '"><script>', "\\", "((((" * 15])
def test_a_search_takes_signs_as_signs(client: Client, county: Region, staff: User, words: str) -> None:
    published(staff, county)
    response = client.get(reverse("portal:search"), {"q": words})
    assert response.status_code == 200
    assert "签名活动启动" not in response.content.decode()
    assert "<script>" not in response.content.decode()
