"""django-allauth's pages of the door, behind our limits: a try that comes too early is answered 429, with the time to wait."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as factor
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from jiafeng.common.limits import limited
from jiafeng.ground.accounts.forms import Paused

View = Callable[..., HttpResponseBase]


def _waits(view: Callable[..., Any]) -> View:
    """Answer a try that is not looked at yet; and of any kind, at most 200 a minute from one address: a whole office comes from one at nine."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            answer: HttpResponseBase = view(request, *args, **kwargs)
        except Paused as paused:
            answer = paused_page(request, paused.seconds)
        return answer

    return limited("accounts.door", times=200, seconds=60)(wrapper)


def paused_page(request: HttpRequest, seconds: int) -> HttpResponse:
    """Too many wrong tries: how long to wait, a quarter of an hour or so many seconds."""
    response = render(request, "account/locked.html", {"seconds": seconds}, status=429)
    response["Retry-After"] = str(seconds)
    return response


sign_in = _waits(account.login)
reauthenticate = _waits(account.reauthenticate)
change_password = _waits(login_required(account.password_change))
second_factor = _waits(factor.authenticate)
second_factor_again = _waits(factor.reauthenticate)
