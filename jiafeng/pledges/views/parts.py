"""What the pages of pledges share."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from jiafeng.pledges import queries
from jiafeng.pledges.models import Pledge, PledgeDrive


def allow(refusal: Any) -> None:
    """A page that only some may open answers 403 with the policy's own sentence."""
    if refusal:
        raise PermissionDenied(str(refusal))


def drive_or_404(request: HttpRequest, pk: int) -> PledgeDrive:
    return get_object_or_404(queries.with_issuers(PledgeDrive.objects.visible_to(request.user)), pk=pk)


def pledge_or_404(request: HttpRequest, pk: int) -> Pledge:
    rows = Pledge.objects.visible_to(request.user).select_related("drive__county", "person", "organisation", "text", "withdrawn_by")
    return get_object_or_404(rows, pk=pk)


def status(form: Any) -> int:
    return 422 if form.errors else 200
