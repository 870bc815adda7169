"""Who may do what with gatherings, and when: a refusal sentence, or None."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from jiafeng.accounts.models import Role
from jiafeng.accounts.policies import acts_for, holds
from jiafeng.common.scoping import reach_of
from jiafeng.events.models import READERS, Event
from jiafeng.events.stages import EventStage
from jiafeng.units.models import Organisation

# People come early and leave late; a code scanned on another day is a mistake that is better told at the door.
DOOR_OPENS_BEFORE = timedelta(hours=3)
DOOR_CLOSES_AFTER = timedelta(hours=6)


def may_see_events(user: Any) -> Any:
    """Everybody with a role in the programme, volunteers among them."""
    if not holds(user, *READERS, Role.VOLUNTEER):
        return _("Gatherings are read by the people who work on the programme.")
    return None


def may_host(user: Any, organisation: Organisation) -> Any:
    """A gathering is prepared by county staff, or by the coordinator of the unit that hosts it."""
    if not acts_for(user, organisation):
        return _("A gathering is prepared by county staff or by the coordinator of the unit that hosts it.")
    return None


def may_create(user: Any) -> Any:
    if not holds(user, Role.COUNTY_STAFF, Role.UNIT_COORDINATOR):
        return _("A gathering is prepared by county staff or by the coordinator of the unit that hosts it.")
    return None


def may_write_event(user: Any, event: Event) -> Any:
    if event.stage in (EventStage.CLOSED, EventStage.CANCELLED):
        return _("This gathering is closed; its record is no longer changed.")
    return may_host(user, event.organisation)


def may_invite(user: Any, event: Event) -> Any:
    if event.stage not in (EventStage.DRAFT, EventStage.OPEN):
        return _("The gathering is over; nobody is invited any more.")
    return may_write_event(user, event)


def may_read_people(user: Any, event: Event) -> Any:
    """Lists of people: whom the event belongs to, partners and auditors. A volunteer finds one person at a time, at the door."""
    if not holds(user, *READERS):
        return _("Volunteers sign people in by name or code; the list of people is kept by the unit's coordinator.")
    return None


def may_work_at_door(user: Any, event: Event) -> Any:
    """Who may sign people in at all: the host's coordinator and volunteers, and county staff."""
    if acts_for(user, event.organisation):
        return None
    reach = reach_of(user)
    if reach.has(Role.VOLUNTEER) and event.organisation_id in reach.organisation_ids:
        return None
    return _("People are signed in by county staff and by the coordinator and volunteers of the host.")


def may_sign_in_now(event: Event, at: datetime) -> Any:
    """Whether the door of the event is open at a moment."""
    if event.stage == EventStage.DRAFT:
        return _("This gathering is not announced yet. Announce it first; then people can be signed in.")
    if event.stage == EventStage.CANCELLED:
        return _("This gathering was cancelled.")
    if event.stage == EventStage.CLOSED:
        return _("This gathering is closed; its record is no longer changed.")
    if at < event.starts_at - DOOR_OPENS_BEFORE:
        return _("Sign-in begins three hours before the start. Check that this is the right gathering.")
    if at >= event.ends_at + DOOR_CLOSES_AFTER:
        return _("Sign-in at the door has ended. Enter those who came from the paper sheet.")
    return None


def may_enter_paper(user: Any, event: Event) -> Any:
    """Paper sheets are entered by those who keep the event, once it is announced and until it is closed."""
    if event.stage not in (EventStage.OPEN, EventStage.HELD):
        return _("Paper sheets are entered after the gathering is announced and before it is closed.")
    return may_write_event(user, event)


def may_hold(user: Any, event: Event, at: datetime) -> Any:
    if at < event.starts_at:
        return _("The gathering has not begun yet. It is marked as held once it has.")
    return may_host(user, event.organisation)


def may_reopen(user: Any, event: Event) -> Any:
    if not holds(user, Role.COUNTY_STAFF, county_id=event.county_id):
        return _("A closed gathering is opened again by county staff.")
    return None


def may_reply_now(event: Event, at: datetime) -> Any:
    """Whether an invitation may be answered at a moment."""
    if event.stage == EventStage.CANCELLED:
        return _("This gathering was cancelled.")
    if event.stage != EventStage.OPEN or at >= event.ends_at:
        return _("This gathering is over. Thank you.")
    return None
