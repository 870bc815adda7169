"""What the pages of pledges share."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from jiafeng.common.prepared import Prepared
from jiafeng.common.scoping import reach_of
from jiafeng.programme.pledges.models import Pledge, PledgeDrive

_drives: Prepared[PledgeDrive] = Prepared(lambda reach, pk: PledgeDrive.objects.within(reach).whole().filter(pk=pk))


def drive_or_404(request: HttpRequest, pk: int) -> PledgeDrive:
    return _drives.one_or_404(reach_of(request.user), pk)


def pledge_or_404(request: HttpRequest, pk: int) -> Pledge:
    rows = Pledge.objects.visible_to(request.user).select_related("drive__county", "person", "organisation", "text", "withdrawn_by")
    return get_object_or_404(rows, pk=pk)
