"""Signing in by oneself: a screen at the door shows a code that changes every half minute; whoever scans it stands there now."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from jiafeng.common.forms import posted, show_refusal
from jiafeng.common.limits import limited
from jiafeng.common.pages import allow, status_of
from jiafeng.common.refusals import Refused
from jiafeng.common.tokens import personal_token
from jiafeng.ground.links.views import Note, in_this_county
from jiafeng.ground.people.models import Proof
from jiafeng.ground.sms.queries import reaches_phones
from jiafeng.ground.units.queries import profile_of
from jiafeng.library.press.codes import qr
from jiafeng.programme.events import actions, forms, policies, queries
from jiafeng.programme.events.models import Event, Invitation
from jiafeng.programme.events.views.door import say
from jiafeng.programme.events.views.parts import door_or_404

WINDOW = 30
"""Seconds for which the screen shows one code; the one before is accepted as well."""
TICKET_LIVES = 15 * 60
TICKET = Note("door", "events.door", "/events/", TICKET_LIVES)
"""What says that its holder has scanned the screen, and for how many seconds it does."""


def door_code(event: Event, at: datetime, back: int = 0) -> str:
    """The code of the event in the window of a moment, or `back` windows before: 128 bits under the installation's secret key."""
    return personal_token("events.door", event.pk, int(at.timestamp()) // WINDOW - back)


def ticket_of(request: HttpRequest, event: Event) -> UUID | None:
    """The key of the visitor's ticket where they have scanned this event's screen a moment ago. One ticket is one sign-in, sent twice or not."""
    pk, key = TICKET.read(request) or (None, "")
    return UUID(key) if pk == event.pk else None


@login_required
@never_cache
@require_GET
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """The big screen at the door: title, code, and how many are in. Its middle asks for itself again (`screen_code`)."""
    event = door_or_404(request, pk)
    allow(policies.may_open_door(request.user, event, timezone.now()))
    return render(request, "events/screen.html", _shown(request, event))


@login_required
@never_cache
@require_GET
def screen_code(request: HttpRequest, pk: int) -> HttpResponse:
    """The code of this half minute."""
    event = door_or_404(request, pk)
    allow(policies.may_open_door(request.user, event, timezone.now()))
    return render(request, "events/_screen_code.html", _shown(request, event))


def _shown(request: HttpRequest, event: Event) -> dict[str, Any]:
    now = timezone.now()
    shut = policies.may_sign_in_now(event, now)
    address = request.build_absolute_uri(reverse("events:enter", args=[event.pk, door_code(event, now)]))
    return {"event": event, "shut": shut, "came": queries.came(event), "code": "" if shut else qr(address), "address": address}


def public_event(request: HttpRequest, pk: int) -> Event:
    """The event at its own county's address; a draft is not there yet."""
    return in_this_county(request, Event.objects.select_related("county", "organisation").filter(pk=pk).exclude(stage="draft").first())


@never_cache
@require_GET
@limited("events.enter", times=600, seconds=600, methods=("GET",))
def enter(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Where the screen's code leads: a ticket for a quarter of an hour, or the request to scan again."""
    event = public_event(request, pk)
    now = timezone.now()
    valid = any(constant_time_compare(door_code(event, now, back), code) for back in (0, 1))
    response = redirect("events:oneself", pk)
    if valid:
        TICKET.keep(response, request, [event.pk, uuid4().hex])
    return response


@never_cache
@require_http_methods(["GET", "POST"])
@limited("events.oneself", times=300, seconds=600)
def oneself(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign in by oneself: by the number of the invitation with the name, or as somebody who was not invited."""
    event = public_event(request, pk)
    now = timezone.now()
    key = ticket_of(request, event)
    invited = forms.InvitedForm(posted(request) if request.POST.get("as") != "guest" else None)
    guest = forms.OneselfForm(posted(request) if request.POST.get("as") == "guest" else None, county=event.county)
    form = guest if guest.is_bound else invited
    shut = policies.may_sign_in_now(event, now)
    answer = None
    if request.method == "POST" and key is not None and form.is_valid():
        try:
            if guest.is_bound:
                answer = say(actions.walk_in_oneself(at=now, event=event, who=guest.who(), key=key, proof=Proof.WORD))
            else:
                person = queries.invited_person(event, **invited.cleaned_data)
                if person is None:
                    raise Refused(_("Number and name do not belong together. Look at your invitation, or ask at the door."), field="number")
                answer = say(actions.sign_in_oneself(at=now, event=event, person=person, key=key, proof=Proof.WORD))
        except Refused as refused:
            show_refusal(form, refused)
    context = {"event": event, "ticket": key, "shut": shut, "invited": invited, "guest": guest, "answer": answer}
    context["by_phone"] = offers_codes(request)
    code = 403 if request.method == "POST" and key is None else status_of(form)
    return render(request, "events/phone/oneself.html", context, status=code)


def offers_codes(request: HttpRequest) -> bool:
    """Whether a code by text message is a way at this door: where messages arrive; the demo shows how it would be."""
    profile = profile_of(request)
    return reaches_phones() or (profile is not None and profile.is_demo)


def sign_in_by_link(request: HttpRequest, invitation: Invitation) -> dict[str, str]:
    """The guest's own link together with the ticket of the door. Raises Refused without one."""
    key = ticket_of(request, invitation.event)
    if key is None:
        raise Refused(_("Scan the code on the screen at the door first; then open your invitation again."))
    event, person = invitation.event, invitation.person
    # Who signed up by their word alone was given the link for their word: it proves no more.
    proof = Proof.WORD if invitation.proof == Proof.WORD else Proof.LINK
    return say(actions.sign_in_oneself(at=timezone.now(), event=event, person=person, key=key, proof=proof))
