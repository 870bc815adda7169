"""The ledger of activities (台账): everything that took place, by date, with what proves it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiafeng.common.pages import allow
from jiafeng.ground.lists import Button
from jiafeng.ground.lists.views import answer
from jiafeng.library.calendars import local_day
from jiafeng.programme.events import lists, policies, queries
from jiafeng.programme.events.models import Event


@login_required
@require_GET
def ledger(request: HttpRequest) -> HttpResponseBase:
    """What took place in a year, by date, each entered once, with its evidence counted."""
    allow(policies.may_see_events(request.user))
    asked_for = lists.LEDGER.filters[0].read(request.GET.get("year", ""))
    year = asked_for or local_day(timezone.now()).year

    def rows(asked: dict[str, Any]) -> QuerySet[Event]:
        asked["year"] = year
        return queries.ledger(request.user, year=year, kind=asked["kind"] or "", plan_line=asked["planned"] or "")

    report = [] if policies.may_create(request.user) else [Button(_("Report an activity"), reverse("events:report"))]
    return answer(request, lists.LEDGER, rows, of=year, back=request.path, buttons=report)
