"""Activities on the portal: what is on, by day, month and place; the page of one; and signing up there without an account."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_http_methods

from jiafeng.common.forms import posted, show_refusal
from jiafeng.common.limits import limited
from jiafeng.common.pages import status_of
from jiafeng.common.paging import page_of
from jiafeng.common.refusals import Refused
from jiafeng.common.toasts import tell
from jiafeng.ground.links.views import Note, Telephone
from jiafeng.ground.sms.queries import reaches_phones
from jiafeng.ground.units.models import Organisation
from jiafeng.ground.units.queries import county_of
from jiafeng.library.calendars import FIRST_YEAR, LAST_YEAR, local_day
from jiafeng.library.press import MissingGlyphs, Poster, poster_pdf, poster_png
from jiafeng.library.press.codes import qr
from jiafeng.library.press.lines import width
from jiafeng.library.press.responses import pdf_or_back
from jiafeng.programme.events import actions, forms, policies, queries
from jiafeng.programme.events.actions import WalkIn
from jiafeng.programme.events.models import Event, EventKind, Invitation, Reply
from jiafeng.programme.events.views.calendar import answer as calendar_answer
from jiafeng.programme.events.views.calendar import calendar_of
from jiafeng.programme.events.views.oneself import offers_codes

SECONDS = 2 * 3600
"""For how long a browser remembers what was typed, between the form and the code."""
_MONTH = re.compile(r"([12]\d{3})-(\d{2})")


def _activity(request: HttpRequest, pk: int) -> Event:
    return get_object_or_404(queries.activities(county_of(request)).select_related("county"), pk=pk)


def _standing(events: list[Event], at: Any) -> list[dict[str, Any]]:
    """Each with what can be done about it now: the seats left, None where they are not counted, and whether it takes sign-ups."""
    left = queries.places_left(events)
    return [{"event": each, "left": left.get(each.pk), "open": not policies.may_sign_up_now(each, at)} for each in events]


@require_GET
def activities(request: HttpRequest) -> HttpResponse:
    """What is on and to come, the nearest first; with ?past, what is over."""
    county, now, past = county_of(request), timezone.now(), "past" in request.GET
    kind = request.GET.get("kind", "")
    rows = queries.behind(county, now) if past else queries.ahead(county, now)
    if kind in EventKind.values:
        rows = rows.filter(kind=kind)
    page = page_of(rows, request, per=20)
    context = {"page": page, "items": _standing(page.items, now), "past": past, "kind": kind, "kinds": EventKind.choices}
    return render(request, "events/public/activities.html", context)


@require_GET
def month(request: HttpRequest) -> HttpResponse:
    """A month as a calendar: this one, or that of ?m=2026-12."""
    today = local_day(timezone.now())
    asked = _MONTH.fullmatch(request.GET.get("m", ""))
    first = today.replace(day=1)
    if asked and FIRST_YEAR <= int(asked[1]) <= LAST_YEAR and 1 <= int(asked[2]) <= 12:
        first = date(int(asked[1]), int(asked[2]), 1)
    shown = queries.month_of(county_of(request), first)
    return render(request, "events/public/month.html", {"month": shown, "today": today})


@require_GET
def places(request: HttpRequest) -> HttpResponse:
    """Where something is to come."""
    return render(request, "events/public/places.html", {"places": queries.places(county_of(request), timezone.now())})


@require_GET
@cache_control(public=True, max_age=3600)
def activities_feed(request: HttpRequest) -> HttpResponse:
    """What is on and to come, for anybody's calendar."""
    county = county_of(request)
    return calendar_answer(calendar_of(queries.ahead(county, timezone.now())[:500], _("Activities"), county), "activities")


@require_GET
def activity(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them, with its programme, and the way to sign up where there is one."""
    found, now = _activity(request, pk), timezone.now()
    (standing,) = _standing([found], now)
    context = {
        **standing,
        "items": found.items.all(),
        "closed": policies.may_sign_up_now(found, now),
        "over": policies.is_over(found, now),
        "may_edit": not policies.may_write_event(request.user, found),
        "address": request.build_absolute_uri(),
    }
    return render(request, "events/public/activity.html", context)


@require_GET
@cache_control(public=True, max_age=86400)
def activity_code(request: HttpRequest, pk: int) -> HttpResponse:
    """The activity's address as a QR code."""
    found = _activity(request, pk)
    return HttpResponse(qr(_address(request, found)), content_type="image/svg+xml; charset=utf-8")


@require_GET
def activity_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """The activity for a calendar."""
    found = _activity(request, pk)
    return calendar_answer(calendar_of([found], found.title, found.county), "activity")


@require_GET
def activity_poster(request: HttpRequest, pk: int) -> HttpResponse:
    """A poster to share: a picture for a phone."""
    found = _activity(request, pk)

    try:
        return HttpResponse(poster_png(_poster(request, found)), content_type="image/png", headers={"Cache-Control": "public, max-age=600"})
    except MissingGlyphs:
        return redirect("events:activity_sheet", pk)  # which says on the page what cannot be printed


@require_GET
def activity_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The same on A4, to hang up."""
    found = _activity(request, pk)
    return pdf_or_back(request, reverse("events:activity", args=[pk]), lambda: poster_pdf(_poster(request, found)), found.title)


def _address(request: HttpRequest, event: Event) -> str:
    return request.build_absolute_uri(reverse("events:activity", args=[event.pk]))


def _poster(request: HttpRequest, event: Event) -> Poster:
    def cut(text: str, most: int) -> str:
        while width(text) > most:
            text = f"{text.removesuffix('…')[:-1]}…"
        return text

    signs_up = not policies.may_sign_up_now(event, timezone.now())
    hosts = "　".join(host.name for host in event.hosts)
    facts = [(_("When"), date_format(timezone.localtime(event.starts_at), "DATETIME_FORMAT")), (_("Place"), event.place)]
    return Poster(
        title=cut(event.title, 60),
        eyebrow=cut(event.get_kind_display(), 16),
        lead=cut(event.about.replace("\r", "").replace("\n", " "), 160),
        facts=tuple((label, cut(value, 40)) for label, value in facts),
        qr_text=_address(request, event),
        call=_("Scan to sign up") if signs_up else _("Scan for more"),
        date=local_day(event.starts_at),
        organisers=(hosts,) if width(hosts) <= 36 else (event.organisation.name,) if width(event.organisation.name) <= 36 else (),
    )


# Signing up.


def _note(event: Event) -> Note:
    return Note("sign-up", "events.sign_up", reverse("events:sign_up", args=[event.pk]), SECONDS)


def _telephone(event: Event, phone: str) -> Telephone:
    return Telephone(phone, f"sign-up:{event.pk}", event.county.code)


def _remembered(request: HttpRequest, event: Event) -> tuple[WalkIn, dict[str, Any], UUID] | None:
    """What was typed one step before: who, what beside it, and the key of the form."""
    told = _note(event).read(request)
    if not told or told[0] != event.pk:
        return None
    _pk, name, unit, phone, facts, key = told
    return WalkIn(name, Organisation.objects.filter(pk=unit, county=event.county_id).first(), phone), facts, UUID(key)


@never_cache
@require_http_methods(["GET", "POST"])
@limited("events.sign_up", times=100, seconds=600)
def sign_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Who comes, with whom, and to what they agree; where a text message can be sent, a code follows."""
    event, now = _activity(request, pk), timezone.now()
    asks = offers_codes(request)
    known = _remembered(request, event)
    initial = {**known[0].__dict__, **known[1]} if known else None
    form = forms.SignUpForm(posted(request), event=event, asks=asks, initial=initial)
    closed = policies.may_sign_up_now(event, now)
    made = Invitation.objects.filter(event=event, key=request.POST.get("key")).first() if form.is_bound and form.is_valid() else None
    if made is not None:  # the same form sent twice
        return _signed_up(request, event, made)
    if not closed and form.is_bound and form.is_valid():
        who = form.who()
        if not asks:
            answered = _act(request, event, form, who, form.facts(), form.cleaned_data["key"], proved=False)
            if answered is not None:
                return answered
        elif _telephone(event, who.phone).send_after(request, form, before=known[0].phone if known else ""):
            unit = who.organisation.pk if who.organisation else None
            told = [event.pk, who.name, unit, who.phone, form.facts(), str(form.cleaned_data["key"])]
            return _note(event).keep(redirect("events:sign_up_code", pk), request, told)
    (standing,) = _standing([event], now)
    context = {**standing, "form": form, "closed": closed, "asks": asks, "on_console": asks and not reaches_phones()}
    return render(request, "events/public/sign_up.html", context, status=403 if closed and form.is_bound else status_of(form))


@never_cache
@require_http_methods(["GET", "POST"])
@limited("events.sign_up_code", times=200, seconds=600)
def sign_up_code(request: HttpRequest, pk: int) -> HttpResponse:
    """The code on the telephone, and with it on the list; `again` is the button that sends another."""
    event = _activity(request, pk)
    if not offers_codes(request):
        raise Http404
    known = _remembered(request, event)
    if known is None:
        return redirect("events:sign_up", pk)
    who, facts, key = known
    if made := Invitation.objects.filter(event=event, key=key).first():
        return _signed_up(request, event, made)  # the same form sent twice, whose code is used up by now
    telephone = _telephone(event, who.phone)
    form = telephone.form(request)
    if form is None:
        return redirect("events:sign_up_code", pk)
    if telephone.shown_by(form):
        answered = _act(request, event, form, who, facts, key, proved=True)
        if answered is not None:
            return answered
    context = {"event": event, "form": form, **telephone.told()}
    return render(request, "events/public/sign_up_code.html", context, status=status_of(form))


def _act(
    request: HttpRequest, event: Event, form: Any, who: WalkIn, facts: dict[str, Any], key: UUID, *, proved: bool
) -> HttpResponse | None:
    """Sign up, and show one's own page; None where the form says why not."""
    try:
        made = actions.sign_up(at=timezone.now(), event=event, said=forms.said_of(who, facts, proved=proved), key=key)
    except Refused as refused:
        show_refusal(form, refused)
        return None
    return _note(event).forget(_signed_up(request, event, made))


def _signed_up(request: HttpRequest, event: Event, made: Invitation) -> HttpResponse:
    if made.reply == Reply.YES:
        tell(request, _("You are on the list: %(title)s.") % {"title": event.title})
    elif made.reply == Reply.WAIT:
        tell(request, _("All places are taken just now; you are on the waiting list."))
    return redirect("events:invitation", made.token)
