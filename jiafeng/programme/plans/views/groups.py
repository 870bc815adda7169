"""Units under a name."""

from __future__ import annotations

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
from jiafeng.ground.accounts.queries import working_county
from jiafeng.ground.lists.views import answer
from jiafeng.programme.plans import actions, forms, lists, policies, queries
from jiafeng.programme.plans.models import UnitGroup


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
