"""What a gathering leaves: minutes and photos."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiafeng.common.forms import posted, with_value
from jiafeng.common.pages import allow, form_page
from jiafeng.common.refusals import Stale
from jiafeng.common.toasts import tell
from jiafeng.programme.events import actions, forms, policies, queries
from jiafeng.programme.events.models import EventPhoto
from jiafeng.programme.events.views.parts import event_or_404, keep_photo


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
    form = forms.MinutesForm(posted(request), initial=initial)

    def act(data: dict[str, Any]) -> None:
        try:
            made = actions.write_minutes(by=request.user, at=timezone.now(), event=event, **data)
        except Stale:
            newest = queries.minutes_of(event)
            with_value(form, "revision", newest.revision if newest else 0)
            raise
        tell(request, _("Revision %(number)s of the minutes is saved.") % {"number": made.revision})

    back = reverse("events:event", args=[pk])
    return form_page(request, form, act, title=_("Minutes"), back=back, keep=f"minutes-{pk}", of=event.title)


@login_required
@require_http_methods(["GET", "POST"])
def add_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Add one photo."""
    event = event_or_404(request, pk)
    allow(policies.may_write_event(request.user, event))

    def act(data: dict[str, Any]) -> str:
        evidence = keep_photo(request, event.organisation, data["photo"], data["caption"])
        made = actions.add_photo(by=request.user, at=timezone.now(), event=event, evidence=evidence, caption=data["caption"])
        return reverse("events:photo", args=[made.pk])

    return form_page(
        request,
        forms.PhotoForm(posted(request), request.FILES or None),
        act,
        title=_("Add a photo"),
        back=reverse("events:event", args=[pk]),
        keep=f"photo-{pk}",
        done=_("The photo is kept. Say who can be recognised on it."),
        of=event.title,
    )


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
    return form_page(
        request,
        forms.FacesForm(posted(request), people=people, initial={"faces": found.faces, "people": named}),
        lambda data: actions.state_faces(by=request.user, at=timezone.now(), photo=found, **data),
        template="events/photo.html",
        title=_("Photo"),
        back=reverse("events:photo", args=[pk]),
        done=_("Saved."),
        around={
            "event": event,
            "photo": found,
            "words": words,
            "shown": queries.is_publishable(found),
            "missing": queries.without_consent(found),
        },
    )
