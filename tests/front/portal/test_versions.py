"""Versions with word-level comparison and restore, comments at a sentence, previews by a link that expires, and templates."""

from datetime import timedelta
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiafeng.common.refusals import Refused
from jiafeng.front.portal import actions, queries
from jiafeng.front.portal.models import Article, ArticleComment, ArticlePreview, ArticleTemplate, ArticleVersion, ViewMark
from jiafeng.ground.accounts.models import User
from jiafeng.ground.units.models import Region
from tests.front.portal.factories import a_county, a_user, an_article

NOW = timezone.now


def edit(by: User, article: Article, **given: Any) -> Article:
    article.refresh_from_db()
    texts = {name: getattr(article, name) for name in ("kind", "title", "source", "summary", "body", "outcome")}
    return actions.edit_article(by=by, at=NOW(), article=article, revision=article.revision, **{**texts, **given})


def test_every_saving_is_a_version(staff: User, county: Region) -> None:
    article = an_article(staff, county, body="一稿。")
    edit(staff, article, body="二稿。")
    edit(staff, article, body="二稿。")  # nothing differs
    edit(staff, article, title="新标题")
    assert list(article.versions.values_list("n", "title", "body")) == [
        (3, "新标题", "二稿。"),
        (2, "签名活动启动", "二稿。"),
        (1, "签名活动启动", "一稿。"),
    ]


def test_two_versions_are_compared_word_by_word(desk: Client, staff: User, county: Region) -> None:
    article = an_article(staff, county, body="到会十人，气氛热烈。")
    edit(staff, article, body="到会十二人，气氛热烈。")
    page = desk.get(reverse("portal:versions", args=[article.pk])).content.decode()
    assert "</span>二</ins>人，气氛热烈" in page
    assert "<del>" not in page


def test_any_two_can_be_chosen_and_nonsense_is_none(desk: Client, staff: User, county: Region) -> None:
    article = an_article(staff, county, body="甲。")
    for body in ("乙。", "丙。"):
        edit(staff, article, body=body)
    address = reverse("portal:versions", args=[article.pk])
    assert "甲</del>" in desk.get(address, {"a": "1", "b": "3"}).content.decode()
    assert desk.get(address, {"a": "99", "b": "x"}).status_code == 200


def test_an_earlier_version_comes_back_as_a_new_one(desk: Client, staff: User, county: Region) -> None:
    article = edit(staff, an_article(staff, county, body="一稿。"), body="二稿。")
    address = reverse("portal:restore", args=[article.pk, 1])
    assert "二</del>" in desk.get(address).content.decode()
    assert desk.post(address, {"revision": article.revision}).status_code == 302
    article.refresh_from_db()
    assert (article.body, article.versions.count()) == ("一稿。", 3)


def test_bringing_back_what_readers_saw_is_a_correction(desk: Client, staff: User, county: Region) -> None:
    article = an_article(staff, county, body="一稿。", published=NOW())
    article = edit(staff, article, body="二稿。", note="更正数字")
    address = reverse("portal:restore", args=[article.pk, 1])
    assert desk.post(address, {"revision": article.revision}).status_code == 422
    assert desk.post(address, {"revision": article.revision, "note": "恢复原文"}).status_code == 302
    shown = desk.get(reverse("portal:article", args=[article.pk])).content.decode()
    assert shown.index("更正数字") < shown.index("恢复原文")


def test_a_version_of_another_article_is_not_found(desk: Client, staff: User, county: Region) -> None:
    article = an_article(staff, county)
    assert desk.get(reverse("portal:restore", args=[article.pk, 7])).status_code == 404


def test_sentences_are_what_a_reader_takes_for_one() -> None:
    text = "他说：“来吧！”于是去了。没有句号的一段\n\n第二段？！是的。"
    assert queries.sentences(text) == [
        [(0, "他说：“来吧！”"), (1, "于是去了。"), (2, "没有句号的一段")],
        [(3, "第二段？！"), (4, "是的。")],
    ]


def test_a_comment_hangs_on_its_sentence_and_follows_it(desk: Client, staff: User, county: Region) -> None:
    article = an_article(staff, county, body="第一句。第二句。")
    address = reverse("portal:comment", args=[article.pk])
    data = {"place": "1", "text": "请核实", "key": str(uuid4())}
    assert desk.post(address, data).status_code == 302
    desk.post(address, data)  # sent twice is said once
    assert ArticleComment.objects.get().sentence == "第二句。"
    edit(staff, article, body="新的开头。第一句。第二句。")
    (said,) = queries.said(article, queries.version_of(article))
    assert said.place == 2
    edit(staff, article, body="全部重写。")
    (said,) = queries.said(article, queries.version_of(article))
    assert said.place is None
    assert "原句已修改" in desk.get(reverse("portal:review", args=[article.pk])).content.decode()
    desk.post(reverse("portal:settle", args=[said.comment.pk]))
    assert ArticleComment.objects.get().settled_by == staff


@pytest.mark.parametrize("data", [{"place": "9", "text": "句子不在"}, {"place": "-1", "text": "负数"}, {"place": "0", "text": " "}, {}])
def test_a_comment_on_nothing_is_not_kept(desk: Client, staff: User, county: Region, data: dict[str, str]) -> None:
    article = an_article(staff, county, body="只有一句。")
    answer = desk.post(reverse("portal:comment", args=[article.pk]), {"key": str(uuid4()), **data})
    assert answer.status_code == 422
    assert not ArticleComment.objects.exists()


def a_preview(staff: User, article: Article, days: int = 1) -> str:
    made = actions.make_preview(by=staff, at=NOW(), article=article, key=uuid4(), ends_at=NOW() + timedelta(days=days))
    return reverse("portal:preview", args=[made.token])


def test_a_preview_shows_the_draft_to_whoever_has_the_link(client: Client, staff: User, county: Region) -> None:
    article = an_article(staff, county, title="示例未公开稿")
    answer = client.get(a_preview(staff, article))
    assert "示例未公开稿" in answer.content.decode()
    assert "noindex" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert not ViewMark.objects.exists(), "nobody's reading is counted"
    assert client.get(reverse("portal:article", args=[article.pk])).status_code == 404


def test_a_preview_ends_by_itself_and_by_hand(client: Client, desk: Client, staff: User, county: Region) -> None:
    article = an_article(staff, county)
    address = a_preview(staff, article)
    with time_machine.travel(NOW() + timedelta(days=1, seconds=1)):
        assert Client().get(address).status_code == 404
    with time_machine.travel(NOW() + timedelta(hours=1)):
        assert desk.post(reverse("portal:end_preview", args=[ArticlePreview.objects.get().pk])).status_code == 302
        assert Client().get(address).status_code == 404


def test_a_preview_stands_at_its_own_countys_address(client: Client, staff: User, county: Region) -> None:
    a_county("990202", "示例乙县", "yi.example")
    assert client.get(a_preview(staff, an_article(staff, county)), HTTP_HOST="yi.example").status_code == 404


def test_a_preview_link_is_made_by_a_page_and_shown_beside_the_text(desk: Client, staff: User, county: Region) -> None:
    article = an_article(staff, county)
    desk.post(reverse("portal:make_preview", args=[article.pk]), {"lasts": "3", "key": str(uuid4())})
    made = ArticlePreview.objects.get()
    assert made.ends_at - made.made_at > timedelta(days=2, hours=23)
    assert made.token in desk.get(reverse("portal:edit", args=[article.pk])).content.decode()
    assert made.token != made.digest


def test_an_article_begins_with_a_template(desk: Client, staff: User, county: Region) -> None:
    texts = {"kind": "notice", "title": "关于＿＿的公示", "source": "县妇联", "summary": "", "body": "经研究，拟＿＿。"}
    assert desk.post(reverse("portal:new_template"), {"name": "评选公示", **texts}).status_code == 302
    found = ArticleTemplate.objects.get()
    assert "评选公示" in desk.get(reverse("portal:write")).content.decode()
    begun = desk.get(reverse("portal:write"), {"from": found.pk}).content.decode()
    assert "关于＿＿的公示" in begun
    assert "经研究，拟＿＿。" in begun


def test_a_template_is_named_once_changed_and_removed(desk: Client, staff: User, county: Region) -> None:
    texts = {"name": "评选公示", "kind": "notice", "title": "", "source": "", "summary": "", "body": "正文"}
    desk.post(reverse("portal:new_template"), texts)
    assert desk.post(reverse("portal:new_template"), texts).status_code == 422
    found = ArticleTemplate.objects.get()
    desk.post(reverse("portal:template", args=[found.pk]), {**texts, "body": "另一正文"})
    assert ArticleTemplate.objects.get().body == "另一正文"
    desk.post(reverse("portal:remove_template", args=[found.pk]))
    assert not ArticleTemplate.objects.exists()


def test_an_article_is_kept_as_a_template(desk: Client, staff: User, county: Region) -> None:
    article = an_article(staff, county, body="可以再用的正文。")
    assert "可以再用的正文。" in desk.get(reverse("portal:new_template"), {"from": article.pk}).content.decode()


def test_another_countys_template_is_nobodys(desk: Client, staff: User, county: Region) -> None:
    away = a_user(a_county("990202", "示例乙县", "yi.example"), username="away")
    texts = {"kind": "notice", "title": "", "source": "", "summary": "", "body": "乙县正文"}
    found = actions.save_template(by=away, at=NOW(), county=Region.objects.get(code="990202"), name="乙县模板", **texts)
    assert desk.get(reverse("portal:template", args=[found.pk])).status_code == 404
    assert "乙县正文" not in desk.get(reverse("portal:write"), {"from": found.pk}).content.decode()
    with pytest.raises(Refused):
        actions.remove_template(by=staff, at=NOW(), template=found)


def test_an_article_of_before_has_its_text_for_a_first_version(staff: User, county: Region) -> None:
    article = an_article(staff, county, body="旧文。")
    ArticleVersion.objects.all().delete()
    import_module("jiafeng.front.portal.migrations.0004_first_versions").keep_what_stands(apps, None)
    version = article.versions.get()
    assert (version.n, version.body, version.saved_by) == (1, "旧文。", staff)
