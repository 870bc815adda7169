"""Pages of plans: parse, one call, render."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.accounts.queries import working_county
from jiafeng.common.forms import posted, show_refusal
from jiafeng.common.refusals import Refused, Stale
from jiafeng.common.uploads import saved
from jiafeng.plans import actions, forms, policies, queries
from jiafeng.plans.models import Deployment, Plan, PlanLine
from jiafeng.records.actions import add_evidence
from jiafeng.records.queries import history, openable
from jiafeng.sheets.responses import xlsx_response


def _allow(refusal: Any) -> None:
    """A page that only some may open answers 403 with the policy's own sentence."""
    if refusal:
        raise PermissionDenied(str(refusal))


def _plan(request: HttpRequest, pk: int) -> Plan:
    return get_object_or_404(Plan.objects.visible_to(request.user).select_related("county"), pk=pk)


def _line(request: HttpRequest, pk: int) -> PlanLine:
    return get_object_or_404(PlanLine.objects.visible_to(request.user).select_related("plan", "county"), pk=pk)


@login_required
@require_GET
def plans(request: HttpRequest) -> HttpResponse:
    """Every plan the user may see."""
    may_write = not policies.may_write_plan(request.user, _home(request))
    return render(request, "plans/plans.html", {"plans": queries.plans_for(request.user), "may_write": may_write})


def _home(request: HttpRequest) -> int:
    county: int = working_county(request.user).pk
    return county


@login_required
@require_http_methods(["GET", "POST"])
def new_plan(request: HttpRequest) -> HttpResponse:
    county = working_county(request.user)
    _allow(policies.may_write_plan(request.user, county.pk))
    form = forms.PlanForm(posted(request), initial={"year": timezone.localdate().year})
    if request.method == "POST" and form.is_valid():
        try:
            plan = actions.create_plan(by=request.user, at=timezone.now(), county=county, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return redirect("plans:plan", plan.pk)
    return render(request, "plans/form.html", {"form": form, "title": _("New plan"), "keep": "plan-new"}, status=_status(form))


@login_required
@require_GET
def plan(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A plan with its lines; ?format=xlsx is just that list."""
    found = _plan(request, pk)
    lines = queries.lines_for(request.user, found)
    narrowed = forms.LineFilterForm(request.GET)
    if narrowed.is_valid():
        if words := narrowed.cleaned_data["q"]:
            lines = lines.filter(title__icontains=words)
        if stage := narrowed.cleaned_data["stage"]:
            lines = lines.filter(stage=stage)
    if request.GET.get("format") == "xlsx":
        return _plan_sheet(found, lines)
    context = {
        "plan": found,
        "lines": lines,
        "filter": narrowed,
        "may_write": not policies.may_write_plan(request.user, found.county_id),
        "history": history(found)[:10],
    }
    return render(request, "plans/plan.html", context)


def _plan_sheet(found: Plan, lines: Any) -> HttpResponseBase:
    columns = [(_("No."), 6), (_("Measure"), 36), (_("Source duty"), 28), (_("Lead and co-owners"), 30), (_("Due date"), 12)]
    columns += [(_("Stage"), 10), (_("Deployed"), 10), (_("Receipts confirmed"), 10), (_("What was done"), 40)]
    rows = (
        (
            line.number,
            line.title,
            line.duty,
            "、".join(owner.organisation.label for owner in line.ownerships.all()),
            line.due_on,
            line.get_stage_display(),
            line.deployed_count,
            line.received_count,
            line.outcome,
        )
        for line in lines
    )
    return xlsx_response(f"{found.year}-{found.title}", found.title, columns, rows)


@login_required
@require_http_methods(["GET", "POST"])
def edit_plan(request: HttpRequest, pk: int) -> HttpResponse:
    found = _plan(request, pk)
    _allow(policies.may_write_plan(request.user, found.county_id))
    form = forms.EditPlanForm(posted(request), initial={"revision": found.revision, "title": found.title, "theme": found.theme})
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_plan(by=request.user, at=timezone.now(), plan=found, **form.cleaned_data)
        except Refused as refused:
            form = _with_refusal(form, refused, found)
        else:
            return redirect("plans:plan", found.pk)
    return render(
        request, "plans/form.html", {"form": form, "title": _("Edit plan"), "keep": f"plan-{pk}", "plan": found}, status=_status(form)
    )


@login_required
@require_POST
def issue_plan(request: HttpRequest, pk: int) -> HttpResponse:
    found = _plan(request, pk)
    return _do(
        request,
        lambda: actions.issue_plan(by=request.user, at=timezone.now(), plan=found),
        _("The plan is issued. Deploy its lines to the units now."),
        found,
    )


@login_required
@require_POST
def close_plan(request: HttpRequest, pk: int) -> HttpResponse:
    found = _plan(request, pk)
    return _do(request, lambda: actions.close_plan(by=request.user, at=timezone.now(), plan=found), _("The plan is closed."), found)


@login_required
@require_http_methods(["GET", "POST"])
def new_line(request: HttpRequest, pk: int) -> HttpResponse:
    found = _plan(request, pk)
    _allow(policies.may_write_plan(request.user, found.county_id))
    form = forms.LineForm(posted(request), county=found.county)
    if request.method == "POST" and form.is_valid():
        try:
            line = actions.add_line(by=request.user, at=timezone.now(), plan=found, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return redirect("plans:line", line.pk)
    return render(
        request,
        "plans/form.html",
        {"form": form, "title": _("New plan line"), "keep": f"line-new-{pk}", "plan": found},
        status=_status(form),
    )


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
        "may_write": not policies.may_write_line(user, found),
        "may_deploy": not policies.may_deploy(user, found),
        "may_finish": not policies.may_finish(user, found),
        "may_reopen": found.stage == "done" and not policies.may_reopen(user, found),
        "may_drop": not policies.may_drop(user, found),
        "may_enter_receipts": not policies.may_enter_receipts(user, found.plan),
    }
    return render(request, "plans/line.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def edit_line(request: HttpRequest, pk: int) -> HttpResponse:
    found = _line(request, pk)
    _allow(policies.may_write_line(request.user, found))
    form = forms.EditLineForm(posted(request), county=found.county, initial=forms.EditLineForm.initial_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_line(by=request.user, at=timezone.now(), line=found, **form.cleaned_data)
        except Refused as refused:
            form = _with_refusal(form, refused, found)
        else:
            return redirect("plans:line", found.pk)
    context = {"form": form, "title": _("Edit plan line"), "keep": f"line-{pk}", "plan": found.plan}
    return render(request, "plans/form.html", context, status=_status(form))


@login_required
@require_http_methods(["GET", "POST"])
def deploy(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the units the line goes to."""
    found = _line(request, pk)
    _allow(policies.may_deploy(request.user, found))
    form = forms.DeployForm(posted(request), line=found)
    if request.method == "POST" and form.is_valid():
        try:
            rows = actions.deploy(by=request.user, at=timezone.now(), line=found, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Deployed to %(count)s units; each confirms receipt.") % {"count": len(rows)})
            return redirect("plans:line", found.pk)
    context = {"form": form, "title": _("Deploy to units"), "keep": f"deploy-{pk}", "plan": found.plan, "line": found}
    return render(request, "plans/deploy.html", context, status=_status(form))


@login_required
@require_http_methods(["GET", "POST"])
def finish_line(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_sentence(request, pk, forms.OutcomeForm, actions.finish_line, policies.may_finish, _("Mark as carried out"))


@login_required
@require_http_methods(["GET", "POST"])
def reopen_line(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_sentence(request, pk, forms.ReasonForm, actions.reopen_line, policies.may_reopen, _("Reopen the line"))


@login_required
@require_http_methods(["GET", "POST"])
def drop_line(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_sentence(request, pk, forms.ReasonForm, actions.drop_line, policies.may_drop, _("Drop the line"))


def _with_sentence(request: HttpRequest, pk: int, form_class: Any, action: Any, policy: Any, title: str) -> HttpResponse:
    """A step that takes one sentence: what was done, or why."""
    found = _line(request, pk)
    _allow(policy(request.user, found))
    form = form_class(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            action(by=request.user, at=timezone.now(), line=found, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return redirect("plans:line", found.pk)
    return render(
        request,
        "plans/form.html",
        {"form": form, "title": title, "keep": f"line-step-{pk}", "plan": found.plan, "line": found},
        status=_status(form),
    )


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
    now = timezone.now()
    try:
        actions.confirm_receipt(by=request.user, at=now, deployment=deployment, on=timezone.localdate(now))
    except Refused as refused:
        raise PermissionDenied(str(refused)) from refused
    messages.success(request, _("Receipt confirmed."))
    return redirect("plans:receipts")


@login_required
@require_http_methods(["GET", "POST"])
def paper_receipts(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a sheet of receipts signed on paper."""
    found = _plan(request, pk)
    _allow(policies.may_enter_receipts(request.user, found))
    form = forms.PaperReceiptsForm(posted(request), request.FILES or None, plan=found, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        sheet = form.cleaned_data["sheet"]
        try:
            with saved(sheet) as path:
                evidence = add_evidence(
                    by=request.user, at=now, county_code=found.county.code, file=path, name=sheet.name, caption=_("Signed receipts")
                )
            rows = actions.enter_receipts(
                by=request.user,
                at=now,
                plan=found,
                deployments=form.cleaned_data["deployments"],
                on=form.cleaned_data["on"],
                evidence=evidence,
            )
        except Refused as refused:
            show_refusal(form, refused if refused.field else Refused(refused.sentence, field="sheet"))
        else:
            messages.success(request, _("%(count)s receipts entered.") % {"count": len(rows)})
            return redirect("plans:plan", found.pk)
    context = {"form": form, "title": _("Receipts on paper"), "keep": f"paper-{pk}", "plan": found, "upload": True}
    return render(request, "plans/form.html", context, status=_status(form))


def _do(request: HttpRequest, action: Any, sentence: str, found: Plan) -> HttpResponse:
    try:
        action()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, sentence)
    return redirect("plans:plan", found.pk)


def _with_refusal(form: Any, refused: Refused, row: Plan | PlanLine) -> Any:
    """The refused form again with everything typed; after a stale edit it carries today's revision, so that saving again is a choice."""
    if isinstance(refused, Stale):
        row.refresh_from_db()
        data = form.data.copy()
        data["revision"] = row.revision
        form.data = data
    show_refusal(form, refused)
    return form


def _status(form: Any) -> int:
    return 422 if form.errors else 200
