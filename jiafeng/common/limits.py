"""How often one address may do what needs no account. Counters lie in the database, by a keyed digest, as long as their span (`accounts`)."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from datetime import datetime
from functools import partial, wraps
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

View = Callable[..., Any]


class Count(Protocol):
    def __call__(self, *, at: datetime, what: str, who: str, seconds: int) -> int: ...


_counts: list[Count] = []


def counted_by(count: Count) -> None:
    """Name the action that counts (the room's that has the table, from AppConfig.ready): this floor has no models."""
    _counts[:] = [count]


def network_of(address: str) -> str:
    """Whom an address stands for: itself, or of IPv6 the /64 of which one line or telephone has all."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, ipaddress.IPv6Address):
        return address
    return str(found.ipv4_mapped or ipaddress.IPv6Network((int(found) >> 64 << 64, 64)))


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
    one_more = partial(_counts[0], at=timezone.now(), what=name, who=network_of(request.META.get("REMOTE_ADDR", "")), seconds=seconds)
    afterwards: list[Callable[[], Any]] | None = getattr(request, "afterwards", None)
    if afterwards is not None:  # what is written now is taken back (common.heads); a look at the headers counts all the same
        afterwards.append(one_more)
    return one_more()
