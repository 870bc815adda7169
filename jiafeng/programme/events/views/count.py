"""How many came: the arithmetic, and the number that a page at the door keeps up to date."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from jiafeng.common.pages import allow
from jiafeng.programme.events import policies, queries
from jiafeng.programme.events.views.parts import door_or_404, event_or_404


@login_required
@require_GET
def arithmetic(request: HttpRequest, pk: int) -> HttpResponse:
    """The event's arithmetic by channel and by exactly which channels; every number opens its rows."""
    event = event_or_404(request, pk)
    allow(policies.may_read_people(request.user, event))
    return render(request, "events/arithmetic.html", {"event": event, "reckoning": queries.reckon(event)})


@login_required
@never_cache
@require_GET
def came(request: HttpRequest, pk: int) -> HttpResponse:
    """The number of people who are in, as a fragment that asks for itself again while the door is open."""
    event = door_or_404(request, pk)
    allow(policies.may_open_door(request.user, event, timezone.now()))
    context = {"event": event, "came": queries.came(event), "shut": policies.may_sign_in_now(event, timezone.now())}
    return render(request, "events/phone/_came.html", context)
