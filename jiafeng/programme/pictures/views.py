"""The pictures and attachments of a text: the page where staff keep them, and the files as readers get them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.common.forms import posted
from jiafeng.common.pages import allow, button, form_page
from jiafeng.common.refusals import refuse_if
from jiafeng.ground.records.views import keep_upload
from jiafeng.ground.records.views import picture as rendition
from jiafeng.ground.units.queries import county_of
from jiafeng.programme.pictures import actions, forms, policies, queries
from jiafeng.programme.pictures.models import Attachment, Picture

MOST_PREVIEWED = 20_000  # characters; no text here is longer


@require_GET
def shown(request: HttpRequest, pk: int) -> HttpResponse:
    """A picture in the size that is asked for: outside only while its text is public and everybody on it agrees; its text's staff see it always."""
    found = get_object_or_404(Picture.objects.select_related("evidence"), pk=pk)
    text = queries.text_of(found.subject)
    works = text is not None and text.kind.reads(request.user, text.row)
    if not works:
        free = queries.shown(Picture.objects.filter(pk=pk)).exists()
        if not free or not queries.may_fetch(request.user, county_of(request).pk, found, request.GET.get("k", "")):
            raise Http404(f"picture {pk}")
    return rendition(request, found.evidence.preview)


@require_GET
def attachment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """An attachment as it may be handed out, under the name that its text gives it."""
    found = get_object_or_404(Attachment.objects.select_related("evidence"), pk=pk)
    if not queries.may_fetch(request.user, county_of(request).pk, found, request.GET.get("k", "")):
        raise Http404(f"attachment {pk}")
    answer = FileResponse(
        default_storage.open(found.evidence.preview), content_type="application/pdf", filename=f"{get_valid_filename(found.title)}.pdf"
    )
    answer["Cache-Control"] = "private, no-cache"
    return answer


@login_required
@require_GET
def manage(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """A text's pictures and attachments."""
    text = queries.text_or_404(request.user, kind, pk)
    context = {
        "text": text,
        "pictures": queries.pictures_of(text.subject),
        "attachments": queries.attachments_of(text.subject),
        "may_edit": not text.may_edit(request.user),
        "may_state": text.kind.keeps(request.user, text.row),
    }
    return render(request, "pictures/manage.html", context)


@login_required
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """A text as its readers will see it, while it is still being written; nothing is kept."""
    subject = request.POST.get("subject", "")
    if subject:
        kind, _colon, number = subject.partition(":")
        queries.text_or_404(request.user, kind, int(number) if number.isascii() and number.isdigit() and len(number) <= 18 else 0)
    return render(request, "pictures/_preview.html", {"text": request.POST.get("body", "")[:MOST_PREVIEWED], "subject": subject})


def _page(text: queries.Text) -> str:
    return reverse("pictures:manage", args=[text.kind.name, text.row.pk])


@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Add an upload."""
    text = queries.text_or_404(request.user, kind, pk)
    allow(text.may_edit(request.user))

    def act(data: dict[str, Any]) -> str:
        refusal = policies.alt_refusal(data["alt"], caption=data["caption"], file_name=data["file"].name, decorative=data["decorative"])
        refuse_if(refusal, field="alt")  # before the upload is kept
        evidence = keep_upload(data.pop("file"), "file", by=request.user, county_code=text.county.code, caption=data["caption"])
        made = actions.add_picture(by=request.user, at=timezone.now(), text=text, evidence=evidence, **data)
        return _page(text) if made.faces else reverse("pictures:faces", args=[made.pk])

    form = forms.UploadForm(posted(request), request.FILES or None, initial={"cover": not queries.pictures_of(text.subject)})
    return form_page(
        request,
        form,
        act,
        title=_("Add a picture"),
        back=_page(text),
        of=text.row,
        action=_("Add"),
        keep=f"picture-{text.subject}",
        done=_("The picture is kept."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def photos(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Add one of a gathering's photos; what somebody has not agreed to is not offered."""
    text = queries.text_or_404(request.user, kind, pk)
    allow(text.may_edit(request.user))
    events = list(queries.offered_events(request.user, text))
    asked = request.GET.get("event", "")
    chosen = next((each for each in events if str(each.pk) == asked), events[0] if events else None)
    offer = queries.offered_photos(text, chosen) if chosen else None
    offered = offer.photos if offer else ()

    def act(data: dict[str, Any]) -> None:
        photo = data["photo"]
        actions.add_picture(by=request.user, at=timezone.now(), text=text, evidence=photo.evidence, **data)

    return form_page(
        request,
        forms.PhotoForm(posted(request), photos=offered, initial={"cover": not queries.pictures_of(text.subject)}),
        act,
        template="pictures/photos.html",
        title=_("From a gathering"),
        back=_page(text),
        done=_("The photo is added."),
        around={"text": text, "events": events, "chosen": chosen, "offer": offer},
    )


def _picture(request: HttpRequest, pk: int) -> tuple[Picture, queries.Text]:
    found = get_object_or_404(Picture.objects.select_related("evidence", "photo__event", "county"), pk=pk)
    kind, _colon, number = found.subject.partition(":")
    return found, queries.text_or_404(request.user, kind, int(number))


@login_required
@require_http_methods(["GET", "POST"])
def picture(request: HttpRequest, pk: int) -> HttpResponse:
    """What is said of a picture."""
    found, text = _picture(request, pk)
    allow(text.may_edit(request.user))
    names = ("alt", "decorative", "caption", "cover", "revision")
    return form_page(
        request,
        forms.EditForm(posted(request), initial={name: getattr(found, name) for name in names}),
        lambda data: actions.describe(by=request.user, at=timezone.now(), picture=found, **data),
        template="pictures/picture.html",
        title=_("Picture %(number)s") % {"number": found.number},
        back=_page(text),
        done=_("Saved."),
        current=found,
        around={"text": text, "picture": found},
    )


@login_required
@require_http_methods(["GET", "POST"])
def faces(request: HttpRequest, pk: int) -> HttpResponse:
    """Who can be recognised on an upload, and whether it may be shown as the ledger of consents stands now."""
    found, text = _picture(request, pk)
    if found.photo_id is not None:
        raise Http404("a gathering's photo is stated on its own page")
    if not text.kind.keeps(request.user, text.row):
        allow(text.may_edit(request.user))
    named = [row.person_id for row in found.named.all()]
    words = request.GET.get("q", "")[:40]
    people = queries.people_on_offer(request.user, found, words, named)
    return form_page(
        request,
        forms.FacesForm(posted(request), people=people, initial={"faces": found.faces, "people": named}),
        lambda data: actions.state_faces(by=request.user, at=timezone.now(), picture=found, **data),
        template="pictures/faces.html",
        title=_("Who is on the picture"),
        back=_page(text),
        done=_("Saved."),
        around={
            "text": text,
            "picture": found,
            "words": words,
            "shown": queries.shown(Picture.objects.filter(pk=pk)).exists(),
            "missing": queries.without_consent(found),
        },
    )


@login_required
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a picture out of its text."""
    found, text = _picture(request, pk)
    return button(
        request,
        lambda: actions.remove_picture(by=request.user, at=timezone.now(), picture=found),
        _("Taken out. The upload stays in the evidence."),
        _page(text),
    )


@login_required
@require_http_methods(["GET", "POST"])
def attach(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Add a PDF."""
    text = queries.text_or_404(request.user, kind, pk)
    allow(text.may_edit(request.user))

    def act(data: dict[str, Any]) -> None:
        evidence = keep_upload(data["file"], "file", by=request.user, county_code=text.county.code, caption=data["title"])
        actions.attach(by=request.user, at=timezone.now(), text=text, evidence=evidence, title=data["title"])

    return form_page(
        request,
        forms.AttachForm(posted(request), request.FILES or None),
        act,
        title=_("Add an attachment"),
        back=_page(text),
        of=text.row,
        action=_("Add"),
        keep=f"attachment-{text.subject}",
        done=_("The attachment is kept."),
    )


@login_required
@require_POST
def detach(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an attachment off its text."""
    found = get_object_or_404(Attachment, pk=pk)
    kind, _colon, number = found.subject.partition(":")
    text = queries.text_or_404(request.user, kind, int(number))
    return button(
        request,
        lambda: actions.detach(by=request.user, at=timezone.now(), attachment=found),
        _("Taken off. The file stays in the evidence."),
        _page(text),
    )
