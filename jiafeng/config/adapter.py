"""How django-allauth behaves here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignup(DefaultAccountAdapter):
    """Accounts are opened by an administrator, never by a visitor."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Wrong passwords are counted by axes, which locks out and says until when; allauth's own limit counts second factors alone."""


def username_tried(request: HttpRequest, credentials: Mapping[str, str] | None = None) -> str:
    """The user name that somebody tries to sign in with, under which failures are counted: allauth's form calls the field `login`."""
    return (credentials or {}).get("username") or request.POST.get("login", "")
