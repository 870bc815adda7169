"""A line: its text, the units it goes to and is taken back from, and its end."""

from __future__ import annotations

from functools import partial
from typing import Any

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
from jiafeng.common.moments import at_moment, moment_of
from jiafeng.common.pages import Done, allow, asks, button, form_page, weighs
from jiafeng.common.toasts import tell
from jiafeng.ground.lists.views import answer
from jiafeng.ground.records.queries import history
from jiafeng.programme.plans import actions, forms, lists, policies, queries
from jiafeng.programme.plans.models import Deployment, PlanLine
from jiafeng.programme.plans.stages import LineStage
from jiafeng.programme.plans.views.parts import line_of


@login_required
@require_GET
def line(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A line: who owns it, to whom it went, and what was done for it."""
    found = line_of(request, pk)
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
    found = line_of(request, pk)
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
    found = line_of(request, pk)
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
    at = at_moment(moment)
    sent = Deployment.objects.none() if at is None else Deployment.objects.filter(deployed_at=at)
    return _undeploy(request, line_of(request, pk), sent)


@login_required
@require_POST
def undeploy_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the line back from one unit that has not confirmed it."""
    deployment = get_object_or_404(Deployment.objects.visible_to(request.user), pk=pk)
    return _undeploy(request, line_of(request, deployment.line_id), Deployment.objects.filter(pk=pk))


_REASON = partial(ReasonForm, most=500)
finish_line = asks(line_of, forms.OutcomeForm, actions.finish_line, policies.may_finish, "plans:line", title=lazy("Mark as carried out"))
reopen_line = asks(line_of, _REASON, actions.reopen_line, policies.may_reopen, "plans:line", title=lazy("Reopen the line"))
drop_line = weighs(
    line_of, actions.drop_line, policies.may_drop, "plans:line", "plans.line.drop", title=lazy("Drop the line"),
    consequence=lazy("It is not carried out and counts in no figure; the units that have it see that it was dropped, and why."),
    facts=queries.facts_of_line, form=_REASON, grave=True,
    done=Done(lazy("The line is dropped"), next=lazy("Tell the units that had begun with it."), stage=LineStage.DROPPED),
)  # fmt: skip
