"""Pages of plans: parse, one call, render."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.common.forms import ReasonForm, posted
from jiafeng.common.pages import allow, asks, button, form_page, presses
from jiafeng.common.toasts import tell
from jiafeng.ground.accounts.queries import working_county
from jiafeng.ground.lists import Button, offered
from jiafeng.ground.lists.views import answer
from jiafeng.ground.records.queries import history, openable
from jiafeng.ground.records.views import keep_upload
from jiafeng.programme.plans import actions, forms, lists, policies, queries
from jiafeng.programme.plans.models import Deployment, Plan, PlanLine


def _plan(request: HttpRequest, pk: int) -> Plan:
    return get_object_or_404(Plan.objects.visible_to(request.user).select_related("county"), pk=pk)


def _line(request: HttpRequest, pk: int) -> PlanLine:
    return get_object_or_404(PlanLine.objects.visible_to(request.user).select_related("plan", "county"), pk=pk)


@login_required
@require_GET
def plans(request: HttpRequest) -> HttpResponseBase:
    """Every plan the user may see."""
    refusal = policies.may_write_plan(request.user, working_county(request.user).pk)
    new = offered((refusal, Button(_("New plan"), reverse("plans:new_plan"))))
    return answer(request, lists.PLANS, queries.plans_for(request.user), buttons=new)


@login_required
@require_http_methods(["GET", "POST"])
def new_plan(request: HttpRequest) -> HttpResponse:
    county = working_county(request.user)
    allow(policies.may_write_plan(request.user, county.pk))
    form = forms.PlanForm(posted(request), initial={"year": timezone.localdate().year})

    def act(data: dict[str, Any]) -> str:
        made = actions.create_plan(by=request.user, at=timezone.now(), county=county, **data)
        return reverse("plans:plan", args=[made.pk])

    return form_page(request, form, act, title=_("New plan"), back=reverse("plans:plans"), keep="plan-new")


@login_required
@require_GET
def plan(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A plan with its lines, and what may be done with it now."""
    row, user, at = _plan(request, pk), request.user, [pk]
    buttons = offered(
        (policies.may_edit_plan(user, row), Button(_("Edit"), reverse("plans:edit_plan", args=at), "pencil")),
        (policies.may_edit_plan(user, row), Button(_("New plan line"), reverse("plans:new_line", args=at))),
        (policies.may_enter_receipts(user, row), Button(_("Receipts on paper"), reverse("plans:paper_receipts", args=at), "file-upload")),
        (policies.may_close(user, row), Button(_("Close the plan"), reverse("plans:close_plan", args=at), "lock", True)),
        (policies.may_issue(user, row), Button(_("Issue the plan"), reverse("plans:issue_plan", args=at), "send", True)),
    )
    shown: dict[str, Any] = {"title": row.title, "lead": f"{row.year} · {row.theme}", "row": row, "history": history(row)[:10]}
    return answer(request, lists.LINES, queries.lines_for(user, row), buttons=buttons, **shown)


edit_plan = asks(_plan, forms.EditPlanForm, actions.edit_plan, policies.may_edit_plan, "plans:plan", title=lazy("Edit plan"))
issue_plan = presses(_plan, actions.issue_plan, "plans:plan", lazy("The plan is issued. Deploy its lines to the units now."))
close_plan = presses(_plan, actions.close_plan, "plans:plan", lazy("The plan is closed."))


@login_required
@require_http_methods(["GET", "POST"])
def new_line(request: HttpRequest, pk: int) -> HttpResponse:
    found = _plan(request, pk)
    allow(policies.may_edit_plan(request.user, found))
    form = forms.LineForm(posted(request), county=found.county)

    def act(data: dict[str, Any]) -> str:
        made = actions.add_line(by=request.user, at=timezone.now(), plan=found, **data)
        return reverse("plans:line", args=[made.pk])

    back = reverse("plans:plan", args=[pk])
    return form_page(request, form, act, title=_("New plan line"), back=back, keep=f"line-new-{pk}", of=found)


@login_required
@require_GET
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """A line: who owns it, to whom it went, and what was done for it."""
    found = _line(request, pk)
    user = request.user
    deployments = list(queries.deployments_of(user, found))
    context = {
        "line": found,
        "owners": found.ownerships.select_related("organisation"),
        "deployments": deployments,
        "openable": openable(user, [deployment.evidence_id for deployment in deployments]),
        "works": queries.work_of(found, user),
        "target": queries.target_of(found),
        "history": history(found)[:10],
        "may_enter_receipts": not policies.may_enter_receipts(user, found.plan),
        "may_write": not policies.may_write_line(user, found),
        "may_deploy": not policies.may_deploy(user, found),
        "may_finish": not policies.may_finish(user, found),
        "may_reopen": not policies.may_reopen(user, found),
        "may_drop": not policies.may_drop(user, found),
    }
    return render(request, "plans/line.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def edit_line(request: HttpRequest, pk: int) -> HttpResponse:
    found = _line(request, pk)
    allow(policies.may_write_line(request.user, found))
    return form_page(
        request,
        forms.EditLineForm(posted(request), county=found.county, initial=forms.EditLineForm.initial_of(found)),
        lambda data: actions.edit_line(by=request.user, at=timezone.now(), line=found, **data),
        title=_("Edit plan line"),
        back=reverse("plans:line", args=[pk]),
        keep=f"line-{pk}",
        current=found,
        of=found,
    )


@login_required
@require_http_methods(["GET", "POST"])
def deploy(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the units the line goes to."""
    found = _line(request, pk)
    allow(policies.may_deploy(request.user, found))

    def act(data: dict[str, Any]) -> None:
        rows = actions.deploy(by=request.user, at=timezone.now(), line=found, **data)
        tell(request, _("Deployed to %(count)s units; each confirms receipt.") % {"count": len(rows)})

    return form_page(
        request,
        forms.DeployForm(posted(request), line=found),
        act,
        template="plans/deploy.html",
        title=_("Deploy to units"),
        back=reverse("plans:line", args=[pk]),
        action=_("Deploy"),
        keep=f"deploy-{pk}",
        of=found,
    )


_REASON = partial(ReasonForm, most=500)
finish_line = asks(_line, forms.OutcomeForm, actions.finish_line, policies.may_finish, "plans:line", title=lazy("Mark as carried out"))
reopen_line = asks(_line, _REASON, actions.reopen_line, policies.may_reopen, "plans:line", title=lazy("Reopen the line"))
drop_line = asks(_line, _REASON, actions.drop_line, policies.may_drop, "plans:line", title=lazy("Drop the line"))


@login_required
@require_GET
def receipts(request: HttpRequest) -> HttpResponse:
    """What was deployed to the user's own units, each with its one button."""
    form = forms.ReceivedOnForm(initial={"on": timezone.localdate()})
    return render(request, "plans/receipts.html", {"deployments": queries.receipts_for(request.user)[:200], "form": form})


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
    found = _plan(request, pk)
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
