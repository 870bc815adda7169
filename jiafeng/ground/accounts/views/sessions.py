"""Where an account is signed in: one's own, and for an administrator those of others."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiafeng.common.pages import allow, button
from jiafeng.common.whence import whence_of
from jiafeng.ground.accounts import actions, policies, queries
from jiafeng.ground.accounts.models import User


@login_required
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """Where one is signed in, and what of late happened at the door."""
    return _page(request, request.user, "accounts/sessions.html")  # type: ignore[arg-type]


@login_required
@require_POST
def end_own(request: HttpRequest) -> HttpResponse:
    """End one of them, or all but this."""
    return _end(request, request.user, reverse("accounts:sessions"))  # type: ignore[arg-type]


@login_required
@require_GET
def of_user(request: HttpRequest, pk: int) -> HttpResponse:
    """An account as its administrator sees it: when it signed in last, where it is signed in, what happened at the door."""
    return _page(request, _user(request, pk), "accounts/user.html")


@login_required
@require_POST
def end_of_user(request: HttpRequest, pk: int) -> HttpResponse:
    return _end(request, _user(request, pk), reverse("accounts:sessions_of", args=[pk]))


def _user(request: HttpRequest, pk: int) -> User:
    allow(policies.keeps_accounts(request.user))
    return get_object_or_404(queries.users_for(request.user), pk=pk)


def _page(request: HttpRequest, user: User, template: str) -> HttpResponse:
    context = {
        "account": user,
        "sessions": queries.sessions_of(user, timezone.now())[:50],
        "current": request.session.session_key,
        "entries": queries.entries_of(user)[:20],
        "may_change": not policies.may_change_account_of(request.user, user),
        "resets": not policies.may_reset_factor_of(request.user, user),
    }
    return render(request, template, context)


def _end(request: HttpRequest, user: User, back: str) -> HttpResponse:
    at, handle = timezone.now(), request.POST.get("session", "")
    whence = whence_of(request)

    def act() -> None:
        if not handle:
            actions.end_all_sessions(by=request.user, at=at, user=user, whence=whence, but=request.session.session_key or "")  # type: ignore[arg-type]
            return
        for session in queries.sessions_of(user, at):
            if session.handle == handle:
                actions.end_session(by=request.user, at=at, session=session, whence=whence)  # type: ignore[arg-type]

    return button(request, act, _("Signed out there."), back)
