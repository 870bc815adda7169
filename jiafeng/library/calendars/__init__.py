"""China's calendars: the days offices work, deadlines counted in them, and the festivals the programme keeps.

Sources: 《全国年节及纪念日放假办法》 (State Council order 270 of 1999, amended by 513, 644 and, from 2025, 795) says which days are
holidays; each year's 国务院办公厅 notice on 部分节假日安排 says which weekend days are worked for them (调休). The notices are taken
from the `holidays` library, lunar dates from `lunar_python`. A year whose notice the library does not hold yet is counted by the notice
that an administrator entered (`notices`), else by the statute alone, and every answer resting on such a day says that it is provisional.
"""

from jiafeng.library.calendars.festivals import FESTIVALS, Festival, festival, lunar_label, upcoming_festivals
from jiafeng.library.calendars.notices import Notice, take_from
from jiafeng.library.calendars.working import (
    FIRST_YEAR,
    LAST_YEAR,
    SHANGHAI,
    Deadline,
    Interval,
    add_working_days,
    differences,
    is_official,
    is_provisional,
    is_published,
    is_working_day,
    local_day,
    notice_period,
    working_days_between,
)

__all__ = [
    "FESTIVALS",
    "FIRST_YEAR",
    "LAST_YEAR",
    "SHANGHAI",
    "Deadline",
    "Festival",
    "Interval",
    "Notice",
    "add_working_days",
    "differences",
    "festival",
    "is_official",
    "is_provisional",
    "is_published",
    "is_working_day",
    "local_day",
    "lunar_label",
    "notice_period",
    "take_from",
    "upcoming_festivals",
    "working_days_between",
]
