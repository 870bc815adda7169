"""What the pages of messages and letters share."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from jiafeng.common.refusals import Refused
from jiafeng.common.uploads import saved
from jiafeng.letters import queries
from jiafeng.letters.actions import MAX_PAGES
from jiafeng.letters.models import FamilyLetter, Message, MessageDrive
from jiafeng.people.models import Person
from jiafeng.records.actions import add_evidence
from jiafeng.records.models import Evidence


def allow(refusal: Any) -> None:
    """A page that only some may open answers 403 with the policy's own sentence."""
    if refusal:
        raise PermissionDenied(str(refusal))


def status(form: Any) -> int:
    return 422 if form.errors else 200


def drive_or_404(request: HttpRequest, pk: int) -> MessageDrive:
    rows = MessageDrive.objects.visible_to(request.user).select_related("county", "organisation", "plan_line")
    return get_object_or_404(rows, pk=pk)


def message_or_404(request: HttpRequest, pk: int) -> Message:
    return get_object_or_404(queries.with_current(Message.objects.visible_to(request.user)), pk=pk)


def letter_or_404(request: HttpRequest, pk: int) -> FamilyLetter:
    return get_object_or_404(FamilyLetter.objects.visible_to(request.user).select_related("county", "person", "organisation"), pk=pk)


def keep_photo(by: Any, drive_or_letter: Any, upload: Any, *, caption: str, organisation_id: int | None) -> Evidence:
    """An uploaded photograph, examined and kept as evidence."""
    try:
        with saved(upload) as path:
            return add_evidence(
                by=by if getattr(by, "is_authenticated", False) else None,
                at=timezone.now(),
                county_code=drive_or_letter.county.code,
                file=path,
                name=upload.name,
                caption=caption,
                organisation_id=organisation_id,
            )
    except Refused as refused:
        raise Refused(refused.sentence, field="photo", code=refused.code) from refused


def keep_pages(by: Any, person: Person, uploads: list[Any], *, organisation_id: int | None) -> list[Evidence]:
    """The photographed pages of a letter, examined and kept in their order."""
    pages = []
    for upload in uploads[: MAX_PAGES + 1]:
        try:
            pages.append(keep_photo(by, person, upload, caption=str(_("Family letter")), organisation_id=organisation_id))
        except Refused as refused:
            raise Refused(refused.sentence, field="pages", code=refused.code) from refused
    if any(not page.media_type.startswith("image/") for page in pages):
        raise Refused(_("Send a photograph or a scanned picture (JPEG, PNG, WebP or HEIC)."), field="pages")
    return pages


def jpeg(name: str) -> HttpResponseBase:
    """A picture below the private folder that was derived by us. No cache on the way keeps it, so that a consent taken back counts at once."""
    if not name or not default_storage.exists(name):
        raise Http404
    response = FileResponse(default_storage.open(name), content_type="image/jpeg")
    response["Cache-Control"] = "private, no-cache"
    return response
