"""Who may do what with gatherings, and when: a refusal sentence, or None."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import not_now
from jiafeng.common.scoping import reach_of
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.accounts.policies import acts_for, holds
from jiafeng.ground.units.models import Organisation
from jiafeng.programme.events.models import READERS, Access, Event, Questionnaire
from jiafeng.programme.events.stages import MOVES, EventStage

# People come early and leave late; a code scanned on another day is a mistake that is better told at the door.
DOOR_OPENS_BEFORE = timedelta(hours=3)
DOOR_CLOSES_AFTER = timedelta(hours=6)
PHONE_PREPARED_BEFORE = timedelta(days=3)
FEEDBACK_STAYS_OPEN = timedelta(days=14)


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


def reports_for_unit(user: Any) -> Any:
    """The desk's first button for a coordinator: what their unit did is told by nobody else."""
    if not holds(user, Role.UNIT_COORDINATOR):
        return _("A gathering is prepared by county staff or by the coordinator of the unit that hosts it.")
    return None


def reports_as_staff(user: Any) -> Any:
    """The same button further down, for county staff who report what a unit told them."""
    return may_create(user) if reports_for_unit(user) else _("A coordinator has this button first.")


def may_write_event(user: Any, event: Event) -> Any:
    if event.stage in (EventStage.CLOSED, EventStage.CANCELLED):
        return not_now(_("This gathering is closed; its record is no longer changed."))
    return may_host(user, event.organisation)


def may_invite(user: Any, event: Event) -> Any:
    if event.stage not in (EventStage.DRAFT, EventStage.OPEN):
        return not_now(_("The gathering is over; nobody is invited any more."))
    return may_write_event(user, event)


def may_read_people(user: Any, event: Event) -> Any:
    """Lists of people: whom the event belongs to, partners and auditors. A volunteer finds one person at a time, at the door."""
    if not holds(user, *READERS):
        return _("Volunteers sign people in by name or code; the list of people is kept by the unit's coordinator.")
    return None


def _keeps_door(user: Any, event: Event) -> bool:
    """Whether the door is the user's by their role: county staff, and the host's coordinator and volunteers."""
    if acts_for(user, event.organisation):
        return True
    reach = reach_of(user)
    return reach.has(Role.VOLUNTEER) and event.organisation_id in reach.organisation_ids


def may_work_at_door(user: Any, event: Event) -> Any:
    """Who may sign people in at all: county staff, the host's coordinator and volunteers, and who is named as a helper; of what a unit
    reported, nobody."""
    if event.report_key is not None:
        return not_now(_("The unit has counted those who came; nobody is signed in any more."))
    if _keeps_door(user, event) or (getattr(user, "is_active", False) and event.helpers.filter(user=user).exists()):
        return None
    return _(
        "People are signed in by county staff, by the coordinator and volunteers of the host, and by the helpers named for this gathering."
    )


def may_open_door(user: Any, event: Event, at: datetime) -> Any:
    """The pages at the door: a helper reaches them only while the door may be open."""
    refusal = may_work_at_door(user, event)
    return refusal if refusal or _keeps_door(user, event) else may_sign_in_now(event, at)


def may_name_helpers(user: Any, event: Event) -> Any:
    """Helpers are named by who keeps the gathering, until it is over."""
    if event.stage not in (EventStage.DRAFT, EventStage.OPEN):
        return not_now(_("The gathering is over; nobody helps at its door any more."))
    return may_write_event(user, event)


def may_help(user: Any, event: Event) -> Any:
    """Somebody who holds a role in the county and can sign in."""
    if not user.is_active or event.county_id not in reach_of(user).home_county_ids:
        return _("A helper is somebody with an account in this county.")
    return None


class HasHours(Protocol):
    """An event, or as much of it as decides when its door is open."""

    @property
    def stage(self) -> str: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


def may_show_door(user: Any, event: Event, at: datetime) -> Any:
    """Whether the door is offered on the gathering's page: not of what is marked as held and over."""
    if event.stage == EventStage.HELD and at >= event.ends_at:
        return not_now(_("This gathering is over. Enter those who came from the paper sheet."))
    return may_work_at_door(user, event) or may_sign_in_now(event, at)


def may_sign_in_now(event: HasHours, at: datetime) -> Any:
    """Whether the door of the event is open at a moment."""
    if event.stage == EventStage.DRAFT:
        return not_now(_("This gathering is not announced yet. Announce it first; then people can be signed in."))
    if event.stage == EventStage.CANCELLED:
        return not_now(_("This gathering was cancelled."))
    if event.stage == EventStage.CLOSED:
        return not_now(_("This gathering is closed; its record is no longer changed."))
    if at < event.starts_at - DOOR_OPENS_BEFORE:
        return not_now(_("Sign-in begins three hours before the start. Check that this is the right gathering."))
    if at >= event.ends_at + DOOR_CLOSES_AFTER:
        return not_now(_("Sign-in at the door has ended. Enter those who came from the paper sheet."))
    return None


def may_enter_paper(user: Any, event: Event) -> Any:
    """Paper sheets are entered by those who keep the event, once it is announced and until it is closed."""
    if event.report_key is not None:
        return not_now(_("The unit has counted those who came; nobody is signed in any more."))
    if event.stage not in (EventStage.OPEN, EventStage.HELD):
        return not_now(_("Paper sheets are entered after the gathering is announced and before it is closed."))
    return may_write_event(user, event)


def _may_move(user: Any, event: Event, name: str) -> Any:
    return may_host(user, event.organisation) or MOVES.refusal(name, event.stage)


def may_open(user: Any, event: Event) -> Any:
    return _may_move(user, event, "open")


def may_hold(user: Any, event: Event, at: datetime) -> Any:
    refusal = _may_move(user, event, "hold")
    if refusal is None and at < event.starts_at:
        return not_now(_("The gathering has not begun yet. It is marked as held once it has."))
    return refusal


def may_close(user: Any, event: Event) -> Any:
    return _may_move(user, event, "close")


def may_cancel(user: Any, event: Event) -> Any:
    return _may_move(user, event, "cancel")


def may_reopen(user: Any, event: Event) -> Any:
    if not holds(user, Role.COUNTY_STAFF, county_id=event.county_id):
        return _("A closed gathering is opened again by county staff.")
    return MOVES.refusal("reopen", event.stage)


def may_reply_now(event: Event, at: datetime) -> Any:
    """Whether an invitation may be answered at a moment."""
    if event.stage == EventStage.CANCELLED:
        return not_now(_("This gathering was cancelled."))
    if event.stage != EventStage.OPEN or at >= event.ends_at:
        return not_now(_("This gathering is over. Thank you."))
    return None


def is_over(event: Event, at: datetime) -> bool:
    """Whether it took place: so marked, or its hours have passed."""
    return event.stage in (EventStage.HELD, EventStage.CLOSED) or at >= event.ends_at


def may_sign_up_now(event: Event, at: datetime) -> Any:
    """Whether anybody may put themselves on the list of guests at a moment."""
    if event.stage == EventStage.CANCELLED:
        return not_now(_("This gathering was cancelled."))
    if event.stage != EventStage.OPEN or at >= event.ends_at:
        return not_now(_("This gathering is over. Thank you."))
    if event.access == Access.FREE:
        return not_now(_("Nobody needs to sign up for this: just come."))
    if event.access != Access.OPEN:
        return not_now(_("One comes to this gathering by invitation. Ask the host if you would like to be invited."))
    if at >= event.signs_up_until:
        return not_now(_("Sign-up has ended. Ask the host whether there is room at the door."))
    return None


def may_prepare_phone(event: Event, at: datetime) -> Any:
    """A phone takes the guest list along from three days before the start, and never once the door is shut."""
    if event.stage != EventStage.OPEN:
        return not_now(_("A phone is prepared for a gathering that is announced and not over."))
    if at < event.starts_at - PHONE_PREPARED_BEFORE:
        return not_now(_("A phone is prepared from three days before the start, because the guest list changes until then."))
    if at >= event.ends_at + DOOR_CLOSES_AFTER:
        return not_now(_("Sign-in at the door has ended. Enter those who came from the paper sheet."))
    return None


def may_count_offline(event: Event, at: datetime) -> Any:
    """What a phone recorded without network counts until the record is closed, by the moment at which it was recorded."""
    if event.stage == EventStage.CANCELLED:
        return not_now(_("This gathering was cancelled."))
    if event.stage not in (EventStage.OPEN, EventStage.HELD):
        return not_now(_("The record is closed. Ask county staff to open it again, then send once more; the phone keeps what it recorded."))
    if not event.starts_at - DOOR_OPENS_BEFORE <= at < event.ends_at + DOOR_CLOSES_AFTER:
        return not_now(_("This was recorded outside the hours of the gathering. Check the phone's date and time."))
    return None


def reminder_at(event: Event) -> datetime | None:
    """When those who come are reminded."""
    return event.starts_at - timedelta(hours=event.remind_hours) if event.remind_hours else None


def may_remind(event: Event, at: datetime) -> Any:
    """A reminder goes out at its time and until the gathering begins; one that was moved or called off has none at the old time."""
    moment = reminder_at(event)
    if event.stage != EventStage.OPEN or moment is None or not moment <= at < event.starts_at:
        return not_now(_("There is nobody to remind of this gathering now."))
    return None


def may_text(user: Any, event: Event) -> Any:
    if event.stage != EventStage.OPEN:
        return not_now(_("Invitations are sent once the gathering is announced."))
    return may_invite(user, event)


def may_ask_feedback(user: Any, event: Event) -> Any:
    if event.stage == EventStage.CANCELLED:
        return not_now(_("This gathering was cancelled."))
    return may_host(user, event.organisation)


def may_close_feedback(user: Any, form: Questionnaire) -> Any:
    return may_ask_feedback(user, form.event) or (_("The feedback form is closed.") if form.closed_at else None)


def may_give_feedback(form: Questionnaire, at: datetime) -> Any:
    """From the start of the gathering until two weeks after its end, or until it is closed."""
    event = form.event
    if event.stage == EventStage.CANCELLED:
        return not_now(_("This gathering was cancelled."))
    if at < event.starts_at:
        return not_now(_("The gathering has not begun yet. Come back to this page afterwards."))
    if form.closed_at is not None or at >= event.ends_at + FEEDBACK_STAYS_OPEN:
        return not_now(_("This form is closed. Thank you for coming."))
    return None
