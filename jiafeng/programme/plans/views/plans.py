"""A year's plan and its lines."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods

from jiafeng.common.forms import posted
from jiafeng.common.pages import Done, allow, asks, form_page, weighs
from jiafeng.ground.accounts.queries import working_county
from jiafeng.ground.lists import Button, offered
from jiafeng.ground.lists.views import answer
from jiafeng.ground.records.queries import history
from jiafeng.programme.plans import actions, forms, lists, policies, queries
from jiafeng.programme.plans.stages import PlanStage
from jiafeng.programme.plans.views.parts import plan_of


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
    row, user, at = plan_of(request, pk), request.user, [pk]
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


edit_plan = asks(plan_of, forms.EditPlanForm, actions.edit_plan, policies.may_edit_plan, "plans:plan", title=lazy("Edit plan"))
issue_plan = weighs(
    plan_of, actions.issue_plan, policies.may_issue, "plans:plan", "plans.plan.issue", title=lazy("Issue the plan"),
    consequence=lazy("The units see it from now on, and its lines are deployed to them."), facts=queries.facts_of_plan,
    done=Done(lazy("The plan is issued"), next=lazy("Deploy its lines to the units now."), stage=PlanStage.ISSUED),
)  # fmt: skip
close_plan = weighs(
    plan_of, actions.close_plan, policies.may_close, "plans:plan", "plans.plan.close", title=lazy("Close the plan"),
    consequence=lazy("No line of it is written, deployed or reopened any more."), facts=queries.facts_of_plan,
    done=Done(lazy("The plan is closed"), next=lazy("What was done stays to be read, and counts in every figure."), stage=PlanStage.CLOSED),
)  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def new_line(request: HttpRequest, pk: int) -> HttpResponse:
    found = plan_of(request, pk)
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
    found = plan_of(request, pk)
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
