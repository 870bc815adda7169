"""The signature wall on a big screen: a page for whoever has its address, which asks every few seconds what has changed."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from jiafeng.ground.links.views import in_this_county
from jiafeng.library.calendars import local_day
from jiafeng.library.press.codes import qr
from jiafeng.programme.pledges import policies, queries
from jiafeng.programme.pledges.models import PledgeDrive

_MOST = 300


def _wall(request: HttpRequest, token: str) -> PledgeDrive:
    return in_this_county(request, queries.wall_by_token(token))


@never_cache
@require_GET
def wall(request: HttpRequest, token: str) -> HttpResponse:
    """The screen, with the code to sign while the drive is open; the names come by the two addresses below."""
    drive = _wall(request, token)
    context: dict[str, Any] = {"drive": drive, "token": token}
    if not policies.may_take_part(drive, local_day(timezone.now())):
        context["code"] = qr(request.build_absolute_uri(reverse("pledges:start", args=[drive.token])))
    return render(request, "pledges/wall.html", context)


@require_GET
def wall_state(request: HttpRequest, token: str) -> HttpResponse:
    """Which signatures stand there now, as differences of their ids. 304 where nothing changed since the ETag that the screen sends."""
    drive = _wall(request, token)
    shown, number = queries.shown_on_wall(drive), queries.signers(drive)
    etag = f'"{queries.fingerprint(shown, number)}"'
    response: HttpResponse
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponseNotModified()
    else:
        response = _json({"steps": queries.steps_of(shown), "signers": number})
    response["ETag"], response["Cache-Control"] = etag, "no-cache, private"
    return response


@never_cache
@require_GET
def wall_names(request: HttpRequest, token: str) -> HttpResponse:
    """At most 300 of them: ?after=ID, or ?ids=1,2,3."""
    drive = _wall(request, token)
    only = [_number(each) for each in request.GET.get("ids", "").split(",")[:_MOST] if each]
    return _json({"names": queries.on_wall(drive, after=_number(request.GET.get("after", "0")), only=only)})


def _number(raw: str) -> int:
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 18):
        raise Http404
    return int(raw)


def _json(data: object) -> HttpResponse:
    return HttpResponse(json.dumps(data, ensure_ascii=False, separators=(",", ":")), content_type="application/json")
