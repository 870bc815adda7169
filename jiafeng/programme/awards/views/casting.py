"""The last press of a committee's ballot, answered without session, language or template (config.hot): the code is what says who may vote."""

from __future__ import annotations

import re
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from jiafeng.common.forms import fields_of
from jiafeng.common.limits import too_often
from jiafeng.ground.units.queries import name_of_host
from jiafeng.programme.awards import actions
from jiafeng.programme.awards.views.public import LIMIT

_MOST_FIELDS, _LONGEST = 600, 40  # a ballot has at most 500 names
_SECRET = re.compile("[A-Za-z0-9]{32}")
_RECEIPT, _TOKEN = "7XQ-receipt-QX7", "7XQ-token-QX7"


@csrf_exempt
@require_http_methods(["GET", "POST"])
def cast_quickly(request: HttpRequest, token: str) -> HttpResponse:
    """Cast the ballot and show its receipt.

    Anything but a plain ballot is handed on to the page it came from (307: the browser sends the same form again there), which has a sentence for
    each; there leads, too, whoever comes back to this address. Each ballot counts towards the page's limit, in a transaction of its own: what
    is written with a ballot could be joined to it.
    """
    ordinary = reverse("awards:vote", args=[token])
    voted = None
    secret = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    if request.method == "POST" and _SECRET.fullmatch(secret) and not too_often(**LIMIT, request=request):
        voted = _cast_plainly(request, token)
    if voted is None:
        status = 307 if request.method == "POST" else 302
        return HttpResponseRedirect(ordinary, status=status, headers={"Cache-Control": "no-store"})
    request.META["CSRF_COOKIE"] = secret
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    page = _page(ordinary, voted.title, voted.site_name, language, request.COOKIES.get("elder") == "1")
    content = page.replace(_RECEIPT, voted.receipt).replace(_TOKEN, get_token(request))
    return HttpResponse(content, headers={"Cache-Control": "no-store", "Content-Language": language})


def _cast_plainly(request: HttpRequest, token: str) -> actions.Voted | None:
    """Cast, where the form is what a plain ballot sends."""
    try:
        given = fields_of(request, _MOST_FIELDS)
        key = UUID(given.get("key", [""])[-1])
    except ValueError:
        return None
    code = given.get("code", [""])[-1].strip()
    if given.get("step") != ["cast"] or not code or len(code) > _LONGEST or "\0" in code:
        return None
    host, chosen = name_of_host(request.get_host()), given.get("choices", [])
    return actions.cast_at_once(at=timezone.now(), host=host, token=token, code=code, chosen=chosen, key=key)


@lru_cache(64)
def _page(ordinary: str, title: str, site_name: str, language: str, elder: bool) -> str:
    """The page of a receipt with marks where receipt and token stand. It names nothing that is not given here, so it is never out of date."""
    request = HttpRequest()
    request.path = request.path_info = ordinary
    context = {"poll": {"round": {"title": title}}, "receipt": _RECEIPT, "profile": {"site_name": site_name}, "elder": elder}
    with translation.override(language):
        return render_to_string("awards/public/voted.html", {**context, "csrf_token": _TOKEN}, request)
