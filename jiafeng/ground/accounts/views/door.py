"""The door's log, for the auditor and the administrator."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiafeng.common.pages import allow
from jiafeng.common.paging import page_of
from jiafeng.ground.accounts import policies, queries
from jiafeng.ground.accounts.forms import DoorFilterForm
from jiafeng.library.sheets.responses import xlsx_response

EXPORT_ROWS = 50_000


@login_required
@require_GET
def entries(request: HttpRequest) -> HttpResponseBase:
    """Who signed in or tried to, when and from where; ?format=xlsx is just that list."""
    allow(policies.reads_door(request.user))
    form = DoorFilterForm(request.GET)
    found = queries.entries_for(request.user, **(form.cleaned_data if form.is_valid() else {}))
    if request.GET.get("format") == "xlsx":
        columns = [(_("When"), 20), (_("Account"), 20), (_("What"), 30), (_("Address"), 24), (_("Browser"), 24), (_("By"), 16)]
        rows = (
            (each.at, each.whose, str(each.get_what_display()), each.address, each.browser, str(each.by or ""))
            for each in found[:EXPORT_ROWS]
        )
        return xlsx_response("door", _("Sign-in log"), columns, rows)
    return render(request, "accounts/door.html", {"page": page_of(found, request), "filter": form})
