"""What the pages of gatherings share."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from jiafeng.common.forms import show_refusal, with_value
from jiafeng.common.refusals import Refused, Stale
from jiafeng.common.uploads import saved
from jiafeng.events import queries
from jiafeng.events.models import Event, Invitation
from jiafeng.records.actions import add_evidence
from jiafeng.records.models import Evidence
from jiafeng.units.models import Organisation
from jiafeng.units.queries import county_of


def allow(refusal: Any) -> None:
    """A page that only some may open answers 403 with the policy's own sentence."""
    if refusal:
        raise PermissionDenied(str(refusal))


def event_or_404(request: HttpRequest, pk: int) -> Event:
    rows = Event.objects.visible_to(request.user).select_related("county", "organisation", "plan_line")
    return get_object_or_404(rows, pk=pk)


def personal_invitation(request: HttpRequest, token: str) -> Invitation:
    """The invitation of a personal link, which works at its own county's address only."""
    found = queries.invitation_by_token(token)
    if found is None or found.county_id != county_of(request).pk:
        raise Http404
    return found


def status(form: Any) -> int:
    return 422 if form.errors else 200


def refuse(form: Any, refused: Refused, revision: int | None = None) -> None:
    """Show a refusal on the form. After a stale edit the form carries today's `revision`, so that saving once more is the author's own choice."""
    if isinstance(refused, Stale) and revision is not None:
        with_value(form, "revision", revision)
    show_refusal(form, refused)


def keep(request: HttpRequest, organisation: Organisation, upload: UploadedFile, caption: str = "") -> Evidence:
    """An uploaded photo as evidence of the host; a refusal of the file belongs to its field."""
    try:
        with saved(upload) as path:
            return add_evidence(
                by=request.user,
                at=timezone.now(),
                county_code=organisation.county.code,
                file=path,
                name=upload.name or "photo",
                caption=caption,
                organisation_id=organisation.pk,
            )
    except Refused as refused:
        raise Refused(refused.sentence, field="photo") from refused
