"""What the pages of pledges share."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from jiafeng.programme.pledges.models import Pledge, PledgeDrive


def drive_or_404(request: HttpRequest, pk: int) -> PledgeDrive:
    return get_object_or_404(PledgeDrive.objects.visible_to(request.user).whole(), pk=pk)


def pledge_or_404(request: HttpRequest, pk: int) -> Pledge:
    rows = Pledge.objects.visible_to(request.user).select_related("drive__county", "person", "organisation", "text", "withdrawn_by")
    return get_object_or_404(rows, pk=pk)
