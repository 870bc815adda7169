"""Who may do what with pledges, and when: a refusal sentence, or None."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import not_now
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.accounts.policies import acts_for, holds
from jiafeng.programme.drives.policies import may_enter, may_move, may_see, may_take_part, may_write_drive  # noqa: F401  # found here with the room's own
from jiafeng.programme.pledges.models import Pledge, PledgeDispute, PledgeDrive
from jiafeng.programme.pledges.stages import DISPUTE_MOVES, DisputeStage, DriveStage


def may_see_whole(user: Any, drive: PledgeDrive) -> Any:
    """The arithmetic of the whole county; a coordinator reads the own unit's signatures in the list."""
    if drive.county_id not in user.reach.county_ids:
        return _("The whole county's arithmetic is read by county-wide roles.")
    return None


def may_publish_text(user: Any, drive: PledgeDrive) -> Any:
    if drive.stage == DriveStage.CLOSED:
        return not_now(_("This drive is closed; its text is no longer changed. Reopen it first."))
    return may_write_drive(user, drive.county_id)


def may_print_sheets(user: Any, drive: PledgeDrive) -> Any:
    """Numbered sheets are printed from the first text to the drive's end, by those who will enter them."""
    if drive.stage == DriveStage.CLOSED:
        return not_now(_("This drive is closed; no more sheets are printed for it."))
    if not drive.texts.exists():
        return not_now(_("Publish the text first; it is printed on the sheets."))
    if holds(user, Role.COUNTY_STAFF, county_id=drive.county_id):
        return None
    return may_enter(user, drive)


def may_withdraw(user: Any, pledge: Pledge) -> Any:
    """The person withdraws by their own link; for somebody who asks in person or by telephone, staff do it, with the reason."""
    if holds(user, Role.COUNTY_STAFF, county_id=pledge.county_id):
        return None
    if pledge.organisation is not None and acts_for(user, pledge.organisation):
        return None
    return _("A pledge is withdrawn by the person, by county staff or by the unit's coordinator.")


def may_restore(user: Any, pledge: Pledge) -> Any:
    return may_write_drive(user, pledge.county_id)


def may_dispute(pledge: Pledge, disputes: Collection[PledgeDispute]) -> Any:
    """Whoever holds the person's own link may say that the signature is not theirs: once, while the pledge stands."""
    if pledge.withdrawn_at is not None:
        return not_now(_("This pledge was withdrawn; it counts nowhere."))
    if any(dispute.stage == DisputeStage.OPEN for dispute in disputes):
        return not_now(_("This is being looked into already. The receipt number shows how far it is."))
    if any(dispute.stage == DisputeStage.UPHELD for dispute in disputes):
        return not_now(_("It was found that this is not your signature; the pledge counts nowhere."))
    if disputes:
        return not_now(_("This was looked into and decided. If you do not agree, please speak with the county Federation."))
    return None


def may_decide(user: Any, dispute: PledgeDispute) -> Any:
    """A dispute is decided by the county Federation's staff; of two over one pledge the one that is due first, and the other with it."""
    if dispute.decided_with is not None:
        return _("It is decided together with %(receipt)s, which is about the same pledge. Open that one.") % {
            "receipt": dispute.decided_with.receipt
        }
    return may_write_drive(user, dispute.county_id) or DISPUTE_MOVES.refusal("uphold", dispute.stage)


def may_note_dispute(user: Any, pledge: Pledge) -> Any:
    """Somebody without a link tells it to staff, who note it for them."""
    return may_withdraw(user, pledge)


def may_start_kiosk(user: Any, drive: PledgeDrive) -> Any:
    """A tablet is set up by those who enter paper: county staff, and coordinators in their unit."""
    if drive.stage != DriveStage.OPEN:
        return not_now(_("A tablet takes signatures while the drive is open."))
    return may_enter(user, drive)


def may_open_wall(user: Any, drive: PledgeDrive) -> Any:
    if drive.stage == DriveStage.DRAFT:
        return not_now(_("There is nothing to show before the drive opens."))
    return may_write_drive(user, drive.county_id)


def may_make_booklet(user: Any, county_id: int) -> Any:
    """The booklet for the archive holds every name, so it is made by those who keep the drives."""
    return may_write_drive(user, county_id)
