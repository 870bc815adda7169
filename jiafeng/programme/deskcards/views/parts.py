"""What the pages of desk cards share."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from jiafeng.programme.deskcards import queries
from jiafeng.programme.deskcards.models import Card, CardRun


def run_or_404(request: HttpRequest, pk: int) -> CardRun:
    return get_object_or_404(queries.runs_for(request.user), pk=pk)


def card_or_404(request: HttpRequest, pk: int) -> Card:
    rows = Card.objects.visible_to(request.user).select_related(
        "run__drive", "run__county", "person", "organisation", "message__drive", "version", "handed_by", "county"
    )
    return get_object_or_404(rows, pk=pk)
