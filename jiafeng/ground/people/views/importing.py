"""Import: template, upload, check, confirm, result."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_tasks.base import Task

from jiafeng.common.forms import posted
from jiafeng.common.pages import allow, form_page
from jiafeng.common.refusals import Refused
from jiafeng.common.uploads import saved
from jiafeng.ground.accounts.queries import working_county
from jiafeng.ground.jobs.views import ask
from jiafeng.ground.people import actions, jobs, policies
from jiafeng.ground.people.actions.columns import CHOICES, COLUMNS, WIDTHS
from jiafeng.ground.people.forms import AnswersForm, UploadForm
from jiafeng.ground.people.models import Roster
from jiafeng.library.sheets.responses import xlsx_response

AT_ONCE_BYTES = 100_000  # about 2,000 rows: less than two seconds
AT_ONCE_ROWS = 2_000


def _roster(request: HttpRequest, pk: UUID) -> Roster:
    found: Roster = get_object_or_404(Roster.objects.visible_to(request.user).select_related("county", "by"), pk=pk)
    return found


@login_required
@require_http_methods(["GET", "POST"])
def rosters(request: HttpRequest) -> HttpResponse:
    """The template, the upload, and one's own rosters."""
    county = working_county(request.user)
    allow(policies.may_import(request.user, county.pk))

    def act(data: dict[str, Any]) -> HttpResponse:
        upload = data["file"]
        with saved(upload) as path:
            roster = actions.upload_roster(by=request.user, at=timezone.now(), county=county, key=data["key"], file=path, name=upload.name)
        if upload.size > AT_ONCE_BYTES:
            return _in_background(request, roster, jobs.check, _("Check of %(name)s"))
        return _at_once(request, roster)

    return form_page(
        request,
        UploadForm(posted(request), request.FILES or None),
        act,
        template="people/rosters.html",
        title=_("Import a roster"),
        back=reverse("people:people"),
        around={
            "rosters": Roster.objects.visible_to(request.user).order_by("-uploaded_at", "pk")[:20],
            "labels": "、".join(column.label for column in COLUMNS),
        },
    )


def _at_once(request: HttpRequest, roster: Roster) -> HttpResponse:
    actions.check_roster(by=request.user, at=timezone.now(), roster=roster)
    return redirect("people:roster", roster.pk)


def _in_background(request: HttpRequest, roster: Roster, task: Task[..., None], label: str) -> HttpResponse:
    key, back = f"people.{task.name}:{roster.pk}", reverse("people:roster", args=[roster.pk])
    return redirect(ask(request, task, key, label % {"name": roster.name}, roster.county.code, back, roster_id=str(roster.pk)))


@login_required
@require_GET
def roster(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What a roster would do, or did: counts, errors, and the next step."""
    found = _roster(request, pk)
    allow(policies.may_import(request.user, found.county_id))
    return _roster_page(request, found)


def _roster_page(request: HttpRequest, found: Roster, refused: Refused | None = None, form: AnswersForm | None = None) -> HttpResponse:
    report = found.report
    context = {
        "roster": found,
        "report": report,
        "more_errors": report.get("error_count", 0) - len(report.get("errors", [])),
        "changes": report.get("new", 0) + report.get("update", 0) + report.get("asked", 0),
        "form": form or AnswersForm(report=report),
        "refused": refused,
    }
    return render(request, "people/roster.html", context, status=422 if refused else 200)


@login_required
@require_POST
def check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Check a roster whose upload was broken off before its check."""
    found = _roster(request, pk)
    allow(policies.may_import(request.user, found.county_id))
    return _in_background(request, found, jobs.check, _("Check of %(name)s"))


@login_required
@require_POST
def carry_out(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Confirm and import: at once where it is short, in the background where it is long."""
    found = _roster(request, pk)
    allow(policies.may_import(request.user, found.county_id))
    form = AnswersForm(posted(request), report=found.report)
    try:
        answers = form.answers() if form.is_valid() else {}
        confirmed = actions.confirm_roster(by=request.user, at=timezone.now(), roster=found, answers=answers)
        if found.report.get("rows", 0) > AT_ONCE_ROWS:
            return _in_background(request, confirmed, jobs.carry_out, _("Import of %(name)s"))
        actions.carry_out_roster(by=request.user, at=timezone.now(), roster=confirmed)
    except Refused as refused:
        return _roster_page(request, found, refused, form)
    return redirect("people:roster", pk)


@login_required
@require_GET
def failed_rows(request: HttpRequest, pk: UUID) -> HttpResponse | FileResponse:
    """The rows that failed, with the reasons: corrected, the file can be uploaded as it is."""
    found = _roster(request, pk)
    if not found.failed or not default_storage.exists(found.failed):
        raise Http404
    return FileResponse(default_storage.open(found.failed), as_attachment=True, filename=_("Rows to correct") + ".xlsx")


@login_required
@require_GET
def template(request: HttpRequest) -> HttpResponse | FileResponse:
    """An empty roster to fill in, with the choices as drop-downs and the rules on a second sheet."""
    county = working_county(request.user)
    allow(policies.may_import(request.user, county.pk))
    notes = [
        _("Fill in one row for each person. Name and unit must be there; the other columns may stay blank."),
        _("A blank cell never erases what is on record. The same roster may be imported again: nobody is entered twice."),
        _("The unit is the cadre's, for family members too. Numbers are typed as text, with 11 digits."),
        _("A spouse's name joins the two as one family; a spouse may also have a row of their own."),
    ]
    columns = [(column.label, WIDTHS.get(column.label, 12)) for column in COLUMNS]
    return xlsx_response(_("Roster template"), "", columns, [], notes=notes, choices=CHOICES)
