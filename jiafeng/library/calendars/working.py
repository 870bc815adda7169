"""Working days and the deadlines counted in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from jiafeng.library.calendars.notices import Notice, entered

SHANGHAI = ZoneInfo("Asia/Shanghai")

# The years of the People's Republic's holidays for which both libraries' lunar tables agree (tests/library/calendars compares them).
FIRST_YEAR = 1950
LAST_YEAR = 2099

_DAY = timedelta(days=1)
_SATURDAY = 5
# New Year's weekend days worked in December belong to the next year's notice; all since 2001 lay within the last week.
_NEXT_NOTICE_FROM = (12, 25)


@dataclass(frozen=True)
class Deadline:
    """The last day of a term; `provisional` while a day counted for it may still be moved by a notice not yet issued."""

    day: date
    provisional: bool


@dataclass(frozen=True)
class Interval:
    """A half-open span of time `[start, end)`, both midnights in Shanghai; `at in interval` asks whether a moment lies in it."""

    start: datetime
    end: datetime
    provisional: bool

    def __contains__(self, at: datetime) -> bool:
        return self.start <= at < self.end

    @property
    def last_day(self) -> date:
        """The last whole day inside, the one a public notice names."""
        return self.end.date() - _DAY


def local_day(at: datetime) -> date:
    """The calendar day in Shanghai of an aware moment. Raises ValueError for a naive one, whose day depends on the machine."""
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone has no certain day")
    return at.astimezone(SHANGHAI).date()


def is_working_day(day: date) -> bool:
    """Whether offices work on `day`: weekdays that are no holiday, and weekend days worked in exchange (调休上班).

    Half holidays of some people only (三八, 五四, 六一, 八一) are working days. Raises ValueError outside FIRST_YEAR..LAST_YEAR.
    Source: 全国年节及纪念日放假办法; the yearly notice of 国务院办公厅.
    """
    return _works(_checked(day), _known(day))


def _works(day: date, known: tuple[frozenset[date], frozenset[date]]) -> bool:
    days_off, worked = known
    return day in worked or (day.weekday() < _SATURDAY and day not in days_off)


def is_official(year: int) -> bool:
    """Whether the State Council's notice for `year` is known here: to the library, or entered (calendars.notices)."""
    return is_published(year) or entered(year) is not None


def is_published(year: int) -> bool:
    """Whether the library knows the notice for `year`.

    It projects the statutory holidays of any year, but only a notice exchanges weekend days; every year since 2001 has some. A year
    without one is unannounced, or announced after the installed library was made: updating it, or entering the notice, settles it.
    """
    return bool(_published(year)[1])


def differences(notice: Notice) -> list[date]:
    """The days on which offices work by the notice that was entered and not by the library, or the other way; empty while it does not know the year.

    The library counts from the day it knows the year.
    """
    if not is_published(notice.year):
        return []
    found = []
    for day in _days(date(notice.year - 1, *_NEXT_NOTICE_FROM), date(notice.year + 1, 1, 1)):
        own = day in notice.days_off or day in notice.worked or day.year == notice.year
        if own and _works(day, (notice.days_off, notice.worked)) != _works(day, _published(day.year)):
            found.append(day)
    return found


def is_provisional(day: date) -> bool:
    """Whether a notice not yet known can still turn `day` into a holiday or a working day.

    So can the last week of an announced year whose next year is not: New Year's exchanged days are in the later notice.
    """
    _checked(day)
    if not is_official(day.year):
        return True
    return (day.month, day.day) >= _NEXT_NOTICE_FROM and day.year < LAST_YEAR and not is_official(day.year + 1)


def add_working_days(start: date, n: int) -> Deadline:
    """The `n`-th working day after `start`, the day of `start` not counted; before it if `n` is negative; `start` itself if 0.

    Source of not counting the first day: 民法典 art. 201. Raises ValueError outside FIRST_YEAR..LAST_YEAR.
    """
    day = _checked(start)
    step = _DAY if n >= 0 else -_DAY
    provisional = False
    left = abs(n)
    while left:
        day += step
        provisional = provisional or is_provisional(day)
        left -= is_working_day(day)
    return Deadline(day, provisional)


def working_days_between(start: date, end: date) -> int:
    """How many working days lie in the half-open `[start, end)`; 0 if it is empty."""
    return sum(is_working_day(day) for day in _days(_checked(start), _checked(end)))


def notice_period(start: date, days: int, *, working: bool, from_next_day: bool, ends_on_working_day: bool = False) -> Interval:
    """The term of a public notice (公示期) posted on `start`: the time in which objections are in time.

    `days`: its length, at least 1, in working days if `working`, else in calendar days. `from_next_day`: day 1 is the day after
    `start` (民法典 art. 201), else `start` itself. `ends_on_working_day`: a term of calendar days that would end on a day off runs
    through the next working day (民法典 art. 203). All three differ between places, so the caller's settings decide.
    The interval opens at the midnight that begins the first day counted from, and closes at the midnight after the last day.
    Raises ValueError if `days` < 1 or a day lies outside FIRST_YEAR..LAST_YEAR.
    """
    if days < 1:
        raise ValueError("a notice stands for at least one day")
    first = _checked(start) + _DAY if from_next_day else _checked(start)
    if working:
        last, provisional = _counted(first, days)
    elif ends_on_working_day:
        last, provisional = _counted(first + (days - 1) * _DAY, 1)
    else:
        last, provisional = _checked(first + (days - 1) * _DAY), False
    return Interval(_midnight(first), _midnight(last + _DAY), provisional)


def _counted(first: date, n: int) -> tuple[date, bool]:
    """The `n`-th working day from `first` on, `first` counted, and whether any day looked at is provisional."""
    deadline = add_working_days(first - _DAY, n)
    return deadline.day, deadline.provisional


def _days(start: date, end: date) -> Iterator[date]:
    while start < end:
        yield start
        start += _DAY


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=SHANGHAI)


def _checked(day: date) -> date:
    if isinstance(day, datetime):
        raise TypeError("a moment is not a day: take local_day() of it first")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"no calendar for {day}: it covers {FIRST_YEAR} to {LAST_YEAR}")
    return day


def _known(day: date) -> tuple[frozenset[date], frozenset[date]]:
    """The days off (other than plain weekends) and the weekend days worked that decide about `day`, whichever year's notice names them."""
    days_off, worked = _published(day.year)
    if not is_published(day.year) and (own := entered(day.year)) is not None:
        days_off, worked = own.days_off, own.worked
    next_too = (day.month, day.day) >= _NEXT_NOTICE_FROM and day.year < LAST_YEAR and not is_published(day.year + 1)
    if next_too and (later := entered(day.year + 1)) is not None:
        days_off, worked = days_off | later.days_off, worked | later.worked
    return days_off, worked


@cache
def _published(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """What the library knows of a year."""
    calendar = holidays.country_holidays("CN", years=year, expand=False)
    exchanged = frozenset(day for day in calendar.weekend_workdays if day.year == year)
    return frozenset(calendar), exchanged
