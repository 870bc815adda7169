"""Photographs of sheets: sent in several at once, looked at in the background, and named by hand where the code cannot be read."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from jiafeng.common.pages import button
from jiafeng.common.refusals import Refused
from jiafeng.common.toasts import tell
from jiafeng.common.uploads import saved
from jiafeng.ground.jobs.views import ask
from jiafeng.ground.papers import actions, forms, jobs
from jiafeng.ground.papers.models import SheetPhoto
from jiafeng.ground.papers.queries import Target
from jiafeng.ground.papers.views.parts import enterable
from jiafeng.ground.papers.views.sheets import overview, photos_context


@login_required
@require_http_methods(["GET", "POST"])
def photos(request: HttpRequest, kind: str, target: int) -> HttpResponseBase:
    """Take photographs in (POST); how far they are (GET, the part of the page that asks again while one is being looked at)."""
    owner, found = enterable(request, kind, target)
    if request.method == "GET":
        if not request.headers.get("HX-Request"):
            return redirect("papers:sheets", kind, target)
        return render(request, "papers/_photos.html", photos_context(request, found))
    form = forms.PhotosForm(request.POST, request.FILES)
    if not form.is_valid():
        return overview(request, owner, found, photos_form=form)
    taken = 0
    for upload in form.cleaned_data["photos"]:
        try:
            with saved(upload) as path:
                photo = actions.add_photo(by=request.user, at=timezone.now(), target=found, file=path, name=upload.name or "photo")
        except Refused as refused:
            messages.error(request, _("%(name)s: %(problem)s") % {"name": upload.name, "problem": refused})
        else:
            taken += 1
            _look_at(request, found, photo)
    if taken:
        tell(request, _("%(count)s photos have arrived and are being looked at.") % {"count": taken})
    return redirect(f"{reverse('papers:sheets', args=[kind, target])}#photos")


def _look_at(request: HttpRequest, target: Target, photo: SheetPhoto) -> None:
    if photo.is_new:
        label, back = _("Photo of a sheet: %(title)s") % {"title": target.title}, reverse("papers:sheets", args=[target.kind, target.pk])
        ask(request, jobs.read, f"papers.read:{photo.pk}", label, target.county.code, back, photo_id=photo.pk)


@login_required
@require_POST
def number(request: HttpRequest, pk: int) -> HttpResponse:
    """The number typed for a photo whose code cannot be read."""
    photo = get_object_or_404(SheetPhoto.objects.visible_to(request.user).select_related("evidence", "county", "organisation"), pk=pk)
    enterable(request, photo.kind, photo.target)
    form = forms.NumberForm(request.POST)

    def act() -> str:
        if not form.is_valid():
            raise Refused(" ".join(map(str, form["number"].errors)))
        read = actions.name_photo(by=request.user, at=timezone.now(), photo=photo, number=form.cleaned_data["number"])
        assert read.sheet is not None
        tell(request, _("The photo is that of sheet %(number)s.") % {"number": read.sheet.number})
        return reverse("papers:sheet", args=[read.sheet.pk])

    return button(request, act, "", reverse("papers:sheets", args=[photo.kind, photo.target]))
