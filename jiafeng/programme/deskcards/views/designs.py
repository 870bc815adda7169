"""Designs: those of the project, and those that the administrator added."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.common.forms import posted
from jiafeng.common.pages import allow, form_page, step
from jiafeng.common.toasts import tell
from jiafeng.common.uploads import saved
from jiafeng.ground.accounts.queries import working_county
from jiafeng.ground.records.views import picture
from jiafeng.library.press.designs import BUILT_IN, PREVIEW, names
from jiafeng.programme.deskcards import actions, forms, policies, queries
from jiafeng.programme.deskcards.models import CardDesign


@login_required
@require_http_methods(["GET", "POST"])
def designs(request: HttpRequest) -> HttpResponse:
    """Every design with its preview; an administrator adds one as a zip."""
    allow(policies.may_see_designs(request.user))
    county = working_county(request.user)
    refusal = policies.may_keep_designs(request.user, county.pk)
    if request.method == "POST":
        allow(refusal)

    def act(data: dict[str, Any]) -> None:
        with saved(data["file"]) as path:
            added = actions.add_design(by=request.user, at=timezone.now(), county=county, file=path)
        tell(request, _("The design “%(name)s” is added.") % {"name": added.name})

    return form_page(
        request,
        forms.DesignForm(posted(request), request.FILES or None),
        act,
        template="deskcards/designs.html",
        title=_("Designs"),
        back=reverse("deskcards:designs"),
        action=_("Add the design"),
        around={"offers": queries.offers(county.pk), "may_keep": not refusal},
    )


@login_required
@require_GET
def preview(request: HttpRequest, code: str) -> HttpResponseBase:
    """How a design looks."""
    allow(policies.may_see_designs(request.user))
    if code in names():
        return FileResponse((BUILT_IN / code / PREVIEW).open("rb"), content_type="image/png")
    number = code.removeprefix("own:")
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        raise Http404
    found = get_object_or_404(CardDesign, county=working_county(request.user), pk=int(number))
    if "w" in request.GET:
        return picture(request, found.preview)
    return FileResponse(default_storage.open(found.preview), content_type="image/png")


@login_required
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a design no more."""
    found = get_object_or_404(CardDesign, county=working_county(request.user), pk=pk)
    return step(
        request,
        lambda: actions.remove_design(by=request.user, at=timezone.now(), design=found),
        _("The design is offered no more; runs that were set with it keep it."),
        reverse("deskcards:designs"),
    )
