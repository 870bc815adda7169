"""Working days against the State Council's notices of five years, and deadlines over the holidays people get wrong."""

from datetime import UTC, date, datetime, timedelta

import pytest

from jiafeng.library.calendars import (
    FIRST_YEAR,
    LAST_YEAR,
    SHANGHAI,
    Deadline,
    add_working_days,
    is_official,
    is_provisional,
    is_working_day,
    local_day,
    notice_period,
    working_days_between,
)

# 国务院办公厅关于…年部分节假日安排的通知: (first, last) of each stretch off, and the weekend days worked.
NOTICES = {
    2015: (
        ["0101-0103", "0218-0224", "0404-0406", "0501-0503", "0620-0622", "0903-0905", "0926-0927", "1001-1007"],
        ["0104", "0215", "0228", "0906", "1010"],
    ),
    2016: (
        ["0101-0103", "0207-0213", "0402-0404", "0430-0502", "0609-0611", "0915-0917", "1001-1007"],
        ["0206", "0214", "0612", "0918", "1008", "1009"],
    ),
    2024: (
        ["0101-0101", "0210-0217", "0404-0406", "0501-0505", "0610-0610", "0915-0917", "1001-1007"],
        ["0204", "0218", "0407", "0428", "0511", "0914", "0929", "1012"],
    ),
    2025: (
        ["0101-0101", "0128-0204", "0404-0406", "0501-0505", "0531-0602", "1001-1008"],
        ["0126", "0208", "0427", "0928", "1011"],
    ),
    2026: (
        ["0101-0103", "0215-0223", "0404-0406", "0501-0505", "0619-0621", "0925-0927", "1001-1007"],
        ["0104", "0214", "0228", "0509", "0920", "1010"],
    ),
}


def day(year: int, month_and_day: str) -> date:
    return date(year, int(month_and_day[:2]), int(month_and_day[2:]))


@pytest.mark.parametrize("year", NOTICES)
def test_every_day_of_a_year_is_as_its_notice_says(year: int) -> None:
    stretches, worked = NOTICES[year]
    off = set()
    for stretch in stretches:
        first, last = (day(year, end) for end in stretch.split("-"))
        off |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
    exchanged = {day(year, text) for text in worked}
    wrong = []
    at = date(year, 1, 1)
    while at.year == year:
        expected = at in exchanged or (at.weekday() < 5 and at not in off)
        if is_working_day(at) != expected:
            wrong.append(at.isoformat())
        at += timedelta(days=1)
    assert wrong == []


def test_half_holidays_are_worked() -> None:
    assert is_working_day(date(2024, 3, 8))
    assert is_working_day(date(2026, 5, 4)) is False  # not as Youth Day, but inside the May holiday
    assert is_working_day(date(2027, 6, 1))


def test_a_december_weekend_worked_for_the_next_new_year_is_known_whichever_year_is_asked_first() -> None:
    assert is_working_day(date(2018, 12, 29))
    assert not is_working_day(date(2018, 12, 31))
    assert is_working_day(date(2005, 12, 31))
    assert not is_working_day(date(2006, 1, 3))


@pytest.mark.parametrize("year", [*range(2001, 2027)])
def test_announced_years_are_official(year: int) -> None:
    assert is_official(year)


@pytest.mark.parametrize("year", [FIRST_YEAR, 2000, 2040, LAST_YEAR])
def test_years_without_a_notice_are_not_official(year: int) -> None:
    assert not is_official(year)


def test_official_years_are_followed_only_by_unofficial_ones() -> None:
    """Once the last announced year is past nothing is, whatever the library projects: the library may know more years later."""
    official = [is_official(year) for year in range(2001, LAST_YEAR + 1)]
    assert official == sorted(official, reverse=True)
    assert True in official
    assert False in official


def last_official_year() -> int:
    return max(year for year in range(2001, LAST_YEAR + 1) if is_official(year))


def test_an_unannounced_year_still_has_its_statutory_holidays_but_says_provisional() -> None:
    year = last_official_year() + 1
    for statutory in (date(year, 1, 1), date(year, 5, 1), date(year, 5, 2), date(year, 10, 1), date(year, 10, 2), date(year, 10, 3)):
        assert not is_working_day(statutory)
        assert is_provisional(statutory)


def test_the_last_week_before_an_unannounced_year_is_provisional() -> None:
    year = last_official_year()
    assert not is_provisional(date(year, 12, 24))
    assert is_provisional(date(year, 12, 25))
    assert is_provisional(date(year + 1, 1, 4))


def test_every_december_weekend_ever_worked_lay_in_that_week() -> None:
    worked = [date(year, 12, d) for year in range(2001, 2027) for d in range(1, 32) if date(year, 12, d).weekday() >= 5]
    assert {at.day >= 25 for at in worked if is_working_day(at)} == {True}


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        (date(2026, 9, 18), 1, date(2026, 9, 20)),  # Friday, then a worked Sunday
        (date(2026, 9, 30), 1, date(2026, 10, 8)),  # over National Day
        (date(2026, 9, 30), 3, date(2026, 10, 10)),  # a worked Saturday counts
        (date(2026, 2, 13), 2, date(2026, 2, 24)),  # a worked Saturday, then nine days off
        (date(2024, 2, 28), 1, date(2024, 2, 29)),  # leap day
        (date(2024, 2, 28), 2, date(2024, 3, 1)),
        (date(2025, 2, 28), 1, date(2025, 3, 3)),
        (date(2015, 12, 31), 1, date(2016, 1, 4)),  # over New Year
        (date(2026, 10, 8), -1, date(2026, 9, 30)),
        (date(2026, 10, 3), 0, date(2026, 10, 3)),  # no days: the day itself, working or not
    ],
)
def test_working_days_are_added_over_holidays(start: date, n: int, expected: date) -> None:
    assert add_working_days(start, n) == Deadline(expected, provisional=False)


def test_a_deadline_reaching_into_an_unannounced_year_says_so() -> None:
    year = last_official_year()
    assert add_working_days(date(year, 12, 23), 1).provisional is False
    assert add_working_days(date(year, 12, 23), 10).provisional is True


def test_working_days_between_is_half_open() -> None:
    assert working_days_between(date(2026, 9, 30), date(2026, 10, 8)) == 1
    assert working_days_between(date(2026, 9, 30), date(2026, 10, 9)) == 2
    assert working_days_between(date(2026, 10, 9), date(2026, 10, 9)) == 0


def at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("terms", "start", "end"),
    [
        ({"working": True, "from_next_day": True}, at(2026, 9, 30), at(2026, 10, 13)),
        ({"working": True, "from_next_day": False}, at(2026, 9, 29), at(2026, 10, 11)),
        ({"working": False, "from_next_day": True}, at(2026, 9, 30), at(2026, 10, 5)),
        ({"working": False, "from_next_day": False}, at(2026, 9, 29), at(2026, 10, 4)),
        ({"working": False, "from_next_day": True, "ends_on_working_day": True}, at(2026, 9, 30), at(2026, 10, 9)),
    ],
)
def test_a_notice_of_five_days_posted_before_national_day(terms: dict[str, bool], start: datetime, end: datetime) -> None:
    period = notice_period(date(2026, 9, 29), 5, **terms)
    assert (period.start, period.end, period.provisional) == (start, end, False)
    assert period.last_day == end.date() - timedelta(days=1)


def test_an_objection_at_the_last_second_is_in_time_and_at_midnight_is_late() -> None:
    period = notice_period(date(2026, 11, 2), 5, working=True, from_next_day=True)
    assert period.last_day == date(2026, 11, 9)
    assert datetime(2026, 11, 9, 15, 59, 59, 999999, tzinfo=UTC) in period
    assert datetime(2026, 11, 9, 16, 0, tzinfo=UTC) not in period
    assert datetime(2026, 11, 2, 15, 59, tzinfo=UTC) not in period


def test_calendar_days_never_depend_on_a_notice_unless_the_last_must_be_worked() -> None:
    start = date(last_official_year() + 1, 3, 1)
    assert notice_period(start, 7, working=False, from_next_day=True).provisional is False
    assert notice_period(start, 7, working=False, from_next_day=True, ends_on_working_day=True).provisional is True
    assert notice_period(start, 7, working=True, from_next_day=True).provisional is True


@pytest.mark.parametrize("days", [0, -1])
def test_a_notice_without_days_is_refused(days: int) -> None:
    with pytest.raises(ValueError, match="at least one day"):
        notice_period(date(2026, 1, 1), days, working=True, from_next_day=True)


@pytest.mark.parametrize("outside", [date(FIRST_YEAR - 1, 12, 31), date(LAST_YEAR + 1, 1, 1)])
def test_a_day_no_calendar_covers_is_refused(outside: date) -> None:
    with pytest.raises(ValueError, match="no calendar"):
        is_working_day(outside)


def test_a_deadline_past_the_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match="no calendar"):
        add_working_days(date(LAST_YEAR, 12, 31), 1)


def test_a_moment_must_be_made_a_day_first() -> None:
    late = datetime(2026, 9, 30, 17, 0, tzinfo=UTC)
    with pytest.raises(TypeError, match="local_day"):
        is_working_day(late)
    assert local_day(late) == date(2026, 10, 1)
    with pytest.raises(ValueError, match="time zone"):
        local_day(late.replace(tzinfo=None))
