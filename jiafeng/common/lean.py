"""Hot paths: addresses that a token of their own lets in skip what they do not need.

The usual middlewares (session, language, CSRF, account, messages) cost more than half of such a request. A lean view is named here by its
route, answers JSON, and looks after what it skips: it takes its token from a header or from the body and never from a cookie, so nothing
that a browser sends by itself can use it (no CSRF), and it sets its language itself.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.urls import resolve, reverse

View = Callable[..., HttpResponseBase]

_names: list[str] = []


def add(name: str) -> None:
    """Make the route `name`, which takes no argument, a lean one; called in a room's AppConfig.ready."""
    _names.append(name)


@cache
def _views() -> dict[str, View]:
    return {path: resolve(path).func for path in map(reverse, _names)}


def view_of(path: str) -> View | None:
    """The lean view at a path."""
    return _views().get(path)


def straight(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """The middleware that leads a request for a lean path past all others; it stands first, behind the visitor's address."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        view = view_of(request.path_info)
        return get_response(request) if view is None else view(request)

    return middleware


def answer(content: Any, status: int = 200) -> JsonResponse:
    """JSON that no cache keeps and no browser takes for anything else."""
    return JsonResponse(content, status=status, headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"})
