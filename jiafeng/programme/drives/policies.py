"""Who may do what with drives, and when: a refusal sentence, or None."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import not_now
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.accounts.policies import acts_for, holds
from jiafeng.ground.people.models import Person
from jiafeng.programme.drives.models import READERS, Drive
from jiafeng.programme.drives.stages import CLOSED, DRAFT, OPEN


def may_see(user: Any) -> Any:
    if not holds(user, *READERS):
        return _("This is read by county staff, partners, auditors and the coordinators of units.")
    return None


def may_write_drive(user: Any, county_id: int) -> Any:
    """Drives, their texts and their stages are the Federation's."""
    if not holds(user, Role.COUNTY_STAFF, county_id=county_id):
        return _("Drives are kept by the county Federation's staff.")
    return None


def may_move(user: Any, drive: Drive, verb: str) -> Any:
    """Whether the stage allows open, close or reopen, and the user makes that move."""
    return may_write_drive(user, drive.county_id) or drive.moves.refusal(verb, drive.stage)


def may_enter(user: Any, drive: Drive, person: Person | None = None) -> Any:
    """Paper is entered and people are asked while the drive is open: by county staff, and by a unit's coordinator for the unit's own people."""
    if drive.stage != OPEN:
        return not_now(_("Paper is entered while the drive is open. Reopen it to enter what came late."))
    if holds(user, Role.COUNTY_STAFF, county_id=drive.county_id):
        return None
    if drive.county_id not in user.reach.home_county_ids or not holds(user, Role.UNIT_COORDINATOR):
        return _("Paper is entered by county staff and by the coordinators of units.")
    if person is not None and (person.organisation is None or not acts_for(user, person.organisation)):
        return _("You enter what your own unit's people hand in. Hand this one to the county Federation.")
    return None


def may_take_part(drive: Drive, today: date) -> Any:
    """Whether the drive takes anything from the public on a day."""
    if drive.stage == CLOSED or (drive.stage == OPEN and today >= drive.closes_on):
        return not_now(_("This drive has ended. Thank you for coming; the Federation will announce the next one."))
    if drive.stage == DRAFT or today < drive.opens_on:
        return _("This drive has not begun yet. Come back on %(day)s.") % {"day": f"{drive.opens_on:%Y-%m-%d}"}
    return None
