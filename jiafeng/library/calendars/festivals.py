"""Festivals by their own names, and the lunar date that stands beside the civil one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from types import MappingProxyType

from lunar_python import Lunar, Solar

from jiafeng.library.calendars.working import FIRST_YEAR, LAST_YEAR

_SOLAR = {
    "元旦": (1, 1),
    "三八": (3, 8),
    "五一": (5, 1),
    "五四": (5, 4),
    "国际家庭日": (5, 15),
    "六一": (6, 1),
    "七一": (7, 1),
    "八一": (8, 1),
    "国庆": (10, 1),
    "宪法日": (12, 4),
    "国际反腐败日": (12, 9),
}
_LUNAR = {"春节": (1, 1), "元宵": (1, 15), "端午": (5, 5), "七夕": (7, 7), "中秋": (8, 15), "重阳": (9, 9)}

FESTIVALS: tuple[str, ...] = ("除夕", "清明", *_LUNAR, *_SOLAR)
"""The names `festival` knows; the spellings in ALIASES lead to them."""

ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "新年": "元旦",
        "大年三十": "除夕",
        "妇女节": "三八",
        "三八妇女节": "三八",
        "劳动节": "五一",
        "青年节": "五四",
        "儿童节": "六一",
        "六一儿童节": "六一",
        "建党节": "七一",
        "建军节": "八一",
        "国家宪法日": "宪法日",
    }
)


@dataclass(frozen=True, order=True)
class Festival:
    """One festival of one year; sorts by day."""

    day: date
    name: str


def festival(year: int, name: str) -> date:
    """The day of a festival in a civil year: `festival(2026, "春节")`; a closing 节 and the usual second names are understood.

    除夕 is the eve of that year's 春节. A lunar festival is never in a leap month. 清明 is the solar term of that name in Beijing time.
    Raises KeyError for a name unknown here, ValueError outside FIRST_YEAR..LAST_YEAR.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"no calendar for {year}: it covers {FIRST_YEAR} to {LAST_YEAR}")
    known = _canonical(name)
    if known in _SOLAR:
        return date(year, *_SOLAR[known])
    if known in _LUNAR:
        return _civil(Lunar.fromYmd(year, *_LUNAR[known]).getSolar())
    if known == "除夕":
        return festival(year, "春节") - timedelta(days=1)
    return _civil(Solar.fromYmd(year, 6, 1).getLunar().getJieQiTable()["清明"])


@lru_cache(64)
def lunar_label(day: date) -> str:
    """The lunar month and day of a civil day as people write it: 农历十月十四, 农历闰六月初一, 农历腊月廿三.

    Raises ValueError outside FIRST_YEAR..LAST_YEAR.
    """
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"no calendar for {day}: it covers {FIRST_YEAR} to {LAST_YEAR}")
    lunar = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    return f"农历{lunar.getMonthInChinese()}月{lunar.getDayInChinese()}"


def upcoming_festivals(day: date, within: int) -> list[Festival]:
    """The festivals from `day` to `within` days later, both included, in order of day.

    Raises ValueError if `within` is negative or the last day lies outside FIRST_YEAR..LAST_YEAR.
    """
    if within < 0:
        raise ValueError("looking ahead needs a number of days of at least 0")
    last = day + timedelta(days=within)
    years = range(day.year, last.year + 1)
    return sorted(found for year in years for found in _of_year(year) if day <= found.day <= last)


@cache
def _of_year(year: int) -> tuple[Festival, ...]:
    """Kept, since the solar terms of a year take milliseconds and pages ask for what is coming."""
    return tuple(Festival(festival(year, name), name) for name in FESTIVALS)


def _canonical(name: str) -> str:
    for spelling in (name, name.removesuffix("节")):
        known = ALIASES.get(spelling, spelling)
        if known in FESTIVALS:
            return known
    raise KeyError(f"{name}: known are {'、'.join(FESTIVALS)}")


def _civil(solar: Solar) -> date:
    return date(solar.getYear(), solar.getMonth(), solar.getDay())
