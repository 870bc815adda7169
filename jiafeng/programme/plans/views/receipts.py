"""Receipts, on the screen and on paper."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.common.forms import posted
from jiafeng.common.pages import allow, button, form_page
from jiafeng.common.toasts import tell
from jiafeng.ground.lists.views import answer
from jiafeng.ground.records.views import keep_upload
from jiafeng.programme.plans import actions, forms, lists, policies, queries
from jiafeng.programme.plans.models import Deployment
from jiafeng.programme.plans.views.parts import plan_of


@login_required
@require_GET
def receipts(request: HttpRequest) -> HttpResponseBase:
    """What was deployed to the user's own units, each with its one button."""
    return answer(request, lists.RECEIPTS, queries.receipts_for(request.user))


@login_required
@require_POST
def confirm_receipt(request: HttpRequest, pk: int) -> HttpResponse:
    deployment = get_object_or_404(Deployment.objects.visible_to(request.user), pk=pk)
    allow(policies.may_confirm(request.user, deployment))
    now = timezone.now()
    return button(
        request,
        lambda: actions.confirm_receipt(by=request.user, at=now, deployment=deployment, on=timezone.localdate(now)),
        _("Receipt confirmed."),
        reverse("plans:receipts"),
    )


@login_required
@require_http_methods(["GET", "POST"])
def paper_receipts(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a sheet of receipts signed on paper."""
    found = plan_of(request, pk)
    allow(policies.may_enter_receipts(request.user, found))

    def act(data: dict[str, Any]) -> None:
        sheet = data.pop("sheet")
        evidence = keep_upload(sheet, "sheet", by=request.user, county_code=found.county.code, caption=_("Signed receipts"))
        rows = actions.enter_receipts(by=request.user, at=timezone.now(), plan=found, evidence=evidence, **data)
        tell(request, _("%(count)s receipts entered.") % {"count": len(rows)})

    return form_page(
        request,
        forms.PaperReceiptsForm(posted(request), request.FILES or None, plan=found, initial={"on": timezone.localdate()}),
        act,
        title=_("Receipts on paper"),
        back=reverse("plans:plan", args=[pk]),
        keep=f"paper-{pk}",
        of=found,
    )
