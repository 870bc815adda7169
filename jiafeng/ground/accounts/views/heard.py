"""What Django and allauth tell of who comes and goes, and of second factors: it is written to the door's log."""

from __future__ import annotations

from typing import Any

from allauth.mfa import signals as factors
from allauth.mfa.models import Authenticator
from django.contrib.auth import signals as doors
from django.http import HttpRequest
from django.utils import timezone

from jiafeng.common.whence import whence_of
from jiafeng.ground.accounts import actions
from jiafeng.ground.accounts.models import Happening, User


def listen() -> None:
    """Called once Django has started."""
    doors.user_logged_in.connect(_signed_in, dispatch_uid="door")
    doors.user_logged_out.connect(_signed_out, dispatch_uid="door")
    factors.authenticator_added.connect(_factor_added, dispatch_uid="door")
    factors.authenticator_removed.connect(_factor_removed, dispatch_uid="door")
    factors.authenticator_reset.connect(_codes_made, dispatch_uid="door")
    factors.authentication_failed.connect(_factor_failed, dispatch_uid="door")


def _signed_in(request: HttpRequest, user: User, **_sent: Any) -> None:
    """Both factors were right. The session says from here on where it began, and when it was last used (config.sessions, config.middleware)."""
    at, whence = timezone.now(), whence_of(request)
    request.session["door"] = {"began": at.timestamp(), "address": whence.address, "browser": whence.browser}
    request.session["seen"] = int(at.timestamp())
    actions.know_address(at=at, name=user.username, address=whence.address)
    actions.note(at=at, what=Happening.SIGNED_IN, user=user, whence=whence)


def _signed_out(request: HttpRequest, user: User | None, **_sent: Any) -> None:
    if user is not None:
        what = Happening.IDLE if getattr(request, "was_idle", False) else Happening.SIGNED_OUT
        actions.note(at=timezone.now(), what=what, user=user, whence=whence_of(request))


def _factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **_sent: Any) -> None:
    codes = authenticator.type == Authenticator.Type.RECOVERY_CODES
    _changed(request, user, Happening.RECOVERY_CODES if codes else Happening.FACTOR_SET)


def _factor_removed(request: HttpRequest, user: User, authenticator: Authenticator, **_sent: Any) -> None:
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:  # which go with it
        _changed(request, user, Happening.FACTOR_REMOVED)


def _codes_made(request: HttpRequest, user: User, **_sent: Any) -> None:
    _changed(request, user, Happening.RECOVERY_CODES)


def _factor_failed(request: HttpRequest, user: User, **_sent: Any) -> None:
    actions.note(at=timezone.now(), what=Happening.FACTOR_FAILED, user=user, whence=whence_of(request))


def _changed(request: HttpRequest, user: User, what: Happening) -> None:
    actions.note_own_change(at=timezone.now(), what=what, user=user, whence=whence_of(request))
