"""Every write to pledge drives, pledges and their traces, disputes and kiosks."""

from jiafeng.programme.drives.actions import close_drive, give_links, make_link, reopen_drive
from jiafeng.programme.pledges.actions.disputes import dispute_pledge, reject_dispute, uphold_dispute
from jiafeng.programme.pledges.actions.drives import close_wall, create_drive, edit_drive, note_booklet, open_drive, open_wall, publish_text
from jiafeng.programme.pledges.actions.kiosks import end_kiosk, leave_kiosk, start_kiosk
from jiafeng.programme.pledges.actions.quick import sign_at_once
from jiafeng.programme.pledges.actions.signing import (
    Outcome,
    Said,
    Signature,
    Signed,
    enter_paper,
    restore_pledge,
    show_name,
    sign,
    withdraw_pledge,
)

__all__ = [
    "Outcome",
    "Said",
    "Signature",
    "Signed",
    "close_drive",
    "close_wall",
    "create_drive",
    "dispute_pledge",
    "edit_drive",
    "end_kiosk",
    "enter_paper",
    "give_links",
    "leave_kiosk",
    "make_link",
    "note_booklet",
    "open_drive",
    "open_wall",
    "publish_text",
    "reject_dispute",
    "reopen_drive",
    "restore_pledge",
    "show_name",
    "sign",
    "sign_at_once",
    "start_kiosk",
    "uphold_dispute",
    "withdraw_pledge",
]
