"""What stands between the server and every view."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from jiafeng.accounts.policies import must_use_second_factor

logger = logging.getLogger(__name__)
View = Callable[[HttpRequest], HttpResponse]

_FULL = ("database or disk is full", "No space left on device", "could not extend file")


def address_of(meta: Mapping[str, Any]) -> str:
    """The visitor's address where `proxy_count` proxies of ours stand in front.

    Each proxy appends to X-Forwarded-For the address it was called from, so the n-th from the right is the one our outermost proxy saw;
    what stands left of it the visitor wrote. A request that did not come through all of them keeps its own address.
    """
    hops = [hop.strip() for hop in meta.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    count = settings.PROXY_COUNT
    found: str = (hops[-count] if 0 < count <= len(hops) else "") or meta.get("REMOTE_ADDR", "")
    return found


def visitors_address(get_response: View) -> View:
    """Make REMOTE_ADDR the visitor's: lock-outs and readers are counted by it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.META["REMOTE_ADDR"] = address_of(request.META)
        return get_response(request)

    return middleware


def no_nul(get_response: View) -> View:
    """Refuse an address with U+0000 in it: no link of ours has one, and PostgreSQL keeps none. Forms refuse it in their fields."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise SuspiciousOperation("an address with U+0000 in it")
        return get_response(request)

    return middleware


class ChosenLanguage(LocaleMiddleware):
    """Chinese unless the visitor chose English: the browser's own preference is a guess that office PCs get wrong."""

    def process_request(self, request: HttpRequest) -> None:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        translation.activate(chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()


def second_factor(get_response: View) -> View:
    """Send an administrator without a second factor to set one up, before any other page."""
    from allauth.mfa.utils import is_mfa_enabled

    open_paths = ("/accounts/", "/static/", "/healthz", "/language")

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and not request.path.startswith(open_paths) and must_use_second_factor(user) and not is_mfa_enabled(user):
            messages.warning(request, _("Administrators sign in with a second factor. Set it up now; it takes a minute."))
            return redirect("mfa_activate_totp")
        return get_response(request)

    return middleware


def kept_by_nobody(get_response: View) -> View:
    """Tell browsers and proxies to keep no page of somebody who is signed in: offices share computers. A view's own word stands."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response

    return middleware


def explained(get_response: View) -> View:
    """Give an answer that Django leaves blank (an address opened the wrong way) a page that says what to do."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 405 and not response.streaming and not response.content and request.accepts("text/html"):
            page = render(request, "405.html", status=405)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response

    return middleware


def full_disk(get_response: View) -> View:
    """Tell a full disk as what it is: the write was rolled back, nothing is half done, and somebody must make room."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        no_space = isinstance(exception, OSError) and exception.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        if no_space or (isinstance(exception, DatabaseError) and any(text in str(exception) for text in _FULL)):
            logger.error("the disk is full: %s", exception)
            return render(request, "full_disk.html", status=507)
        return None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware
