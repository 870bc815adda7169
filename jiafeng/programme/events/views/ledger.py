"""The ledger of activities (台账): everything that took place, by date, with what proves it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiafeng.common.pages import allow
from jiafeng.common.paging import page_of
from jiafeng.library.calendars import local_day
from jiafeng.library.sheets.responses import xlsx_response
from jiafeng.programme.events import forms, policies, queries


@login_required
@require_GET
def ledger(request: HttpRequest) -> HttpResponse | FileResponse:
    """What took place in a year, by date, each entered once, with its evidence counted; ?format=xlsx is just that list."""
    allow(policies.may_see_events(request.user))
    year = local_day(timezone.now()).year
    form = forms.LedgerForm(request.GET or None, initial={"year": year})
    rows = queries.ledger(request.user, year=year)
    if form.is_valid():
        year = form.cleaned_data["year"] or year
        rows = queries.ledger(request.user, year=year, kind=form.cleaned_data["kind"], plan_line=form.cleaned_data["planned"])
    if request.GET.get("format") == "xlsx":
        return _sheet(year, rows)
    context = {"page": page_of(rows, request, per=50), "filter": form, "year": year, "may_create": not policies.may_create(request.user)}
    return render(request, "events/ledger.html", context)


def _sheet(year: int, rows: Any) -> FileResponse:
    columns = [(_("Day"), 12), (_("Title"), 36), (_("Kind"), 12), (_("Host"), 24), (_("Place"), 22), (_("Plan line"), 32)]
    columns += [(_("Signed in"), 10), (_("Reported by the unit"), 14), (_("Photos"), 8), (_("Sheets and files"), 10), (_("Minutes"), 8)]
    lines = (
        (
            date_format(timezone.localtime(event.starts_at), "Y-m-d"),
            event.title,
            event.get_kind_display(),
            "、".join(host.name for host in event.hosts),
            event.place,
            event.plan_line.title if event.plan_line else "",
            event.came if event.report_key is None else None,
            event.reported_attendance,
            event.photo_count,
            event.file_count,
            event.minutes_count,
        )
        for event in rows.iterator(chunk_size=500)
    )
    return xlsx_response(_("ledger of activities") + f"-{year}", _("Ledger of activities"), columns, lines)
