"""Pages about who signed: list, one pledge, personal links."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from jiafeng.common.forms import ReasonForm
from jiafeng.common.pages import allow, asks
from jiafeng.ground.lists.views import answer
from jiafeng.ground.people.queries import units_for
from jiafeng.ground.records.queries import history, openable
from jiafeng.programme.pledges import actions, lists, policies, queries
from jiafeng.programme.pledges.views.parts import drive_or_404, pledge_or_404


@login_required
@require_GET
def signers(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Who signed."""
    allow(policies.may_see(request.user))
    drive = drive_or_404(request, pk)
    titles = {"withdrawn": _("Withdrawn pledges"), "disputed": _("Disputed pledges")}
    return answer(
        request,
        lists.SIGNERS,
        lambda asked: queries.narrowed(
            queries.pledges_for(request.user, drive),
            words=asked["q"],
            channels=asked["channel"].split(",") if asked["channel"] else (),
            unit=asked["unit"],
            state=asked["state"] or "",
        ),
        of=drive.title,
        back=reverse("pledges:drive", args=[pk]),
        choices={"unit": units_for(request.user, drive.county_id).values_list("pk", "name")},
        title=titles.get(request.GET.get("state", ""), lists.SIGNERS.title),
    )


@login_required
@require_GET
def pledge(request: HttpRequest, pk: int) -> HttpResponse:
    """One pledge with the traces of every channel."""
    found = pledge_or_404(request, pk)
    traces = list(found.traces.select_related("by", "second_by", "evidence"))
    replaced, disputes = queries.replaced(found), list(found.disputes.all())
    context = {
        "pledge": found,
        "drive": found.drive,
        "traces": traces,
        "replaced": replaced,
        "openable": openable(request.user, [trace.evidence_id for trace in traces + replaced]),
        "may_withdraw": found.withdrawn_at is None and not policies.may_withdraw(request.user, found),
        "shown": queries.shown_since(found),
        "disputes": disputes,
        "may_dispute": not policies.may_note_dispute(request.user, found) and not policies.may_dispute(found, disputes),
        "may_restore": found.withdrawn_at is not None and not policies.may_restore(request.user, found),
        "history": history(found)[:20],
    }
    return render(request, "pledges/pledge.html", context)


withdraw = asks(
    pledge_or_404, ReasonForm, actions.withdraw_pledge, policies.may_withdraw, "pledges:pledge",
    title=gettext_lazy("Withdraw the pledge"), grave=True, done=gettext_lazy("The pledge is withdrawn."),
)  # fmt: skip
"""Withdraw for somebody who asked for it, with the reason."""
restore = asks(
    pledge_or_404, ReasonForm, actions.restore_pledge, policies.may_restore, "pledges:pledge",
    title=gettext_lazy("Restore the pledge"), done=gettext_lazy("The pledge stands again."),
)  # fmt: skip
"""Take a withdrawal back, with the reason."""
