"""What the pages of gatherings share."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from jiafeng.ground.links.views import in_this_county
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.records.views import keep_upload
from jiafeng.ground.units.models import Organisation
from jiafeng.programme.events import queries
from jiafeng.programme.events.models import Event, Invitation


def event_or_404(request: HttpRequest, pk: int) -> Event:
    rows = Event.objects.visible_to(request.user).select_related("county", "organisation", "plan_line")
    return get_object_or_404(rows, pk=pk)


def door_or_404(request: HttpRequest, pk: int) -> Event:
    """The event whose door is asked for, by who works there or is named to help."""
    return get_object_or_404(queries.at_the_door_of(request.user).select_related("county", "organisation", "plan_line"), pk=pk)


def personal_invitation(request: HttpRequest, token: str) -> Invitation:
    """The invitation of a personal link, which works at its own county's address only."""
    return in_this_county(request, queries.invitation_by_token(token))


def keep_photo(request: HttpRequest, organisation: Organisation, upload: UploadedFile, caption: str) -> Evidence:
    """An uploaded photo as evidence of the host."""
    county = organisation.county.code
    return keep_upload(upload, "photo", by=request.user, county_code=county, caption=caption, organisation_id=organisation.pk)
