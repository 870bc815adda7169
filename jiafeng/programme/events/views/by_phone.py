"""Signing in by oneself with a code on one's telephone: who you are → the code → in. The door's ticket is needed all the way."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from jiafeng.common.forms import posted
from jiafeng.common.limits import limited
from jiafeng.common.pages import status_of
from jiafeng.common.refusals import Refused
from jiafeng.ground.links.views import Note, Telephone
from jiafeng.ground.people.models import Proof
from jiafeng.ground.sms.queries import reaches_phones
from jiafeng.ground.units.models import Organisation
from jiafeng.programme.events import forms, policies, queries
from jiafeng.programme.events.actions import Outcome, SignedIn, WalkIn, walk_in_oneself
from jiafeng.programme.events.models import Event
from jiafeng.programme.events.views.door import say, say_refusal
from jiafeng.programme.events.views.oneself import TICKET_LIVES, offers_codes, public_event, ticket_of


def _note(event: Event) -> Note:
    return Note("door-who", "events.door.who", reverse("events:by_phone", args=[event.pk]), TICKET_LIVES)


def _remembered(request: HttpRequest, event: Event) -> WalkIn | None:
    """Who the visitor said they are, one step before."""
    pk, name, unit, phone = _note(event).read(request) or (None, "", None, "")
    return WalkIn(name, Organisation.objects.filter(pk=unit).first(), phone) if pk == event.pk else None


def _telephone(event: Event, phone: str) -> Telephone:
    return Telephone(phone, f"event:{event.pk}", event.county.code)


def _at_the_door(request: HttpRequest, pk: int) -> tuple[Event, bool]:
    """The event, and whether the visitor stands at its open door; whoever does not is shown there what to do."""
    event = public_event(request, pk)
    if not offers_codes(request):
        raise Http404
    return event, ticket_of(request, event) is not None and not policies.may_sign_in_now(event, timezone.now())


@never_cache
@require_http_methods(["GET", "POST"])
@limited("events.by_phone", times=100, seconds=600)
def who(request: HttpRequest, pk: int) -> HttpResponse:
    """Who you are; the code is sent now."""
    event, here = _at_the_door(request, pk)
    if not here:
        return redirect("events:oneself", pk)
    known = _remembered(request, event)
    form = forms.ByPhoneForm(posted(request), county=event.county, initial=known.__dict__ if known else None)
    if request.method == "POST" and form.is_valid():
        given = form.who()
        if _telephone(event, given.phone).send_after(request, form, before=known.phone if known else ""):
            told = [event.pk, given.name, given.organisation.pk if given.organisation else None, given.phone]
            return _note(event).keep(redirect("events:by_phone_code", pk), request, told)
    context = {"event": event, "form": form, "on_console": not reaches_phones()}
    return render(request, "events/phone/by_phone.html", context, status=status_of(form))


@never_cache
@require_http_methods(["GET", "POST"])
@limited("events.by_phone_code", times=200, seconds=600)
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """The code on your telephone, and with it in; `again` is the button that sends another."""
    event, here = _at_the_door(request, pk)
    given, key = _remembered(request, event), ticket_of(request, event)
    if not here or key is None:
        return redirect("events:oneself", pk)
    if trace := queries.trace_of_key(event, key):
        # The same form sent twice, whose code is used up by now.
        return _answer(request, event, say(SignedIn(Outcome.ACCEPTED, trace.attendance, trace)))
    if given is None:
        return redirect("events:by_phone", pk)
    telephone = _telephone(event, given.phone)
    form = telephone.form(request)
    if form is None:
        return redirect("events:by_phone_code", pk)
    if telephone.shown_by(form):
        try:
            return _answer(request, event, say(walk_in_oneself(at=timezone.now(), event=event, who=given, key=key, proof=Proof.CODE)))
        except Refused as refused:
            return _answer(request, event, say_refusal(refused))
    return render(request, "events/phone/by_phone_code.html", {"event": event, "form": form, **telephone.told()}, status=status_of(form))


def _answer(request: HttpRequest, event: Event, answer: dict[str, str]) -> HttpResponse:
    response = render(request, "events/phone/oneself.html", {"event": event, "ticket": True, "answer": answer})
    return _note(event).forget(response)
