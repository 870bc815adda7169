"""Disputes at the desk: who says they did not sign, and what was found."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from jiafeng.common.forms import show_refusal
from jiafeng.common.paging import page_of
from jiafeng.common.refusals import Refused
from jiafeng.common.toasts import tell
from jiafeng.pledges import actions, forms, policies, queries
from jiafeng.pledges.stages import DisputeStage
from jiafeng.pledges.views.parts import allow, drive_or_404, pledge_or_404, status


@login_required
@never_cache
@require_GET
def disputes(request: HttpRequest, pk: int) -> HttpResponse:
    """A drive's disputes, those to decide first."""
    allow(policies.may_see_drives(request.user))
    drive = drive_or_404(request, pk)
    page = page_of(queries.disputes_for(request.user).filter(pledge__drive=drive), request)
    return render(request, "pledges/disputes.html", {"drive": drive, "page": page})


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def dispute(request: HttpRequest, pk: int) -> HttpResponse:
    """One dispute beside the signature it is about; the Federation decides it, with a reason that the person reads."""
    allow(policies.may_see_drives(request.user))
    found = get_object_or_404(queries.disputes_for(request.user), pk=pk)
    may_decide = found.stage == DisputeStage.OPEN and not policies.may_decide(request.user, found)
    form = forms.DecisionForm(request.POST or None)
    if request.method == "POST":
        allow(policies.may_decide(request.user, found))
        if form.is_valid():
            act: Any = actions.uphold_dispute if form.cleaned_data["finding"] == DisputeStage.UPHELD else actions.reject_dispute
            try:
                act(by=request.user, at=timezone.now(), dispute=found, reason=form.cleaned_data["reason"])
            except Refused as refused:
                show_refusal(form, refused)
            else:
                tell(request, _("Decided; whoever has the receipt number reads it."))
                return redirect("pledges:dispute", pk)
    context = {
        "dispute": found,
        "pledge": found.pledge,
        "drive": found.pledge.drive,
        "traces": list(found.pledge.traces.select_related("by", "evidence")),
        "form": form,
        "may_decide": may_decide,
    }
    return render(request, "pledges/dispute.html", context, status=status(form))


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def note_dispute(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody without a link tells staff that they did not sign."""
    found = pledge_or_404(request, pk)
    allow(policies.may_note_dispute(request.user, found))
    form = forms.NoteDisputeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.dispute_pledge(by=request.user, at=timezone.now(), pledge=found, words=form.cleaned_data["words"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            tell(request, _("Noted. Give the person this receipt number: %(receipt)s") % {"receipt": made.receipt})
            return redirect("pledges:dispute", made.pk)
    context = {
        "form": form,
        "title": _("Somebody says that this is not their signature"),
        "keep": f"dispute-{pk}",
        "drive": found.drive,
        "back": reverse("pledges:pledge", args=[pk]),
        "remark": _("From now on the pledge counts nowhere, until the Federation has looked into it."),
    }
    return render(request, "pledges/form.html", context, status=status(form))
