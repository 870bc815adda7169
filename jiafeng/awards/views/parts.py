"""What the pages of awards share."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from jiafeng.awards.models import Nomination, Poll, Round, Scheme, Title
from jiafeng.common import pages
from jiafeng.people.models import Person
from jiafeng.people.queries import people_for
from jiafeng.press.faces import MissingGlyphs

form_page = partial(pages.form_page, template="awards/form.html")
"""A page of one form in the look of the room; the public's pages name a template of their own."""


def allow(refusal: Any) -> None:
    """A page that only some may open answers 403 with the policy's own sentence."""
    if refusal:
        raise PermissionDenied(str(refusal))


def scheme_or_404(request: HttpRequest, pk: int) -> Scheme:
    return get_object_or_404(Scheme.objects.visible_to(request.user).select_related("county"), pk=pk)


def round_or_404(request: HttpRequest, pk: int) -> Round:
    return get_object_or_404(Round.objects.visible_to(request.user).select_related("county", "scheme", "version"), pk=pk)


def nomination_or_404(request: HttpRequest, pk: int) -> Nomination:
    related = ("county", "round__scheme", "round__version", "person", "organisation", "nominating_unit")
    return get_object_or_404(Nomination.objects.visible_to(request.user).select_related(*related), pk=pk)


def poll_or_404(request: HttpRequest, pk: int) -> Poll:
    return get_object_or_404(Poll.objects.visible_to(request.user).select_related("county", "round__scheme"), pk=pk)


def title_or_404(request: HttpRequest, pk: int) -> Title:
    return get_object_or_404(Title.objects.visible_to(request.user).select_related("county", "scheme", "round", "person"), pk=pk)


def people_looked_for(request: HttpRequest, round_: Round) -> tuple[str, QuerySet[Person]]:
    """The words of ?q= and whom a form may choose by them from the county's list; a posted form chooses among all of it."""
    words = request.GET.get("q", "").strip()
    people = people_for(request.user).present().filter(county=round_.county_id)
    if request.method == "POST":
        return words, people
    found = [each.pk for each in people.filter(name__contains=words)[:20]] if words else []
    return words, Person.objects.filter(pk__in=found)


def pdf(request: HttpRequest, back: str, make: Callable[[], bytes], name: str) -> HttpResponse:
    """The printed page; where a character has no font, the page it was asked from says which, instead of paper with a gap."""
    try:
        content = make()
    except MissingGlyphs as missing:
        signs = "、".join(sorted({each.character for each in missing.missing}))
        sentence = _("These characters cannot be printed: %(signs)s. Replace them, or write them with other characters.")
        messages.error(request, sentence % {"signs": signs})
        return redirect(back)
    header = content_disposition_header(as_attachment=False, filename=f"{name}.pdf")
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": header or "inline"})


def addressed(request: HttpRequest, path: str) -> str:
    """An address as it is printed and scanned."""
    return request.build_absolute_uri(path)
