"""What every template may use."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import DisallowedHost
from django.db import DatabaseError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from jiafeng.ground.units.queries import profile_of
from jiafeng.library.calendars import lunar_label


def _error_shell(request: HttpRequest) -> str:
    """The frame of a page that says what went wrong: the county's own, unless the database is what failed, the host is nobody's, or there is no county yet."""
    try:
        return "error.html" if profile_of(request) is not None else "plain.html"
    except (DatabaseError, DisallowedHost):
        return "plain.html"


def site(request: HttpRequest) -> dict[str, Any]:
    """`profile`: how the county presents itself (lazy: one query, only where used); `elder`: 长辈版 is on; `today`, `lunar`: the day in Shanghai."""
    today = timezone.localdate()
    return {
        "profile": SimpleLazyObject(lambda: profile_of(request)),
        "error_shell": partial(_error_shell, request),
        "elder": request.COOKIES.get("elder") == "1",
        "today": today,
        "lunar": lunar_label(today),
    }
