"""Evidence and the action log."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_GET

from jiafeng.common.pages import allow
from jiafeng.common.refusals import Refused
from jiafeng.common.uploads import saved
from jiafeng.ground.lists.views import answer
from jiafeng.ground.records import actions, lists, policies, queries
from jiafeng.ground.records.models import Evidence


def keep_upload(
    upload: UploadedFile, field: str, *, by: Any, county_code: str, caption: str = "", organisation_id: int | None = None
) -> Evidence:
    """An uploaded file, examined and kept as evidence; a refusal of the file belongs to the field it was chosen in. For every room's forms.

    by: the user of the request; who is not signed in is nobody.
    """
    try:
        with saved(upload) as path:
            return actions.add_evidence(
                by=by if getattr(by, "is_authenticated", False) else None,
                at=timezone.now(),
                county_code=county_code,
                file=path,
                name=upload.name or field,
                caption=caption,
                organisation_id=organisation_id,
            )
    except Refused as refused:
        raise Refused(refused.sentence, field=field, code=refused.code) from refused


def picture(request: HttpRequest, name: str) -> HttpResponse:
    """The copy of a picture below the private folder in the width that the address asks for (`?w=400`; 800 where it does not say), which is what
    `{% stored_picture %}` writes. For every room's pictures of its own making: an upload is never shown, only what was derived of it.

    Browsers ask before they show it again, so that a consent taken back counts at once; what has not changed is not sent again.
    """
    asked = request.GET.get("w", "")
    try:
        path = actions.rendition(name=name, wanted=int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 5 else 800)
    except (OSError, ValueError) as gone:
        raise Http404(name) from gone
    stat = path.stat()
    etag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
    answer: HttpResponse = get_conditional_response(request, etag=etag) or HttpResponse(path.read_bytes(), content_type="image/webp")
    answer["Cache-Control"], answer["ETag"] = "private, no-cache", etag
    return answer


@login_required
@require_GET
def evidence(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One piece of evidence: what it is, who added it, its digest, and its files."""
    found = get_object_or_404(Evidence.objects.visible_to(request.user).select_related("added_by"), pk=pk)
    return render(
        request,
        "records/evidence.html",
        {"evidence": found, "history": queries.history(found)[:20], "may_open": not policies.may_open_original(request.user, found)},
    )


@login_required
@require_GET
def preview(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """What may be published of it: no EXIF, no place, no active content."""
    found = get_object_or_404(Evidence.objects.visible_to(request.user), pk=pk)
    if not found.preview:
        raise Http404
    if "w" in request.GET and found.media_type.startswith("image/"):
        return picture(request, found.preview)
    return FileResponse(
        default_storage.open(found.preview),
        content_type=queries.preview_type(found),
        filename=f"{found.sha256[:12]}.{found.preview.rsplit('.', 1)[-1]}",
    )


@login_required
@require_GET
def original(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The untouched file, to the county's staff and auditor only; each opening is logged."""
    found = get_object_or_404(Evidence.objects.visible_to(request.user), pk=pk)
    allow(policies.may_open_original(request.user, found))
    actions.note_opening(by=request.user, at=timezone.now(), evidence=found)
    return FileResponse(
        default_storage.open(found.original), as_attachment=True, filename=found.name, content_type="application/octet-stream"
    )


@login_required
@require_GET
def log(request: HttpRequest) -> HttpResponseBase:
    """The county's action log, for the auditor and the administrator."""
    allow(policies.may_read_log(request.user))
    return answer(request, lists.LOG, lambda asked: queries.log_for(request.user, **asked))


@login_required
@require_GET
def upkeep(request: HttpRequest) -> HttpResponseBase:
    """How the deployment looks after its data: the latest runs, and those before them."""
    allow(policies.may_see_upkeep(request.user))
    return answer(request, lists.UPKEEP, queries.upkeep_runs(), template="records/upkeep.html")
