"""Periods: the one a bulletin begins with, and how one is said."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _


def last_whole(today: date) -> tuple[date, date]:
    """First and last day of the last full quarter where it has just ended (in the first month after it), else of the last full month."""
    last = today.replace(day=1) - timedelta(days=1)
    months = 3 if last.month % 3 == 0 else 1
    return date(last.year, last.month - months + 1, 1), last


def period_words(start: date, last: date) -> Any:
    """“2026年11月”, “2026年第三季度”, “2026年” where it is one; else its two days."""
    whole = start.day == 1 and (last + timedelta(days=1)).day == 1 and start.year == last.year
    if whole and start.month == last.month:
        return _("%(year)s, month %(month)s") % {"year": start.year, "month": start.month}
    if whole and start.month % 3 == 1 and last.month == start.month + 2:
        return _("%(year)s, quarter %(quarter)s") % {"year": start.year, "quarter": last.month // 3}
    if whole and (start.month, last.month) == (1, 12):
        return _("The year %(year)s") % {"year": start.year}
    return _("%(start)s to %(last)s") % {"start": start, "last": last}
