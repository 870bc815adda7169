"""Reads over the helpers at the door."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from jiafeng.common.due import Due
from jiafeng.common.navigation import address_of_row
from jiafeng.common.prepared import Prepared
from jiafeng.ground.accounts.models import Membership, Role, User
from jiafeng.ground.accounts.policies import holds
from jiafeng.library.calendars import local_day
from jiafeng.programme.events.models import DoorHelper, Event
from jiafeng.programme.events.policies import DOOR_CLOSES_AFTER, may_sign_in_now
from jiafeng.programme.events.stages import EventStage


def helpers_of(event: Event) -> QuerySet[DoorHelper]:
    """Who is named, in the order in which they were."""
    return event.helpers.select_related("user")


def may_be_named(by: Any, event: Event, day: date) -> QuerySet[User]:
    """Accounts that can be named: all of the county for its staff; for a coordinator the host's, and the county's volunteers."""
    held = Membership.objects.on(day).filter(organisation__county_id=event.county_id)
    if not holds(by, Role.COUNTY_STAFF, county_id=event.county_id):
        held = held.filter(Q(organisation=event.organisation_id) | Q(role=Role.VOLUNTEER))
    return (
        User.objects.filter(is_active=True, memberships__in=held)
        .exclude(pk__in=event.helpers.values("user"))
        .distinct()
        .order_by("name", "pk")
    )


def at_the_door_of(user: Any) -> QuerySet[Event]:
    """The gatherings at whose door the user works or helps."""
    helped = DoorHelper.objects.filter(user=user).values("event")
    return Event.objects.filter(Q(pk__in=Event.objects.visible_to(user).values("pk")) | Q(pk__in=helped))


@Prepared
def _helped(user_id: int, over: datetime) -> QuerySet[Event]:
    """Announced gatherings where somebody helps and whose door is not shut for good at a moment."""
    helped = DoorHelper.objects.filter(user_id=user_id).values("event")
    return (
        Event.objects.filter(pk__in=helped, stage=EventStage.OPEN, ends_at__gt=over)
        .select_related("organisation")
        .order_by("starts_at", "pk")
    )


def helping(user: Any, at: datetime) -> list[Due]:
    """The gatherings where the user helps at the door, with the button that opens it while it may be open."""
    found = []
    for event in _helped(user.pk, at - DOOR_CLOSES_AFTER):
        shut = may_sign_in_now(event, at)
        found.append(
            Due(
                room=_("Gatherings"),
                icon="qrcode",
                what=_("Help at the door: %(title)s") % {"title": event.title},
                detail=f"{event.place} · {date_format(timezone.localtime(event.starts_at), 'SHORT_DATETIME_FORMAT')}",
                due=local_day(event.starts_at),
                url="" if shut else address_of_row("events:door", event.pk),
                action=_("The door opens three hours before the start") if shut else _("Open sign-in"),
                whose=event.organisation.label,
            )
        )
    return found
