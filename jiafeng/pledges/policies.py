"""Who may do what with pledges, and when: a refusal sentence, or None."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from jiafeng.accounts.models import Role
from jiafeng.accounts.policies import acts_for, holds
from jiafeng.people.models import Person
from jiafeng.pledges.models import READERS, Pledge, PledgeDrive
from jiafeng.pledges.stages import DriveStage

CHILD_UNTIL = 14


def may_see_drives(user: Any) -> Any:
    if not holds(user, *READERS):
        return _("Pledges are read by county staff, partners, auditors and the coordinators of units.")
    return None


def may_write_drive(user: Any, county_id: int) -> Any:
    """Drives, their text and their stages are the Federation's."""
    if not holds(user, Role.COUNTY_STAFF, county_id=county_id):
        return _("Pledge drives are kept by the county Federation's staff.")
    return None


def may_publish_text(user: Any, drive: PledgeDrive) -> Any:
    if drive.stage == DriveStage.CLOSED:
        return _("This drive is closed; its text is no longer changed. Reopen it first.")
    return may_write_drive(user, drive.county_id)


def may_invite(user: Any, drive: PledgeDrive) -> Any:
    """Personal links are made by those who enter paper: county staff, and coordinators for their unit."""
    return may_enter_paper(user, drive)


def may_enter_paper(user: Any, drive: PledgeDrive, person: Person | None = None) -> Any:
    """Paper is entered while the drive is open, by county staff, and by a unit's coordinator for the unit's own people."""
    if drive.stage != DriveStage.OPEN:
        return _("Pledges are entered while the drive is open. Reopen it to enter sheets that came late.")
    if holds(user, Role.COUNTY_STAFF, county_id=drive.county_id):
        return None
    if drive.county_id not in user.reach.home_county_ids or not holds(user, Role.UNIT_COORDINATOR):
        return _("Paper pledges are entered by county staff and by the coordinators of units.")
    if person is not None and (person.organisation is None or not acts_for(user, person.organisation)):
        return _("You enter pledges of your own unit's people. Hand this sheet to the county Federation.")
    return None


def may_withdraw(user: Any, pledge: Pledge) -> Any:
    """The person withdraws by their own link; for somebody who asks in person or by telephone, staff do it, with the reason."""
    if holds(user, Role.COUNTY_STAFF, county_id=pledge.county_id):
        return None
    if pledge.organisation is not None and acts_for(user, pledge.organisation):
        return None
    return _("A pledge is withdrawn by the person, by county staff or by the unit's coordinator.")


def may_restore(user: Any, pledge: Pledge) -> Any:
    return may_write_drive(user, pledge.county_id)


def may_sign_now(drive: PledgeDrive, today: date) -> Any:
    """Whether the drive takes signatures on a day."""
    if drive.stage == DriveStage.CLOSED or (drive.stage == DriveStage.OPEN and today >= drive.closes_on):
        return _("Signing has ended. Thank you for coming; the Federation will announce the next drive.")
    if drive.stage == DriveStage.DRAFT or today < drive.opens_on:
        return _("Signing has not begun yet. Come back on %(day)s.") % {"day": f"{drive.opens_on:%Y-%m-%d}"}
    return None


def needs_guardian(birth_year: int | None, on: date) -> bool:
    """Whether the person may be under 14 on a day, as far as the year of birth tells; then a guardian agrees (PIPL, articles 28 and 31)."""
    return birth_year is not None and on.year - birth_year <= CHILD_UNTIL
