"""What stands between the server and every view."""

from __future__ import annotations

import errno
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from jiafeng.config.logs import answering
from jiafeng.ground.accounts.policies import has_second_factor, must_use_second_factor

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


def told_without_secrets(get_response: View) -> View:
    """Name the request to whatever is logged while it is answered, so that nothing of its address that is a key stands in a line (config.logs)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        before = answering.set(request)
        try:
            return get_response(request)
        finally:
            answering.reset(before)

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


def idle(get_response: View) -> View:
    """Sign somebody out who did nothing for a while (`idle_minutes`): offices share computers. What was typed is kept by the browser (app.js).

    The time of the last use is noted once a minute, so that most pages write nothing. Whoever is never idle signs in again after twelve hours
    all the same: else a session that somebody took over could be kept for good.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return get_response(request)
        now = int(time.time())
        unused = now - request.session.get("seen", now)
        open_for = now - request.session.get("door", {}).get("began", now)
        if unused < settings.IDLE_SECONDS and open_for < settings.LONGEST_SECONDS:
            if unused >= min(60, settings.IDLE_SECONDS // 2) or "seen" not in request.session:
                request.session["seen"] = now
            return get_response(request)
        was_idle = unused >= settings.IDLE_SECONDS
        request.was_idle = was_idle  # type: ignore[attr-defined]  # for the log (accounts.views.heard)
        logout(request)
        messages.info(
            request,
            _("You were signed out because nothing was done for a while. What you typed is put back when you sign in again.")
            if was_idle
            else _("You have been signed in for twelve hours. Sign in again; what you typed is put back."),
        )
        if request.headers.get("HX-Request"):  # a part of a page: the whole of it has to go to the sign-in
            page = urlsplit(request.headers.get("HX-Current-URL", "/")).path
            return HttpResponse(headers={"HX-Redirect": f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': page})}"})
        return get_response(request)

    return middleware


_DOOR = {"account_login", "account_logout", "account_reauthenticate"}


def first_things_first(get_response: View) -> View:
    """Lead somebody who has to change a first password, or to set up a second factor, there before any other page. Only the door itself is open."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, *_view: Any) -> HttpResponse | None:
        user, asked = request.user, request.resolver_match.view_name if request.resolver_match else ""
        if not user.is_authenticated or asked in _DOOR:
            return None
        if user.password_is_first:
            first, why = "account_change_password", _("Somebody else chose your password. Choose one of your own first.")
        elif must_use_second_factor(user) and not has_second_factor(user):
            first, why = "mfa_activate_totp", _("Your role signs in with a second factor. Set it up now; it takes a minute.")
        else:
            return None
        if asked == first:
            return None
        if request.headers.get("Sec-Fetch-Dest", "document") == "document":  # a picture or a part of a page shows no message
            messages.warning(request, why)
        return redirect(first)

    middleware.process_view = process_view  # type: ignore[attr-defined]
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
