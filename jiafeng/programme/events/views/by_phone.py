"""Signing in by oneself with a code on one's telephone: who you are → the code → in. The door's ticket is needed all the way."""

from __future__ import annotations

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from jiafeng.common.forms import posted, show_refusal
from jiafeng.common.limits import limited
from jiafeng.common.pages import status_of
from jiafeng.common.refusals import Refused
from jiafeng.common.text import mask_phone
from jiafeng.ground.people.models import Proof
from jiafeng.ground.sms.actions import check_code, send_code
from jiafeng.ground.sms.queries import reaches_phones
from jiafeng.ground.sms.views import code_form
from jiafeng.ground.units.models import Organisation
from jiafeng.programme.events import forms, policies, queries
from jiafeng.programme.events.actions import Outcome, SignedIn, WalkIn, walk_in_oneself
from jiafeng.programme.events.models import Event
from jiafeng.programme.events.views.door import say, say_refusal
from jiafeng.programme.events.views.oneself import TICKET_LIVES, offers_codes, public_event, ticket_of

COOKIE, _SALT = "door-who", "events.door.who"


def _remember(response: HttpResponse, request: HttpRequest, event: Event, given: WalkIn) -> HttpResponse:
    """Between the two steps what was given lies signed in a cookie of the visitor's own browser."""
    value = signing.dumps([event.pk, given.name, given.organisation.pk if given.organisation else None, given.phone], salt=_SALT)
    path = reverse("events:by_phone", args=[event.pk])
    response.set_cookie(COOKIE, value, max_age=TICKET_LIVES, path=path, httponly=True, samesite="Lax", secure=request.is_secure())
    return response


def _remembered(request: HttpRequest, event: Event) -> WalkIn | None:
    try:
        pk, name, unit, phone = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=TICKET_LIVES)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if pk != event.pk:
        return None
    return WalkIn(name, Organisation.objects.filter(pk=unit).first(), phone)


def _send(request: HttpRequest, event: Event, phone: str) -> None:
    address = request.META.get("REMOTE_ADDR", "")
    send_code(at=timezone.now(), phone=phone, purpose=_purpose(event), county=event.county.code, address=address)


def _purpose(event: Event) -> str:
    return f"event:{event.pk}"


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
        phone = form.cleaned_data["phone"]
        try:
            _send(request, event, phone)
        except Refused as refused:
            # A code that was sent a moment ago still holds: to come back and correct one's name is no reason to wait.
            if refused.code != "too_often" or known is None or known.phone != phone:
                show_refusal(form, refused)
        if not form.errors:
            return _remember(redirect("events:by_phone_code", pk), request, event, form.who())
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
    form = code_form(request, lambda: _send(request, event, given.phone))
    if form is None:
        return redirect("events:by_phone_code", pk)
    if form.is_valid():
        now = timezone.now()
        refusal = check_code(at=now, phone=given.phone, purpose=_purpose(event), code=form.cleaned_data["code"])
        if refusal is None:
            try:
                return _answer(request, event, say(walk_in_oneself(at=now, event=event, who=given, key=key, proof=Proof.CODE)))
            except Refused as refused:
                return _answer(request, event, say_refusal(refused))
        show_refusal(form, refusal)
    context = {"event": event, "form": form, "masked": mask_phone(given.phone), "on_console": not reaches_phones()}
    return render(request, "events/phone/by_phone_code.html", context, status=status_of(form))


def _answer(request: HttpRequest, event: Event, answer: dict[str, str]) -> HttpResponse:
    response = render(request, "events/phone/oneself.html", {"event": event, "ticket": True, "answer": answer})
    response.delete_cookie(COOKIE, path=reverse("events:by_phone", args=[event.pk]))
    return response
