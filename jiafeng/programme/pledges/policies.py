"""Who may do what with pledges, and when: a refusal sentence, or None."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from jiafeng.ground.accounts.models import Role
from jiafeng.ground.accounts.policies import acts_for, holds
from jiafeng.ground.people.models import Person
from jiafeng.programme.pledges.models import READERS, Pledge, PledgeDispute, PledgeDrive
from jiafeng.programme.pledges.stages import DisputeStage, DriveStage


def may_see_drives(user: Any) -> Any:
    if not holds(user, *READERS):
        return _("Pledges are read by county staff, partners, auditors and the coordinators of units.")
    return None


def may_see_whole(user: Any, drive: PledgeDrive) -> Any:
    """The arithmetic of the whole county; a coordinator reads the own unit's signatures in the list."""
    if drive.county_id not in user.reach.county_ids:
        return _("The whole county's arithmetic is read by county-wide roles.")
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


def may_print_sheets(user: Any, drive: PledgeDrive) -> Any:
    """Numbered sheets are printed from the first text to the drive's end, by those who will enter them."""
    if drive.stage == DriveStage.CLOSED:
        return _("This drive is closed; no more sheets are printed for it.")
    if not drive.texts.exists():
        return _("Publish the text first; it is printed on the sheets.")
    if holds(user, Role.COUNTY_STAFF, county_id=drive.county_id):
        return None
    return may_enter_paper(user, drive)


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


def may_dispute(pledge: Pledge, disputes: Collection[PledgeDispute]) -> Any:
    """Whoever holds the person's own link may say that the signature is not theirs: once, while the pledge stands."""
    if pledge.withdrawn_at is not None:
        return _("This pledge was withdrawn; it counts nowhere.")
    if any(dispute.stage == DisputeStage.OPEN for dispute in disputes):
        return _("This is being looked into already. The receipt number shows how far it is.")
    if any(dispute.stage == DisputeStage.UPHELD for dispute in disputes):
        return _("It was found that this is not your signature; the pledge counts nowhere.")
    if disputes:
        return _("This was looked into and decided. If you do not agree, please speak with the county Federation.")
    return None


def may_decide(user: Any, dispute: PledgeDispute) -> Any:
    """A dispute is decided by the county Federation's staff; of two over one pledge the one that is due first, and the other with it."""
    if dispute.decided_with is not None:
        return _("It is decided together with %(receipt)s, which is about the same pledge. Open that one.") % {
            "receipt": dispute.decided_with.receipt
        }
    return may_write_drive(user, dispute.county_id)


def may_note_dispute(user: Any, pledge: Pledge) -> Any:
    """Somebody without a link tells it to staff, who note it for them."""
    return may_withdraw(user, pledge)


def may_start_kiosk(user: Any, drive: PledgeDrive) -> Any:
    """A tablet is set up by those who enter paper: county staff, and coordinators in their unit."""
    if drive.stage != DriveStage.OPEN:
        return _("A tablet takes signatures while the drive is open.")
    return may_enter_paper(user, drive)


def may_open_wall(user: Any, drive: PledgeDrive) -> Any:
    if drive.stage == DriveStage.DRAFT:
        return _("There is nothing to show before the drive opens.")
    return may_write_drive(user, drive.county_id)


def may_make_booklet(user: Any, county_id: int) -> Any:
    """The booklet for the archive holds every name, so it is made by those who keep the drives."""
    return may_write_drive(user, county_id)
