"""What the pages of messages and letters share."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from jiafeng.common.refusals import Refused
from jiafeng.ground.people.models import Person
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.records.views import keep_upload, picture
from jiafeng.programme.letters import queries
from jiafeng.programme.letters.actions import MAX_PAGES
from jiafeng.programme.letters.models import FamilyLetter, Message, MessageDrive


def drive_or_404(request: HttpRequest, pk: int) -> MessageDrive:
    return get_object_or_404(MessageDrive.objects.visible_to(request.user).whole(), pk=pk)


def message_or_404(request: HttpRequest, pk: int) -> Message:
    return get_object_or_404(queries.with_current(Message.objects.visible_to(request.user)), pk=pk)


def letter_or_404(request: HttpRequest, pk: int) -> FamilyLetter:
    return get_object_or_404(FamilyLetter.objects.visible_to(request.user).select_related("county", "person", "organisation"), pk=pk)


def keep_pages(by: Any, person: Person, uploads: list[Any], *, organisation_id: int | None) -> list[Evidence]:
    """The photographed pages of a letter, examined and kept in their order."""
    facts: dict[str, Any] = {
        "by": by,
        "county_code": person.county.code,
        "caption": str(_("Family letter")),
        "organisation_id": organisation_id,
    }
    pages = [keep_upload(upload, "pages", **facts) for upload in uploads[: MAX_PAGES + 1]]
    if any(not page.media_type.startswith("image/") for page in pages):
        raise Refused(_("Send a photograph or a scanned picture (JPEG, PNG, WebP or HEIC)."), field="pages")
    return pages


def jpeg(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture below the private folder that was derived by us: the copy of the width that a page asks for, or by itself the whole.

    No cache on the way keeps it, so that a consent taken back counts at once.
    """
    if not name or not default_storage.exists(name):
        raise Http404
    if "w" in request.GET:
        return picture(request, name)
    response = FileResponse(default_storage.open(name), content_type="image/jpeg")
    response["Cache-Control"] = "private, no-cache"
    return response
