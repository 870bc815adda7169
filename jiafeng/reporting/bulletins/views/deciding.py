"""Approval and issue."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiafeng.common.pages import acted
from jiafeng.common.refusals import Refused
from jiafeng.ground.jobs.views import ask
from jiafeng.reporting.bulletins import actions, jobs, policies
from jiafeng.reporting.bulletins.forms import ApproveForm, ReturnForm
from jiafeng.reporting.bulletins.models import Bulletin, MarkKind
from jiafeng.reporting.bulletins.queries import check_bulletin, editing
from jiafeng.reporting.bulletins.queries.today import AT_ONCE
from jiafeng.reporting.bulletins.views.common import bulletin_of, do, refuse


@login_required
@require_GET
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The approver's page: the text with every mark, and what each rests on."""
    return _review_page(request, bulletin_of(request, pk))


def _review_page(
    request: HttpRequest, found: Bulletin, approving: ApproveForm | None = None, returning: ReturnForm | None = None
) -> HttpResponse:
    marks = list(found.marks.select_related("file"))
    checked = check_bulletin(found)
    context = {
        "bulletin": found,
        "check": checked,
        "lines": editing.annotated(found.body, checked),
        "rows": editing.rows_behind(found, checked),
        "approving": approving or ApproveForm(marks=marks, initial={"revision": found.revision}),
        "returning": returning or ReturnForm(initial={"revision": found.revision}),
        "ticked": request.POST.getlist("confirmed"),
        "may_approve": policies.may_approve(request.user, found),
        "may_return": policies.may_return(request.user, found),
        "words_only": sum(mark.kind != MarkKind.FIGURE for mark in marks),
    }
    return render(request, "bulletins/review.html", context, status=422 if approving or returning else 200)


@login_required
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    found = bulletin_of(request, pk)
    form = ApproveForm(request.POST, marks=list(found.marks.all()))
    approved = acted(
        request,
        form,
        lambda data: actions.approve(by=request.user, at=timezone.now(), bulletin=found, **data),
        _("Approved. It can be issued now."),
        reverse("bulletins:bulletin", args=[pk]),
    )
    return approved or _review_page(request, bulletin_of(request, pk), approving=form)


@login_required
@require_POST
def return_(request: HttpRequest, pk: int) -> HttpResponse:
    found = bulletin_of(request, pk)
    form = ReturnForm(request.POST)
    returned = acted(
        request,
        form,
        lambda data: actions.return_to_writer(by=request.user, at=timezone.now(), bulletin=found, **data),
        _("Returned to the author with your reason."),
        reverse("bulletins:bulletin", args=[pk]),
    )
    return returned or _review_page(request, bulletin_of(request, pk), returning=form)


@login_required
@require_POST
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue at once what is of ordinary size; freeze large figures in the background. Pressed again after a fault, it goes on."""
    found = bulletin_of(request, pk)
    rows = sum(finding.ground.value or 0 for finding in check_bulletin(found).findings if finding.ground)
    if rows <= AT_ONCE:
        return do(request, found, lambda: actions.issue(by=request.user, at=timezone.now(), bulletin=found), _("Issued."))
    at = timezone.now()
    try:
        begun = actions.begin_issue(by=request.user, at=at, bulletin=found)
    except Refused as refused:
        return refuse(request, found, refused)
    if begun.is_issued:
        return redirect("bulletins:bulletin", pk)
    key, label = f"bulletins.issue:{pk}:{at:%Y%m%dT%H%M}", _("Issuing “%(title)s”") % {"title": begun.title}
    given = {"bulletin_id": pk, "user_id": request.user.pk}
    return redirect(ask(request, jobs.issue, key, label, begun.county.code, request.path.removesuffix("/issue"), **given))
