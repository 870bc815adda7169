"""A notice that was entered counts until the library knows the year, and then the library does."""

from datetime import date, timedelta

import pytest

from jiafeng.library import calendars
from jiafeng.library.calendars import Notice, add_working_days, differences, is_official, is_provisional, is_working_day, notices, working

# Invented for the test: no notice for the year is known.
SPRING = frozenset(date(2027, 2, 5) + timedelta(days=n) for n in range(8))
ENTERED = Notice(2027, SPRING | {date(2027, 1, 1), date(2026, 12, 31)}, frozenset({date(2027, 2, 14), date(2026, 12, 27)}))


@pytest.fixture
def entered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "_keeper", {2027: ENTERED}.get)


def test_without_a_notice_the_year_is_provisional() -> None:
    assert not is_official(2027)
    assert add_working_days(date(2027, 2, 3), 5).provisional


@pytest.mark.usefixtures("entered")
def test_an_entered_year_is_official_and_counted_by_its_notice() -> None:
    assert is_official(2027)
    assert not is_working_day(date(2027, 2, 5))
    assert is_working_day(date(2027, 2, 14))  # a Sunday
    due = add_working_days(date(2027, 2, 3), 2)
    assert (due.day, due.provisional) == (date(2027, 2, 14), False)


@pytest.mark.usefixtures("entered")
def test_the_december_before_is_counted_by_it_too() -> None:
    assert not is_provisional(date(2026, 12, 30))
    assert not is_working_day(date(2026, 12, 31))
    assert is_working_day(date(2026, 12, 27))


@pytest.mark.usefixtures("entered")
def test_its_own_last_week_waits_for_the_next() -> None:
    assert is_provisional(date(2027, 12, 28))
    assert not is_provisional(date(2027, 12, 24))


def test_the_library_wins_and_says_where_it_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    """2026 is known to the library: a notice for it that was entered with a slip does not count."""
    spring = {day for day in working._published(2026)[0] if day.month == 2}
    slip = min(spring)
    wrong = Notice(2026, working._published(2026)[0] - {slip}, working._published(2026)[1])
    monkeypatch.setattr(notices, "_keeper", {2026: wrong}.get)
    counted_by_library = is_working_day(slip)
    assert not counted_by_library
    assert differences(wrong) == ([slip] if slip.weekday() < 5 else [])
    assert differences(Notice(2026, *working._published(2026))) == []
    assert calendars.is_published(2026)


def test_nothing_differs_while_the_library_does_not_know_the_year() -> None:
    assert differences(ENTERED) == []
