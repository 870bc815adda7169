"""What the pages of bulletins share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from jiafeng.common.pages import allow
from jiafeng.common.prepared import Prepared
from jiafeng.common.refusals import Refused
from jiafeng.common.scoping import reach_of
from jiafeng.common.toasts import tell
from jiafeng.reporting.bulletins import policies
from jiafeng.reporting.bulletins.models import Bulletin

_RELATED = ("county", "organisation", "author", "approved_by", "approver", "submitted_by", "issued_by", "corrects")
_seen: Prepared[Bulletin] = Prepared(lambda reach, pk: Bulletin.objects.within(reach).filter(pk=pk).select_related(*_RELATED))


def bulletin_of(request: HttpRequest, pk: int) -> Bulletin:
    """The bulletin, if the user may see it: another county's is a 404, a role without a say in it a 403."""
    found = _seen.one_or_404(reach_of(request.user), pk)
    allow(policies.may_read(request.user, found))
    return found


def refuse(request: HttpRequest, found: Bulletin, refused: Refused) -> HttpResponse:
    """Tell a refusal on the page where something can be done about it."""
    for sentence in str(refused).split("\n"):
        messages.error(request, sentence)
    return redirect("bulletins:edit" if refused.code == "claims" and found.is_writable else "bulletins:bulletin", found.pk)


def do(request: HttpRequest, found: Bulletin, action: Callable[[], Any], done: Any) -> HttpResponse:
    """Carry out one action and go back to the bulletin, with its success or its refusal."""
    try:
        action()
    except Refused as refused:
        return refuse(request, found, refused)
    tell(request, done)
    return redirect("bulletins:bulletin", found.pk)
