"""How often one address may do what needs no account, counted in the shared cache."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

View = Callable[..., Any]


def limited(name: str, *, times: int, seconds: int, methods: tuple[str, ...] = ("POST",)) -> Callable[[View], View]:
    """Let an address call the view `times` in each span of `seconds`; further calls are answered 429 with the time to wait.

    The address is kept only as a digest and only as long as the span. Be generous: a whole village may share one address.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method in methods and _count(name, request, seconds) > times:
                response = render(request, "429.html", {"minutes": -(-seconds // 60)}, status=429)
                response["Retry-After"] = str(seconds)
                return response
            return view(request, *args, **kwargs)

        return wrapper

    return decorate


def too_often(name: str, request: HttpRequest, *, times: int, seconds: int) -> bool:
    """Count one more from the request's address, and say whether that is beyond `times` in the span: for what is counted only when it fails."""
    return _count(name, request, seconds) > times


def _count(name: str, request: HttpRequest, seconds: int) -> int:
    digest = hashlib.sha256(f"{name} {request.META.get('REMOTE_ADDR', '')}".encode()).hexdigest()[:32]
    key = f"limit:{digest}"
    afterwards: list[Callable[[], Any]] | None = getattr(request, "afterwards", None)
    if afterwards is not None:  # what is written now is taken back (common.heads); a look at the headers counts all the same
        afterwards.append(lambda: _one_more(key, seconds))
        return int(cache.get(key, 0)) + 1
    return _one_more(key, seconds)


def _one_more(key: str, seconds: int) -> int:
    cache.add(key, 0, timeout=seconds)
    try:
        return cache.incr(key)
    except ValueError:  # the span ended between the two calls
        cache.set(key, 1, timeout=seconds)
        return 1
