"""The few addresses that belong to no room."""

from __future__ import annotations

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from jiafeng.config.source import archive


@require_GET
def icon(request: HttpRequest) -> HttpResponse:
    """The site's icon, for what has no head to name it in: a browser that shows a bare PDF or picture asks for it here."""
    return redirect(static("img/lotus.svg"))


@require_GET
def source(request: HttpRequest) -> HttpResponseBase:
    """The source of this build, or where the settings say that it is."""
    if settings.SOURCE_URL:
        return redirect(settings.SOURCE_URL)
    return FileResponse(archive().open("rb"), as_attachment=True, filename="jiafeng-source.zip")


def _back(request: HttpRequest) -> HttpResponse:
    """To the page of this site that the person came from; anything else that stands in `next` leads home."""
    back = request.POST.get("next", "/")
    return redirect(back if back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "/")


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie and go back."""
    response = _back(request)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 24 * 3600,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


@require_POST
def choose_elder(request: HttpRequest) -> HttpResponse:
    """Switch 长辈版 on or off, remembered in a cookie, and go back."""
    response = _back(request)
    response.set_cookie(
        "elder",
        "0" if request.COOKIES.get("elder") == "1" else "1",
        max_age=365 * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return response
