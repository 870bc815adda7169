"""Accounts and roles, as an administrator keeps them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.accounts import actions, policies, queries
from jiafeng.accounts.forms import PasswordForm, RoleForm, UserForm
from jiafeng.accounts.models import Membership, Role
from jiafeng.common.forms import posted, show_refusal
from jiafeng.common.refusals import Refused
from jiafeng.units.models import Region


def _county(request: HttpRequest) -> Region:
    refusal = policies.keeps_accounts(request.user)
    if refusal:
        raise PermissionDenied(str(refusal))
    return queries.working_county(request.user, Role.ADMINISTRATOR)


@login_required
@require_GET
def users(request: HttpRequest) -> HttpResponse:
    """Every role held in the county, and what each role may do."""
    _county(request)
    return render(request, "accounts/users.html", {"memberships": queries.memberships_for(request.user), "roles": list(Role)})


@login_required
@require_http_methods(["GET", "POST"])
def new_user(request: HttpRequest) -> HttpResponse:
    county = _county(request)
    form = UserForm(posted(request), county=county)
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.open_account(by=request.user, at=timezone.now(), since=timezone.localdate(), **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("The account “%(username)s” is open.") % {"username": user.username})
            return redirect("accounts:users")
    return _form(request, form, _("New account"))


@login_required
@require_http_methods(["GET", "POST"])
def give_role(request: HttpRequest, pk: int) -> HttpResponse:
    county = _county(request)
    user = get_object_or_404(queries.users_for(request.user), pk=pk)
    form = RoleForm(posted(request), county=county)
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_role(by=request.user, at=timezone.now(), user=user, since=timezone.localdate(), **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return redirect("accounts:users")
    return _form(request, form, _("Give %(name)s a role") % {"name": user.name})


@login_required
@require_http_methods(["GET", "POST"])
def set_password(request: HttpRequest, pk: int) -> HttpResponse:
    _county(request)
    user = get_object_or_404(queries.users_for(request.user), pk=pk)
    form = PasswordForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_password(by=request.user, at=timezone.now(), user=user, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("%(name)s has a new password.") % {"name": user.name})
            return redirect("accounts:users")
    return _form(request, form, _("New password for %(name)s") % {"name": user.name})


@login_required
@require_POST
def end_role(request: HttpRequest, pk: int) -> HttpResponse:
    _county(request)
    membership = get_object_or_404(Membership.objects.visible_to(request.user), pk=pk)
    try:
        actions.end_role(by=request.user, at=timezone.now(), membership=membership, until=timezone.localdate())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The role is ended from today."))
    return redirect("accounts:users")


def _form(request: HttpRequest, form: Any, title: str) -> HttpResponse:
    return render(request, "accounts/form.html", {"form": form, "title": title, "roles": list(Role)}, status=422 if form.errors else 200)
