"""Festivals by name, checked against dates people remember and against a second library."""

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiafeng.library.calendars import FESTIVALS, FIRST_YEAR, LAST_YEAR, Festival, festival, lunar_label, upcoming_festivals


@pytest.mark.parametrize(
    ("year", "name", "expected"),
    [
        (2012, "春节", date(2012, 1, 23)),
        (2015, "春节", date(2015, 2, 19)),
        (2015, "除夕", date(2015, 2, 18)),
        (2016, "元宵", date(2016, 2, 22)),
        (2024, "清明", date(2024, 4, 4)),
        (2025, "清明", date(2025, 4, 4)),
        (2026, "清明", date(2026, 4, 5)),
        (2020, "端午", date(2020, 6, 25)),  # a leap fourth month came first
        (2025, "七夕", date(2025, 8, 29)),  # after a leap sixth month
        (2023, "端午", date(2023, 6, 22)),  # after a leap second month
        (2020, "中秋", date(2020, 10, 1)),
        (2026, "中秋", date(2026, 9, 25)),
        (2026, "重阳", date(2026, 10, 18)),
        (2026, "三八", date(2026, 3, 8)),
        (2026, "六一", date(2026, 6, 1)),
        (2026, "五一", date(2026, 5, 1)),
        (2026, "国庆", date(2026, 10, 1)),
        (2026, "国际家庭日", date(2026, 5, 15)),
        (2026, "国际反腐败日", date(2026, 12, 9)),
    ],
)
def test_a_festival_falls_on_its_day(year: int, name: str, expected: date) -> None:
    assert festival(year, name) == expected


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("三八节", "三八"),
        ("妇女节", "三八"),
        ("端午节", "端午"),
        ("国庆节", "国庆"),
        ("劳动节", "五一"),
        ("大年三十", "除夕"),
        ("重阳节", "重阳"),
    ],
)
def test_usual_spellings_mean_the_same_day(spelling: str, name: str) -> None:
    assert festival(2026, spelling) == festival(2026, name)


@pytest.mark.parametrize("unknown", ["", "节", "光棍节", "春"])
def test_an_unknown_festival_is_refused_with_the_known_ones(unknown: str) -> None:
    with pytest.raises(KeyError, match="春节"):
        festival(2026, unknown)


@pytest.mark.parametrize("year", [FIRST_YEAR - 1, LAST_YEAR + 1])
def test_a_year_no_calendar_covers_is_refused(year: int) -> None:
    with pytest.raises(ValueError, match="no calendar"):
        festival(year, "春节")
    with pytest.raises(ValueError, match="no calendar"):
        lunar_label(date(year, 6, 1))


def test_both_libraries_agree_on_every_moving_holiday() -> None:
    """They compute by different tables; where both say the same, neither has slipped by a day."""
    names = {"春节": "春节", "清明节": "清明", "端午节": "端午", "中秋节": "中秋"}
    differing, compared = [], 0
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        theirs = holidays.country_holidays("CN", years=year, observed=False, language="zh_CN", expand=False)
        for label, name in names.items():
            days = sorted(day for day, text in theirs.items() if label in text.split("; "))
            if days:
                compared += 1
                if festival(year, name) not in days[:1]:
                    differing.append((year, name))
    assert differing == []
    assert compared == 150 + 3 * len(range(2008, 2100))


@pytest.mark.parametrize(
    ("day", "label"),
    [
        (date(2026, 2, 17), "农历正月初一"),
        (date(2026, 11, 22), "农历十月十四"),
        (date(2025, 7, 25), "农历闰六月初一"),
        (date(2026, 2, 10), "农历腊月廿三"),
        (date(2025, 12, 20), "农历冬月初一"),
        (date(2024, 2, 29), "农历正月二十"),
    ],
)
def test_the_lunar_date_is_written_as_people_write_it(day: date, label: str) -> None:
    assert lunar_label(day) == label


def test_what_is_coming_stands_in_order_with_both_ends_included() -> None:
    assert upcoming_festivals(date(2026, 2, 16), 20) == [
        Festival(date(2026, 2, 16), "除夕"),
        Festival(date(2026, 2, 17), "春节"),
        Festival(date(2026, 3, 3), "元宵"),
        Festival(date(2026, 3, 8), "三八"),
    ]


def test_what_is_coming_crosses_the_year() -> None:
    assert [found.name for found in upcoming_festivals(date(2026, 12, 9), 60)] == ["国际反腐败日", "元旦", "除夕", "春节"]


def test_looking_past_the_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match="no calendar"):
        upcoming_festivals(date(LAST_YEAR, 12, 1), 60)


def test_looking_back_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 0"):
        upcoming_festivals(date(2026, 1, 1), -1)


@given(st.integers(FIRST_YEAR, LAST_YEAR), st.sampled_from(FESTIVALS))
def test_a_festival_lies_in_its_year_and_is_seen_coming(year: int, name: str) -> None:
    day = festival(year, name)
    assert day.year == year
    assert Festival(day, name) in upcoming_festivals(day, 0)


@given(st.integers(FIRST_YEAR, LAST_YEAR))
def test_lunar_festivals_carry_their_lunar_date(year: int) -> None:
    assert lunar_label(festival(year, "春节")) == "农历正月初一"
    assert lunar_label(festival(year, "中秋")) == "农历八月十五"
    assert lunar_label(festival(year, "重阳")) == "农历九月初九"


@given(st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR - 2, 12, 31)), st.integers(0, 430))
def test_what_is_coming_is_sorted_and_within_reach(day: date, within: int) -> None:
    found = upcoming_festivals(day, within)
    assert found == sorted(found)
    assert all(day <= one.day <= day + timedelta(days=within) for one in found)
    if within >= 385:  # the longest lunar year
        assert {one.name for one in found} == set(FESTIVALS)
