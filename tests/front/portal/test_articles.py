"""Articles: written, published, read, withdrawn."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jiafeng.common.refusals import Refused
from jiafeng.front.portal import actions
from jiafeng.front.portal.models import Article, ArticleKind
from jiafeng.front.portal.stages import ArticleStage
from jiafeng.ground.accounts.models import Role, User
from jiafeng.ground.records.models import ActionLog
from jiafeng.ground.units.models import Region
from tests.front.portal.factories import a_county, a_user, an_article


def form(**given: Any) -> dict[str, Any]:
    return {"kind": "news", "title": "标题", "source": "妇联", "summary": "", "body": "正文", "key": str(uuid4()), **given}


def test_it_is_kept_as_a_draft_that_nobody_else_reads(desk: Client, county: Region) -> None:
    answer = desk.post(reverse("portal:write"), form(title="还没发布"))
    written = Article.objects.get()
    assert answer.headers["Location"] == reverse("portal:edit", args=[written.pk])
    assert written.stage == ArticleStage.DRAFT
    assert desk.get(reverse("portal:article", args=[written.pk])).status_code == 404
    assert "还没发布" not in desk.get(reverse("portal:home")).content.decode()


def test_the_same_form_sent_twice_is_one_article(desk: Client, county: Region) -> None:
    data = form()
    desk.post(reverse("portal:write"), data)
    desk.post(reverse("portal:write"), data)
    assert Article.objects.count() == 1


def test_it_asks_for_a_headline_and_keeps_the_text(desk: Client, county: Region) -> None:
    answer = desk.post(reverse("portal:write"), form(title="", body="写了很久的正文"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "写了很久的正文" in page
    assert 'href="#id_title"' in page
    assert 'id="id_title_error"' in page
    assert not Article.objects.exists()


def test_published_it_shows_title_source_time_and_code(desk: Client, staff: User, county: Region) -> None:
    draft = an_article(staff, county)
    desk.post(reverse("portal:publish", args=[draft.pk]))
    page = desk.get(reverse("portal:article", args=[draft.pk])).content.decode()
    assert "签名活动启动" in page
    assert "县妇联办公室" in page
    assert reverse("portal:article_code", args=[draft.pk]) in page
    assert "<h2>小标题</h2>" in page


def test_its_text_is_never_read_as_markup(client: Client, staff: User, county: Region) -> None:
    article = an_article(staff, county, published=timezone.now(), body="<script>alert(1)</script>\n\n<b>粗</b>")
    page = client.get(reverse("portal:article", args=[article.pk])).content.decode()
    assert "<script>alert" not in page
    assert "&lt;b&gt;粗" in page


def test_a_stale_edit_is_told_who_changed_what(desk: Client, staff: User, county: Region) -> None:
    article = an_article(staff, county)
    other = a_user(county, username="other")
    seen = {name: getattr(article, name) for name in ("kind", "title", "source", "summary", "body", "revision")}
    actions.edit_article(by=other, at=timezone.now(), article=article, **{**seen, "source": "县纪委"})
    answer = desk.post(reverse("portal:edit", args=[article.pk]), {**seen, "body": "我的修改"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "杨示例" in page
    assert "我的修改" in page
    article.refresh_from_db()
    assert article.body != "我的修改"
    assert (
        desk.post(reverse("portal:edit", args=[article.pk]), {**seen, "body": "我的修改", "revision": article.revision}).status_code == 302
    )


def test_an_edit_that_changes_nothing_writes_nothing(staff: User, county: Region) -> None:
    article = an_article(staff, county)
    seen = {name: getattr(article, name) for name in ("kind", "title", "source", "summary", "body", "revision")}
    assert actions.edit_article(by=staff, at=timezone.now(), article=article, **seen).revision == article.revision
    assert not ActionLog.objects.filter(verb="portal.article.edit").exists()


def test_it_is_withdrawn_with_a_reason_and_its_headline_typed(desk: Client, staff: User, county: Region) -> None:
    article = an_article(staff, county, published=timezone.now())
    address = reverse("portal:withdraw", args=[article.pk])
    assert desk.post(address, {"reason": "有误", "title": "别的"}).status_code == 422
    assert Article.objects.get().stage == ArticleStage.PUBLISHED
    assert desk.post(address, {"reason": "有误", "title": article.title}).status_code == 302
    assert Article.objects.get().stage == ArticleStage.WITHDRAWN
    assert ActionLog.objects.get(verb="portal.article.withdraw").reason == "有误"
    assert desk.get(reverse("portal:article", args=[article.pk])).status_code == 404


def test_it_refuses_to_withdraw_without_a_reason(staff: User, county: Region) -> None:
    article = an_article(staff, county, published=timezone.now())
    with pytest.raises(Refused):
        actions.withdraw_article(by=staff, at=timezone.now(), article=article, reason=" ")


def test_a_published_article_is_not_published_again(staff: User, county: Region) -> None:
    article = an_article(staff, county, published=timezone.now())
    with pytest.raises(Refused) as refused:
        actions.publish_article(by=staff, at=timezone.now(), article=article)
    assert "已发布" in str(refused.value)


def test_a_draft_cannot_be_withdrawn(staff: User, county: Region) -> None:
    article = an_article(staff, county)
    with pytest.raises(Refused) as refused:
        actions.withdraw_article(by=staff, at=timezone.now(), article=article, reason="有误")
    assert "草稿" in str(refused.value)


def test_publishing_twice_is_told_and_changes_nothing(desk: Client, staff: User, county: Region) -> None:
    article = an_article(staff, county, published=timezone.now())
    answer = desk.post(reverse("portal:publish", args=[article.pk]), follow=True)
    assert "已发布" in answer.content.decode()
    assert Article.objects.get().revision == article.revision


def test_others_neither_see_the_list_nor_write(client: Client, staff: User, county: Region) -> None:
    article = an_article(staff, county)
    client.force_login(a_user(county, Role.PARTNER_STAFF, "partner"))
    assert client.get(reverse("portal:manage")).status_code == 403
    assert client.post(reverse("portal:edit", args=[article.pk]), form(revision=1)).status_code == 403
    with pytest.raises(Refused):
        actions.publish_article(by=a_user(county, Role.AUDITOR, "auditor"), at=timezone.now(), article=article)


def test_another_countys_article_does_not_exist(client: Client, staff: User, county: Region) -> None:
    article = an_article(staff, county, published=timezone.now())
    away = a_county("990202", "另县", "away.example")
    client.force_login(a_user(away, username="away"))
    assert client.get(reverse("portal:edit", args=[article.pk])).status_code == 404
    assert client.get(reverse("portal:article", args=[article.pk]), headers={"host": "testserver"}).status_code == 200


def test_the_list_is_narrowed_by_words_and_stage(desk: Client, staff: User, county: Region) -> None:
    an_article(staff, county, title="甲活动", published=timezone.now())
    an_article(staff, county, title="乙活动")
    page = desk.get(reverse("portal:manage"), {"q": "活动", "stage": "draft"}).content.decode()
    assert "乙活动" in page
    assert "甲活动" not in page


@pytest.mark.parametrize("words", ["家书 书屋", "书屋"])
def test_search_finds_chinese_words_anywhere(client: Client, staff: User, county: Region, words: str) -> None:
    an_article(staff, county, title="廉洁家书", body="送到农村书屋", published=timezone.now())
    an_article(staff, county, title="另一篇", body="没有", published=timezone.now())
    page = client.get(reverse("portal:search"), {"q": words}).content.decode()
    assert "廉洁家书" in page.replace("<mark>", "").replace("</mark>", "")
    assert "另一篇" not in page


def test_search_finds_no_drafts(client: Client, staff: User, county: Region) -> None:
    an_article(staff, county, title="秘密草稿")
    assert "秘密草稿" not in client.get(reverse("portal:search"), {"q": "草稿"}).content.decode().split("<main")[1]


def test_the_feed_lists_what_was_published(client: Client, staff: User, county: Region) -> None:
    an_article(staff, county, published=timezone.now())
    answer = client.get(reverse("portal:feed"))
    assert answer.headers["Content-Type"].startswith("application/rss+xml")
    assert "签名活动启动" in answer.content.decode()


def test_the_code_leads_to_the_article(client: Client, staff: User, county: Region) -> None:
    article = an_article(staff, county, published=timezone.now())
    answer = client.get(reverse("portal:article_code", args=[article.pk]))
    assert answer.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert answer.content.startswith(b"<svg")


def test_kinds_part_the_list(client: Client, staff: User, county: Region) -> None:
    an_article(staff, county, title="一条动态", published=timezone.now())
    an_article(staff, county, title="一则公示", kind=ArticleKind.NOTICE, published=timezone.now())
    page = client.get(reverse("portal:notices")).content.decode()
    assert "一则公示" in page
    assert "一条动态" not in page


def test_an_item_of_the_feed_is_the_same_whichever_host_it_was_fetched_from(
    client: Client, staff: User, county: Region, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    settings.PUBLIC_URL = "https://jiafeng.example:8443"
    article = an_article(staff, county, published=timezone.now())
    found = set()
    for host in ("testserver", "10.0.0.7:8000"):
        found |= set(re.findall(r"<guid[^>]*>([^<]+)</guid>", client.get(reverse("portal:feed"), HTTP_HOST=host).content.decode()))
    domain = county.profile.domain
    assert found == {f"https://{domain or 'jiafeng.example:8443'}{reverse('portal:article', args=[article.pk])}"}


@pytest.mark.parametrize("name", ["home", "articles", "search", "feed", "accessibility", "privacy", "sitemap"])
def test_reading_takes_no_posts(client: Client, county: Region, name: str) -> None:
    assert client.post(reverse(f"portal:{name}")).status_code in {403, 405}


@pytest.mark.parametrize("name", ["home", "articles", "feed"])
def test_public_lists_cost_the_same_however_long(client: Client, staff: User, county: Region, name: str) -> None:
    def queries() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse(f"portal:{name}")).status_code == 200
        return len(caught)

    an_article(staff, county, published=timezone.now())
    first = queries()
    for number in range(2):
        an_article(staff, county, title=f"第{number}篇", published=timezone.now() - timedelta(hours=number))
    assert queries() == first <= 12


def test_a_site_without_a_county_says_not_found(client: Client, db: None) -> None:
    assert client.get(reverse("portal:home")).status_code == 404


def test_a_day_of_another_year_is_shown_with_its_year(client: Client, staff: User, county: Region) -> None:
    now = timezone.now()
    for title, at in (("今年的", now), ("前年的", now - timedelta(days=740)), ("大前年的", now - timedelta(days=1100))):
        an_article(staff, county, title=title, published=at)
    page = client.get(reverse("portal:home")).content.decode()
    assert f">{timezone.localtime(now - timedelta(days=740)):%Y-%m-%d}</time>" in page.split("前年的")[1]
