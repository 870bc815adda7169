"""The door's log, for the auditor and the administrator."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from jiafeng.common.pages import allow
from jiafeng.ground.accounts import lists, policies, queries
from jiafeng.ground.lists.views import answer


@login_required
@require_GET
def entries(request: HttpRequest) -> HttpResponseBase:
    """Who signed in or tried to, when and from where."""
    allow(policies.reads_door(request.user))
    return answer(request, lists.DOOR, lambda asked: queries.entries_for(request.user, **asked))
