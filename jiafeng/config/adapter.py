"""How django-allauth behaves here."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import timezone

from jiafeng.common.whence import whence_of
from jiafeng.ground.accounts import actions
from jiafeng.ground.accounts.forms import Paused
from jiafeng.ground.accounts.models import Happening, User


class ClosedSignup(DefaultAccountAdapter):
    """Accounts are opened by an administrator, never by a visitor. Passwords are counted before they are looked at, and the log has what came of it.

    allauth's own limits lie in the cache and are switched off (settings.ACCOUNT_RATE_LIMITS).
    """

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        name, whence, at = credentials.get("username", ""), whence_of(request), timezone.now()
        tried = actions.begin_try(at=at, name=name, address=whence.address)
        if not tried.wait:
            user = super().authenticate(request, **credentials)
            if user is not None:
                actions.settle_try(name=name, address=whence.address)
                return user
        known = User.objects.filter(username=name).first()
        about: dict[str, Any] = {"at": at, "user": known, "whence": whence, "name": "" if known else name}
        if not tried.wait:
            actions.note(what=Happening.FAILED, **about)
        if tried.to_note or tried.pause:
            actions.note(what=Happening.SLOWED, **about)
        if seconds := tried.wait or tried.pause:
            raise Paused(seconds)
        return None

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Nothing: it is counted above."""

    def set_password(self, user: Any, password: str) -> None:
        actions.change_own_password(by=user, at=timezone.now(), password=password, whence=whence_of(self.request))
