"""The phones at the door: a page that goes on without network, and the hot addresses to which it sends what it scanned."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from jiafeng.common.limits import too_often
from jiafeng.common.pages import allow, step
from jiafeng.common.refusals import Refused, refuse_if
from jiafeng.common.sentences import sentences
from jiafeng.common.text import mask_name
from jiafeng.programme.events import actions, forms, policies, queries
from jiafeng.programme.events.actions import Answer, Scan, WalkIn, Welcome
from jiafeng.programme.events.models import DoorDevice
from jiafeng.programme.events.views.door import say
from jiafeng.programme.events.views.parts import door_or_404, event_or_404

# The longest that a phone's clock may be wrong and still be put right: beyond it, the moment means nothing.
MOST_OFFSET = timedelta(hours=26)
# A clock that is right is right within the time that a request takes.
RIGHT_WITHIN = timedelta(seconds=5)


def answer(content: Any, status: int = 200) -> JsonResponse:
    """JSON that no cache keeps and no browser takes for anything else."""
    return JsonResponse(content, status=status, headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"})


@login_required
@never_cache
@require_GET
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The scanning page. It holds no person's data: what it needs of the guests it fetches and keeps on the phone until the event is over."""
    event = door_or_404(request, pk)
    allow(policies.may_open_door(request.user, event, timezone.now()))
    context = {"event": event, "shut": policies.may_prepare_phone(event, timezone.now()), "words": _words()}
    return render(request, "events/phone/scan.html", context)


def _words() -> dict[str, str]:
    """What the page says by itself, without the server; {…} is filled in by its script."""
    return {
        "refused": _("Not signed in"),
        "welcome": _("Welcome, {name}"),
        "in": _("{name} is already in"),
        "since": _("Signed in at {when}; nothing was added."),
        "seat": _("Seat {seat}"),
        "companions": _("with {count} companions"),
        "kept": _("No network: kept on this phone and sent later."),
        "shut": _("The door is not open at this time. Check the phone's date and time."),
        "other": _(
            "This code is not on the list that this phone took along at {when}. It may be for another gathering. The record is kept and looked at later."
        ),
        "number": _("No invitation on the list has the number {number}. Look again at the card."),
        "waiting": _("{count} records wait for the network"),
        "none": _("Everything is sent"),
        "unsent": _("not sent yet"),
        "twice": _("Recorded on this phone at {when}; nothing was added."),
        "none_of_these": _("none of these"),
        "count": _("{count} guests on the list, as of {when}"),
        "slow": _("This phone's clock is {minutes} minutes slow; the times were put right."),
        "fast": _("This phone's clock is {minutes} minutes fast; the times were put right."),
        "unwiped": _("Some records are not sent yet. Connect to the network and try again; nothing is wiped before."),
        "unprepared": _("The phone could not be prepared. Check the network and sign in again."),
        "no_camera": _("No camera"),
        "allow": _("Allow the camera in the browser, or type the number."),
        "fault": _("The phone could not keep the record. Sign the person in by name."),
    }


@login_required
@require_POST
def add_device(request: HttpRequest, pk: int) -> HttpResponse:
    """Give this phone the door of the gathering; the token goes to the page's script and is kept nowhere else."""
    event = door_or_404(request, pk)
    allow(policies.may_open_door(request.user, event, timezone.now()))

    def act() -> HttpResponse:
        device, token = actions.add_device(by=request.user, at=timezone.now(), event=event)
        return answer({"token": token, "device": device.pk})

    return step(request, act, "", reverse("events:event", args=[pk]))


@login_required
@require_POST
def end_device(request: HttpRequest, pk: int, device: int) -> HttpResponse:
    """Take a phone off the door, one that was lost for example."""
    event = event_or_404(request, pk)
    row = get_object_or_404(DoorDevice.objects.visible_to(request.user), pk=device, event=event)
    return step(
        request,
        lambda: actions.end_device(by=request.user, at=timezone.now(), device=row),
        _("The phone is taken off the door."),
        reverse("events:event", args=[pk]),
    )


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, at an address whose scope covers the scanning pages. It caches those pages alone."""
    content = Path(str(finders.find("js/door-worker.js"))).read_bytes()
    return HttpResponse(content, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


# The hot addresses (config.hot): no session, no cookie that a browser would send by itself, but a token in a header.


def _token(request: HttpRequest) -> str:
    return str(request.META.get("HTTP_X_DOOR", ""))


def _speak(request: HttpRequest) -> None:
    """The phone's language: nobody else has set one here."""
    language = request.META.get("HTTP_X_LANGUAGE", "")
    translation.activate(language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE)


def _stranger(request: HttpRequest) -> HttpResponse:
    """No such phone. Guessing 128 bits is hopeless, and noticed."""
    refused = Refused(_("This phone was taken off the door. Prepare it again on the gathering's page; what it recorded is kept."))
    if too_often("events.phone", request, times=60, seconds=600):
        return answer({"outcome": "keep", "title": _("Too many tries"), "detail": str(refused)}, status=429)
    return answer({"outcome": "keep", "title": _("Not signed in"), "detail": str(refused)}, status=401)


def _read(request: HttpRequest) -> dict[str, Any]:
    """The JSON object that was sent; {} where it is none."""
    try:
        given = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return given if isinstance(given, dict) else {}


def _uuid(given: Any) -> UUID | None:
    try:
        return UUID(given) if isinstance(given, str) else None
    except ValueError:
        return None


def _moment(given: Any) -> datetime | None:
    """Milliseconds since 1970, as a phone's clock counts them."""
    if type(given) is not int or not 0 < given < 4_102_444_800_000:  # 2100-01-01
        return None
    return datetime.fromtimestamp(given / 1000, UTC)


def _refusal(refused: Refused, outcome: str = "refused") -> dict[str, str]:
    return {"outcome": outcome, "title": _("Not signed in"), "detail": str(refused)}


@csrf_exempt
@require_POST
def phone_sign_in(request: HttpRequest) -> HttpResponse:
    """One scan, now: {"key", "code"}, or {"key", "walk_in": {"name", "organisation", "phone"}} → {"outcome", "title", "detail"}."""
    _speak(request)
    given = _read(request)
    key, code = _uuid(given.get("key")), given.get("code")
    if key is not None and "walk_in" in given:
        return _walk_in(request, key, given["walk_in"])
    if key is None or not isinstance(code, str) or len(code) > 300:
        return answer(_refusal(Refused(_("Scan a code, or type the number printed beside it."))), status=400)
    try:
        signed = actions.phone_sign_in(token=_token(request), at=timezone.now(), code=code, key=key)
    except Refused as refused:
        return answer(_refusal(refused))
    if signed is None:
        return _stranger(request)
    if isinstance(signed, Welcome):
        detail = _("With %(count)s companions.") % {"count": signed.companions} if signed.companions else ""
        return answer({"outcome": "accepted", "title": _("Welcome, %(name)s") % {"name": signed.name}, "detail": detail})
    return answer(say(signed))


def _walk_in(request: HttpRequest, key: UUID, given: Any) -> HttpResponse:
    """Somebody who is not on the list, now."""
    try:
        device = actions.device_by_token(_token(request))
    except Refused:
        return _stranger(request)
    who, wrong = _who(given, device)
    try:
        refuse_if(policies.may_work_at_door(device.made_by, device.event))
        if who is None:
            raise Refused(wrong)
        return answer(say(actions.sign_in_from_phone(device=device, at=timezone.now(), who=who, key=key)))
    except Refused as refused:
        return answer(_refusal(refused))


def _who(given: Any, device: DoorDevice) -> tuple[WalkIn | None, str]:
    """What the page's form holds, checked as the form of the door is; or what in it cannot be used."""
    said = {name: value for name, value in given.items() if isinstance(value, str)} if isinstance(given, dict) else {}
    form = forms.OneselfForm(said, county=device.event.county)
    if form.is_valid():
        return form.who(), ""
    return None, " ".join(sentences(form))


@csrf_exempt
@require_POST
def phone_sync(request: HttpRequest) -> HttpResponse:
    """What was recorded without network: {"sent_at", "scans": [{"key", "code" or "walk_in", "at"}]} → {"offset", "answers": [{"key", "outcome", …}]}.

    Times are milliseconds by the phone's clock; `offset` is what the server added to them, in seconds, 0 where the clock is right.
    """
    _speak(request)
    now, given = timezone.now(), _read(request)
    try:
        device = actions.device_by_token(_token(request))
    except Refused:
        return _stranger(request)
    sent_at, scans = _moment(given.get("sent_at")), given.get("scans")
    if sent_at is None or not isinstance(scans, list):
        return answer(_refusal(Refused(_("This could not be read; the phone keeps what it recorded.")), "keep"), status=400)
    offset = now - sent_at
    if abs(offset) > MOST_OFFSET:
        return answer(_refusal(Refused(_("The phone's date is wrong. Set date and time, then send again.")), "keep"), status=409)
    if abs(offset) < RIGHT_WITHIN:
        offset = timedelta(0)
    read = [_scan(each, device) for each in scans[: actions.MOST_AT_ONCE] if isinstance(each, dict)]
    answers = actions.sync_scans(device=device, at=now, offset=offset, scans=read)
    return answer({"offset": round(offset.total_seconds()), "answers": [_told(each) for each in answers]})


def _scan(given: dict[str, Any], device: DoorDevice) -> Scan:
    code = given.get("code")
    who, wrong = _who(given["walk_in"], device) if "walk_in" in given else (None, "")
    return Scan(_uuid(given.get("key")), code[:300] if isinstance(code, str) else "", _moment(given.get("at")), who, wrong)


def _told(made: Answer) -> dict[str, Any]:
    said = say(made.signed) if made.signed else _refusal(made.refused or Refused(""), "keep" if made.keep else "refused")
    return {"key": str(made.scan.key), **said}


@require_GET
def phone_guests(request: HttpRequest) -> HttpResponse:
    """What the phone takes along: of each guest a part of the code's digest, the number, the masked name, the seats, and whether they are in;
    and the county's units, for whoever is not on the list."""
    _speak(request)
    try:
        device = actions.device_by_token(_token(request))
    except Refused:
        return _stranger(request)
    event = device.event
    return answer(
        {
            "guests": [_guest(row) for row in queries.guests_along(event)],
            "units": [[unit.pk, str(unit)] for unit in queries.units_along(event)],
            "until": _milliseconds(event.ends_at + policies.DOOR_CLOSES_AFTER),
            "from": _milliseconds(event.starts_at - policies.DOOR_OPENS_BEFORE),
            "now": _milliseconds(timezone.now()),
        }
    )


def _guest(row: Any) -> list[Any]:
    # 64 bits of the digest find the guest and give nobody the code.
    seats = "、".join(seat.label for seat in row.seats.all())
    came = timezone.localtime(row.came_at).strftime("%H:%M") if row.came_at else ""
    return [row.digest[:16], row.number, mask_name(row.person.name), seats, row.companions, came]


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
