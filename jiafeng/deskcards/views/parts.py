"""What the pages of desk cards share."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from jiafeng.deskcards import queries
from jiafeng.deskcards.models import Card, CardRun


def allow(refusal: Any) -> None:
    """A page that only some may open answers 403 with the policy's own sentence."""
    if refusal:
        raise PermissionDenied(str(refusal))


def status(form: Any) -> int:
    return 422 if form.errors else 200


def run_or_404(request: HttpRequest, pk: int) -> CardRun:
    return get_object_or_404(queries.runs_for(request.user), pk=pk)


def card_or_404(request: HttpRequest, pk: int) -> Card:
    rows = Card.objects.visible_to(request.user).select_related(
        "run__drive", "run__county", "person", "organisation", "message__drive", "version", "handed_by", "county"
    )
    return get_object_or_404(rows, pk=pk)
