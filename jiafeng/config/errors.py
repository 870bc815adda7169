"""Pages for what went wrong, each saying what to do next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.cookie import parse_cookie
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation

from jiafeng.common.refusals import NotNow


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Who may not is told apart from what cannot be done now, by anybody."""
    late = bool(exception.args) and isinstance(exception.args[0], NotNow)
    return render(request, "403.html", {"sentence": str(exception), "late": late}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """An expired form: the text the person typed is kept by their browser and put back when the page is opened again."""
    return render(request, "form_expired.html", status=403)


def busy_page() -> Callable[[dict[str, Any]], bytes]:
    """The page for a request that found no place, by its WSGI environment: written beforehand, since nothing can be asked for it then."""
    pages = {}
    for language, _ in settings.LANGUAGES:
        with translation.override(language):
            pages[language] = render_to_string("503.html").encode()

    def page(environ: dict[str, Any]) -> bytes:
        chosen = parse_cookie(environ.get("HTTP_COOKIE", "")).get(settings.LANGUAGE_COOKIE_NAME, "")
        return pages.get(chosen, pages[settings.LANGUAGE_CODE])

    return page
