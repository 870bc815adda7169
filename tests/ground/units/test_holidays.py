"""A year's official days off, entered by an administrator with the document they stand in."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from jiafeng.common.refusals import Refused
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.records.models import ActionLog
from jiafeng.ground.units import actions
from jiafeng.ground.units.models import HolidayNotice
from jiafeng.ground.units.queries import holiday_years
from jiafeng.library.calendars import add_working_days, is_official, working
from tests import factories

pytestmark = pytest.mark.django_db

# Invented for the test: no notice for the year is known.
GIVEN = {
    "year": "2027",
    "document": "国办发明电〔2026〕示例号",
    "source": "https://example.gov.cn/notice",
    "days_off": "2027-01-01\n2027-02-05 ~ 2027-02-12\n2026-12-31",
    "worked": "2027-02-14",
}


@pytest.fixture
def administrator() -> Any:
    here = factories.make_county()
    return factories.make_user(Role.ADMINISTRATOR, here.federation)


def given(**changes: str) -> dict[str, str]:
    return {**GIVEN, **changes}


def enter(administrator: Any, **changes: Any) -> HolidayNotice:
    facts: dict[str, Any] = {"document": "示例", "source": "示例", "days_off": [date(2027, 1, 1)], "worked": [], **changes}
    return actions.enter_holidays(by=administrator, at=timezone.now(), county_code="990301", year=facts.pop("year", 2027), **facts)


@pytest.fixture
def desk(administrator: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("jiafeng.config.middleware.must_use_second_factor", lambda user: False)
    return factories.signed_in(administrator)


def test_deadlines_in_the_year_are_provisional_no_longer(desk: Any) -> None:
    assert add_working_days(date(2027, 2, 3), 3).provisional
    answer = desk.post(reverse("units:enter_holidays"), given())
    assert answer.status_code == 302
    due = add_working_days(date(2027, 2, 3), 2)
    assert (due.day, due.provisional) == (date(2027, 2, 14), False)
    assert is_official(2027)
    row = HolidayNotice.objects.get()
    assert row.days_off[0] == "2026-12-31"
    assert len(row.days_off) == 10
    page = desk.get(reverse("units:holidays")).content.decode()
    assert GIVEN["document"] in page
    assert ActionLog.objects.get(verb="units.holidays.enter").detail["worked"] == ["2027-02-14"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"worked": "2027-02-15"}, "worked"),
        ({"worked": "2027-02-06"}, "worked"),
        ({"days_off": "2028-01-01"}, "days_off"),
        ({"days_off": "2027-02-30"}, "days_off"),
        ({"days_off": "2027-02-12 ~ 2027-02-05"}, "days_off"),
        ({"days_off": "正月初一"}, "days_off"),
        ({"year": "2026"}, "year"),
        ({"document": ""}, "document"),
        ({"source": ""}, "source"),
    ],
)
def test_a_slip_is_shown_at_its_field_and_nothing_is_kept(desk: Any, changes: dict[str, str], field: str) -> None:
    answer = desk.post(reverse("units:enter_holidays"), given(**changes))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not HolidayNotice.objects.exists()


def test_entering_again_corrects(administrator: Any) -> None:
    enter(administrator)
    row = enter(administrator, document="更正")
    assert (row.revision, row.document) == (2, "更正")
    assert HolidayNotice.objects.count() == ActionLog.objects.filter(verb="units.holidays.enter").count() - 1 == 1


def test_others_read_and_do_not_enter(administrator: Any) -> None:
    staff = factories.make_user(Role.COUNTY_STAFF, factories.make_county("990302", "示例二县").federation)
    with pytest.raises(Refused, match="管理员"):
        enter(staff)


def test_the_package_wins_and_the_page_says_where_it_differs(desk: Any, administrator: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    enter(administrator, days_off=[date(2027, 1, 1), date(2027, 3, 1)])
    today = date(2026, 12, 1)
    assert [(each.year, each.published, bool(each.entered)) for each in holiday_years(today)] == [(2026, True, False), (2027, False, True)]
    off, _ = working._published(2027)
    real = working._published
    monkeypatch.setattr(working, "_published", lambda year: (off, frozenset({date(2027, 2, 14)})) if year == 2027 else real(year))
    differs = {each.year: each.differs for each in holiday_years(today)}[2027]
    assert date(2027, 3, 1) in differs
    assert date(2027, 2, 14) in differs
    assert "2027-03-01" in desk.get(reverse("units:holidays")).content.decode()
