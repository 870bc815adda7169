"""Approval and issue."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.common.limits import limited
from jiafeng.common.pages import Done, acted, allow, final, final_page
from jiafeng.common.refusals import Refused
from jiafeng.ground.jobs.views import ask
from jiafeng.ground.links.forms import ReturnByLinkForm
from jiafeng.ground.links.views import ask_page, asked, in_this_county, until
from jiafeng.reporting.bulletins import actions, jobs, policies, queries
from jiafeng.reporting.bulletins.forms import ApproveForm, ReturnForm
from jiafeng.reporting.bulletins.models import Bulletin, MarkKind
from jiafeng.reporting.bulletins.queries import Check, check_bulletin, editing, papers
from jiafeng.reporting.bulletins.queries.today import AT_ONCE
from jiafeng.reporting.bulletins.views.common import bulletin_of, refuse


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


@final("bulletins.bulletin.begin_issue")
@login_required
@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """What is about to be issued, with its number and its figures; then the issue, and the page that says what comes next.

    What is of ordinary size is issued at once, large figures are frozen in the background. Pressed again after a fault, it goes on.
    """
    found = bulletin_of(request, pk)
    checked, now = check_bulletin(found), timezone.now()

    def act(data: dict[str, Any]) -> HttpResponse | str | None:
        try:
            return _issue(request, found, checked, now)
        except Refused as refused:
            return refuse(request, found, refused)

    return final_page(
        request,
        act,
        policies.may_issue(request.user, found),
        title=_("Go on issuing") if found.number and not found.is_issued else _("Issue"),
        back=reverse("bulletins:bulletin", args=[pk]),
        of=found,
        facts=papers.before_issue(found, timezone.localdate(now)),
        consequence=_("What is issued is never changed: an error is corrected by a notice that is issued the same way."),
        done=lambda: _issued(found),
        template="bulletins/issue.html",
        around={"grounds": [finding.ground for finding in checked.findings if finding.ground and finding.ground.reference]},
    )


def _issue(request: HttpRequest, found: Bulletin, checked: Check, at: datetime) -> str | None:
    if sum(finding.ground.value or 0 for finding in checked.findings if finding.ground) <= AT_ONCE:
        actions.issue(by=request.user, at=at, bulletin=found)
        return None
    begun = actions.begin_issue(by=request.user, at=at, bulletin=found)
    if begun.is_issued:
        return None
    key, label = f"bulletins.issue:{found.pk}:{at:%Y%m%dT%H%M}", _("Issuing “%(title)s”") % {"title": begun.title}
    given = {"bulletin_id": found.pk, "user_id": request.user.pk}
    return ask(request, jobs.issue, key, label, begun.county.code, f"{request.path}?done", **given)


def _issued(found: Bulletin) -> Done | None:
    if not found.is_issued:
        return None
    at = [found.pk]
    return Done(
        _("Issued: %(number)s") % {"number": papers.number_words(found)},
        code=found.code,
        next=_(
            "It stands on the portal. Print and seal it, send it to whom it is addressed, and keep the archive pack. "
            "Should a record change later, its page says so and offers the correction."
        ),
        links=[
            (_("On the portal"), reverse("portal:bulletin", args=at)),
            (_("PDF to print"), reverse("bulletins:download", args=[found.pk, "pdf"])),
            (_("Archive pack"), reverse("bulletins:download", args=[found.pk, "zip"])),
        ],
    )


@login_required
@require_http_methods(["GET", "POST"])
def ask_leader(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the link by which a leader without an account reads the text and decides."""
    found = bulletin_of(request, pk)
    allow(policies.may_write(request.user, found.county_id))
    if request.method == "GET":
        allow(policies.may_ask(request.user, found))

    def act(data: dict[str, Any]) -> None:
        ends_at = until(data.pop("lasts"))
        actions.ask_approver(by=request.user, at=timezone.now(), bulletin=found, ends_at=ends_at, **data)

    return ask_page(request, found.county_id, act, of=found.title, back=reverse("bulletins:bulletin", args=[pk]))


@never_cache
@require_http_methods(["GET", "POST"])
@limited("bulletins.approve", times=60, seconds=600)
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """An approver's page: the code on their telephone, then the text with what each number rests on, then their word."""
    approval = in_this_county(request, queries.approval_by(token), "bulletin.county_id")
    found = approval.bulletin
    if page := asked(request, approval, found.revision, found.county.code):
        return page
    marks = list(found.marks.select_related("file"))
    given = {**request.POST.dict(), "confirmed": request.POST.getlist("confirmed"), "revision": found.revision}
    returning, approving = ReturnByLinkForm(), ApproveForm(marks=marks)
    if "words" in request.POST:
        returning = ReturnByLinkForm(request.POST)
        done = acted(
            request,
            returning,
            lambda data: actions.return_by_link(at=timezone.now(), approval=approval, **data),
            _("Sent back."),
            request.path,
        )
    elif request.method == "POST":
        approving = ApproveForm(given, marks=marks)
        done = acted(
            request,
            approving,
            lambda data: actions.approve_by_link(at=timezone.now(), approval=approval, confirmed=data["confirmed"]),
            _("Approved."),
            request.path,
        )
    else:
        done = None
    checked = check_bulletin(found)
    context = {
        "bulletin": found,
        "check": checked,
        "lines": editing.annotated(found.body, checked),
        "approving": approving,
        "returning": returning,
        "ticked": request.POST.getlist("confirmed"),
        "words_only": sum(mark.kind != MarkKind.FIGURE for mark in marks),
    }
    return done or render(request, "bulletins/by_link.html", context, status=422 if approving.errors or returning.errors else 200)
