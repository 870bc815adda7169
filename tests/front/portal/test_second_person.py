"""A second person for articles: nothing stands on the site before those whom the county asks for have read it, and nobody reads their own text."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiafeng.common.refusals import Refused, Stale
from jiafeng.front.portal import actions
from jiafeng.front.portal.models import Article, ArticleReview, ArticleVersion, VersionState
from jiafeng.front.portal.queries import due
from jiafeng.front.portal.stages import ArticleStage
from jiafeng.ground.accounts.models import Role, User
from jiafeng.ground.notices.models import Notice
from jiafeng.ground.records.models import ActionLog
from jiafeng.ground.units.models import Region
from tests.factories import signed_in
from tests.front.portal.factories import a_user, an_article

NOW = timezone.now


@pytest.fixture
def administrator(county: Region) -> User:
    return a_user(county, Role.ADMINISTRATOR, "administrator")


@pytest.fixture
def partner(county: Region) -> User:
    return a_user(county, Role.PARTNER_STAFF, "partner")


@pytest.fixture
def colleague(county: Region) -> User:
    return a_user(county, Role.COUNTY_STAFF, "colleague")


def ask_for(readers: int, administrator: User, county: Region) -> None:
    actions.set_rule(by=administrator, at=NOW(), county=county, readers=readers)


def handed_in(staff: User, county: Region, **given: Any) -> Article:
    article = an_article(staff, county, **given)
    return actions.submit_article(by=staff, at=NOW(), article=article, revision=article.revision, proofread=True)


def agree(by: User, article: Article) -> Article:
    article.refresh_from_db()
    return actions.approve_article(by=by, at=NOW(), article=article, revision=article.revision, proofread=True)


def correct(by: User, article: Article, **given: Any) -> Article:
    article.refresh_from_db()
    texts = {name: getattr(article, name) for name in ("kind", "title", "source", "summary", "body", "outcome")}
    return actions.edit_article(by=by, at=NOW(), article=article, revision=article.revision, **{**texts, "note": "更正人数", **given})


def test_without_a_rule_the_writer_publishes(staff: User, county: Region) -> None:
    article = actions.publish_article(by=staff, at=NOW(), article=an_article(staff, county))
    assert article.stage == ArticleStage.PUBLISHED
    with pytest.raises(Refused):
        actions.submit_article(by=staff, at=NOW(), article=an_article(staff, county), revision=1, proofread=True)


def test_with_a_rule_nobody_publishes_what_nobody_read(staff: User, administrator: User, county: Region) -> None:
    ask_for(1, administrator, county)
    for article in (an_article(staff, county), handed_in(staff, county)):
        with pytest.raises(Refused):
            actions.publish_article(by=staff, at=NOW(), article=article)
    assert not Article.objects.exclude(published_at=None).exists()


def test_the_writer_does_not_read_their_own_text(staff: User, administrator: User, county: Region) -> None:
    ask_for(1, administrator, county)
    article = handed_in(staff, county)
    with pytest.raises(Refused):
        agree(staff, article)
    with pytest.raises(Refused):
        actions.return_article(by=staff, at=NOW(), article=article, revision=article.revision, reason="改")


def test_whoever_changed_a_word_does_not_read_it_either(staff: User, colleague: User, administrator: User, county: Region) -> None:
    ask_for(1, administrator, county)
    article = correct(colleague, an_article(staff, county), body="另写。")
    article = actions.submit_article(by=staff, at=NOW(), article=article, revision=article.revision, proofread=True)
    with pytest.raises(Refused):
        agree(colleague, article)


def test_a_second_person_makes_it_ready_and_the_staff_publish_it(staff: User, partner: User, administrator: User, county: Region) -> None:
    ask_for(1, administrator, county)
    article = agree(partner, handed_in(staff, county))
    assert article.stage == ArticleStage.APPROVED
    assert ArticleReview.objects.get().by == partner
    assert actions.publish_article(by=staff, at=NOW(), article=article).stage == ArticleStage.PUBLISHED


def test_three_reviews_are_three_persons(staff: User, partner: User, colleague: User, administrator: User, county: Region) -> None:
    ask_for(2, administrator, county)
    article = agree(partner, handed_in(staff, county))
    assert article.stage == ArticleStage.SUBMITTED
    with pytest.raises(Refused):
        agree(partner, article)
    assert agree(colleague, article).stage == ArticleStage.APPROVED
    assert list(ArticleReview.objects.values_list("step", "by__username")) == [(1, "partner"), (2, "colleague")]


def test_what_is_handed_in_is_not_changed(staff: User, administrator: User, county: Region) -> None:
    ask_for(1, administrator, county)
    article = handed_in(staff, county)
    with pytest.raises(Refused):
        correct(staff, article, body="偷换。")
    back = actions.take_back_article(by=staff, at=NOW(), article=article)
    assert correct(staff, back, body="改好。").body == "改好。"


def test_a_text_that_came_back_is_read_anew(staff: User, partner: User, colleague: User, administrator: User, county: Region) -> None:
    ask_for(2, administrator, county)
    article = agree(partner, handed_in(staff, county))
    article = actions.return_article(by=colleague, at=NOW(), article=article, revision=article.revision, reason="数字不对")
    assert (article.stage, article.return_reason) == (ArticleStage.RETURNED, "数字不对")
    actions.submit_article(by=staff, at=NOW(), article=article, revision=article.revision, proofread=True)
    assert not ArticleReview.objects.exists()


def test_only_the_text_that_was_read_is_agreed_to(staff: User, partner: User, administrator: User, county: Region) -> None:
    ask_for(1, administrator, county)
    article = handed_in(staff, county)
    with pytest.raises(Stale):
        actions.approve_article(by=partner, at=NOW(), article=article, revision=article.revision - 1, proofread=True)


def test_each_says_that_they_proofread(staff: User, partner: User, administrator: User, county: Region) -> None:
    ask_for(1, administrator, county)
    article = an_article(staff, county)
    with pytest.raises(Refused):
        actions.submit_article(by=staff, at=NOW(), article=article, revision=1, proofread=False)
    article = handed_in(staff, county)
    answer = signed_in(partner).post(reverse("portal:approve", args=[article.pk]), {"revision": article.revision})
    assert answer.status_code == 422
    assert "校对" in answer.content.decode()
    assert not ArticleReview.objects.exists()


def test_a_withdrawn_article_is_read_again(staff: User, partner: User, administrator: User, county: Region) -> None:
    ask_for(1, administrator, county)
    article = actions.publish_article(by=staff, at=NOW(), article=agree(partner, handed_in(staff, county)))
    article = actions.withdraw_article(by=staff, at=NOW(), article=article, reason="有误")
    with pytest.raises(Refused):
        actions.publish_article(by=staff, at=NOW(), article=article)


def test_a_correction_waits_and_readers_see_what_stood_there(
    client: Client, staff: User, partner: User, administrator: User, county: Region
) -> None:
    ask_for(1, administrator, county)
    article = actions.publish_article(by=staff, at=NOW(), article=agree(partner, handed_in(staff, county, body="到会十人。")))
    proposed = correct(staff, article, body="到会十二人。")
    page = reverse("portal:article", args=[article.pk])
    assert (proposed.body, proposed.stage) == ("到会十人。", ArticleStage.PUBLISHED)
    assert "到会十人" in client.get(page).content.decode()
    with pytest.raises(Refused):
        agree(staff, article)
    with pytest.raises(Refused):
        correct(staff, article, body="又改。")
    agree(partner, article)
    shown = client.get(page).content.decode()
    assert "到会十二人" in shown
    assert "更正人数" in shown
    assert ActionLog.objects.get(verb="portal.article.correct").reason == "更正人数"


def test_a_correction_that_is_sent_back_or_taken_back_changes_nothing(
    client: Client, staff: User, partner: User, administrator: User, county: Region
) -> None:
    ask_for(1, administrator, county)
    article = actions.publish_article(by=staff, at=NOW(), article=agree(partner, handed_in(staff, county, body="到会十人。")))
    proposed = correct(staff, article, body="到会十二人。")
    actions.return_article(by=partner, at=NOW(), article=article, revision=proposed.revision, reason="不必")
    correct(staff, article, body="到会十三人。")
    actions.take_back_article(by=staff, at=NOW(), article=article)
    assert list(ArticleVersion.objects.filter(state=VersionState.DROPPED).values_list("body", flat=True)) == [
        "到会十三人。",
        "到会十二人。",
    ]
    shown = client.get(reverse("portal:article", args=[article.pk])).content.decode()
    assert "到会十人" in shown
    assert "更正人数" not in shown


def test_what_stands_on_the_site_is_not_changed_in_silence(desk: Client, staff: User, county: Region) -> None:
    article = an_article(staff, county, published=NOW())
    told = {name: getattr(article, name) for name in ("kind", "title", "source", "summary", "revision")}
    address = reverse("portal:edit", args=[article.pk])
    answer = desk.post(address, {**told, "body": "另写。", "note": ""})
    assert answer.status_code == 422
    assert "另写。" in answer.content.decode()
    assert desk.post(address, {**told, "body": "另写。", "note": "更正日期"}).status_code == 302
    assert "更正日期" in desk.get(reverse("portal:article", args=[article.pk])).content.decode()


def test_the_rule_is_the_administrators(staff: User, county: Region, administrator: User) -> None:
    with pytest.raises(Refused):
        ask_for(0, staff, county)
    signed_in(administrator).post(reverse("portal:rule"), {"readers": "2"})
    assert "checked" in signed_in(administrator).get(reverse("portal:rule")).content.decode().split('value="2"')[1][:80]


def to_do(user: User) -> list[tuple[str, bool]]:
    """The addresses of what stands on the user's desk, and whether it is theirs to do."""
    return [(each.url, each.mine) for each in due(User.objects.get(pk=user.pk), NOW())]


def test_the_desk_says_who_has_what_to_do(staff: User, partner: User, administrator: User, county: Region) -> None:
    ask_for(1, administrator, county)
    article = handed_in(staff, county, title="示例稿件")
    address = reverse("portal:review", args=[article.pk])
    assert (to_do(staff), to_do(partner)) == ([(address, False)], [(address, True)])
    assert "审校《示例稿件》" in signed_in(partner).get(reverse("desk:home")).content.decode()
    agree(partner, article)
    assert (to_do(staff), to_do(partner)) == ([(reverse("portal:publish", args=[article.pk]), True)], [])
    actions.publish_article(by=staff, at=NOW(), article=article)
    assert to_do(staff) == []
    correct(staff, article, body="更正后。")
    assert (to_do(staff), to_do(partner)) == ([(address, False)], [(address, True)])


def test_those_who_read_and_those_who_wrote_are_told(staff: User, partner: User, administrator: User, county: Region) -> None:
    ask_for(1, administrator, county)
    article = handed_in(staff, county, title="示例稿件")
    assert set(Notice.objects.values_list("user", flat=True)) == {partner.pk}
    agree(partner, article)
    assert set(Notice.objects.values_list("user", flat=True)) == {partner.pk, staff.pk}


def test_the_reviewer_reads_decides_and_is_told(staff: User, partner: User, administrator: User, county: Region) -> None:
    """The whole way by pages."""
    ask_for(1, administrator, county)
    article, writer, reader = an_article(staff, county), signed_in(staff), signed_in(partner)
    sent = writer.post(reverse("portal:submit", args=[article.pk]), {"revision": 1, "proofread": "on"})
    assert sent.status_code == 302
    assert reader.get(reverse("portal:review", args=[article.pk])).status_code == 200
    article.refresh_from_db()
    agreed = reader.post(reverse("portal:approve", args=[article.pk]), {"revision": article.revision, "proofread": "on"}, follow=True)
    assert "审校通过" in agreed.content.decode()
    done = writer.post(reverse("portal:publish", args=[article.pk]), {}, follow=True)
    assert "已发布" in done.content.decode()
    assert reader.get(reverse("portal:article", args=[article.pk])).status_code == 200


def test_sending_back_needs_a_reason(staff: User, partner: User, administrator: User, county: Region) -> None:
    ask_for(1, administrator, county)
    article = handed_in(staff, county)
    address = reverse("portal:send_back", args=[article.pk])
    assert signed_in(partner).post(address, {"revision": article.revision, "reason": " "}).status_code == 422
    assert signed_in(partner).post(address, {"revision": article.revision, "reason": "标题太长"}).status_code == 302
    assert "标题太长" in signed_in(staff).get(reverse("portal:edit", args=[article.pk])).content.decode()


def test_it_costs_the_desk_the_same_however_many_wait(
    staff: User, partner: User, administrator: User, county: Region, django_assert_num_queries: Any
) -> None:
    ask_for(1, administrator, county)
    for _number in range(3):
        handed_in(staff, county)
        user = User.objects.get(pk=partner.pk)
        assert user.reach  # kept on the user from its first use on
        with django_assert_num_queries(2):
            due(user, NOW())
