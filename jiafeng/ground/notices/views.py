"""Pages of notices."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.common.forms import posted
from jiafeng.common.pages import button, form_page
from jiafeng.common.paging import page_of
from jiafeng.common.scoping import reach_of
from jiafeng.ground.notices import actions, forms, queries


@login_required
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """The user's notices, unread first."""
    return render(request, "notices/notices.html", {"page": page_of(queries.notices_of(request.user), request)})


@login_required
@require_POST
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one as read and go where it leads."""
    notice = get_object_or_404(queries.notices_of(request.user), pk=pk)
    actions.read(by=request.user, at=timezone.now(), notice=notice)
    return redirect(notice.url)


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    done = _("All notices are marked as read.")
    return button(request, lambda: actions.read_all(by=request.user, at=timezone.now()), done, reverse("notices:notices"))


@login_required
@require_http_methods(["GET", "POST"])
def digest(request: HttpRequest) -> HttpResponse:
    """How the daily digest comes."""
    choice = queries.choice_of(request.user)
    form = forms.DigestForm(posted(request), initial={"way": choice.way, "phone": choice.phone})
    codes = reach_of(request.user).role_codes.values()

    def act(data: dict[str, Any]) -> None:
        county = min((code for found in codes for code in found), default="")
        actions.choose_digest(by=request.user, at=timezone.now(), way=data["way"], phone=data["phone"], county=county)

    lead = _(
        "Once a day, in the morning: how many things are overdue and due today, and how many notices are unread. Nothing comes when there is nothing."
    )
    return form_page(
        request,
        form,
        act,
        title=_("Daily digest"),
        back=reverse("notices:notices"),
        consequence=lead,
        done=_("It comes this way from now on."),
    )
