"""Disputes at the desk: who says they did not sign, and what was found."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from jiafeng.common.facts import facts_of
from jiafeng.common.forms import posted
from jiafeng.common.pages import Done, allow, final, final_page, form_page
from jiafeng.common.toasts import tell
from jiafeng.ground.lists.views import answer
from jiafeng.ground.records.queries import openable
from jiafeng.programme.pledges import actions, forms, lists, policies, queries
from jiafeng.programme.pledges.views.parts import drive_or_404, pledge_or_404


@login_required
@never_cache
@require_GET
def disputes(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A drive's disputes, those to decide first."""
    allow(policies.may_see(request.user))
    drive = drive_or_404(request, pk)
    rows = queries.disputes_for(request.user).filter(pledge__drive=drive)
    return answer(request, lists.DISPUTES, rows, of=drive.title, back=reverse("pledges:drive", args=[pk]))


@login_required
@never_cache
@require_GET
def dispute(request: HttpRequest, pk: int) -> HttpResponse:
    """One dispute beside the signature it is about."""
    allow(policies.may_see(request.user))
    found = get_object_or_404(queries.disputes_for(request.user), pk=pk)
    traces, replaced = list(found.pledge.traces.select_related("by", "second_by", "evidence")), queries.replaced(found.pledge)
    context = {
        "title": _("Somebody says that this is not their signature"),
        "dispute": found,
        "pledge": found.pledge,
        "drive": found.pledge.drive,
        "traces": traces,
        "replaced": replaced,
        "openable": openable(request.user, [trace.evidence_id for trace in traces + replaced]),
        "may_decide": not policies.may_decide(request.user, found),
    }
    return render(request, "pledges/dispute.html", context)


@final("pledges.dispute.uphold", "pledges.dispute.reject")
@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def decide_dispute(request: HttpRequest, pk: int) -> HttpResponse:
    """The Federation decides, with a reason that the person reads."""
    allow(policies.may_see(request.user))
    found = get_object_or_404(queries.disputes_for(request.user), pk=pk)

    def act(data: dict[str, Any]) -> None:
        decide: Any = {"upheld": actions.uphold_dispute, "rejected": actions.reject_dispute}[data["finding"]]
        decide(by=request.user, at=timezone.now(), dispute=found, reason=data["reason"])

    decided = Done(
        _("The dispute is decided"), code=found.receipt, next=_("Whoever has the receipt number reads the decision and its reason.")
    )
    return final_page(
        request,
        act,
        policies.may_decide(request.user, found),
        form=forms.DecisionForm(posted(request)),
        title=_("Decide the dispute"),
        back=reverse("pledges:dispute", args=[pk]),
        of=found.receipt,
        facts=[
            (_("Pledge"), f"{found.pledge.person.name} · {found.pledge.reference}"),
            (_("Drive"), found.pledge.drive.title),
            *facts_of(found, "opened_at", "due_on"),
            (_("In their words"), found.words),
        ],
        action=_("Decide"),
        consequence=_("Upheld, the pledge counts no more; rejected, it counts again. The person reads your reason."),
        done=lambda: decided if found.decided_at else None,
        keep=f"decide-{pk}",
    )


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def note_dispute(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody without a link tells staff that they did not sign."""
    found = pledge_or_404(request, pk)
    allow(policies.may_note_dispute(request.user, found))

    def act(data: dict[str, Any]) -> str:
        made = actions.dispute_pledge(by=request.user, at=timezone.now(), pledge=found, words=data["words"])
        tell(request, _("Noted. Give the person this receipt number: %(receipt)s") % {"receipt": made.receipt})
        return reverse("pledges:dispute", args=[made.pk])

    return form_page(
        request,
        forms.NoteDisputeForm(posted(request)),
        act,
        title=_("Somebody says that this is not their signature"),
        back=reverse("pledges:pledge", args=[pk]),
        consequence=_("From now on the pledge counts nowhere, until the Federation has looked into it."),
        keep=f"dispute-{pk}",
        of=found,
    )
