"""What the pages of awards share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from jiafeng.awards.models import Nomination, Poll, Round, Scheme, Title
from jiafeng.common.forms import show_refusal, with_value
from jiafeng.common.refusals import Refused, Stale
from jiafeng.common.toasts import tell
from jiafeng.press.faces import MissingGlyphs
from jiafeng.units.models import Region
from jiafeng.units.queries import profile_for_host


def allow(refusal: Any) -> None:
    """A page that only some may open answers 403 with the policy's own sentence."""
    if refusal:
        raise PermissionDenied(str(refusal))


def county_of(request: HttpRequest) -> Region:
    """The county whose portal was asked for."""
    profile = profile_for_host(request.get_host())
    if profile is None:
        raise Http404
    return profile.county


def scheme_or_404(request: HttpRequest, pk: int) -> Scheme:
    return get_object_or_404(Scheme.objects.visible_to(request.user).select_related("county"), pk=pk)


def round_or_404(request: HttpRequest, pk: int) -> Round:
    return get_object_or_404(Round.objects.visible_to(request.user).select_related("county", "scheme", "version"), pk=pk)


def nomination_or_404(request: HttpRequest, pk: int) -> Nomination:
    related = ("county", "round__scheme", "round__version", "person", "organisation", "nominating_unit")
    return get_object_or_404(Nomination.objects.visible_to(request.user).select_related(*related), pk=pk)


def poll_or_404(request: HttpRequest, pk: int) -> Poll:
    return get_object_or_404(Poll.objects.visible_to(request.user).select_related("county", "round__scheme"), pk=pk)


def title_or_404(request: HttpRequest, pk: int) -> Title:
    return get_object_or_404(Title.objects.visible_to(request.user).select_related("county", "scheme", "round", "person"), pk=pk)


def status(form: forms.BaseForm) -> int:
    return 422 if form.errors else 200


def form_page(
    request: HttpRequest,
    form: forms.BaseForm,
    act: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    back: str,
    done: str = "",
    action: str = "",
    consequence: str = "",
    grave: bool = False,
    keep: str = "",
    current: Any = None,
    around: dict[str, Any] | None = None,
    template: str = "awards/form.html",
) -> HttpResponse:
    """A page with one form: posted and valid, `act` is called once and the person goes on to where it returns (a URL) or `back`.

    A refusal stands at its field; a stale edit keeps the text and shows today's revision (`current` is the row).
    """
    if request.method == "POST" and form.is_valid():
        try:
            onward = act(form.cleaned_data)
        except Refused as refused:
            if isinstance(refused, Stale) and current is not None:
                current.refresh_from_db()
                with_value(form, "revision", current.revision)  # type: ignore[arg-type]
            show_refusal(form, refused)  # type: ignore[arg-type]
        else:
            if isinstance(onward, HttpResponse):
                return onward
            if done:
                tell(request, done)
            return redirect(onward if isinstance(onward, str) else back)
    context = {
        "form": form,
        "title": title,
        "back": back,
        "action": action or _("Save"),
        "consequence": consequence,
        "grave": grave,
        "keep": keep,
        **(around or {}),
    }
    return render(request, template, context, status=status(form))


def do(request: HttpRequest, act: Callable[[], Any], done: str, back: str) -> HttpResponse:
    """A button: act, tell what was done or why not, go back."""
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        tell(request, done)
    return redirect(back)


def pdf(request: HttpRequest, back: str, make: Callable[[], bytes], name: str) -> HttpResponse:
    """The printed page; where a character has no font, the page it was asked from says which, instead of paper with a gap."""
    try:
        content = make()
    except MissingGlyphs as missing:
        signs = "、".join(sorted({each.character for each in missing.missing}))
        sentence = _("These characters cannot be printed: %(signs)s. Replace them, or write them with other characters.")
        messages.error(request, sentence % {"signs": signs})
        return redirect(back)
    header = content_disposition_header(as_attachment=False, filename=f"{name}.pdf")
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": header or "inline"})


def addressed(request: HttpRequest, path: str) -> str:
    """An address as it is printed and scanned."""
    return request.build_absolute_uri(path)
