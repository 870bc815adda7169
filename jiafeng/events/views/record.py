"""What a gathering leaves: minutes and photos."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiafeng.common.forms import posted
from jiafeng.common.refusals import Refused
from jiafeng.common.toasts import tell
from jiafeng.events import actions, forms, policies, queries
from jiafeng.events.models import EventPhoto
from jiafeng.events.views.parts import allow, event_or_404, keep, refuse, status


@login_required
@require_http_methods(["GET", "POST"])
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the minutes; each saving is a revision of its own."""
    event = event_or_404(request, pk)
    allow(policies.may_write_event(request.user, event))
    standing = queries.minutes_of(event)
    initial: dict[str, Any] = {"revision": 0}
    if standing is not None:
        initial = {"revision": standing.revision, "text": standing.text, "decisions": standing.decisions}
    form = forms.MinutesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.write_minutes(by=request.user, at=timezone.now(), event=event, **form.cleaned_data)
        except Refused as refused:
            newest = queries.minutes_of(event)
            refuse(form, refused, newest.revision if newest else 0)
        else:
            tell(request, _("Revision %(number)s of the minutes is saved.") % {"number": made.revision})
            return redirect("events:event", pk)
    context = {"form": form, "title": _("Minutes"), "keep": f"minutes-{pk}", "event": event, "back": reverse("events:event", args=[pk])}
    return render(request, "events/form.html", context, status=status(form))


@login_required
@require_http_methods(["GET", "POST"])
def add_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Add one photo."""
    event = event_or_404(request, pk)
    allow(policies.may_write_event(request.user, event))
    form = forms.PhotoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            evidence = keep(request, event.organisation, given["photo"], given["caption"])
            photo = actions.add_photo(
                by=request.user,
                at=timezone.now(),
                event=event,
                evidence=evidence,
                caption=given["caption"],
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            tell(request, _("The photo is kept. Say who can be recognised on it."))
            return redirect("events:photo", photo.pk)
    context = {
        "form": form,
        "title": _("Add a photo"),
        "keep": f"photo-{pk}",
        "event": event,
        "back": reverse("events:event", args=[pk]),
        "upload": True,
    }
    return render(request, "events/form.html", context, status=status(form))


@login_required
@require_http_methods(["GET", "POST"])
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """A photo: who can be recognised on it, as staff state it, and whether it may be shown as the ledger of consents stands now."""
    found = get_object_or_404(EventPhoto.objects.select_related("event", "evidence"), pk=pk)
    event = event_or_404(request, found.event_id)
    allow(policies.may_host(request.user, event.organisation))
    named = [row.person_id for row in found.named.all()]
    words = request.GET.get("q", "")[:40]
    people = queries.people_on_offer(request.user, event, words, named)
    form = forms.FacesForm(posted(request), people=people, initial={"faces": found.faces, "people": named})
    if request.method == "POST" and form.is_valid():
        try:
            actions.state_faces(by=request.user, at=timezone.now(), photo=found, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            tell(request, _("Saved."))
            return redirect("events:photo", pk)
    context = {
        "event": event,
        "photo": found,
        "form": form,
        "words": words,
        "shown": queries.is_publishable(found),
        "missing": queries.without_consent(found),
    }
    return render(request, "events/photo.html", context, status=status(form))
