"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from jiafeng.ground.units.queries import profile_of
from jiafeng.library.calendars import lunar_label


def site(request: HttpRequest) -> dict[str, Any]:
    """`profile`: how the county presents itself (lazy: one query, only where used); `elder`: 长辈版 is on; `today`, `lunar`: the day in Shanghai."""
    today = timezone.localdate()
    return {
        "profile": SimpleLazyObject(lambda: profile_of(request)),
        "elder": request.COOKIES.get("elder") == "1",
        "today": today,
        "lunar": lunar_label(today),
    }
