"""What the pages of people share."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from jiafeng.ground.people.models import Person


def person_of(request: HttpRequest, pk: int) -> Person:
    people = Person.objects.visible_to(request.user).select_related("county", "organisation__county", "household", "merged_into")
    found: Person = get_object_or_404(people, pk=pk)
    return found
