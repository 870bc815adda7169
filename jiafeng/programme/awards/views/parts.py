"""What the pages of awards share."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from jiafeng.ground.people.models import Person
from jiafeng.ground.people.queries import people_for
from jiafeng.programme.awards.models import Nomination, Poll, Round, Scheme, Title


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


def addressed(request: HttpRequest, path: str) -> str:
    """An address as it is printed and scanned."""
    return request.build_absolute_uri(path)
