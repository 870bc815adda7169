"""HEAD answers as GET does, without a body, and leaves nothing behind (RFC 9110, 9.3.2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse


def bodiless(response: Any) -> HttpResponse:
    """The headers alone; what would have been sent is closed unread, together with the answer."""
    bare = HttpResponse(status=response.status_code, reason=response.reason_phrase)
    bare.headers = response.headers
    bare.cookies = response.cookies
    if not response.streaming:
        bare.headers["Content-Length"] = str(len(response.content))
    # Closing it here would tell Django that the request is over, which then gives up the connection that is in a transaction.
    bare._resource_closers, response._resource_closers = response._resource_closers, []  # type: ignore[attr-defined]
    return bare


def as_get(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Answer HEAD by the page's own GET, inside a transaction that is taken back: no view is counted, no message is used up, no code is spent.

    What has to stay, such as how often an address asked, is put into the request's `afterwards` and done then.
    """

    def middleware(request: HttpRequest) -> Any:
        if request.method != "HEAD":
            return get_response(request)
        afterwards: list[Callable[[], Any]] = []
        request.method, request.afterwards = "GET", afterwards  # type: ignore[attr-defined]
        try:
            with transaction.atomic():
                response = bodiless(get_response(request))
                transaction.set_rollback(True)
        finally:
            request.method = "HEAD"
        for act in afterwards:
            act()
        return response

    return middleware
