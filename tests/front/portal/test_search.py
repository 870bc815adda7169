"""The portal's search: two characters are enough, every kind is found, and nothing that is not public."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jiafeng.common.grams import grams, wanted
from jiafeng.front.portal import actions
from jiafeng.front.portal.models import Article, SearchEntry
from jiafeng.front.portal.queries.searching import PER, extract, marked, search_public
from jiafeng.ground.accounts.models import User
from jiafeng.ground.units.models import Organisation, Region
from jiafeng.programme.events import actions as events
from jiafeng.programme.events.models import Access, EventKind
from tests.front.portal.factories import a_county, a_user, an_article

pytestmark = pytest.mark.django_db


def urls(county: Region, words: str, **more: Any) -> list[str]:
    return [hit.url for found in search_public(county, words, timezone.now(), **more) for hit in found.hits]


def kinds(county: Region, words: str) -> list[str]:
    return [found.kind for found in search_public(county, words, timezone.now())]


@pytest.mark.parametrize("words", ["启动", "签名活动", "名活", "启", "二段", "签名 二段", "  签名　启动 "])
def test_it_finds_what_stands_in_title_or_text(staff: User, county: Region, words: str) -> None:
    article = an_article(staff, county, published=timezone.now())
    assert urls(county, words) == [article.url]


@pytest.mark.parametrize("words", ["名启", "签名 不在", "段签", "", "。", "%", "_", "' OR 1", '"', "*", "AND"])
def test_it_finds_nothing_else(staff: User, county: Region, words: str) -> None:
    an_article(staff, county, published=timezone.now())
    assert urls(county, words) == []


def test_letters_digits_and_wide_forms_are_one(staff: User, county: Region) -> None:
    article = an_article(staff, county, title="ＡＢＣ大会2026年", published=timezone.now())
    assert urls(county, "abc大会") == urls(county, "２０２６") == [article.url]


def test_a_rare_character_of_a_name_is_found(staff: User, county: Region) -> None:
    article = an_article(staff, county, title="𬭎𬱖讲家风", published=timezone.now())
    assert urls(county, "𬭎𬱖") == urls(county, "𬱖") == [article.url]


def test_what_is_written_changed_or_withdrawn_is_so_in_the_search_at_once(staff: User, county: Region) -> None:
    now = timezone.now()
    article = an_article(staff, county, title="梅花开了", published=None)
    assert urls(county, "梅花") == []
    article = actions.publish_article(by=staff, at=now, article=article)
    assert urls(county, "梅花") == [article.url]
    facts = {name: getattr(article, name) for name in ("kind", "source", "summary", "body", "revision")}
    article = actions.edit_article(by=staff, at=now, article=article, title="兰花开了", note="改了花名", **facts)
    assert urls(county, "梅花") == []
    assert urls(county, "兰花") == [article.url]
    actions.withdraw_article(by=staff, at=now, article=article, reason="撤下")
    assert urls(county, "兰花") == []
    assert not SearchEntry.objects.exists()


def test_an_index_that_fell_behind_shows_nothing_that_is_not_public(staff: User, county: Region) -> None:
    article = an_article(staff, county, title="梅花开了", published=timezone.now())
    Article.objects.filter(pk=article.pk).update(title="兰花开了")  # past the index, as no action of ours does
    assert urls(county, "梅花") == []
    Article.objects.filter(pk=article.pk).update(stage="withdrawn")
    assert urls(county, "开了") == []
    assert actions.catch_up() == 1
    assert not SearchEntry.objects.exists()


def test_catching_up_takes_in_what_is_missing(staff: User, county: Region) -> None:
    article = an_article(staff, county, published=timezone.now())
    Article.objects.filter(pk=article.pk).update(title="兰花开了")
    assert actions.catch_up() == 0
    assert actions.catch_up(afresh=True) == 1
    assert urls(county, "兰花") == [article.url]


def test_newest_first_in_each_kind_and_a_page_of_one(staff: User, county: Region) -> None:
    now = timezone.now()
    made = [an_article(staff, county, title=f"家风{number}", published=now - timedelta(hours=number)) for number in range(PER + 3)]
    notice = an_article(staff, county, title="家风通知", kind="notice", published=now - timedelta(days=9))
    assert kinds(county, "家风") == ["notice", "news"]
    assert urls(county, "家风") == [notice.url, *(each.url for each in made[:5])]
    assert urls(county, "家风", kind="news") == [each.url for each in made[:PER]]
    assert urls(county, "家风", kind="news", page=2) == [each.url for each in made[PER:]]


def test_two_of_the_same_moment_both_stand(staff: User, county: Region) -> None:
    now = timezone.now()
    for number in range(5):
        an_article(staff, county, title=f"同刻{number}", published=now)
    assert len(urls(county, "同刻")) == 5


def test_another_countys_texts_are_not_found(staff: User, county: Region) -> None:
    other = a_county("990202", "邻县", "other.example")
    an_article(a_user(other, username="other"), other, title="邻县梅花", published=timezone.now())
    assert urls(county, "梅花") == []
    assert len(urls(other, "梅花")) == 1


def test_an_activity_is_found_once_it_is_on_the_portal(staff: User, county: Region) -> None:
    now = timezone.now()
    host = Organisation.objects.get(county=county)
    facts = {
        "organisation": host, "kind": EventKind.CLASS, "title": "荷花讲堂", "place": "图书馆", "starts_at": now + timedelta(days=1),
        "ends_at": now + timedelta(days=1, hours=2),
    }  # fmt: skip
    hidden = events.create_event(by=staff, at=now, **facts)
    shown = events.create_event(by=staff, at=now, access=Access.OPEN, **facts)
    for each in (hidden, shown):
        assert urls(county, "荷花") == []
        events.open_event(by=staff, at=now, event=each)
    assert urls(county, "荷花 图书馆") == [reverse("events:activity", args=[shown.pk])]


def test_the_page_marks_the_words_and_escapes_the_rest(client: Client, staff: User, county: Region) -> None:
    an_article(staff, county, title="<b>签名</b>启动", body="很长的开头。" * 30 + "这里说到签名。", published=timezone.now())
    page = client.get(reverse("portal:search"), {"q": "签名"}).content.decode()
    assert "&lt;b&gt;<mark>签名</mark>&lt;/b&gt;" in page
    assert "这里说到<mark>签名</mark>" in page
    assert "<b>签名" not in page


@pytest.mark.parametrize(
    "query", ["", "?q=", "?q=签名&kind=zzz", "?q=签名&kind=news&page=x", "?q=签名&kind=news&page=99999", f"?q={'签' * 500}"]
)
def test_whatever_is_asked_gets_a_page(client: Client, staff: User, county: Region, query: str) -> None:
    an_article(staff, county, published=timezone.now())
    assert client.get(reverse("portal:search") + query).status_code == 200
    assert client.post(reverse("portal:search")).status_code == 405


def test_it_asks_the_database_as_often_for_one_as_for_many(client: Client, staff: User, county: Region) -> None:
    counts = []
    for number in (1, 4):
        for _ in range(number):
            an_article(staff, county, title="家风", published=timezone.now())
        client.get(reverse("portal:search"), {"q": "家风"})
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("portal:search"), {"q": "家风"})
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_what_is_wanted_of_a_text_is_in_it() -> None:
    for text, words in (("家风润万家", "家风"), ("a b2 家", "b2"), ("家", "家"), ("第1届", "1届")):
        found = grams(text)
        assert all(gram in found or any(each.startswith(gram) for each in found) for gram in wanted(words))


def test_marks_overlap_by_the_longer_word_and_extracts_end_with_dots() -> None:
    assert marked("家风家", ["家", "家风"]) == "<mark>家风</mark><mark>家</mark>"
    assert extract("甲" * 100 + "家风" + "乙" * 100, ["家风"]).startswith("…甲")
    assert extract("短", ["家"]) == "短"
