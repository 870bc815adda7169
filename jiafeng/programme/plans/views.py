"""Pages of plans: parse, one call, render."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.common.forms import ReasonForm, posted
from jiafeng.common.moments import moment_of
from jiafeng.common.pages import Done, allow, asks, button, form_page, weighs
from jiafeng.common.toasts import tell
from jiafeng.common.uploads import saved
from jiafeng.ground.accounts.queries import working_county
from jiafeng.ground.lists import Button, offered
from jiafeng.ground.lists.views import answer
from jiafeng.ground.records.queries import history
from jiafeng.ground.records.views import keep_upload
from jiafeng.ground.units.models import BODIES, Organisation
from jiafeng.library.sheets.responses import xlsx_response
from jiafeng.programme.plans import actions, forms, lists, policies, queries
from jiafeng.programme.plans.models import Deployment, LineSheet, Plan, PlanLine, UnitGroup
from jiafeng.programme.plans.stages import LineStage, PlanStage


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
        (policies.may_write_plan(user, row.county_id), Button(_("Copy"), reverse("plans:copy_plan", args=at), "file-text")),
        (policies.may_edit_plan(user, row), Button(_("From Excel"), reverse("plans:import_lines", args=at), "file-spreadsheet")),
        (policies.may_edit_plan(user, row), Button(_("New plan line"), reverse("plans:new_line", args=at))),
        (policies.may_enter_receipts(user, row), Button(_("Receipts on paper"), reverse("plans:paper_receipts", args=at), "file-upload")),
        (policies.may_close(user, row), Button(_("Close the plan"), reverse("plans:close_plan", args=at), "lock")),
        (policies.may_issue(user, row), Button(_("Issue the plan"), reverse("plans:issue_plan", args=at), "send")),
    )
    shown: dict[str, Any] = {"title": row.title, "lead": f"{row.year} · {row.theme}", "row": row, "history": history(row)[:10]}
    return answer(request, lists.LINES, queries.lines_for(user, row), buttons=buttons, **shown)


edit_plan = asks(_plan, forms.EditPlanForm, actions.edit_plan, policies.may_edit_plan, "plans:plan", title=lazy("Edit plan"))
issue_plan = weighs(
    _plan, actions.issue_plan, policies.may_issue, "plans:plan", "plans.plan.issue", title=lazy("Issue the plan"),
    consequence=lazy("The units see it from now on, and its lines are deployed to them."), facts=queries.facts_of_plan,
    done=Done(lazy("The plan is issued"), next=lazy("Deploy its lines to the units now."), stage=PlanStage.ISSUED),
)  # fmt: skip
close_plan = weighs(
    _plan, actions.close_plan, policies.may_close, "plans:plan", "plans.plan.close", title=lazy("Close the plan"),
    consequence=lazy("No line of it is written, deployed or reopened any more."), facts=queries.facts_of_plan,
    done=Done(lazy("The plan is closed"), next=lazy("What was done stays to be read, and counts in every figure."), stage=PlanStage.CLOSED),
)  # fmt: skip


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
@require_http_methods(["GET", "POST"])
def copy_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Last year's plan as the beginning of this one's."""
    found = _plan(request, pk)
    allow(policies.may_write_plan(request.user, found.county_id))
    year = found.year + 1
    initial = {"year": year, "title": found.title.replace(str(found.year), str(year)), "theme": found.theme}

    def act(data: dict[str, Any]) -> str:
        made = actions.copy_plan(by=request.user, at=timezone.now(), plan=found, **data)
        return reverse("plans:plan", args=[made.pk])

    return form_page(
        request,
        forms.CopyPlanForm(posted(request), initial=initial),
        act,
        title=_("Copy the plan"),
        of=found,
        back=reverse("plans:plan", args=[pk]),
        action=_("Copy"),
        done=_("The plan is a draft. Look at its days, then issue it."),
        consequence=_(
            "Its lines are taken over with their owners and targets, their days as far into the new year; what was dropped is not."
        ),
    )


@login_required
@require_http_methods(["GET", "POST"])
def import_lines(request: HttpRequest, pk: int) -> HttpResponse:
    """Lines from a workbook: read here, looked at on the next page, taken over from there."""
    found = _plan(request, pk)
    allow(policies.may_edit_plan(request.user, found))

    def act(data: dict[str, Any]) -> str:
        with saved(data["file"]) as path:
            rows = queries.read_lines(path)
        facts = {"plan": found, "key": data["key"], "name": data["file"].name, "rows": rows}
        return reverse("plans:line_sheet", args=[actions.upload_lines(by=request.user, at=timezone.now(), **facts).pk])

    return form_page(
        request,
        forms.LinesFileForm(posted(request), request.FILES or None),
        act,
        template="plans/import.html",
        title=_("Plan lines from Excel"),
        of=found,
        back=reverse("plans:plan", args=[pk]),
        action=_("Upload and check"),
        around={"plan": found},
    )


@login_required
@require_GET
def lines_template(request: HttpRequest, pk: int) -> HttpResponseBase:
    """An empty workbook to fill in, with bodies and figures as drop-downs."""
    found = _plan(request, pk)
    allow(policies.may_edit_plan(request.user, found))
    bodies = Organisation.objects.filter(county=found.county_id, kind__in=BODIES, closed_on=None)
    choices = {
        str(queries.SHEET["lead"][0]): [unit.label for unit in bodies],
        str(queries.SHEET["target_figure"][0]): [str(label) for _code, label in queries.figure_choices()],
    }
    notes = [
        _("One row for each measure. Measure, source duty, lead organisation and due date must be there; the others may stay blank."),
        _("A measure that the plan has already is changed; the same file again changes nothing."),
        _("Several co-owners stand in one cell, with 、 between them."),
    ]
    columns = [(str(label), width) for label, _others, width in queries.SHEET.values()]
    return xlsx_response(_("Template of plan lines"), "", columns, [], notes=notes, choices=choices)


def _sheet(request: HttpRequest, pk: UUID) -> LineSheet:
    visible = Plan.objects.visible_to(request.user)
    found = get_object_or_404(LineSheet.objects.filter(plan__in=visible).select_related("plan__county"), pk=pk)
    allow(policies.may_edit_plan(request.user, found.plan))
    return found


@login_required
@require_GET
def line_sheet(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """What a workbook would do, row by row and counted; or what it did."""
    found = _sheet(request, pk)
    rows = queries.check_lines(found.plan, found.rows)
    counts = found.outcome or Counter(row.kind for row in rows)
    return answer(
        request,
        lists.SHEET_ROWS,
        lambda asked: [row for row in rows if asked["kind"] in (None, row.kind)],
        template="plans/sheet.html",
        of=found.name,
        sheet=found,
        counts={kind: counts.get(kind, 0) for kind in ("new", "change", "same", "error")},
        changes=counts.get("new", 0) + counts.get("change", 0),
    )


@login_required
@require_POST
def take_lines(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _sheet(request, pk)
    back = reverse("plans:line_sheet", args=[pk])
    return button(
        request, lambda: bool(actions.take_lines(by=request.user, at=timezone.now(), sheet=found)), _("The lines are in the plan."), back
    )


@login_required
@require_GET
def failed_lines(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The rows that were left out, as they were typed, each with its reasons; corrected, the file is uploaded as it is."""
    found = _sheet(request, pk)
    columns = [(str(label), width) for label, _others, width in queries.SHEET.values()]
    rows = (
        [*(row.texts.get(name, "") for name in queries.SHEET), lists.why(row)]
        for row in queries.check_lines(found.plan, found.rows)
        if row.wrong
    )
    return xlsx_response(_("Rows to correct"), "", [*columns, (_("What to correct"), 60)], rows)


@login_required
@require_GET
def line(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A line: who owns it, to whom it went, and what was done for it."""
    found = _line(request, pk)
    user = request.user
    context: dict[str, Any] = {
        "line": found,
        "owners": found.ownerships.select_related("organisation"),
        "works": queries.work_of(found, user),
        "target": queries.target_of(found, user),
        "history": history(found)[:10],
        "may_enter_receipts": not policies.may_enter_receipts(user, found.plan),
        "may_write": not policies.may_write_line(user, found),
        "may_deploy": not policies.may_deploy(user, found),
        "may_finish": not policies.may_finish(user, found),
        "may_reopen": not policies.may_reopen(user, found),
        "may_drop": not policies.may_drop(user, found),
    }
    shown = lists.SENT if context["may_deploy"] else lists.DEPLOYMENTS
    return answer(request, shown, queries.deployments_of(user, found), template="plans/line.html", of=found.title, **context)


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
        now = timezone.now()
        rows = actions.deploy(by=request.user, at=now, line=found, **data)
        undo = reverse("plans:undeploy", args=[pk, moment_of(now)]) if rows else ""
        tell(request, _("Deployed to %(count)s units; each confirms receipt.") % {"count": len(rows)}, undo=undo)

    return form_page(
        request,
        forms.DeployForm(posted(request), line=found, groups=queries.groups_for(request.user).filter(county=found.county_id)),
        act,
        template="plans/deploy.html",
        title=_("Deploy to units"),
        back=reverse("plans:line", args=[pk]),
        action=_("Deploy"),
        keep=f"deploy-{pk}",
        of=found,
    )


def _undeploy(request: HttpRequest, found: PlanLine, sent: QuerySet[Deployment]) -> HttpResponse:
    allow(policies.may_deploy(request.user, found))

    def act() -> None:
        gone, kept = actions.undeploy(by=request.user, at=timezone.now(), line=found, sent=sent)
        said = [_("Taken back from %(count)s units.") % {"count": gone}] if gone else []
        if kept:
            said.append(_("%(count)s units have confirmed receipt already; with them it stands.") % {"count": kept})
        tell(request, " ".join(said) or _("It was taken back before."))

    return button(request, act, "", reverse("plans:line", args=[found.pk]))


@login_required
@require_POST
def undeploy(request: HttpRequest, pk: int, moment: int) -> HttpResponse:
    """Take back what was deployed at one press, as far as no unit confirmed it."""
    return _undeploy(request, _line(request, pk), queries.deployed_together(moment))


@login_required
@require_POST
def undeploy_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the line back from one unit that has not confirmed it."""
    deployment = get_object_or_404(Deployment.objects.visible_to(request.user), pk=pk)
    return _undeploy(request, _line(request, deployment.line_id), Deployment.objects.filter(pk=pk))


_REASON = partial(ReasonForm, most=500)
finish_line = asks(_line, forms.OutcomeForm, actions.finish_line, policies.may_finish, "plans:line", title=lazy("Mark as carried out"))
reopen_line = asks(_line, _REASON, actions.reopen_line, policies.may_reopen, "plans:line", title=lazy("Reopen the line"))
drop_line = weighs(
    _line, actions.drop_line, policies.may_drop, "plans:line", "plans.line.drop", title=lazy("Drop the line"),
    consequence=lazy("It is not carried out and counts in no figure; the units that have it see that it was dropped, and why."),
    facts=queries.facts_of_line, form=_REASON, grave=True,
    done=Done(lazy("The line is dropped"), next=lazy("Tell the units that had begun with it."), stage=LineStage.DROPPED),
)  # fmt: skip


@login_required
@require_GET
def groups(request: HttpRequest) -> HttpResponseBase:
    """Units under a name, to deploy to together."""
    allow(policies.may_keep_groups(request.user, working_county(request.user).pk))
    return answer(request, lists.GROUPS, queries.groups_for(request.user))


def _group(request: HttpRequest, pk: int) -> UnitGroup:
    return get_object_or_404(UnitGroup.objects.visible_to(request.user).select_related("county"), pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def edit_group(request: HttpRequest, pk: int) -> HttpResponse:
    found = _group(request, pk)
    allow(policies.may_keep_groups(request.user, found.county_id))
    initial = {"title": found.title, "organisations": found.organisations.all()}
    return form_page(
        request,
        forms.GroupForm(posted(request), county=found.county, initial=initial),
        lambda data: actions.edit_group(by=request.user, at=timezone.now(), group=found, **data),
        title=_("Group of units"),
        of=found,
        back=reverse("plans:groups"),
    )


@login_required
@require_POST
def remove_group(request: HttpRequest, pk: int) -> HttpResponse:
    found = _group(request, pk)
    allow(policies.may_keep_groups(request.user, found.county_id))
    return button(
        request,
        lambda: actions.remove_group(by=request.user, at=timezone.now(), group=found),
        _("The group is removed."),
        reverse("plans:groups"),
    )


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
