"""Accounts and roles, as an administrator keeps them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
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
from jiafeng.ground.accounts import actions, lists, policies, queries
from jiafeng.ground.accounts.forms import PasswordForm, RoleForm, UserForm
from jiafeng.ground.accounts.models import Membership, Role
from jiafeng.ground.lists import Button
from jiafeng.ground.lists.views import answer
from jiafeng.ground.units.models import Region


def _county(request: HttpRequest) -> Region:
    allow(policies.keeps_accounts(request.user))
    return queries.working_county(request.user, Role.ADMINISTRATOR)


@login_required
@require_GET
def users(request: HttpRequest) -> HttpResponseBase:
    """Every role held in the county, and what each role may do."""
    _county(request)
    add = Button(_("New account"), reverse("accounts:new_user"), "user-plus")
    return answer(
        request, lists.ROLES, queries.memberships_for(request.user), template="accounts/users.html", buttons=[add], roles=list(Role)
    )


def _form(request: HttpRequest, form: forms.Form, act: Callable[[dict[str, Any]], object], title: str, done: str = "") -> HttpResponse:
    """A form beside what each role may do."""
    return form_page(
        request,
        form,
        act,
        template="accounts/form.html",
        title=title,
        back=reverse("accounts:users"),
        keep="account",
        done=done,
        around={"roles": list(Role)},
    )


@login_required
@require_http_methods(["GET", "POST"])
def new_user(request: HttpRequest) -> HttpResponse:
    county = _county(request)

    def act(data: dict[str, Any]) -> None:
        user = actions.open_account(by=request.user, at=timezone.now(), since=timezone.localdate(), **data)
        tell(request, _("The account “%(username)s” is open.") % {"username": user.username})

    return _form(request, UserForm(posted(request), county=county), act, _("New account"))


@login_required
@require_http_methods(["GET", "POST"])
def give_role(request: HttpRequest, pk: int) -> HttpResponse:
    county = _county(request)
    user = get_object_or_404(queries.users_for(request.user), pk=pk)
    return _form(
        request,
        RoleForm(posted(request), county=county),
        lambda data: actions.give_role(by=request.user, at=timezone.now(), user=user, since=timezone.localdate(), **data),
        _("Give %(name)s a role") % {"name": user.name},
    )


@login_required
@require_http_methods(["GET", "POST"])
def set_password(request: HttpRequest, pk: int) -> HttpResponse:
    _county(request)
    user = get_object_or_404(queries.users_for(request.user), pk=pk)
    return _form(
        request,
        PasswordForm(posted(request)),
        lambda data: actions.set_password(by=request.user, at=timezone.now(), user=user, **data),
        _("New password for %(name)s") % {"name": user.name},
        _("%(name)s has a new password.") % {"name": user.name},
    )


@login_required
@require_POST
def end_role(request: HttpRequest, pk: int) -> HttpResponse:
    _county(request)
    membership = get_object_or_404(Membership.objects.visible_to(request.user), pk=pk)
    return button(
        request,
        lambda: actions.end_role(by=request.user, at=timezone.now(), membership=membership, until=timezone.localdate()),
        _("The role is ended from today."),
        reverse("accounts:users"),
    )


@login_required
@require_POST
def disable(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the account sign in no more."""
    return _switch(request, pk, actions.disable_user, _("%(name)s signs in no more, and is signed out everywhere."))


@login_required
@require_POST
def enable(request: HttpRequest, pk: int) -> HttpResponse:
    return _switch(request, pk, actions.enable_user, _("%(name)s may sign in again."))


def _switch(request: HttpRequest, pk: int, act: Callable[..., Any], done: str) -> HttpResponse:
    _county(request)
    user = get_object_or_404(queries.users_for(request.user), pk=pk)
    return button(
        request,
        lambda: act(by=request.user, at=timezone.now(), user=user),
        done % {"name": user.name},
        reverse("accounts:sessions_of", args=[pk]),
    )
