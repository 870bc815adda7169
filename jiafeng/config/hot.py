"""The hot paths: addresses that a whole county may call in the same minute, answered without session, CSRF, language and the rest; and /healthz, which
is asked by the machine's own address as well as by the site's.

Each hot path is authenticated by a secret of its own, writes in a few statements, and hands anything unusual on to an ordinary page. The same addresses
stand among all others (config.urls), where tests and tools find them; the server only takes the shorter way to them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware
from django.urls import ResolverMatch

from jiafeng.config.health import healthz
from jiafeng.config.logs import answering
from jiafeng.config.middleware import full_disk
from jiafeng.programme.awards.views.casting import cast_quickly
from jiafeng.programme.events.views import phones
from jiafeng.programme.pledges.views.personal import sign_quickly

# An address that is not here is answered the ordinary way, which is slower and otherwise the same.
HOT: list[tuple[re.Pattern[str], Callable[..., HttpResponse]]] = [
    (re.compile(r"/pledges/p/(?P<token>[\w-]{1,64})/quick"), sign_quickly),
    (re.compile(r"/awards/v/(?P<token>[\w-]{1,64})/cast"), cast_quickly),
    (re.compile(r"/events/phone/sign-in"), phones.phone_sign_in),
    (re.compile(r"/events/phone/sync"), phones.phone_sync),
    (re.compile(r"/events/phone/guests"), phones.phone_guests),
    (re.compile(r"/healthz"), healthz),
]
_FOUND = "jiafeng.view"  # not a name that a header can have


def find(path: str) -> ResolverMatch | None:
    """The view of a hot address; None for any other."""
    for pattern, view in HOT:
        if found := pattern.fullmatch(path):
            return ResolverMatch(view, (), found.groupdict())
    return None


class HotHandler(WSGIHandler):
    """Django's handler with no middleware but what a write needs: its own host, https where the site has it, and a word for a full disk.

    The headers that tell browsers what to refuse are those of every page, made once by the same middlewares.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        handler: Any = self  # what Django's own load_middleware sets, and its stubs do not name
        security = SecurityMiddleware(handler._get_response)
        disk: Any = full_disk(handler._get_response)
        handler._view_middleware, handler._template_response_middleware = [], []
        handler._exception_middleware = [disk.process_exception]
        told = {secure: _told_to_browsers(secure=secure) for secure in (False, True)}

        def guarded(request: HttpRequest) -> HttpResponseBase:
            if request.META[_FOUND].func is not healthz:
                request.get_host()  # refuses a name that is not ours
            answer: HttpResponseBase = security.process_request(request) or handler._get_response(request)
            return answer

        inner = convert_exception_to_response(guarded)

        def headed(request: HttpRequest) -> HttpResponseBase:
            before = answering.set(request)
            try:
                answer: Any = inner(request)
            finally:
                answering.reset(before)
            for name, value in told[request.is_secure()]:
                answer.headers.setdefault(name, value)
            response: HttpResponseBase = answer
            return response

        handler._middleware_chain = headed

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        """The view that `Fork` found."""
        match: ResolverMatch = request.META[_FOUND]
        request.resolver_match = match
        return match


def _told_to_browsers(*, secure: bool) -> list[tuple[str, str]]:
    """The headers that the middlewares of every other page put on an answer."""
    request = HttpRequest()
    request.META |= {"SERVER_NAME": "localhost", "SERVER_PORT": "443" if secure else "80"}
    if secure and settings.SECURE_PROXY_SSL_HEADER:
        request.META[settings.SECURE_PROXY_SSL_HEADER[0]] = settings.SECURE_PROXY_SSL_HEADER[1]
    request._get_scheme = lambda: "https" if secure else "http"  # type: ignore[attr-defined]  # as the server's own requests say it
    made = HttpResponse(b"")
    bare = set(made.headers)
    for middleware in (SecurityMiddleware, CSPMiddleware, XFrameOptionsMiddleware):
        middleware(lambda _request: made).process_response(request, made)
    return [(name, value) for name, value in made.items() if name not in bare]


class Fork:
    """The application: the hot handler for hot addresses, Django's own for every other."""

    def __init__(self, ordinary: WSGIHandler) -> None:
        self.ordinary = ordinary
        self.hot = HotHandler()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        match = find(environ.get("PATH_INFO", ""))
        if match is None or (environ.get("REQUEST_METHOD") == "HEAD" and match.func is not healthz):
            return self.ordinary(environ, start_response)
        environ[_FOUND] = match
        return self.hot(environ, start_response)
