"""A correction tells the truth: of the rows of the period, and of nothing that came after the issue."""

import uuid
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from jiafeng.ground.accounts.models import User
from jiafeng.programme.plans.models import Deployment
from jiafeng.reporting.bulletins import actions, queries
from jiafeng.reporting.bulletins.models import Bulletin, MarkKind
from jiafeng.reporting.bulletins.queries import correcting
from tests.reporting.bulletins import factories
from tests.reporting.bulletins.factories import AT

BODY = "部署到单位{3次|plans.deployments}。"
TODAY = AT.date() + timedelta(days=1)


def deployment(days_before: int, author: User) -> Deployment:
    """A line deployed so many days before the bulletin is issued."""
    region, (line,) = factories.county(), factories.lines(1)
    at = AT - timedelta(days=days_before)
    unit = factories.organisation(region)
    return Deployment.objects.create(county=region, organisation=unit, line=line, deployed_at=at, deployed_by=author)


@pytest.fixture
def counted(author: User) -> list[Deployment]:
    return [deployment(days, author) for days in (40, 35, 30)]


def wrong(bulletin: Bulletin) -> list[tuple[int, int, int, int]]:
    found = queries.corrections(list(bulletin.passports.select_related("bulletin")))
    return [(each.value, each.late, each.gone, each.changed) for each in found]


def test_what_came_after_the_issue_corrects_nothing(author: User, approver: User, counted: list[Deployment]) -> None:
    """The period was still running: the number was right on its day, even for what comes later on that day."""
    issued = factories.issued(author, approver, body=BODY, end=TODAY)
    deployment(0, author)
    assert queries.value_today(issued.passports.get()) == 4
    assert wrong(issued) == []
    notice = actions.correct(by=author, at=AT, bulletin=issued, key=uuid.uuid4())
    assert "3次" not in notice.body
    assert not notice.marks.exists()


def test_what_was_entered_late_for_a_day_before_the_issue_does(author: User, approver: User, counted: list[Deployment]) -> None:
    issued = factories.issued(author, approver, body=BODY, end=TODAY)
    deployment(0, author)
    deployment(5, author)
    assert wrong(issued) == [(4, 1, 0, 0)]


def test_a_period_that_was_over_is_corrected_by_whatever_lies_in_it(author: User, approver: User, counted: list[Deployment]) -> None:
    issued = factories.issued(author, approver, body=BODY)
    deployment(3, author)  # after the period
    assert wrong(issued) == []
    deployment(31, author)
    assert wrong(issued) == [(4, 1, 0, 0)]
    notice = actions.correct(by=author, at=AT, bulletin=issued, key=uuid.uuid4())
    assert "3次" in notice.body
    assert "4次" in notice.body
    assert queries.check_bulletin(notice).passed
    assert {mark.kind for mark in notice.marks.all()} == {MarkKind.FIGURE, MarkKind.CITED}


def test_what_was_counted_and_is_gone_was_wrong_in_a_running_period_too(author: User, approver: User, counted: list[Deployment]) -> None:
    issued = factories.issued(author, approver, body=BODY, end=TODAY)
    counted[0].delete()
    deployment(0, author)
    # The value is the same as it was, and the number was wrong all the same.
    assert queries.value_today(issued.passports.get()) == 3
    assert wrong(issued) == [(2, 0, 1, 0)]
    notice = actions.correct(by=author, at=AT, bulletin=issued, key=uuid.uuid4())
    # No period of the figure counts just two: the number is cited from the frozen rows, and the approver looks.
    assert [mark.kind for mark in notice.marks.all()] == [MarkKind.CITED, MarkKind.CITED]
    assert queries.check_bulletin(notice).passed


def test_a_figure_of_no_period_is_never_wrong(author: User, approver: User, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.lines(6)
    issued = factories.issued(author, approver)
    factories.lines(2)
    assert wrong(issued) == [(8, 2, 0, 0)]
    monkeypatch.setattr(correcting, "_asked", lambda *period: "the same whatever it is asked of")
    assert wrong(issued) == []


def test_a_figure_of_years_does_not_grow_into_an_error_while_the_year_runs(author: User, approver: User) -> None:
    factories.lines(6)
    issued = factories.issued(author, approver, end=TODAY)
    factories.lines(2)
    assert wrong(issued) == []


def test_the_page_offers_a_correction_where_something_was_wrong_only(
    client: Client, author: User, approver: User, counted: list[Deployment]
) -> None:
    issued = factories.issued(author, approver, body=BODY, end=TODAY)
    client.force_login(author)
    address = reverse("bulletins:bulletin", args=[issued.pk])
    deployment(0, author)
    grown = client.get(address).content.decode()
    assert "印发之后新增的记录，印发时的数字没有错" in grown
    assert "本期数据没有差错" in grown
    counted[0].delete()
    deployment(0, author)
    corrected = client.get(address).content.decode()
    assert "应为 2" in corrected
    assert "1 条已撤出" in corrected
    assert "本期数据没有差错" not in corrected


def test_the_issue_is_checked_first_and_told_after(client: Client, author: User, approver: User) -> None:
    factories.lines(6)
    waiting = factories.approved(author, approver)
    factories.issued(author, approver, title="前一期")
    client.force_login(author)
    address = reverse("bulletins:issue", args=[waiting.pk])
    asked = client.get(address).content.decode()
    for words in ("第", "示例县委", "20", "所有人", "计划工作条目", "不能撤回"):
        assert words in asked, words
    told = client.post(address, follow=True).content.decode()
    waiting.refresh_from_db()
    assert str(waiting.code) in told
    assert f"第{waiting.number}期" in told
    assert reverse("portal:bulletin", args=[waiting.pk]) in told
    assert reverse("bulletins:download", args=[waiting.pk, "pdf"]) in told
    # Pressed again, it is told again.
    assert client.post(address)["Location"] == f"{address}?done"


def test_dates_of_the_factories_are_what_these_tests_rest_on() -> None:
    assert factories.END == date(2026, 3, 1) < AT.date()
