"""Gatherings for calendars: a feed of one's own list, and one invitation as a file (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from icalendar import Calendar
from icalendar import Event as Entry

from jiafeng.common.tokens import personal_token
from jiafeng.ground.accounts.models import User
from jiafeng.ground.units.models import Region
from jiafeng.ground.units.queries import county_of, site_of
from jiafeng.programme.events import policies, queries
from jiafeng.programme.events.models import Event
from jiafeng.programme.events.stages import EventStage
from jiafeng.programme.events.views.parts import personal_invitation

_STATUS = {EventStage.DRAFT: "TENTATIVE", EventStage.CANCELLED: "CANCELLED"}
_PAST, _MOST = timedelta(days=365), 500


def feed_token(user: Any) -> str:
    """The secret of a user's own feed: a calendar cannot sign in. A new password makes a new address."""
    return f"{user.pk}-{personal_token('events.feed', user.pk, user.get_session_auth_hash())}"


def _user_of(token: str) -> User:
    pk, dash, _secret = token.partition("-")
    user = User.objects.filter(pk=int(pk), is_active=True).first() if dash and pk.isascii() and pk.isdigit() and len(pk) < 10 else None
    if user is None or not constant_time_compare(feed_token(user), token):
        raise Http404
    return user


def calendar_of(events: Iterable[Event], name: str, county: Region) -> bytes:
    """Gatherings as a calendar of that name."""
    calendar = Calendar()
    calendar.add("prodid", "-//Jiafeng//Gatherings//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    host = urlsplit(site_of(county)).netloc  # a calendar knows an entry again by it, whichever way the feed was fetched
    for event in events:
        entry = Entry()
        entry.add("uid", f"event-{event.pk}@{host}")
        entry.add("dtstamp", timezone.now())
        entry.add("dtstart", event.starts_at)
        entry.add("dtend", event.ends_at)
        entry.add("summary", event.title)
        entry.add("location", event.place)
        entry.add("description", event.organisation.name)
        entry.add("sequence", event.revision)
        entry.add("status", _STATUS.get(EventStage(event.stage), "CONFIRMED"))
        calendar.add_component(entry)
    return bytes(calendar.to_ical())


def answer(content: bytes, name: str) -> HttpResponse:
    """A calendar as a file of that name."""
    return HttpResponse(
        content, content_type="text/calendar; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}.ics"'}
    )


@never_cache
@require_GET
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The gatherings that the feed's owner may see, of the past year and all to come."""
    user = _user_of(token)
    county = county_of(request)
    if policies.may_see_events(user) or county.pk not in user.reach.home_county_ids:
        raise Http404
    rows = queries.events_for(user).filter(starts_at__gte=timezone.now() - _PAST)[:_MOST]
    return answer(calendar_of(rows, _("Gatherings"), county), "gatherings")


@never_cache
@require_GET
def invitation_entry(request: HttpRequest, token: str) -> HttpResponse:
    """The event of a personal invitation, for the phone's calendar."""
    found = personal_invitation(request, token)
    return answer(calendar_of([found.event], found.event.title, found.event.county), "invitation")
