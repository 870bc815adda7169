"""Before the public: the message wall and the family letters, each only while its author agrees."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from jiafeng.common.paging import page_of
from jiafeng.ground.units.queries import county_of
from jiafeng.programme.letters import queries
from jiafeng.programme.letters.models import FamilyLetter, Message
from jiafeng.programme.letters.views.parts import jpeg


def _messages(request: HttpRequest) -> QuerySet[Message]:
    return queries.on_the_wall(county_of(request).pk)


def _letters(request: HttpRequest) -> QuerySet[FamilyLetter]:
    return queries.readable_letters(county_of(request).pk)


@require_GET
def wall(request: HttpRequest) -> HttpResponse:
    """The messages whose authors show them, latest first."""
    return render(request, "letters/wall/wall.html", {"page": page_of(_messages(request), request, per=24)})


@require_GET
def shown(request: HttpRequest, reference: str) -> HttpResponse:
    """One message: where the code on a desk card leads."""
    found = get_object_or_404(_messages(request), reference=reference)
    return render(request, "letters/wall/shown.html", {"message": found, "version": found.version})


@require_GET
def ink(request: HttpRequest, reference: str) -> HttpResponseBase:
    found = get_object_or_404(_messages(request), reference=reference)
    return jpeg(request, found.version.ink)


@require_GET
def letters(request: HttpRequest) -> HttpResponse:
    """The family letters that may be read."""
    return render(request, "letters/wall/letters.html", {"page": page_of(_letters(request), request, per=20)})


@require_GET
def letter(request: HttpRequest, reference: str) -> HttpResponse:
    """One letter to read."""
    found = get_object_or_404(_letters(request), reference=reference)
    return render(request, "letters/wall/letter.html", {"letter": found, "pages": list(found.pages.all())})


@require_GET
def page(request: HttpRequest, reference: str, place: int) -> HttpResponseBase:
    found = get_object_or_404(_letters(request), reference=reference)
    return jpeg(request, get_object_or_404(found.pages.select_related("evidence"), place=place).evidence.preview)
